"""Nobody is looking any more: a sealed matter is closed, its key forgotten; without a terminal the program ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from textual import events

LOOK_EVERY = 5.0
"""Seconds."""


class Unattended:
    """Counts the time since somebody last touched keyboard or mouse."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._touched = clock()

    def note(self, event: events.Event) -> None:
        """Whatever a person did counts; what the program does by itself does not."""
        if isinstance(event, events.Key | events.MouseEvent | events.Paste):
            self._touched = self._clock()

    def for_minutes(self, minutes: int) -> bool:
        """Whether nobody has touched anything for so long; never for 0."""
        return minutes > 0 and self._clock() - self._touched >= 60 * minutes


def terminal_is_gone() -> bool:
    """Whether the terminal that this was started in no longer exists, as after a connection that was lost.

    Where the system ends programs with their terminal nobody asks; a program that was detached from it would go on
    reading from nothing for ever.
    """
    if sys.platform == "win32" or sys.__stdin__ is None:
        return False
    import termios

    try:
        termios.tcgetattr(sys.__stdin__.fileno())
    except (termios.error, OSError, ValueError):
        return True
    return False
