"""A place in a line of its text: the words around what was found, as they stand there."""

from __future__ import annotations

from dataclasses import dataclass

from localcounsel.flows.occurring import Spot
from localcounsel.store.occurrences import SearchedPage

BEFORE, AFTER = 60, 160
"""Characters of text shown before and behind the first word of a place."""


@dataclass(frozen=True, slots=True)
class Line:
    """A place in a line of its text."""

    page: int
    label: str
    text: str
    """White space as single blanks; `…` where it is cut."""
    marks: tuple[tuple[int, int], ...]
    """Ranges of `text` to highlight."""
    start: int
    """The place's offset in the page."""
    words: tuple[tuple[int, int], ...] = ()
    """Ranges of the page to highlight."""


def line_of(spot: Spot, page: SearchedPage) -> Line:
    """A place with the words around it, in one line."""
    text = page.text
    begin = _word_start(text, max(0, spot.start - BEFORE))
    end = min(len(text), spot.start + AFTER)
    last = max((stop for at, _, stop in spot.words if at == spot.page and stop <= spot.start + 2 * AFTER), default=end)
    end = max(end, last)
    pieces = ["… "] if begin else []
    marks: list[tuple[int, int]] = []
    at = begin
    length = len("".join(pieces))
    for start, stop in [(s, e) for number, s, e in spot.words if number == spot.page and e <= end] + [(end, end)]:
        between = _closed_up(text[at:start], bool(pieces) and pieces[-1].endswith(" "))
        word = _closed_up(text[start:stop], between.endswith(" "))
        marks.append((length + len(between), length + len(between) + len(word)))
        pieces += [between, word]
        length += len(between) + len(word)
        at = max(at, stop)
    if end < len(text):
        pieces.append(" …")
    here = tuple((start, stop) for number, start, stop in spot.words if number == page.number)
    return Line(page.number, page.label, "".join(pieces), tuple(marks[:-1]), spot.start, here)


def _word_start(text: str, at: int) -> int:
    """The beginning of the first whole word from here, when one is near."""
    if at == 0:
        return 0
    blank = next((index for index in range(at, min(at + 20, len(text))) if text[index].isspace()), at)
    return blank + 1 if blank > at else at


def _closed_up(text: str, after_blank: bool) -> str:
    """White space as single blanks."""
    words = " ".join(text.split())
    lead = " " if text[:1].isspace() and not after_blank else ""
    tail = " " if words and text[-1:].isspace() else ""
    return f"{lead}{words}{tail}"
