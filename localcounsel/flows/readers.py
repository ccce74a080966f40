"""Readers at work side by side: files are handed in, results come out in the same order."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from localcounsel.errors import CounselError
from localcounsel.flows.events import PageRead
from localcounsel.flows.page_progress import PageProgress, Recognition
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
        self._inner = ThreadPoolExecutor(1, thread_name_prefix="reader-inside")
        """For files inside files: they must not wait behind those that are read ahead."""
        self._recognition = Recognition()
        self._pending: deque[tuple[Future[Done], PageProgress]] = deque()
        self.ahead = 2 * count
        """How many files may be under way before the oldest is waited for."""

    def give(self, job: Job) -> None:
        """Hand in a file."""
        self._pending.append(self._begun(self._pool, job, partial(read_file, job.path)))

    def oldest(self) -> Iterator[PageRead | Done]:
        """Progress of the file that was handed in first, then what came of it.

        The last progress is repeated while nothing new comes, so that whoever iterates can stop at any time.
        """
        yield from _followed(*self._pending.popleft())

    def attachment(self, copy: Copy, content: bytes) -> Iterator[PageRead | Done]:
        """Read a file inside a file, at once: its progress, then what came of it."""
        job = Job(Path(copy.name), copy, hashlib.sha256(content).hexdigest(), "new")
        yield from _followed(*self._begun(self._inner, job, partial(read_bytes, copy.name, content)))

    def close(self) -> None:
        """Stop every reader at work and wait for its end."""
        self._stop.set()
        for pool in (self._pool, self._inner):
            pool.shutdown(wait=True, cancel_futures=True)

    def _begun(
        self, pool: ThreadPoolExecutor, job: Job, read: Callable[[ReadingOrder], Reading]
    ) -> tuple[Future[Done], PageProgress]:
        progress = PageProgress(job.copy.name, self._recognition)
        return pool.submit(self._read, job, read, progress), progress

    def _read(self, job: Job, read: Callable[[ReadingOrder], Reading], progress: PageProgress) -> Done:
        began = time.monotonic()
        try:
            result: Reading | CounselError = read(self._order(progress))
        except CounselError as error:
            result = error
        finally:
            progress.end()
        return Done(job, result, time.monotonic() - began)

    def _order(self, progress: PageProgress) -> ReadingOrder:
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
            progress=progress.read,
            recognising=progress.recognising,
            cancelled=self._stop.is_set,
        )


def _followed(future: Future[Done], progress: PageProgress) -> Iterator[PageRead | Done]:
    while (event := progress.next(HEARTBEAT)) is not None:
        yield event
    yield future.result()
