"""Text as it enters: hostile characters made visible, once, at the door; and the comparison of quotations.

`clean` keeps the length of its input, so offsets into raw and clean text are the same. Nothing else in the
application decides which characters are safe. Comparison lives in `folding` and `locate` and is offered here.
"""

from __future__ import annotations

import re

from localcounsel.core.folding import Folded, fold
from localcounsel.core.locate import Location, locate, locate_all

__all__ = ["Folded", "Location", "clean", "fold", "locate", "locate_all"]

_UNKNOWN = "\ufffd"

# Format characters that spelling needs: the two joiners (Persian, Indic scripts, emoji) never reorder text.
# Arabic number signs, the Syriac abbreviation mark and Kaithi number signs are printed signs, so they are
# simply left out of the ranges below.
_FORMAT_RANGES = (
    (0x061C, 0x061C),  # Arabic letter mark (direction)
    (0x180E, 0x180E),  # Mongolian vowel separator
    (0x200E, 0x200F),  # direction marks
    (0x202A, 0x202E),  # direction embeddings and overrides
    (0x2060, 0x206F),  # word joiner, invisible operators, direction isolates, deprecated format characters
    (0xD800, 0xDFFF),  # lone surrogates
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFF9, 0xFFFB),  # interlinear annotation
    (0x13430, 0x1343F),  # Egyptian hieroglyph joiners
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D173, 0x1D17A),  # musical beams and slurs
    (0xE0000, 0xE007F),  # tags (the ideographic variation selectors after them are spelling)
)
_TABLE = {
    "\r": " ",
    "\x85": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\xad": "-",
    "\u200b": " ",
}
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2028\u2029"
    + "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in _FORMAT_RANGES)
    + "]"
)


def clean(untrusted: str) -> str:
    """The same text with every control and format character made harmless and visible.

    Length-preserving and idempotent. Tabs and line feeds stay; other line separators become line feeds (a
    carriage return becomes a space: line endings are normalised when bytes are decoded); control characters
    become their printed pictures; characters that reorder, hide or tag text become U+FFFD.
    """
    return _HOSTILE.sub(_harmless, untrusted)


def encodable(untrusted: str) -> str:
    """The same text with a `?` for every half of a character, which no file, store or model can hold.

    They come from bytes on a command line that are no UTF-8, and from `\\ud800` in JSON.
    """
    return untrusted.encode("utf-8", "replace").decode("utf-8")


def _harmless(found: re.Match[str]) -> str:
    character = found[0]
    known = _TABLE.get(character)
    if known is not None:
        return known
    return chr(0x2400 + ord(character)) if character < " " else _UNKNOWN
