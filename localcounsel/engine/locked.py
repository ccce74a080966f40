"""What may come next in an answer that can only quote: an automaton over bytes, without a model.

It knows the places in the passages at which the answer can stand. Whatever is chosen among what it allows, the
answer is the sentence of refusal, or lines `“…” [n]` in each of which … is copied from passage n.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from localcounsel.engine.door import Locked
from localcounsel.engine.quotable import quotable

OPENING, CLOSING = "“", "”"
_ENOUGH = 1 << 40
_PUNCTUATION = tuple(mark.encode() for mark in ".;,:!?)。；，")


@dataclass(frozen=True, slots=True)
class _Part:
    """A quotable part of a passage, in bytes."""

    passage: int
    start: int
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the answer may stand: before `text[at]`, with no choice until `text[until]`."""

    kind: str
    """`refusal`, `open`, `quote` or `close`."""
    text: bytes
    until: int
    at: int = 0
    part: _Part | None = None
    end: int = 0
    """Of a quotation: where it may be closed next, `until` or the mark of punctuation after it."""


class Quotations:
    """One answer as it grows. `take` what `forced` demands or one of what is `allowed`, until `done`."""

    def __init__(self, locked: Locked) -> None:
        self._locked = locked
        self._passages = [passage.encode("utf-8", "replace") for passage in locked.passages]
        self._parts = [part for index, passage in enumerate(locked.passages) for part in _parts(index, passage)]
        self._quoted: list[_Part] = []
        """What stands in the answer, each with its one end."""
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
        """The bytes that come next whatever is chosen; empty where there is a choice."""
        if self.done or self.may_end or len(self._places) != 1:
            return b""
        (place,) = self._places
        return place.text[place.at : place.until]

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

    def _beginning(self) -> list[_Place]:
        refusal = self._locked.refusal.encode("utf-8", "replace")
        places = [_Place("open", mark := OPENING.encode(), len(mark))] if self._parts else []
        if not places or not self._locked.opening:
            places.insert(0, _Place("refusal", refusal, len(refusal)))
        return places

    def _arrive(self, place: _Place) -> None:
        """What may follow a place that has been written to its end."""
        if place.kind == "refusal":
            self._finish()
        elif place.kind == "open":
            self._places += [self._towards(part, part.start, part.ends[0]) for part in self._open_parts()]
        elif place.kind == "quote":
            self._close_or_go_on(place)
        elif place.part is not None:
            self._quoted.append(place.part)
            self._places = []
            mark = f"\n{OPENING}".encode()
            if len(self._quoted) < self._locked.most_quotations and self._open_parts():
                self._places = [_Place("open", mark, len(mark))]
            else:
                self._finish()

    def _close_or_go_on(self, place: _Place) -> None:
        part = place.part
        assert part is not None
        if not any(other.kind == "close" for other in self._places):  # the same words twice: the first passage
            mark = f"{CLOSING} [{self._locked.numbers[part.passage]}]".encode()
            tail = place.text[place.at : place.end] + mark
            self._places.append(_Place("close", tail, len(tail), part=replace(part, ends=(place.end,))))
        later = [end for end in part.ends if end > place.end]
        if later and later[0] - place.at + 16 <= self.room:
            self._places.append(self._towards(part, place.at, later[0]))

    def _towards(self, part: _Part, at: int, end: int) -> _Place:
        """A quotation on its way to `end`. Whether it closes is decided before the full stop: vocabularies have
        tokens of a full stop with the closing mark, and a full stop without says that the text goes on."""
        text = self._passages[part.passage]
        mark = next((len(mark) for mark in _PUNCTUATION if text.endswith(mark, at, end)), 0)
        return _Place("quote", text, end - mark if end - mark > at else end, at, part, end)

    def _finish(self) -> None:
        self.done, self._places = True, []

    def _open_parts(self) -> list[_Part]:
        """The parts the next quotation can be: nothing twice, and in the room there is."""
        parts = [free for part in self._parts if (free := self._unquoted(part)) is not None]
        if self._quoted:
            return [part for part in parts if part.ends[0] - part.start + 16 <= self.room]
        opening = [part for part in parts if self._locked.numbers[part.passage] == self._locked.opening]
        if opening and self._locked.from_its_start:
            return [min(opening, key=lambda part: part.start)]
        parts = opening or parts
        return [part for part in parts if part.ends[0] - part.start + 16 <= self.room] or parts

    def _unquoted(self, part: _Part) -> _Part | None:
        """What of `part` does not repeat a quotation."""
        ends: Sequence[int] = part.ends
        for old in self._quoted:
            shortest = self._passages[part.passage][part.start : part.ends[0]]
            if shortest in self._passages[old.passage][old.start : old.ends[0]]:
                return None
            if old.passage == part.passage and part.start < old.ends[0]:
                ends = [end for end in ends if end <= old.start]
        return replace(part, ends=tuple(ends)) if ends else None


def _parts(index: int, passage: str) -> list[_Part]:
    """The quotable parts of a passage, characters turned into bytes."""
    found = quotable(passage)
    places = sorted({place for part in found for place in (part.start, *part.ends)})
    offsets, last, length = {}, 0, 0
    for place in places:
        length += len(passage[last:place].encode("utf-8", "replace"))
        offsets[place], last = length, place
    return [_Part(index, offsets[part.start], tuple(offsets[end] for end in part.ends)) for part in found]
