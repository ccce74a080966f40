"""Many files through one contained reader: what comes of each, and whether any broke the reader's contract.

The contract: a reader sends frames the desk accepts, or one of the faults of `reading/sentences.py`; it raises
nothing else, does not die, and comes to an end.
"""

from __future__ import annotations

import io
import queue
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from localcounsel import errors, records
from localcounsel.core import wire
from localcounsel.reading import client, process
from localcounsel.reading.client import Limits, ReadingOrder
from scripts.hostile.case import OK, PARTIAL

CHILD = "scripts.hostile.loop_child"
MIB = 1024 * 1024
TURNS = 2_000
"""Files one child reads before it is replaced: a library may leak."""
HANG = 120.0
"""Seconds by the clock without an answer; the machine may be busy."""
ABOUT_PAGES = ("Page numbers are those", "The file does not say where its pages end")
"""Warnings that go with nearly every Word file."""


@dataclass(frozen=True, slots=True)
class Served:
    """What came of one file."""

    outcome: str
    message: str
    seconds: float
    """The reader's processor time."""
    escape: str = ""
    """How the contract was broken; empty where it held."""
    reading: records.Reading | None = None


class Loop:
    """A contained child that reads file after file. Used as a context."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._order = ReadingOrder(limits=limits or Limits(), ocr=False)
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[tuple[dict[str, Any], bytes] | None] = queue.Queue()
        self._turns = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, medium: str, content: bytes) -> Served:
        """Read one file as `medium`."""
        work = client._Work("x", medium, self._order)
        child = self._started()
        began = time.monotonic()
        self._feed(child, work.request(self._order.limits.memory_bytes), content)
        try:
            answer = self._answers.get(timeout=HANG)
        except queue.Empty:
            self._end()
            return Served("hang", "", time.monotonic() - began, f"no answer in {HANG:.0f} s")
        if answer is None:
            code = child.wait()
            self._end()
            return Served("died", "", time.monotonic() - began, f"the reader died with code {code}")
        self._turns += 1
        about, frames = answer
        return _judged(work, frames, float(about["seconds"]), str(about["escape"]))

    def _started(self) -> subprocess.Popen[bytes]:
        if self._turns >= TURNS:
            self._end()
        if self._child is None:
            self._child = process.start(process.command(CHILD))
            self._turns, self._answers = 0, queue.Queue()
            threading.Thread(target=self._listen, args=(self._child, self._answers), daemon=True).start()
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            process.stop(self._child, 0.2)
            self._child = None

    @staticmethod
    def _feed(child: subprocess.Popen[bytes], request: dict[str, Any], content: bytes) -> None:
        stdin = cast(BinaryIO, child.stdin)
        try:
            stdin.write(wire.encode({**request, "cpu_seconds": 100_000, "content": len(content)}))
            for start in range(0, len(content), MIB):
                stdin.write(wire.encode_bytes(content[start : start + MIB]))
            stdin.flush()
        except OSError:
            return  # it is dead, which its silence says

    @staticmethod
    def _listen(child: subprocess.Popen[bytes], answers: queue.Queue[tuple[dict[str, Any], bytes] | None]) -> None:
        stdout = cast(BinaryIO, child.stdout)
        try:
            while (about := wire.read(stdout)) is not None:
                held = bytearray()
                while len(held) < about["content"]:
                    held += wire.read_bytes(stdout) or b""
                answers.put((about, bytes(held)))
        except wire.BrokenFrame:
            pass
        answers.put(None)


class _Frames:
    """Stands where a running reader stands, and hands out what was kept of one."""

    done = False

    def __init__(self, frames: bytes) -> None:
        self._stream = io.BytesIO(frames)

    def receive(self, deadline: Callable[[], float]) -> process.Received:
        """The next object. Raises process.Ended at the end."""
        try:
            untrusted = wire.read(self._stream)
            if untrusted is None:
                raise process.Ended
            held = bytearray()
            while len(held) < untrusted.get("content", 0):
                held += wire.read_bytes(self._stream) or b""
        except wire.BrokenFrame as error:
            raise process.Ended(str(error)) from error
        return process.Received(untrusted, bytes(held))

    def exit_code(self) -> int:
        """As of a reader that ended well."""
        return 0


def _judged(work: client._Work, frames: bytes, seconds: float, escape: str) -> Served:
    """What the desk makes of the frames."""
    try:
        work.listen(_Frames(frames))  # type: ignore[arg-type]
    except errors.CounselError as error:
        if "its reader" in error.message:
            escape = escape or error.message
        return Served(type(error).__name__, error.message, seconds, escape)
    reading = work.gathered.reading("", work.medium)
    return Served(outcome(reading), "; ".join(reading.warnings), seconds, escape, reading)


def outcome(reading: records.Reading) -> str:
    """`ok`, or `partial` where pages are unread or there is something to warn of."""
    unread = any(page.state is records.PageState.UNREAD for page in reading.pages)
    warned = any(not warning.startswith(ABOUT_PAGES) for warning in reading.warnings)
    return PARTIAL if unread or warned else OK
