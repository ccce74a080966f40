"""The catalogue of what is said below the interface, in the language a person reads.

The interface has a catalogue of its own, beside it; this one holds messages, reasons, findings and papers, and is
read when the first of them is said.
"""

from __future__ import annotations

import gettext
import struct
from functools import lru_cache
from pathlib import Path

from localcounsel.core.language import ENGLISH, Language

CATALOGUES = Path(__file__).parent / "catalogues"
"""LANGUAGE/LC_MESSAGES/said.mo"""
NAME = "said"


@lru_cache(maxsize=4)
def language(code: str) -> Language:
    """The language `code` stands for (`ja`, `ja_JP.UTF-8`, `en`); English where there is no catalogue for it."""
    plain = code.split(".")[0].split("_")[0].split("-")[0].lower()
    path = gettext.find(NAME, CATALOGUES, [plain]) if plain.isalpha() else None
    if path is None:
        return ENGLISH
    try:
        return Language(plain, _texts(Path(path).read_bytes()))
    except (OSError, struct.error, ValueError):
        return ENGLISH  # it is with the installed files, which `doctor` checks; an error must be told all the same


def _texts(content: bytes) -> dict[str, str]:
    """Every text of a `.mo` file of ours with its translation (gettext manual, `The Format of GNU MO Files`)."""
    count, texts, said = struct.unpack_from("<3I", content, 8)

    def at(table: int, row: int) -> str:
        length, start = struct.unpack_from("<2I", content, table + 8 * row)
        return content[start : start + length].decode("utf-8")

    return {at(texts, row): at(said, row) for row in range(1, count)}  # row 0 describes the file
