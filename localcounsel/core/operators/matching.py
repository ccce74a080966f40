"""Where a query stands in a text: every place, exactly, whatever an index may say.

A match is a range and the words in it that are to be highlighted. Of things near each other the smallest ranges
count: none that holds another one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from localcounsel.core.operators.nodes import And, Close, Form, Leaf, Node, Or, Phrase, Reach, Unit, Without, Word
from localcounsel.core.operators.words import COUNTED, LETTER, FoldedText, folded, mended
from localcounsel.core.porter import stem
from localcounsel.core.sentences import sentence_starts

_PARAGRAPH = re.compile(r"\n[ \t\xa0]*\n\s*")
_UNSURE_END = 2
"""Letters at a stem's end that a word with this stem may not have: -bility gives -ble."""


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """Offsets into the text: the whole range, and the words in it that were sought."""

    start: int
    end: int
    words: tuple[tuple[int, int], ...]


class Prepared:
    """A text made ready for any number of queries. What is dear (counting words, sentences) is done when needed."""

    def __init__(self, text: str) -> None:
        self._original = text
        self._folded = folded(text)
        self._mended = mended(self._folded)
        self._words: list[int] | None = None
        self._sentences: list[int] | None = None
        self._paragraphs: list[int] | None = None
        self._known: dict[Leaf, list[Match]] = {}

    def matches(self, node: Node) -> list[Match]:
        """Every place of `node`, in order. AND, NOT and `%` are judged within this text."""
        match node:
            case Word() | Phrase():
                return self._places(node)
            case Or(parts):
                return _merged(self.matches(part) for part in parts)
            case And(parts):
                found = [self.matches(part) for part in parts]
                return _merged(found) if all(found) else []
            case Without(left, right):
                return [] if self.matches(right) else self.matches(left)
            case Close(left, right, reach, negated):
                first, second = self.matches(left), self.matches(right)
                return self._apart(first, second, reach) if negated else self._near(first, second, reach)

    # Single words and phrases

    def _places(self, leaf: Leaf) -> list[Match]:
        if leaf not in self._known:
            self._known[leaf] = self._looked_up(leaf)
        return self._known[leaf]

    def _looked_up(self, leaf: Leaf) -> list[Match]:
        words = leaf.words if isinstance(leaf, Phrase) else (leaf,)
        spans = set(_spans(words, self._folded))
        if self._mended is not None:
            spans.update(_spans(words, self._mended))
        return [Match(start, end, ((start, end),)) for start, end in sorted(spans)]

    # Nearness

    def _near(self, lefts: list[Match], rights: list[Match], reach: Reach) -> list[Match]:
        """The smallest ranges that hold one of each, near enough."""
        firsts, seconds = _smallest(lefts), _smallest(rights)
        pairs = (
            _joined(left, right)
            for left in firsts
            for right in _neighbours(left, seconds)
            if self._reaches(left, right, reach)
        )
        return _smallest(sorted(set(pairs)))

    def _apart(self, lefts: list[Match], rights: list[Match], reach: Reach) -> list[Match]:
        seconds = _smallest(rights)
        return [
            left for left in lefts if not any(self._reaches(left, right, reach) for right in _neighbours(left, seconds))
        ]

    def _reaches(self, left: Match, right: Match, reach: Reach) -> bool:
        if reach.ordered and right.start < left.end:
            return False
        if _share(left, right):
            return False
        first, second = (left, right) if left.start <= right.start else (right, left)
        if reach.unit is Unit.WORDS:
            return second.start < first.end or self._word(second.start) - self._word(first.end - 1) <= reach.count
        starts = self._sentence_starts if reach.unit is Unit.SENTENCE else self._paragraph_starts
        return bisect_right(starts, first.start) == bisect_right(starts, max(first.end, second.end) - 1)

    def _word(self, place: int) -> int:
        """The number of the word that a place is in."""
        if self._words is None:
            self._words = [self._folded.place(found.start()) for found in COUNTED.finditer(self._folded.text)]
        return bisect_right(self._words, place)

    @property
    def _sentence_starts(self) -> list[int]:
        if self._sentences is None:
            self._sentences = sentence_starts(self._original)
        return self._sentences

    @property
    def _paragraph_starts(self) -> list[int]:
        if self._paragraphs is None:
            self._paragraphs = [0, *(found.end() for found in _PARAGRAPH.finditer(self._original))]
        return self._paragraphs


def _spans(words: Sequence[Word], text: FoldedText) -> Iterator[tuple[int, int]]:
    """Every place, those that overlap as well: “fee fee” stands twice in “fee fee fee”."""
    expression, stems = _expression(tuple(words))
    at = 0
    while found := expression.search(text.text, at):
        if all(stem(found[group]) == wanted for group, wanted in stems):
            yield text.span(found.start(), found.end())
        at = found.start() + 1


@lru_cache(maxsize=512)
def _expression(words: tuple[Word, ...]) -> tuple[re.Pattern[str], tuple[tuple[int, str], ...]]:
    """An expression that finds at least what is meant, and which groups must have which stem."""
    parts: list[str] = []
    stems: list[tuple[int, str]] = []
    for word in words:
        if word.form is Form.STEM:
            wanted = stem(word.text)
            parts.append(f"({re.escape(wanted[: max(1, len(wanted) - _UNSURE_END)])}{LETTER}*)")
            stems.append((len(stems) + 1, wanted))
        else:
            parts.append(re.escape(word.text).replace(r"\*", f"{LETTER}*").replace(r"\?", LETTER))
    parts = [_bounded(part, word) for part, word in zip(parts, words, strict=True)]
    return re.compile(r"[\W_]*".join(parts)), tuple(stems)


def _bounded(part: str, word: Word) -> str:
    """A whole word; a character that is a word by itself needs no bounds."""
    if re.fullmatch(LETTER, word.text[0]) is None:
        return part
    return f"(?<!{LETTER}){part}(?!{LETTER})"


def _merged(found: Iterator[list[Match]] | list[list[Match]]) -> list[Match]:
    return sorted(set(chain.from_iterable(found)))


def _smallest(found: list[Match]) -> list[Match]:
    """Those that hold no other, in order; of equal ranges the first."""
    kept: list[Match] = []
    nearest_end = None
    for each in sorted(found, key=lambda one: (-one.start, one.end, one.words)):
        if nearest_end is None or each.end < nearest_end:
            kept.append(each)
            nearest_end = each.end
    return kept[::-1]


def _neighbours(left: Match, rights: list[Match]) -> Iterator[Match]:
    """Those that overlap `left`, the last one before it and the first one after it; `rights` hold none another."""
    at = bisect_left(rights, left.end, key=lambda one: one.start)
    if at < len(rights):
        yield rights[at]
    while at > 0:
        at -= 1
        yield rights[at]
        if rights[at].end <= left.start:
            return


def _joined(left: Match, right: Match) -> Match:
    words = tuple(sorted({*left.words, *right.words}))
    return Match(min(left.start, right.start), max(left.end, right.end), words)


def _share(left: Match, right: Match) -> bool:
    """Whether they rest on the same words: a word is not near itself."""
    return any(a[0] < b[1] and b[0] < a[1] for a in left.words for b in right.words)
