"""Whose turn it is at a child that does one thing at a time: first come, first served, urgent calls first."""

from __future__ import annotations

import threading
import time
from collections import deque


class Turns:
    """A fair lock with an express lane. A call owns it, not a thread: generators wander between threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._urgent: deque[object] = deque()
        self._usual: deque[object] = deque()
        self._owner: object | None = None

    @property
    def waiting(self) -> int:
        """Calls that have not had their turn."""
        with self._changed:
            return len(self._urgent) + len(self._usual)

    def take(self, seconds: float | None, *, urgent: bool = False) -> object | None:
        """Wait for a turn; the ticket to give back, or None when `seconds` passed first."""
        ticket = object()
        until = None if seconds is None else time.monotonic() + seconds
        with self._changed:
            (self._urgent if urgent else self._usual).append(ticket)
            while self._owner is not None or self._next() is not ticket:
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    (self._urgent if urgent else self._usual).remove(ticket)
                    self._changed.notify_all()
                    return None
                self._changed.wait(left)
            (self._urgent if urgent else self._usual).popleft()
            self._owner = ticket
        return ticket

    def give_back(self, ticket: object) -> None:
        """End a turn. Harmless when it has ended already."""
        with self._changed:
            if self._owner is ticket:
                self._owner = None
                self._changed.notify_all()

    def _next(self) -> object | None:
        if self._urgent:
            return self._urgent[0]
        return self._usual[0] if self._usual else None
