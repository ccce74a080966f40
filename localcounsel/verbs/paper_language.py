"""`--language`: what a paper is written in, where the command line saves one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcounsel.core.language import Language
    from localcounsel.flows.desk import Desk

LANGUAGES = ("en", "ja")


def language_option(verb: argparse.ArgumentParser) -> None:
    """Add the option."""
    verb.add_argument("--language", choices=LANGUAGES, help="of the paper; otherwise the setting's, or English")


def language_of(wanted: str | None, desk: Desk) -> Language:
    """What is asked for, else what the settings name; `auto` is English, so that scripts find the same everywhere."""
    from localcounsel.flows import languages

    return languages.language(wanted or desk.settings.interface.language)
