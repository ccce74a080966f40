"""Text on a PDF page that the eye would not see: invisible, painted over, off the page. Flagged, never dropped."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2.raw as pdfium

from localcounsel.reading.pdf_objects import Box, Cover, Ink, Painted, common, meet
from localcounsel.reading.pdf_text import Characters, Flow

INVISIBLE_MODES = (3, 7)
SMALLEST = 1.0
"""Points."""
SAME_COLOUR = 20
"""Largest difference in a colour's parts (of 255) that a reader does not notice."""
LEAST_COVER = 3.0
"""Points: the least height and width of a box that can hide a letter; thinner ones are rules."""
MOST_TESTS = 3_000_000
"""Comparisons of text with boxes on one page."""
WHITE = (255, 255, 255)
MOST_OF_LETTER = 0.8
"""Of a character's height under a box, for it to be hidden."""
PART_OF_SCAN = 0.05
"""Of the page: the least picture that counts as a part of its scan."""
PICTURE_SHARE = 0.5
"""Of the page, under or over text that is a scan's recognition layer."""


def flags(characters: Characters, flow: Flow, painted: Painted, page: Box) -> list[tuple[str, int, int]]:
    """(code, start, end) in the page's text, for every run of hidden characters."""
    scanned = coverage(painted.pictures, page) >= PICTURE_SHARE
    suspects = _suspects(painted, page, scanned)
    if not suspects:
        return []
    marked: dict[int, str] = {}
    for index in range(characters.count):
        item = pdfium.FPDFText_GetTextObject(characters.raw, index)
        rules = suspects.get(ctypes.addressof(item.contents)) if item else None
        if rules is None:
            continue
        code = rules[0] or _of_one(characters.box(index), page, *rules[1:])
        at = flow.place(index) if code else None
        if at is not None:
            marked[at] = code
    return list(_runs(marked, flow.text))


def layered(painted: Painted, page: Box) -> bool:
    """Whether most of the text is the recognition layer of a scan: invisible over its picture, or under it."""
    pictures = [cover for cover in painted.pictures if _area(cover.box) >= PART_OF_SCAN * _area(page)]
    if not pictures or coverage(pictures, page) < PICTURE_SHARE:
        return False
    whole = behind = 0.0
    for ink in painted.inks.values():
        at, share = _centre(ink.box), _area(ink.box)
        whole += share
        over = [cover for cover in pictures if _holds(cover.box, *at)]
        if over and (ink.mode in INVISIBLE_MODES or any(c.opaque and c.order > ink.order for c in over)):
            behind += share
    return behind * 2 > whole


def coverage(covers: Sequence[Cover], page: Box) -> float:
    """The share of the page under these covers, overlaps counted twice, at most 1."""
    whole = _area(page)
    return min(sum(_area(common(cover.box, page)) for cover in covers) / whole, 1.0) if whole else 0.0


def _suspects(painted: Painted, page: Box, scanned: bool) -> dict[int, tuple[str, Ink, list[Cover]]]:
    """Text runs with the code that holds for all of the run, or the covers that may hide parts of it."""
    covers = [cover for cover in painted.covers if _solid(cover.box)]
    if len(covers) * len(painted.inks) > MOST_TESTS:
        covers = []
    found: dict[int, tuple[str, Ink, list[Cover]]] = {}
    twice = _painted_twice(painted)
    for address, ink in painted.inks.items():
        if ink.clip is not None and ink.box in twice:
            ink = replace(ink, clip=None)
        code = _whole(ink, page, scanned)
        near = [
            cover
            for cover in covers
            if not (scanned and cover.picture and cover.order > ink.order) and meet(cover.box, ink.box)
        ]
        partly = not _inside(ink.box, page) or (ink.clip is not None and not _inside(ink.box, ink.clip))
        if code or partly or _like(ink.colour, WHITE) or any(_may_hide(cover, ink) for cover in near):
            found[address] = code, ink, near
    return found


