"""Pages and outline → passages: clauses, or as many whole sentences of a clause as belong together.

`page.text[start:end] == passage.text`, always; passages never overlap, never cross a page, and every
character that is neither white space nor page furniture is in exactly one of them.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from localcounsel.core.cutting import Atom, Cut, atoms, grouped
from localcounsel.core.structure import blanked
from localcounsel.core.structure.clauses import compose, path_text, paths
from localcounsel.core.structure.coordinates import Coordinates
from localcounsel.records import Heading, Outline, Page, Passage, Pinpoint

_LONGEST_HEADER = 240


def passages(document_id: str, pages: Sequence[Page], outline: Outline) -> tuple[Passage, ...]:
    """All passages of a document in reading order."""
    above = _Above(outline.headings)
    coordinates = Coordinates(outline.marks)
    aside: dict[int, list[tuple[int, int]]] = {}
    for each in outline.furniture:
        aside.setdefault(each.page, []).append((each.start, each.end))
    found: list[Passage] = []
    for page in pages:
        for start, end in _spans(page, aside.get(page.number, []), above.on_page(page.number)):
            found.append(_passage(document_id, page, start, end, above, coordinates))
    return tuple(found)


def pinpoint_at(page: Page, outline: Outline, start: int, end: int) -> Pinpoint:
    """The pinpoint of any words of a page, a quotation's for instance: its own clause and lines."""
    path = _Above(outline.headings).at(page.number, start)
    return _pinpoint(page, path, Coordinates(outline.marks), start, end)


def document_key(document_id: str) -> int:
    """A document's id as a positive number of 63 bits, for indexes that hold numbers only."""
    return _number("document", document_id)


def header(document_name: str, outline: Outline, passage: Passage) -> str:
    """One line that says where a passage comes from, for its vector; never part of its text."""
    stem = document_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    title = outline.title or stem
    parts = [title, " / ".join(outline.parties[:3]), passage.heading]
    return " — ".join(" ".join(part.split()) for part in parts if part)[:_LONGEST_HEADER]


def identity(document_id: str, page: int, start: int, end: int, text: str) -> int:
    """The id of a passage: whose text or place is another has another."""
    return _number(document_id, page, start, end, text)


def _number(*parts: object) -> int:
    digest = hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> 1 or 1


class _Above:
    """Which headings stand above a place."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self.headings = headings
        self.places = [(heading.page, heading.start) for heading in headings]
        self.paths = paths(headings)

    def on_page(self, page: int) -> Sequence[Heading]:
        first, last = bisect_left(self.places, (page, -1)), bisect_left(self.places, (page + 1, -1))
        return self.headings[first:last]

    def at(self, page: int, start: int) -> tuple[Heading, ...]:
        """The headings open at a place, outermost first."""
        index = bisect_right(self.places, (page, start)) - 1
        return self.paths[index] if index >= 0 else ()

    def over(self, page: Page, start: int, end: int) -> tuple[Heading, ...]:
        """The path at the first words of a passage that are not a heading themselves.

        A document's opening words, above which nothing is numbered, may be as long as a third of the passage.
        """
        index = bisect_right(self.places, (page.number, start)) - 1
        while index + 1 < len(self.headings):
            following = self.headings[index + 1]
            if following.page != page.number or following.start >= end:
                break
            own = self.headings[index] if index >= 0 else None
            begin = own.end if own is not None and own.page == page.number and own.end > start else start
            opening = not any(each.number for each in self.paths[index]) if index >= 0 else True
            if opening and following.number and following.start - start <= (end - start) // 3:
                index += 1
            elif any(map(str.isalnum, page.text[begin : following.start])):
                break
            else:
                index += 1
        return self.paths[index] if index >= 0 else ()


def _spans(page: Page, aside: Sequence[tuple[int, int]], headings: Sequence[Heading]) -> list[tuple[int, int]]:
    text = blanked(page.text, aside)
    if not text.strip():
        text = page.text  # nothing but furniture: better shown than lost
    units: list[Atom] = atoms(text, _cuts(headings))
    return [(group[0].start, group[-1].end) for group in grouped(text, units)]


def _cuts(headings: Sequence[Heading]) -> list[Cut]:
    return [Cut(each.start, each.end, clause=not _is_list(each)) for each in headings]


def _is_list(heading: Heading) -> bool:
    """Whether it opens an item of a list, which may share a passage with its neighbours."""
    number = heading.number
    if number.startswith("第") and any(unit in number for unit in "条章節款編部"):
        return False
    return bool(number) and not heading.title and (number[0] in "(（" or not number[0].isdigit()) and " " not in number


def _passage(document_id: str, page: Page, start: int, end: int, above: _Above, coordinates: Coordinates) -> Passage:
    text = page.text[start:end]
    path = above.over(page, start, end)
    pinpoint = _pinpoint(page, path, coordinates, start, end)
    identity = _number(document_id, page.number, start, end, text)
    return Passage(identity, document_id, page.number, start, end, text, path_text(path), pinpoint)


def _pinpoint(page: Page, path: tuple[Heading, ...], coordinates: Coordinates, start: int, end: int) -> Pinpoint:
    return Pinpoint(
        page=page.number,
        page_label=page.label,
        clause=compose(path),
        bates=coordinates.bates(page.number, end),
        lines=coordinates.lines(page.number, start, end),
    )
