"""How far one file has been read: which page, whether it is recognised from its picture, and how long that may take."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from localcounsel.flows.events import PageRead

LEAST_LEFT = 1.0
"""Seconds: less is not worth saying."""


class Recognition:
    """What recognising a page has taken so far, over all files of a batch. Used by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds = 0.0
        self._pages = 0

    def took(self, seconds: float) -> None:
        """One page took so long."""
        with self._lock:
            self._seconds += seconds
            self._pages += 1

    @property
    def a_page(self) -> float:
        """Seconds; 0 while nobody knows."""
        with self._lock:
            return self._seconds / self._pages if self._pages else 0.0


class PageProgress:
    """Told by the thread that reads a file, asked by the one that waits for it."""

    def __init__(self, name: str, recognition: Recognition, clock: Callable[[], float] = time.monotonic) -> None:
        self._recognition = recognition
        self._clock = clock
        self._events: queue.SimpleQueue[PageRead | None] = queue.SimpleQueue()
        self._last = PageRead(name, 0, 0)
        self._scanned = 0
        self._began: float | None = None
        """When the page in hand began to be recognised, for the thread that reads."""
        self._since = 0.0
        """The same, for the thread that waits."""

    # In the thread that reads

    def recognising(self, page: int, of: int) -> None:
        """A scanned page is about to be recognised."""
        self._began = self._clock()
        self._events.put(PageRead(self._last.name, page - 1, of, page))

    def read(self, done: int, of: int) -> None:
        """A page is over."""
        if self._began is not None:
            self._recognition.took(self._clock() - self._began)
            self._began = None
        self._events.put(PageRead(self._last.name, done, of))

    def end(self) -> None:
        """No more comes."""
        self._events.put(None)

    # In the thread that waits

    def next(self, patience: float) -> PageRead | None:
        """What is new, or after so many seconds what was last, with the time it takes; None at the end."""
        try:
            event = self._events.get(timeout=patience)
        except queue.Empty:
            return self._timed()
        if event is None:
            return None
        if event.recognising:
            self._since = self._clock()
            self._scanned += 1
        self._last = event
        return self._timed()

    def _timed(self) -> PageRead:
        """The last event with the time that its page has taken, and that the rest of the file may take."""
        last = self._last
        if not last.recognising:
            return last
        seconds, a_page = self._clock() - self._since, self._recognition.a_page
        like_it = self._scanned / last.recognising
        left = a_page * (1 + (last.of - last.recognising) * like_it) - min(seconds, a_page)
        return replace(last, seconds=seconds, left=left if left >= LEAST_LEFT else 0.0)
