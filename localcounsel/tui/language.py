"""The interface's words in the reader's language, from gettext catalogues beside this file.

English is the language of the source; a catalogue that lacks a text shows the English one.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping
from pathlib import Path

CATALOGUES = Path(__file__).parent / "catalogues"
"""LANGUAGE/LC_MESSAGES/localcounsel.mo"""

_now: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Speak `language` (`ja`, `en`, `ja_JP.UTF-8`) from now on; English where there is no catalogue for it."""
    global _now
    codes = [language.split(".")[0], language.split("_")[0].split("-")[0]]
    _now = gettext.translation("localcounsel", CATALOGUES, codes, fallback=True)


def preferred(environment: Mapping[str, str] = os.environ) -> str:
    """The language of this account: what the environment says, or on Windows what the system does."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return environment[name]
    try:
        return locale.getlocale()[0] or "en"
    except ValueError:
        return "en"


def gettext_(message: str) -> str:
    """The text in the reader's language."""
    return _now.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The text for `count` things."""
    return _now.ngettext(one, many, count)


_ = gettext_
