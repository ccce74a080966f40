"""One reader at work on one file: started, fed, listened to, watched, and stopped whatever happens."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from localcounsel.core import wire
from localcounsel.reading import memory

PIECE = 1024 * 1024
"""Bytes of a file sent in one frame."""
LARGEST_CONTENT = 64 * 1024 * 1024
"""Bytes of raw content (an attachment, a page's picture) that one object may announce, unless told otherwise."""
PATIENCE = 2.0
"""Seconds on each rung of the stop ladder."""
TICK = 0.1
"""Seconds between looks at the clock, the memory and the person's wish to stop."""
_AHEAD = 8
"""Frames taken from a reader before it is made to wait."""
_LAUNCH = (
    "import runpy, sys\n"
    "root, module = sys.argv[1:3]\n"
    "del sys.argv[1:3]\n"
    "root in sys.path or sys.path.insert(0, root)\n"
    "runpy.run_module(module, run_name='__main__', alter_sys=True)\n"
)


class Ended(Exception):
    """The reader's output is over; `fault` says whether it was cut off or malformed."""

    def __init__(self, fault: str = "") -> None:
        super().__init__(fault)
        self.fault = fault


class OverMemory(Exception):
    """The reader holds more memory than it may."""


@dataclass(frozen=True, slots=True)
class Received:
    """One object from a reader and the raw bytes it announced."""

    untrusted: dict[str, Any]
    untrusted_content: bytes = b""


def command(module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of this installation, isolated from the current folder and PYTHON*."""
    root = str(Path(__file__).resolve().parents[2])
    return [sys.executable, "-I", "-c", _LAUNCH, root, module, *arguments]


def start(line: list[str], stderr: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """A child of ours with private pipes, a scrubbed environment and no terminal."""
    from localcounsel.sandbox.environment import scrubbed

    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(
        line,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        cwd=Path(__file__).resolve().parent,
        env=scrubbed(),
        start_new_session=sys.platform != "win32",
        creationflags=flags,
    )


def stop(child: subprocess.Popen[bytes], patience: float = PATIENCE) -> None:
    """Terminate, then kill, `patience` seconds apart. Returns when it is gone."""
    for rung in (child.terminate, child.kill):
        if child.poll() is None:
            rung()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)
            return


class Reader:
    """A running reader. Used as a context: leaving it ends the process, at once unless it has ended by itself."""

    def __init__(self, line: list[str], *, memory_bytes: int, content_bytes: int = LARGEST_CONTENT) -> None:
        self._child = start(line)
        self._memory_bytes, self._content_bytes = memory_bytes, content_bytes
        self._frames: queue.Queue[Received | Ended] = queue.Queue(_AHEAD)
        self._over = threading.Event()
        self._watched = 0.0
        self.done = False
        """It said that it has finished: it may end by itself."""
        self._threads: list[threading.Thread] = []
        self._run(self._listen)

    @property
    def pid(self) -> int:
        return self._child.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self.done:
            self.exit_code()
        stop(self._child)
        for thread in self._threads:
            thread.join(PATIENCE)
        for pipe in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(OSError, ValueError):
                assert pipe is not None
                pipe.close()

    def give(self, request: Mapping[str, Any], content: bytes) -> None:
        """Send the request and the file's bytes, in the background."""
        self._run(lambda: self._feed({**request, "content": len(content)}, content))

    def receive(self, deadline: Callable[[], float]) -> Received | None:
        """The next object, or None when nothing came for one tick.

        Raises Ended at the end of its output, OverMemory, and TimeoutError past the deadline (`time.monotonic`).
        """
        self._watch()
        if time.monotonic() > deadline():
            raise TimeoutError
        try:
            got = self._frames.get(timeout=TICK)
        except queue.Empty:
            return None
        if isinstance(got, Ended):
            raise got
        return got

    def exit_code(self) -> int | None:
        """How it ended, waiting a moment for it; None while it still runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._child.wait(PATIENCE)
        return None

    def _watch(self) -> None:
        """Look at its memory, once a tick at most."""
        if time.monotonic() - self._watched < TICK:
            return
        self._watched = time.monotonic()
        held = memory.resident(self._child.pid)
        if held is not None and held > self._memory_bytes:
            raise OverMemory

    def _run(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name=f"reader {self._child.pid}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _feed(self, request: Mapping[str, Any], content: bytes) -> None:
        assert self._child.stdin is not None
        with contextlib.suppress(OSError, ValueError):  # a dead reader is noticed by its silence
            self._child.stdin.write(wire.encode(request))
            view = memoryview(content)
            for start_at in range(0, len(content), PIECE):
                self._child.stdin.write(wire.encode_bytes(bytes(view[start_at : start_at + PIECE])))
            self._child.stdin.flush()
            self._child.stdin.close()

    def _listen(self) -> None:
        stdout = cast(BinaryIO, self._child.stdout)
        fault = ""
        try:
            while (untrusted := wire.read(stdout)) is not None:
                if not self._hand_on(Received(untrusted, self._raw(untrusted))):
                    return
        except wire.BrokenFrame as error:
            fault = str(error)
        except (OSError, ValueError) as error:
            fault = type(error).__name__
        self._hand_on(Ended(fault))

    def _raw(self, untrusted: Mapping[str, Any]) -> bytes:
        stdout = cast(BinaryIO, self._child.stdout)
        announced = untrusted.get("content", 0)
        if type(announced) is not int or not 0 <= announced <= self._content_bytes:
            raise wire.BrokenFrame("an object announces content of an impossible size")
        pieces = bytearray()
        while len(pieces) < announced:
            piece = wire.read_bytes(stdout)
            if not piece or len(pieces) + len(piece) > announced:
                raise wire.BrokenFrame("content does not have the announced size")
            pieces += piece
        return bytes(pieces)

    def _hand_on(self, got: Received | Ended) -> bool:
        while not self._over.is_set():
            with contextlib.suppress(queue.Full):
                self._frames.put(got, timeout=TICK)
                return True
        return False
