"""Shows on stderr how set-up is coming along: one rewritten line on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

QUIET = 20.0
"""Seconds between two lines of one step when stderr is not a terminal."""


def span(seconds: float) -> str:
    """`45 s`, `3 min 05 s`."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"


class Screen:
    """One step at a time: `step`, any number of `detail` and `tick`, then `finished`."""

    def __init__(self, of: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._of = of
        self._clock = clock
        self._live = sys.stderr.isatty()
        self._number = 0
        self._title = ""
        self._detail = ""
        self._begun = self._shown = clock()

    def step(self, title: str) -> None:
        self._number += 1
        self._title, self._detail = title, ""
        self._begun = self._shown = self._clock()
        if self._live:
            self._paint()
        else:
            self.say(f"{self._head()} …")

    def detail(self, text: str) -> None:
        """What is being done within the step."""
        self._detail = text
        self.tick()

    def tick(self) -> None:
        """Called often: repaints the elapsed time, or writes a line when enough time has passed."""
        now = self._clock()
        if self._live:
            self._paint()
        elif now - self._shown >= QUIET:
            self._shown = now
            self.say(f"    {self._detail or 'still at it'} ({span(now - self._begun)})")

    def finished(self, note: str = "") -> None:
        took = span(self._clock() - self._begun)
        self._clear()
        self.say(f"{self._head()}: {note + ', ' if note else ''}{took}")

    def say(self, text: str) -> None:
        """A whole line."""
        self._clear()
        print(text, file=sys.stderr, flush=True)

    def _head(self) -> str:
        return f"[{self._number}/{self._of}] {self._title}"

    def _paint(self) -> None:
        line = f"{self._head()}  {self._detail}  {span(self._clock() - self._begun)}"
        sys.stderr.write(f"\r\x1b[K{line[:100]}")
        sys.stderr.flush()

    def _clear(self) -> None:
        if self._live:
            sys.stderr.write("\r\x1b[K")
