"""What a person types to go somewhere in a document: a page, a clause, a Bates number, lines, words of a heading.

Several readings are tried in an order that is always the same; every place that fits is given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localcounsel.core.structure.clauses import clause_at_each
from localcounsel.records import Mark, Outline

_COUNTED = re.compile(r"#\s*(\d{1,6})$")
_PAGE = re.compile(r"(?:page|pg\.?|pp?\.?)\s*(\S.*)$", re.IGNORECASE)
_LINES = re.compile(
    r"(?:(?P<page>\d{1,5})\s*:\s*|(?:l{1,2}\.?|lines?)\s*)(?P<first>\d{1,3})(?:\s*[-–]\s*(?P<last>\d{1,3}))?$"
)
_CLAUSE = re.compile(r"(?:clause|cl\.?|section|sect?\.?|§+|article|art\.?|paragraph|para\.?)\s*(\S.*)$", re.IGNORECASE)
_MOST = 200
"""Places given for one answer."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A place to go to. `start` and `end` are what is marked there; equal where nothing is."""

    page: int
    start: int
    end: int
    said: str
    """What it was taken for: `clause 4.2`, `printed page 12`."""


def goals(typed: str, outline: Outline, labels: Sequence[tuple[int, str]], at: int = 1) -> list[Goal]:
    """Where `typed` leads, best reading first; empty when nothing in the document is called that.

    `labels`: every page's number and printed label; `at`: the page one stands on, for lines without a page.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    for reading in (_pages, _lines, _stamps, _clauses, _titles):
        found = list(dict.fromkeys(reading(text, outline, labels, at)))
        if found:
            return found[:_MOST]
    return []


def _pages(text: str, outline: Outline, labels: Sequence[tuple[int, str]], at: int) -> Iterator[Goal]:
    """`12`: the page that bears this number, else the twelfth; `#12`: the twelfth; `p. iv`."""
    counted = _COUNTED.match(text)
    named = _PAGE.match(text)
    wanted = counted[1] if counted else named[1].strip() if named else text
    if not counted:
        if not named and not text.isdecimal():
            return
        folded = wanted.casefold()
        for number, label in labels:
            if label and label.casefold() == folded:
                yield Goal(number, 0, 0, f"printed page {label}" if label != str(number) else f"page {number}")
    if wanted.isdecimal() and any(number == int(wanted) for number, _ in labels):
        yield Goal(int(wanted), 0, 0, f"page {int(wanted)}, counted from the front")


def _lines(text: str, outline: Outline, labels: Sequence[tuple[int, str]], at: int) -> Iterator[Goal]:
    """`12:3-14`: lines of a transcript's printed page; `l. 3`: a line of the page one stands on."""
    found = _LINES.match(text)
    if not found:
        return
    marks = sorted(outline.marks, key=lambda mark: (mark.page, mark.start))
    numbers = [mark for mark in marks if mark.kind == "line"]
    if found["page"]:
        numbers = _of_printed_page(found["page"], marks, numbers)
        name = f"{found['page']}:{found['first']}"
    else:
        numbers = [mark for mark in numbers if mark.page == at]
        name = f"line {found['first']}"
    for index, mark in enumerate(numbers):
        if mark.value == found["first"]:
            last = next((m for m in numbers[index:] if m.value == found["last"] and m.page == mark.page), mark)
            until = next((m.start for m in numbers if m.page == last.page and m.start > last.start), last.end + 60)
            said = f"{name}-{last.value}" if last is not mark else name
            yield Goal(mark.page, mark.start, until, said)


def _of_printed_page(page: str, marks: Sequence[Mark], numbers: Sequence[Mark]) -> list[Mark]:
    """The line numbers that belong to a printed page: they stand beside its number on the same sheet."""
    printed = [mark for mark in marks if mark.kind == "transcript page"]
    found: list[Mark] = []
    for mark in printed:
        if mark.value != page:
            continue
        same = [each for each in printed if each.page == mark.page]
        own = [each for each in numbers if each.page == mark.page]
        if not own:
            continue
        heads = same[0].start < own[0].start  # the numbers stand at the head of their lines
        place = same.index(mark)
        if heads:
            limit = same[place + 1].start if place + 1 < len(same) else None
            found += [each for each in own if each.start > mark.start and (limit is None or each.start < limit)]
        else:
            before = same[place - 1].start if place else -1
            found += [each for each in own if before < each.start < mark.start]
    return found


def _stamps(text: str, outline: Outline, labels: Sequence[tuple[int, str]], at: int) -> Iterator[Goal]:
    """A Bates number, with or without its blanks, hyphens and leading zeros."""
    wanted = _bare(text)
    for mark in outline.marks:
        if mark.kind == "bates" and wanted and (_bare(mark.value) == wanted):
            yield Goal(mark.page, mark.start, mark.end, mark.value)


def _bare(stamp: str) -> tuple[str, str]:
    """Letters and number of a stamp."""
    found = re.match(r"(.*?)0*([0-9]+)$", re.sub(r"[\s._\-]", "", stamp.upper()))
    return (found[1], found[2]) if found and found[1] else ("", "")


def _clauses(text: str, outline: Outline, labels: Sequence[tuple[int, str]], at: int) -> Iterator[Goal]:
    """`4.2(a)`, `cl. 4.2`, `Article IV`, `第5条`, `Schedule B`."""
    named = _CLAUSE.match(text)
    wanted = _clause(named[1] if named else text)
    for heading, clause in zip(outline.headings, clause_at_each(outline.headings), strict=True):
        if heading.number and wanted in (_clause(clause), _clause(heading.number)):
            yield Goal(heading.page, heading.start, heading.end, f"clause {clause}")


def _clause(number: str) -> str:
    return re.sub(r"\s+", "", number).casefold().rstrip(".")


def _titles(text: str, outline: Outline, labels: Sequence[tuple[int, str]], at: int) -> Iterator[Goal]:
    """Words of a heading, or a defined term: those that begin so first."""
    wanted = " ".join(text.casefold().split())
    if len(wanted) < 2:
        return
    titled = [(" ".join(heading.title.casefold().split()), heading) for heading in outline.headings]
    for starts in (True, False):
        for title, heading in titled:
            if title.startswith(wanted) if starts else wanted in title:
                yield Goal(heading.page, heading.start, heading.end, f"{heading.number} {heading.title}".strip())
    for term in outline.terms:
        if " ".join(term.term.casefold().split()) == wanted:
            yield Goal(term.page, term.start, term.end, f"definition of “{term.term}”")


def heading_at(outline: Outline, page: int, offset: int) -> int:
    """Index of the heading that a place stands under; -1 above the first."""
    return bisect_left(outline.headings, (page, offset + 1), key=lambda heading: (heading.page, heading.start)) - 1