def _painted_twice(painted: Painted) -> frozenset[Box]:
    """Where runs stand on each other under different clips: one shows what the other's clip cuts away."""
    clips: dict[Box, set[Box | None]] = defaultdict(set)
    for ink in painted.inks.values():
        clips[ink.box].add(ink.clip)
    return frozenset(box for box, different in clips.items() if len(different) > 1)


def _may_hide(cover: Cover, ink: Ink) -> bool:
    return cover.opaque and not cover.clear and (cover.order > ink.order or _like(cover.colour, ink.colour))


def _whole(ink: Ink, page: Box, scanned: bool) -> str:
    """The code that holds for a whole run of text, or nothing."""
    if ink.mode in INVISIBLE_MODES:
        return "" if scanned else "invisible"
    if _area(ink.box) > 0 and _area(common(ink.box, page)) == 0:
        return "outside"
    if ink.clip is not None and _area(ink.box) > 0 and _area(common(ink.box, ink.clip)) <= 0:
        return "clipped"
    if ink.mode in (0, 4) and ink.alpha <= 10:
        return "transparent"
    return "tiny" if 0 < ink.size < SMALLEST else ""


def _like(one: tuple[int, int, int] | None, other: tuple[int, int, int] | None) -> bool:
    """Whether two colours look the same. An unknown one is like no other."""
    if one is None or other is None:
        return False
    return all(abs(a - b) <= SAME_COLOUR for a, b in zip(one, other, strict=True))


def _of_one(box: Box, page: Box, ink: Ink, covers: Sequence[Cover]) -> str:
    """The code for one character of a run that is not hidden as a whole."""
    middle = _centre(box)
    if _area(box) > 0 and not _holds(page, *middle):
        return "outside"
    if ink.clip is not None and not _holds(ink.clip, *middle):
        return "clipped"
    return _covering(box, ink, covers)


def _covering(box: Box, ink: Ink, covers: Sequence[Cover]) -> str:
    """The code for one character: what covers it, or that it has the colour of what was painted last beneath it."""
    ground, boxed = WHITE, False
    ground_known = True
    for cover in covers:
        if not _holds(cover.box, *_centre(box)):
            continue
        if cover.order < ink.order:
            ground_known, boxed = cover.opaque and cover.colour is not None, not cover.picture
            ground = cover.colour or WHITE
        elif cover.opaque and not cover.clear and _height(common(cover.box, box)) >= MOST_OF_LETTER * _height(box):
            return "picture" if cover.picture else "box"
    if ink.mode in (0, 4) and ground_known and _like(ink.colour, ground):
        return "boxed" if boxed and not _like(ground, WHITE) else "background"
    return ""


def _runs(marked: dict[int, str], text: str) -> Iterator[tuple[str, int, int]]:
    """Marked offsets as runs; white space between two of one kind belongs to the run."""
    start = end = -1
    code = ""
    for at in sorted(marked):
        if code and marked[at] == code and not text[end:at].strip():
            end = at + 1
            continue
        if code and _worded(text[start:end]):
            yield code, start, end
        start, end, code = at, at + 1, marked[at]
    if code and _worded(text[start:end]):
        yield code, start, end


def _worded(text: str) -> bool:
    """A signature over a ruled line hides nothing: only letters and digits count."""
    return any(map(str.isalnum, text))


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _height(box: Box) -> float:
    return box[3] - box[1]


def _centre(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _solid(box: Box) -> bool:
    return box[2] - box[0] >= LEAST_COVER and box[3] - box[1] >= LEAST_COVER


def _inside(box: Box, other: Box) -> bool:
    return other[0] <= box[0] and other[1] <= box[1] and box[2] <= other[2] and box[3] <= other[3]


def _holds(box: Box, across: float, up: float) -> bool:
    return box[0] <= across <= box[2] and box[1] <= up <= box[3]
