"""Readers at work side by side: files are handed in, results come out in the same order."""

from __future__ import annotations

import hashlib
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from localcounsel.errors import CounselError
from localcounsel.flows.events import PageRead
from localcounsel.reading.client import Limits, ReadingOrder, read_bytes, read_file
from localcounsel.records import Copy, Reading
from localcounsel.store.settings import ReadingSettings

MEGABYTE = 1024 * 1024
MOST_AT_ONCE = 4
HEARTBEAT = 0.25
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read."""

    path: Path
    copy: Copy
    document_id: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job; `seconds` is the reader's time."""

    job: Job
    result: Reading | CounselError
    seconds: float


class Readers:
    """A few reader children at a time, as many as the machine has cores to spare."""

    def __init__(self, wanted: ReadingSettings, password: str | None) -> None:
        self._wanted = wanted
        self._password = password
        self._stop = threading.Event()
        count = max(1, min(MOST_AT_ONCE, os.cpu_count() or 1))
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="reader")
        self._pending: deque[tuple[Job, Future[Done], queue.SimpleQueue[PageRead | None]]] = deque()
        self.ahead = 2 * count
        """How many files may be under way before the oldest is waited for."""

    def give(self, job: Job) -> None:
        """Hand in a file."""
        progress: queue.SimpleQueue[PageRead | None] = queue.SimpleQueue()
        future = self._pool.submit(self._read, job, progress)
        self._pending.append((job, future, progress))

    def oldest(self) -> Iterator[PageRead | Done]:
        """Progress of the file that was handed in first, then what came of it.

        The last progress is repeated while nothing new comes, so that whoever iterates can stop at any time.
        """
        job, future, progress = self._pending.popleft()
        last = PageRead(job.copy.name, 0, 0)
        while True:
            try:
                event = progress.get(timeout=HEARTBEAT)
            except queue.Empty:
                yield last
                continue
            if event is None:
                break
            last = event
            yield event
        yield future.result()

    def read_attachment(self, copy: Copy, content: bytes) -> tuple[Job, Reading | CounselError, float]:
        """Read a file inside a file, at once."""
        job = Job(Path(copy.name), copy, hashlib.sha256(content).hexdigest(), "new")
        began = time.monotonic()
        try:
            result: Reading | CounselError = read_bytes(copy.name, content, self._order(None))
        except CounselError as error:
            result = error
        return job, result, time.monotonic() - began

    def close(self) -> None:
        """Stop every reader at work and wait for its end."""
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _read(self, job: Job, progress: queue.SimpleQueue[PageRead | None]) -> Done:
        began = time.monotonic()
        try:
            result: Reading | CounselError = read_file(job.path, self._order((job, progress)))
        except CounselError as error:
            result = error
        finally:
            progress.put(None)
        return Done(job, result, time.monotonic() - began)

    def _order(self, watched: tuple[Job, queue.SimpleQueue[PageRead | None]] | None) -> ReadingOrder:
        def report(done: int, of: int) -> None:
            if watched is not None:
                watched[1].put(PageRead(watched[0].copy.name, done, of))

        wanted = self._wanted
        return ReadingOrder(
            password=self._password,
            limits=Limits(
                file_bytes=wanted.file_mb * MEGABYTE,
                memory_bytes=wanted.memory_mb * MEGABYTE,
                pages=wanted.pages,
                page_characters=wanted.characters_a_page,
                document_characters=wanted.characters,
                seconds=wanted.seconds,
                seconds_a_page=wanted.seconds_a_page,
            ),
            ocr=wanted.ocr,
            languages=wanted.ocr_languages,
            progress=report,
            cancelled=self._stop.is_set,
        )
