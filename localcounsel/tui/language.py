"""The interface's words in the reader's language, from gettext catalogues beside this file.

English is the language of the source; a catalogue that lacks a text shows the English one. What comes up from below
the interface, messages, reasons, findings and settings, is in English too and goes through `said`.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcounsel.core.language import Language

CATALOGUES = Path(__file__).parent / "catalogues"
"""LANGUAGE/LC_MESSAGES/localcounsel.mo"""

_now: gettext.NullTranslations = gettext.NullTranslations()
_code = "en"


def use(language: str) -> None:
    """Speak `language` (`ja`, `en`, `ja_JP.UTF-8`) from now on; English where there is no catalogue for it."""
    global _now, _code
    _code = language.split(".")[0].split("_")[0].split("-")[0]
    codes = [language.split(".")[0], _code]
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


def spoken() -> Language:
    """The language of what comes from below; its catalogue is read when it is first asked for."""
    from localcounsel.flows.languages import language

    return language(_code)


def said(text: str) -> str:
    """A message, reason or finding from below the interface, in the reader's language. Contains foreign words."""
    return text if is_english() else spoken().said(text)


def is_english() -> bool:
    """Whether the texts of the source are shown as they are."""
    return not isinstance(_now, gettext.GNUTranslations)


def blank() -> str:
    """What stands between two sentences."""
    return " " if is_english() else spoken().blank


def gettext_(message: str) -> str:
    """The text in the reader's language."""
    return _now.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The text for `count` things."""
    return _now.ngettext(one, many, count)


_ = gettext_
