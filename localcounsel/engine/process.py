"""One running child: private pipes, threads that serve them, and a stop that always succeeds.

Pipes are served by threads and not by polling, because Windows cannot poll them. Nothing here knows
what the frames mean; `client` does.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from localcounsel.core import wire

LAST_WORDS = 4096
"""Bytes kept of what a child writes to stderr."""
PATIENCE = 2.0
"""Seconds on each rung of the stop ladder: close its input, terminate, kill."""
WAITING_FRAMES = 256
"""Frames held for a slow consumer before the child is made to wait."""

_LAUNCH = (
    "import runpy, sys\n"
    "root, module = sys.argv[1:3]\n"
    "del sys.argv[1:3]\n"
    "root in sys.path or sys.path.insert(0, root)\n"
    "runpy.run_module(module, run_name='__main__', alter_sys=True)\n"
)
"""Isolated mode leaves out the current folder and every PYTHON* variable, so the package's place is named."""


class Ended(Exception):
    """The child's output has ended; no more frames will come."""


class Silent(Exception):
    """No frame came within the time given."""


def command(module: str, *arguments: str) -> list[str]:
    """The command line that runs `module` of this very installation, whatever the current folder is."""
    root = str(Path(__file__).resolve().parents[2])
    return [sys.executable, "-I", "-c", _LAUNCH, root, module, *arguments]


class Process:
    """A started child. `send` and `stop` may be called from any thread, `receive` by one at a time."""

    def __init__(
        self,
        line: Sequence[str],
        *,
        work: Path,
        environment: Mapping[str, str],
        largest: int = wire.LARGEST_FRAME,
    ) -> None:
        """Start `line` in the folder `work`. Frames from it over `largest` bytes are a fault."""
        self._child = subprocess.Popen(
            list(line),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=work,
            env=dict(environment),
            start_new_session=sys.platform != "win32",  # Ctrl-C is the desk's to handle; no terminal to write to
            creationflags=_creation_flags(),
        )
        self._largest = largest
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._incoming: queue.Queue[dict[str, Any] | None] = queue.Queue(WAITING_FRAMES)
        self._stopping = threading.Event()
        self._stop_lock = threading.Lock()
        self._tail = bytearray()
        self.fault = ""
        """Why its output was given up, when it was not simply at its end."""
        self.forced = False
        """Whether it did not end when its input was closed, and had to be ended."""
        self._threads = [
            threading.Thread(target=work_of, name=f"child {self._child.pid}", daemon=True)
            for work_of in (self._write, self._read, self._listen)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs and its output is whole."""
        return self._child.poll() is None and not self.fault and not self._stopping.is_set()

    def send(self, message: Mapping[str, Any]) -> None:
        """Queue one frame for the child. Never blocks; a dead child shows in `receive`."""
        self._outgoing.put(wire.encode(message))

    def receive(self, seconds: float | None) -> dict[str, Any]:
        """The next frame. Raises Silent after `seconds`, Ended at the end of the child's output."""
        try:
            frame = self._incoming.get(timeout=None if seconds is None else max(seconds, 0.001))
        except queue.Empty:
            raise Silent from None
        if frame is None:
            with contextlib.suppress(queue.Full):
                self._incoming.put_nowait(None)  # the end stays the end, for whoever asks next
            raise Ended
        return frame

    def stop(self, patience: float = PATIENCE) -> None:
        """Close its input, terminate it, kill it, `patience` seconds apart. Returns when it is gone."""
        self._stopping.set()
        self._outgoing.put(None)
        with self._stop_lock:
            for rung in (None, self._child.terminate, self._child.kill):
                if rung is not None and self._child.poll() is None:
                    self.forced = True
                    rung()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._child.wait(patience)
                    break
            self._join()

    def kill(self) -> None:
        """End it at once and wait until it is gone."""
        self._stopping.set()
        self._outgoing.put(None)
        if self._child.poll() is None:
            self._child.kill()
        self.stop()

    def how_it_ended(self) -> str:
        """How a child whose output has ended came to its end, in words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(PATIENCE)
        return _in_words(self._child.poll())

    def last_words(self) -> str:
        """The last lines an ended child wrote to stderr, cleaned, in one line."""
        from localcounsel.core.text import clean

        untrusted_lines = clean(self._tail.decode("utf-8", "replace")).split("\n")
        lines = [line.strip() for line in untrusted_lines if line.strip()][-2:]
        return " | ".join(lines)[-400:]

    def _join(self) -> None:
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(PATIENCE)
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            _close(pipe)

    def _write(self) -> None:
        assert self._child.stdin is not None
        with contextlib.suppress(OSError):  # a dead child is reported by its reader, once
            while (frame := self._outgoing.get()) is not None:
                self._child.stdin.write(frame)
                self._child.stdin.flush()
        _close(self._child.stdin)

    def _read(self) -> None:
        assert self._child.stdout is not None
        try:
            while (frame := wire.read(cast(BinaryIO, self._child.stdout), self._largest)) is not None:
                if not self._hand_on(frame):
                    return
        except wire.BrokenFrame as error:
            if self._child.poll() is None and not self._stopping.is_set():
                self.fault = str(error)
        except (OSError, ValueError) as error:
            self.fault = self.fault or type(error).__name__
        finally:
            self._hand_on(None)

    def _hand_on(self, frame: dict[str, Any] | None) -> bool:
        while True:
            try:
                self._incoming.put(frame, timeout=0.1)
            except queue.Full:
                if not self._stopping.is_set():
                    continue
                with contextlib.suppress(queue.Empty):
                    self._incoming.get_nowait()  # nobody reads a stopped child's frames, but its end must fit
                if frame is not None:
                    return False
            else:
                return True

    def _listen(self) -> None:
        assert self._child.stderr is not None
        with contextlib.suppress(OSError, ValueError):
            while piece := self._child.stderr.read1(LAST_WORDS):  # type: ignore[attr-defined]
                self._tail += piece
                del self._tail[:-LAST_WORDS]


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with contextlib.suppress(OSError, ValueError):
            pipe.close()


def _in_words(code: int | None) -> str:
    """A return code as a person would say it."""
    if code is None:
        return "it no longer answered"
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"it was ended by {name}" + (", often for lack of memory" if name == "SIGKILL" else "")
    if code > 0xFF:
        return f"it ended with code {code:#010x}"
    return f"it ended with code {code}"
