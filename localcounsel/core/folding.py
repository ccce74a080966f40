"""The form in which quotations are compared: letters, digits and the signs that change meaning, nothing else.

Line breaks, hyphenation, ligatures, full-width forms, quotation marks, dashes and page furniture disappear;
what is left is compared exactly. Every character of the folded text knows where it stands in the original.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

# A word, a number, a sign that changes what a sentence says, or any other foreign character, to be looked at.
_PIECE = re.compile(r"[0-9]+|[^\W\d_]+|[%$<>+=]|[^\x00-\x7f]")
_MEANING = frozenset("%‰‱§±≤≥≠≈")
_DECORATION = frozenset("™℠®©")
_BETWEEN_DIGITS = re.compile(r"[.,:/]|[-‐-―−]")
_BEFORE_FIGURES = frozenset("+=<>")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in comparison form, with the way back to the offsets of the original."""

    text: str
    source: str
    """The original text, not changed."""
    _at: array[int] = field(repr=False)
    """Where each piece begins in `text`; pieces are contiguous."""
    _start: array[int] = field(repr=False)
    """Where the same piece begins in `source`."""
    _end: array[int] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into `source` of the folded range `start` to `end` (half-open, not empty)."""
        return self._source_range(start)[0], self._source_range(end - 1)[1]

    def splits_character(self, index: int) -> bool:
        """Whether a cut before folded character `index` would fall inside one character of the original."""
        if index <= 0 or index >= len(self.text):
            return False
        return self._source_range(index - 1) == self._source_range(index)

    def next_piece(self, index: int) -> int:
        """Where the first piece after folded character `index` begins; the text's length if there is none."""
        piece = bisect_right(self._at, index)
        return self._at[piece] if piece < len(self._at) else len(self.text)

    def _source_range(self, index: int) -> tuple[int, int]:
        piece = bisect_right(self._at, index) - 1
        start, end = self._start[piece], self._end[piece]
        after = self._at[piece + 1] if piece + 1 < len(self._at) else len(self.text)
        if after - self._at[piece] != end - start:
            return start, end
        place = start + index - self._at[piece]
        return place, place + 1


def fold(text: str, furniture: Sequence[tuple[int, int]] = ()) -> Folded:
    """`text` in comparison form; the ranges of `furniture` (half-open, any order) are skipped."""
    builder = _Builder(text)
    position = 0
    for start, end in sorted(furniture):
        if start > position:
            builder.read(position, start)
        position = max(position, end)
    builder.read(position, len(text))
    return builder.folded()


class _Builder:
    """Collects pieces; a number keeps a sign of what parted it from the number before it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces: list[str] = []
        self.at = array("l")
        self.start = array("l")
        self.end = array("l")
        self.length = 0
        self.after_digit = -1

    def read(self, start: int, end: int) -> None:
        for found in _PIECE.finditer(self.source, start, end):
            piece = found[0]
            place = found.start()
            if not piece.isascii():
                self._foreign(piece, place)
            elif piece.isdigit():
                self._number(piece, place)
            elif piece.isalpha():
                self._add(piece.lower(), place, place + len(piece))
            elif piece in _BEFORE_FIGURES:
                self._sign(piece, place)
            else:
                self._add(piece, place, place + 1)

    def _add(self, piece: str, start: int, end: int) -> None:
        self.pieces.append(piece)
        self.at.append(self.length)
        self.start.append(start)
        self.end.append(end)
        self.length += len(piece)
        self.after_digit = end if piece[-1].isdigit() else -1

    def _number(self, piece: str, place: int) -> None:
        if 0 <= self.after_digit < place:
            gap = self.source[self.after_digit : place]
            sign = _BETWEEN_DIGITS.search(gap)
            parted = sign[0] if sign else " "
            self._add("-" if parted not in ".,:/ " else parted, self.after_digit, place)
        self._add(piece, place, place + len(piece))

    def _sign(self, piece: str, place: int) -> None:
        """Plus, equals and angle signs count before figures; elsewhere they are drawn lines and tags."""
        if self.source[place + 1 : place + 3].strip(" $€£¥")[:1].isdigit():
            self._add(piece, place, place + 1)

    def _foreign(self, piece: str, place: int) -> None:
        waiting = 0
        folds = [_folded_character(character) for character in piece]
        for index, folded in enumerate(folds):
            if len(folded) == 1 and not folded.isdigit():
                continue
            if waiting < index:
                self._add("".join(folds[waiting:index]), place + waiting, place + index)
            waiting = index + 1
            if folded.isdigit():  # full-width or another script's: its neighbours may be digits too
                self._number(folded, place + index)
            elif folded:
                self._add(folded, place + index, place + index + 1)
        if waiting < len(folds):
            self._add("".join(folds[waiting:]), place + waiting, place + len(folds))

    def folded(self) -> Folded:
        return Folded("".join(self.pieces), self.source, self.at, self.start, self.end)


@lru_cache(maxsize=8192)
def _folded_character(character: str) -> str:
    """One character beyond ASCII in comparison form; empty when it does not count."""
    category = unicodedata.category(character)
    if category == "No":  # superscripts and fractions: 10² is not 102, and a footnote mark is not a figure
        return character
    if character in _DECORATION or "VARIATION SELECTOR" in unicodedata.name(character, ""):
        return ""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(each for each in folded if each in _MEANING or _counts(each))


def _counts(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "Sc"
