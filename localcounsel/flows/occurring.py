"""Where a query with operators stands in one document: every place, found in the text itself.

The index of words only says which pages are worth reading. Things near each other are found across a page's end,
with what is printed between the pages set aside.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from localcounsel.core.operators import And, Close, Match, Node, Or, Phrase, Prepared, Without, Word
from localcounsel.core.operators.nodes import in_one_place
from localcounsel.store.occurrences import Pages, SearchedPage

BETWEEN = 3
"""Pages, from one to the next, over which things can be near each other."""

Candidates = Mapping[Word, Pages]
Texts = Callable[[set[int]], list[SearchedPage]]
"""Page numbers of a document → these pages."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: the words to highlight, as (page, start, end) in order; the first is where one goes to."""

    words: tuple[tuple[int, int, int], ...]

    @property
    def page(self) -> int:
        return self.words[0][0]

    @property
    def start(self) -> int:
        return self.words[0][1]


def words_of(node: Node) -> Iterator[Word]:
    """Every word that is looked up, also those that are excluded."""
    match node:
        case Word():
            yield node
        case Phrase(words):
            yield from words
        case Or(parts) | And(parts):
            for part in parts:
                yield from words_of(part)
        case Close(left, right) | Without(left, right):
            yield from words_of(left)
            yield from words_of(right)


def needed(node: Node, document: int, candidates: Candidates, everywhere: Callable[[], Pages]) -> set[int]:
    """The pages of a document on which `node` can stand; empty when it cannot stand in it."""

    def of(part: Node) -> set[int]:
        return needed(part, document, candidates, everywhere)

    match node:
        case Word():
            known = candidates[node] if node in candidates else everywhere()
            return known.get(document, set())
        case Phrase(words):
            return _together([of(word) for word in words], 1)
        case Or(parts):
            return set().union(*map(of, parts))
        case And(parts):
            found = [of(part) for part in parts]
            return set().union(*found) if all(found) else set()
        case Close(left, right, _, negated):
            first, second = of(left), of(right)
            return first if negated else _together([first, second], BETWEEN)
        case Without(left, _):
            return of(left)


def _together(found: list[set[int]], reach: int) -> set[int]:
    """Of all these pages, those from which each of the others is at most `reach` pages away."""
    return {
        page
        for page in set().union(*found)
        if all(not some.isdisjoint(range(page - reach, page + reach + 1)) for some in found)
    }


@dataclass(slots=True)
class Looked:
    """One document, read as far as the query needs it."""

    pages: dict[int, SearchedPage]
    stretches: list[_Stretch] = field(default_factory=list)

    def spots(self, node: Node) -> list[Spot]:
        """Every place of `node`, in reading order."""
        return [spot for _, spot in sorted(self._found(node), key=lambda each: each[0])]

    def count(self, leaf: Word | Phrase) -> int:
        """How often a word or phrase stands in it."""
        return sum(len(stretch.prepared.matches(leaf)) for stretch in self.stretches)

    def _found(self, node: Node) -> list[tuple[tuple[int, Match], Spot]]:
        if in_one_place(node):
            return [
                ((number, match), stretch.spot(match))
                for number, stretch in enumerate(self.stretches)
                for match in stretch.prepared.matches(node)
            ]
        match node:
            case Or(parts):
                return _apart([self._found(part) for part in parts])
            case And(parts):
                found = [self._found(part) for part in parts]
                return _apart(found) if all(found) else []
            case Without(left, right):
                first = self._found(left)
                return first if first and not self._found(right) else []
            case _:
                raise AssertionError("what has places of its own was looked for above")


def _apart(found: list[list[tuple[tuple[int, Match], Spot]]]) -> list[tuple[tuple[int, Match], Spot]]:
    """All of them, each place once."""
    return list({key: spot for each in found for key, spot in each}.items())


@dataclass(slots=True)
class _Stretch:
    """Pages that follow each other, as one text."""

    numbers: list[int]
    starts: list[int]
    prepared: Prepared

    def spot(self, match: Match) -> Spot:
        return Spot(tuple(self._place(start, end) for start, end in match.words))

    def _place(self, start: int, end: int) -> tuple[int, int, int]:
        """A phrase that runs over a page's end is shown as far as its page goes."""
        at = bisect_right(self.starts, start) - 1
        limit = self.starts[at + 1] - 1 if at + 1 < len(self.starts) else end
        return self.numbers[at], start - self.starts[at], min(end, limit) - self.starts[at]


def look(root: Node, pages: set[int], texts: Texts) -> Looked:
    """Read `pages` of a document, and what lies between those that follow each other closely."""
    joined = _crosses(root)
    wanted = _filled(pages) if joined else pages
    looked = Looked({page.number: page for page in texts(wanted)})
    runs: list[list[SearchedPage]] = []
    for page in looked.pages.values():
        if joined and runs and runs[-1][-1].number + 1 == page.number:
            runs[-1].append(page)
        else:
            runs.append([page])
    looked.stretches = [_stretch(run) for run in runs]
    return looked


def _stretch(run: list[SearchedPage]) -> _Stretch:
    starts, at = [], 0
    for page in run:
        starts.append(at)
        at += len(page.searched) + 1
    return _Stretch([page.number for page in run], starts, Prepared("\n".join(page.searched for page in run)))


def _crosses(node: Node) -> bool:
    """Whether anything in the query can run over a page's end."""
    match node:
        case Word():
            return False
        case Phrase() | Close():
            return True
        case Or(parts) | And(parts):
            return any(map(_crosses, parts))
        case Without(left, right):
            return _crosses(left) or _crosses(right)


def _filled(pages: set[int]) -> set[int]:
    """With the pages between two that are near each other."""
    ordered = sorted(pages)
    between = {
        page for before, after in pairwise(ordered) if after - before <= BETWEEN for page in range(before, after)
    }
    return pages | between


def read_pages(node: Node, document: int, candidates: Candidates, everywhere: Callable[[], Pages]) -> set[int]:
    """All pages that must be read to judge the query: also those of what is excluded."""
    pages = needed(node, document, candidates, everywhere)
    if not pages:
        return pages
    return pages.union(*(needed(part, document, candidates, everywhere) for part in _excluded(node)))


def _excluded(node: Node) -> Iterator[Node]:
    match node:
        case Or(parts) | And(parts):
            for part in parts:
                yield from _excluded(part)
        case Close(left, right, _, negated):
            yield from (*_excluded(left), *_excluded(right))
            if negated:
                yield right
        case Without(left, right):
            yield from (*_excluded(left), *_excluded(right))
            yield right
        case _:
            return
