"""Text as words: folded so that case, accents, ligatures and width do not matter, with the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

CJK = "\u3005-\u3007\u3031-\u303b\u3041-\u30ff\u3105-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7fb\uf900-\ufaff"
"""Characters that are a word each: no spaces part them."""
LETTER = rf"[^\W_{CJK}]"
"""A letter or digit of a spaced script."""
WORD = re.compile(rf"[{CJK}]|{LETTER}+")
BROKEN = re.compile(rf"(?<!{LETTER})({LETTER}{{2,}}+)([-‐][ \t]*\n\s*)(?={LETTER}{{2,}})")
"""A word hyphenated at a line's end, up to its second half."""
COUNTED = re.compile(rf"[{CJK}]|{LETTER}+(?:[-‐][ \t]*\n\s*{LETTER}+)*")
"""What counts as one word when words are counted."""


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text in the form in which words are compared."""

    text: str
    origin: array[int] | None
    """Where each of its characters stands in the original; None where every place is the same."""

    def place(self, index: int) -> int:
        """The original's offset of a character of the folded text."""
        return index if self.origin is None else self.origin[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's range of a folded range that is not empty."""
        return self.place(start), self.place(end - 1) + 1


def folded(text: str) -> FoldedText:
    """`text` in lower case, without accents, in compatibility form."""
    if text.isascii():
        return FoldedText(text.lower(), None)
    pieces = [_plain(character) if character > "\x7f" else character.lower() for character in text]
    if all(len(piece) == 1 for piece in pieces):
        return FoldedText("".join(pieces), None)
    origin = array("l", (at for at, piece in enumerate(pieces) for _ in piece))
    return FoldedText("".join(pieces), origin)


@lru_cache(maxsize=16_384)
def _plain(character: str) -> str:
    """One character beyond ASCII; accents of Latin, Greek and Cyrillic go, marks that make another letter stay."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    bare = "".join(each for each in apart if not "\u0300" <= each <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def mended(text: FoldedText) -> FoldedText | None:
    """The same with words hyphenated at line ends in one piece; None when there are none."""
    if not BROKEN.search(text.text):
        return None
    pieces: list[str] = []
    origin = array("l")
    at = 0
    for found in BROKEN.finditer(text.text):
        end = found.end(1)
        pieces.append(text.text[at:end])
        origin.extend(map(text.place, range(at, end)))
        at = found.end()
    pieces.append(text.text[at:])
    origin.extend(map(text.place, range(at, len(text.text))))
    return FoldedText("".join(pieces), origin)
