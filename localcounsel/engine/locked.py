"""What may come next in an answer that can only quote: an automaton over bytes, without a model.

It knows the places in the passages at which the answer can stand. Whatever is chosen among what it allows, the
answer is the sentence of refusal, or lines `“…” [n]` in each of which … is copied from passage n, where the order
permits it with sentences left out and ` … ` in their place. `engine.statements` adds words of the model's own.
"""

from __future__ import annotations

import copy
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Self

from localcounsel.core.ellipsis import ELLIPSIS, MARK
from localcounsel.engine.door import Locked
from localcounsel.engine.quotable import MOST_CHARACTERS, quotable

OPENING, CLOSING = "“", "”"
MOST_LEFT_OUT = 2
"""Ellipses in one quotation."""
AROUND = 16
"""Bytes that the marks and the number around a quotation take, at the most."""
_ENOUGH = 1 << 40
_PUNCTUATION = tuple(mark.encode() for mark in ".;,:!?)。；，")


@dataclass(frozen=True, slots=True)
class Copied:
    """A quotable part of a passage, in bytes."""

    passage: int
    start: int
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer may stand: before `text[at]`, with no choice until `text[until]`."""

    kind: str
    """`refusal`, `open`, `quote`, `omit` or `close`."""
    text: bytes
    until: int
    at: int = 0
    part: Copied | None = None
    end: int = 0
    """Of a quotation: where it may be closed next, `until` or the mark of punctuation after it."""
    before: tuple[Copied, ...] = ()
    """Of a quotation that left something out: its earlier segments, each with its one end."""


class Quotations:
    """One answer as it grows. `take` what `forced` demands or one of what is `allowed`, until `done`."""

    def __init__(self, locked: Locked) -> None:
        self._locked = locked
        self._passages = [passage.encode("utf-8", "replace") for passage in locked.passages]
        self._parts = [part for index, passage in enumerate(locked.passages) for part in _parts(index, passage)]
        self._quoted: list[Copied] = []
        """What stands in the answer, each with its one end."""
        self._count = 0
        """Quotations in the answer."""
        self.wishes = False
        """Whether the model's own words come next, see `statements`; never in an answer that can only quote."""
        self.room = _ENOUGH
        """Bytes that may still be written; what does not fit is not begun, except the very first quotation."""
        self.done = False
        self._places = self._beginning()

    @property
    def may_end(self) -> bool:
        """Whether the answer may also end here."""
        return bool(self._quoted) and all(place.kind == "open" and place.at == 0 for place in self._places)

    @property
    def forced(self) -> bytes:
        """The bytes that come next whatever is chosen, whole words of them; empty where there is a choice."""
        if self.done or self.may_end or not self._places:
            return b""
        if len(self._places) == 1:
            return self._places[0].text[self._places[0].at : self._places[0].until]
        runs = [place.text[place.at : place.until] for place in self._places]
        same = _shared(min(runs), max(runs))  # a word's beginning is left to the choice between words
        return same[: max(same.rfind(b" "), 0)]

    def allowed(self, vocabulary: Container[bytes], longest: int) -> list[bytes]:
        """The members of `vocabulary` that may come next. `longest`: bytes of its longest member."""
        ahead = {place.text[place.at : min(place.until, place.at + longest)] for place in self._places}
        return sorted(
            {run[:length] for run in ahead for length in range(1, len(run) + 1) if run[:length] in vocabulary}
        )

    def fallback(self) -> bytes:
        """What to take where the vocabulary cannot spell any of the choices."""
        place = self._places[0]
        return place.text[place.at : place.until]

    def likely(self) -> bytes:
        """What of the choices to expect: a quotation goes on, and begins with the first that is offered."""
        place = next((place for place in self._places if place.kind == "quote"), self._places[0])
        return place.text[place.at : place.until]

    def twin(self) -> Self:
        """The same answer, to be continued for trial."""
        twin = copy.copy(self)
        twin._quoted, twin._places = list(self._quoted), list(self._places)
        return twin

    def take(self, piece: bytes) -> None:
        """The answer goes on with `piece`. Raises ValueError for what is not allowed."""
        going = [
            replace(place, at=place.at + len(piece))
            for place in self._places
            if place.at + len(piece) <= place.until and place.text.startswith(piece, place.at)
        ]
        if not going or not piece:
            raise ValueError("these bytes may not come here")
        self.room -= len(piece)
        self._places = [place for place in going if place.at < place.until]
        arrived = [place for place in going if place.at == place.until]
        for place in arrived:
            self._arrive(place)

    def end(self) -> None:
        """The answer ends here. Raises ValueError where it may not."""
        if not self.may_end:
            raise ValueError("the answer may not end here")
        self._finish()

    def _beginning(self) -> list[Place]:
        refusal = self._locked.refusal.encode("utf-8", "replace")
        places = [Place("open", mark := OPENING.encode(), len(mark))] if self._parts else []
        if not places or not self._locked.opening:
            places.insert(0, Place("refusal", refusal, len(refusal)))
        return places

    def _arrive(self, place: Place) -> None:
        """What may follow a place that has been written to its end."""
        if place.kind == "refusal":
            self._finish()
        elif place.kind == "open":
            self._places += [self._towards(part, part.start, part.ends[0]) for part in self._begun_parts()]
        elif place.kind == "quote":
            self._close_or_go_on(place)
        elif place.part is not None and place.kind == "omit":
            before = (*place.before, place.part)
            later = self._later_parts(before, self.room) or self._later_parts(before, _ENOUGH)
            self._places += [self._towards(part, part.start, part.ends[0], before) for part in later]
        elif place.part is not None:
            self._quoted += [*place.before, place.part]
            self._count += 1
            self._places = []
            self._after_quotation()

    def _after_quotation(self) -> None:
        """What may follow a quotation with its number: the next one, on a line of its own."""
        mark = f"\n{OPENING}".encode()
        if self._count < self._locked.most_quotations and self._open_parts():
            self._places = [Place("open", mark, len(mark))]
        else:
            self._finish()

    def _close_or_go_on(self, place: Place) -> None:
        part = place.part
        assert part is not None
        ended = replace(part, ends=(place.end,))
        if not any(other.kind == "close" for other in self._places):  # the same words twice: the first passage
            mark = f"{CLOSING} [{self._locked.numbers[part.passage]}]".encode()
            tail = place.text[place.at : place.end] + mark
            self._places.append(Place("close", tail, len(tail), part=ended, before=place.before))
        later = [end for end in part.ends if end > place.end]
        if later and later[0] - place.at + AROUND <= self.room:
            self._places.append(self._towards(part, place.at, later[0], place.before))
        if self._later_parts((*place.before, ended), self.room - AROUND):
            tail = place.text[place.at : place.end] + ELLIPSIS.encode()
            self._places.append(Place("omit", tail, len(tail), part=ended, before=place.before))

    def _later_parts(self, before: tuple[Copied, ...], room: int) -> list[Copied]:
        """Where a quotation of these segments can go on after an ellipsis: in the same passage, past some words."""
        text, last = self._passages[before[-1].passage], before[-1].ends[0]
        if not self._locked.ellipsis or len(before) > MOST_LEFT_OUT or MARK.encode() in text:
            return []
        length = sum(part.ends[0] - part.start + len(ELLIPSIS.encode()) for part in before)
        left = text[last:].decode("utf-8", "ignore")
        words = next((at for at, character in enumerate(left) if character.isalnum()), len(left))
        past = last + len(left[: words + 1].encode())
        later = []
        for part in self._parts:
            if part.passage == before[-1].passage and part.start >= past:
                most = min(MOST_CHARACTERS - length, room - AROUND) + part.start
                free = self._unquoted(part)
                ends = tuple(end for end in free.ends if end <= most) if free is not None else ()
                later += [replace(part, ends=ends)] if ends else []
        return later

    def _towards(self, part: Copied, at: int, end: int, before: tuple[Copied, ...] = ()) -> Place:
        """A quotation on its way to `end`. Whether it closes is decided before the full stop: vocabularies have
        tokens of a full stop with the closing mark, and a full stop without says that the text goes on."""
        text = self._passages[part.passage]
        mark = next((len(mark) for mark in _PUNCTUATION if text.endswith(mark, at, end)), 0)
        return Place("quote", text, end - mark if end - mark > at else end, at, part, end, before)

    def _finish(self) -> None:
        self.done, self._places = True, []

    def _open_parts(self) -> list[Copied]:
        """The parts the next quotation can be: nothing twice, and in the room there is."""
        parts = self._unquoted_parts()
        if self._quoted:
            return self._fitting(parts)
        opening = [part for part in parts if self._locked.numbers[part.passage] == self._locked.opening]
        if opening and self._locked.from_its_start:
            return [min(opening, key=lambda part: part.start)]
        parts = opening or parts
        return self._fitting(parts) or parts

    def _begun_parts(self) -> list[Copied]:
        """The same behind an opening mark, which may have taken the room that the last ones needed."""
        return self._open_parts() or [min(self._unquoted_parts(), key=lambda part: part.ends[0] - part.start)]

    def _fitting(self, parts: Sequence[Copied]) -> list[Copied]:
        return [part for part in parts if part.ends[0] - part.start + AROUND <= self.room]

    def _unquoted_parts(self) -> list[Copied]:
        return [free for part in self._parts if (free := self._unquoted(part)) is not None]

    def _unquoted(self, part: Copied) -> Copied | None:
        """What of `part` does not repeat a quotation."""
        ends: Sequence[int] = part.ends
        for old in self._quoted:
            shortest = self._passages[part.passage][part.start : part.ends[0]]
            if shortest in self._passages[old.passage][old.start : old.ends[0]]:
                return None
            if old.passage == part.passage and part.start < old.ends[0]:
                ends = [end for end in ends if end <= old.start]
        return replace(part, ends=tuple(ends)) if ends else None


def _shared(one: bytes, other: bytes) -> bytes:
    """The bytes with which both begin."""
    length = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[: min(length, len(other))]


def _parts(index: int, passage: str) -> list[Copied]:
    """The quotable parts of a passage, characters turned into bytes."""
    found = quotable(passage)
    places = sorted({place for part in found for place in (part.start, *part.ends)})
    offsets, last, length = {}, 0, 0
    for place in places:
        length += len(passage[last:place].encode("utf-8", "replace"))
        offsets[place], last = length, place
    return [Copied(index, offsets[part.start], tuple(offsets[end] for end in part.ends)) for part in found]
