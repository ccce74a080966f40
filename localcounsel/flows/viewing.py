"""A document as its reader goes through it: finding words, following references and terms, places that are typed.

Pages are read one by one and let go: a document of 3,000 pages costs no more memory than one of three.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from localcounsel.core.folding import fold
from localcounsel.core.going import Goal, goals
from localcounsel.core.structure.clauses import clause_at_each
from localcounsel.errors import NoSuchDocument
from localcounsel.flows.occurring import Spot
from localcounsel.records import Document, Outline, Page

LEAST = 2
"""Letters or digits from which on words are looked for; one ideograph is enough."""
MOST_FOUND = 100_000
"""Places in one document: a single letter stands in it more often than anybody steps through."""
_QUICK = 12


class NoSuchPlace(NoSuchDocument):
    """What was typed leads nowhere."""

    title = "There is no such place in the document"


class Reads(Protocol):
    """What of an open matter's store is needed here."""

    def document(self, document_id: str, /) -> Document: ...
    def page(self, document_id: str, number: int, /) -> Page: ...
    def labels(self, document_id: str, /) -> Sequence[tuple[int, str]]: ...


@dataclass(frozen=True, slots=True)
class Link:
    """Something on a page that leads elsewhere in its document."""

    kind: str
    """`reference` or `term`."""
    text: str
    start: int
    end: int
    goal: Goal | None
    """None: the document has no such clause."""


@dataclass(frozen=True, slots=True)
class FoundInDocument:
    """What was found; `complete` is False when it stopped at the most that is counted."""

    spots: tuple[Spot, ...]
    complete: bool = True


class Finder:
    """Finds words in one document, keystroke by keystroke.

    The comparison is that of quotations: case, line breaks, hyphenation, quotation marks and page furniture do not
    matter. Unlike a quotation, what is sought may begin and end inside a word: it is still being typed.
    """

    def __init__(self, store: Reads, document_id: str) -> None:
        self._store = store
        self._id = document_id
        document = store.document(document_id)
        self._count = document.page_count
        self._aside: dict[int, list[tuple[int, int]]] = {}
        for each in document.outline.furniture:
            self._aside.setdefault(each.page, []).append((each.start, each.end))
        self._last: tuple[str, tuple[int, ...]] = ("", ())

    def find(self, untrusted_text: str, stopped: Callable[[], bool] = lambda: False) -> FoundInDocument:
        """Every place, in reading order. What stopped it half-way is disregarded by whoever stopped it."""
        wanted = fold(untrusted_text).text
        if len(wanted) < LEAST and (wanted.isascii() or not wanted):
            return FoundInDocument(())
        before, pages = self._last
        among: Sequence[int] = pages if before and before in wanted else range(1, self._count + 1)
        quick = _quick(wanted)
        found: list[Spot] = []
        holding: list[int] = []
        for number in among:
            if stopped():
                return FoundInDocument(tuple(found), complete=False)
            on_page = list(self._on_page(number, wanted, quick))
            if on_page:
                holding.append(number)
                found += on_page
            if len(found) > MOST_FOUND:
                return FoundInDocument(tuple(found[:MOST_FOUND]), complete=False)
        self._last = (wanted, tuple(holding))
        return FoundInDocument(tuple(found))

    def _on_page(self, number: int, wanted: str, quick: re.Pattern[str] | None) -> Iterator[Spot]:
        try:
            text = self._store.page(self._id, number).text
        except NoSuchDocument:
            return  # a page that could not be read was not stored
        if quick is not None and text.isascii() and not self._aside.get(number) and not quick.search(text):
            return
        page = fold(text, self._aside.get(number, ()))
        at = page.text.find(wanted)
        while at >= 0:
            start, end = page.span(at, at + len(wanted))
            yield Spot(((number, start, end),))
            at = page.text.find(wanted, at + len(wanted))


def _quick(wanted: str) -> re.Pattern[str] | None:
    """An expression without which a plain page cannot hold the words: it spares most pages their folding."""
    letters = re.match(r"[a-z]+", wanted)
    if letters is None or len(letters[0]) < LEAST:
        return None
    return re.compile(r"[\W_]*".join(letters[0][:_QUICK]), re.IGNORECASE)


def go(store: Reads, document_id: str, typed: str, at: int) -> list[Goal]:
    """Where what was typed leads. Raises NoSuchPlace, with what can be typed, when it leads nowhere."""
    found = goals(typed, store.document(document_id).outline, store.labels(document_id), at)
    if not found:
        raise NoSuchPlace(
            f"“{typed}” is no page, clause, Bates number, line or heading of this document.",
            "Type 12 or p. iv, 4.2(a), ABC-000123, 12:3 (page and line), or words of a heading.",
        )
    return found


def links(outline: Outline, page: Page) -> tuple[Link, ...]:
    """References and uses of defined terms on a page, in order."""
    clauses = clause_at_each(outline.headings)
    found = [_reference(outline, clauses, each.target, each.text, each.start, each.end)
             for each in outline.references if each.page == page.number]  # fmt: skip
    found += _terms(outline, page)
    found.sort(key=lambda link: (link.start, -link.end))
    return tuple(found)


def _reference(outline: Outline, clauses: Sequence[str], target: int | None, text: str, start: int, end: int) -> Link:
    goal = None
    if target is not None and 0 <= target < len(outline.headings):
        heading = outline.headings[target]
        said = f"{clauses[target] or heading.number} {heading.title}".strip()
        goal = Goal(heading.page, heading.start, heading.end, said)
    return Link("reference", text, start, end, goal)


def _terms(outline: Outline, page: Page) -> list[Link]:
    """Where a defined term is used as written, but not where it is defined; of nested ones the longest."""
    defined = {term.term: term for term in reversed(outline.terms) if term.term.strip()}
    if not defined:
        return []
    names = sorted(defined, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    found: list[Link] = []
    for use in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", page.text):
        term = defined.get(use[0]) or defined.get(" ".join(use[0].split()))
        if term is None or (term.page == page.number and term.start <= use.start() and use.end() <= term.end):
            continue
        goal = Goal(term.page, term.start, term.end, f"definition of “{term.term}”")
        found.append(Link("term", use[0], use.start(), use.end(), goal))
    return found
