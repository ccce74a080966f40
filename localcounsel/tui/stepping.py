"""Places one goes through one after the other: found words in a document, and where one has been."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from localcounsel.flows.occurring import Spot

LONGEST_HISTORY = 200


@dataclass(frozen=True, slots=True)
class At:
    """Where one is: a page of a document, and an offset to show first."""

    document_id: str
    name: str
    """Foreign."""
    page: int
    offset: int = 0


@dataclass(slots=True)
class Steps:
    """Places of one document in reading order, one of them current."""

    spots: Sequence[Spot] = ()
    index: int = -1
    """-1: none yet."""

    @property
    def spot(self) -> Spot | None:
        return self.spots[self.index] if 0 <= self.index < len(self.spots) else None

    def nearest(self, page: int, offset: int) -> Spot | None:
        """Stand at the first place from here on, or at the very first."""
        if not self.spots:
            self.index = -1
            return None
        self.index = bisect_left(self.spots, (page, offset), key=lambda spot: (spot.page, spot.start)) % len(self.spots)
        return self.spot

    def step(self, by: int, page: int, offset: int) -> tuple[Spot | None, bool]:
        """The next or previous place, round and round; True when it went round.

        After turning pages it goes on from the page that is shown.
        """
        if not self.spots:
            return None, False
        current = self.spot
        if current is not None and current.page == page:
            wanted = self.index + by
        else:
            following = bisect_left(self.spots, (page, offset), key=lambda spot: (spot.page, spot.start))
            wanted = following if by > 0 else following - 1
        self.index = wanted % len(self.spots)
        return self.spot, wanted != self.index

    def on_page(self, page: int) -> tuple[tuple[int, int], ...]:
        """The words to highlight on a page, by ascending start."""
        first = max(0, bisect_left(self.spots, page - 3, key=lambda spot: spot.page))
        ranges: set[tuple[int, int]] = set()
        for index in range(first, len(self.spots)):
            if self.spots[index].page > page:
                break
            ranges.update((start, end) for number, start, end in self.spots[index].words if number == page)
        return tuple(sorted(ranges))

    def here(self, page: int) -> tuple[tuple[int, int], ...]:
        """Those of the current place."""
        current = self.spot
        return tuple((start, end) for number, start, end in current.words if number == page) if current else ()


@dataclass(slots=True)
class History:
    """Where one came from, so that following a reference can be undone."""

    _been: list[At] = field(default_factory=list)

    def leave(self, at: At) -> None:
        """Remember a place before going elsewhere."""
        if not self._been or self._been[-1] != at:
            self._been.append(at)
            del self._been[:-LONGEST_HISTORY]

    def back(self) -> At | None:
        """The place left last; None when there is none."""
        return self._been.pop() if self._been else None
