"""How fast files are being read, and how long it may take: figures that count no pause and promise nothing early."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

WINDOW = 20.0
"""Seconds over which pages a second are taken."""
EARLIEST_FILES = 3
EARLIEST_SECONDS = 3.0
"""Before so many files and seconds, no time left is given: the first files say little about the rest."""


@dataclass(slots=True)
class Pace:
    """Fed with what was done by when, in seconds of a clock that only goes forward."""

    began: float
    points: deque[tuple[float, int]] = field(default_factory=deque)
    """(seconds at work, pages read by then)"""
    paused_for: float = 0.0
    paused_at: float | None = None

    def pause(self, now: float) -> None:
        """From `now` on nothing is done, on purpose."""
        if self.paused_at is None:
            self.paused_at = now

    def go_on(self, now: float) -> None:
        """The pause is over."""
        if self.paused_at is not None:
            self.paused_for += now - self.paused_at
            self.paused_at = None

    def at_work(self, now: float) -> float:
        """Seconds since the beginning without the pauses."""
        return (self.paused_at if self.paused_at is not None else now) - self.began - self.paused_for

    def read(self, now: float, pages: int) -> None:
        """So many pages have been read by now, from the beginning."""
        seconds = self.at_work(now)
        self.points.append((seconds, pages))
        while len(self.points) > 2 and seconds - self.points[0][0] > WINDOW:
            self.points.popleft()

    def pages_a_second(self) -> float:
        """Over the last seconds; 0 while that cannot be told."""
        if not self.points:
            return 0.0
        (first, before), (last, after) = self.points[0], self.points[-1]
        if len(self.points) == 1 or last - first < 1.0:
            return after / last if last >= 1.0 else 0.0
        return (after - before) / (last - first)

    def seconds_left(self, now: float, done: float, of: float) -> float:
        """For the files that are still to be read, when they are like those that were; 0 while nobody can tell."""
        seconds = self.at_work(now)
        if done < EARLIEST_FILES or seconds < EARLIEST_SECONDS or of <= done:
            return 0.0
        return seconds / done * (of - done)
