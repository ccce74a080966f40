"""What every engine child does: a private way out, the sandbox, one job at a time, and an end with the desk.

A child's program is a table of verbs: `serve("model", {"load": load, …})`. A handler takes a `Job` and
returns the fields of its reply (or None). It must not let document text into an error.
"""

from __future__ import annotations

import contextlib
import errno
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Protocol

from localcounsel import errors
from localcounsel.core import wire

GRACE = 1.5
"""Seconds a running job gets to stop when the desk has gone, before the process ends under it."""

_CLOSE_OTHERS = "Nothing was lost. Close other programs and try again."
_NO_THREAD = "can't start new thread"
"""What Python's RuntimeError says then."""


class Job:
    """One call from the desk."""

    def __init__(self, number: int, verb: str, arguments: dict[str, Any], out: _Out) -> None:
        self.number = number
        self.verb = verb
        self.arguments = arguments
        self._out = out
        self._cancel = threading.Event()
        self._on_cancel: Callable[[], None] | None = None

    @property
    def cancelled(self) -> bool:
        """Whether the desk wants this job to end."""
        return self._cancel.is_set()

    def cancel(self) -> None:
        """Ask the job to end."""
        self._cancel.set()
        if self._on_cancel is not None:
            self._on_cancel()

    def on_cancel(self, action: Callable[[], None]) -> None:
        """Have `action` run, in another thread, when the job is to end; at once if that is now."""
        self._on_cancel = action
        if self.cancelled:
            action()

    def check(self) -> None:
        """Raise Cancelled when the desk wants this job to end."""
        if self.cancelled:
            raise errors.Cancelled("The desk cancelled this.")

    def event(self, **fields: Any) -> None:
        """Send the desk one event of this job."""
        self._out.send({"id": self.number, "kind": "event", **fields})


Handler = Callable[[Job], dict[str, Any] | None]


class _Out:
    """Frames to the desk, whole, from any thread."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: Mapping[str, Any]) -> None:
        frame = wire.encode(message)
        with self._lock:
            self._stream.write(frame)
            self._stream.flush()


class _Jobs:
    """The queue of jobs, filled by the thread that reads the desk's frames."""

    def __init__(self, source: BinaryIO, out: _Out) -> None:
        self._source = source
        self._out = out
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._known: dict[int, Job] = {}
        self.on_arrival: Callable[[], None] | None = None
        """Run in another thread when there is something to do again."""
        threading.Thread(target=self._read, name="desk", daemon=True).start()

    def next(self) -> Job | None:
        """The next job; None when the desk has gone."""
        return self._waiting.get()

    @property
    def idle(self) -> bool:
        """Whether nothing is waiting."""
        return self._waiting.empty()

    def forget(self, job: Job) -> None:
        """The job has ended; a late cancel of it means nothing."""
        self._known.pop(job.number, None)

    def _read(self) -> None:
        with contextlib.suppress(wire.BrokenFrame, OSError):
            while (frame := wire.read(self._source)) is not None:
                self._take(frame)
        for job in list(self._known.values()):
            job.cancel()
        self._put(None)
        threading.Event().wait(GRACE)
        os._exit(0)  # a native call that does not look up must not outlive the desk

    def _take(self, frame: dict[str, Any]) -> None:
        cancelled = frame.pop("cancel", None)
        if cancelled is not None:
            if known := self._known.get(cancelled):
                known.cancel()
            return
        number, verb = frame.pop("id", None), frame.pop("verb", None)
        if not isinstance(number, int) or not isinstance(verb, str):
            raise wire.BrokenFrame("a frame is not a request")
        job = Job(number, verb, frame, self._out)
        self._known[number] = job
        self._put(job)

    def _put(self, job: Job | None) -> None:
        self._waiting.put(job)
        if self.on_arrival is not None:
            self.on_arrival()


class Idle(Protocol):
    """Work for the time in which nobody waits for an answer."""

    def work(self, still_idle: Callable[[], bool]) -> None:
        """Do some of it; `still_idle` is false once a call has come. Never raises."""
        ...

    def interrupt(self) -> None:
        """A call has come: end `work` at once. Called from another thread, also when nothing is going on."""
        ...


def serve(
    role: str,
    handlers: Mapping[str, Handler],
    closing: Callable[[], None] | None = None,
    idle: Idle | None = None,
) -> None:
    """Answer the desk's calls until it closes our input; then `closing()`, and the process ends.

    Everything that imports third-party code belongs inside the handlers: the sandbox is put on here, first.
    """
    source, private = _private_pipes()
    refusal = _contain(role)
    out = _Out(private)
    jobs = _Jobs(source, out)
    if idle is not None:
        jobs.on_arrival = idle.interrupt
    while (job := jobs.next()) is not None:
        _run(job, handlers, refusal, out)
        jobs.forget(job)
        if idle is not None and jobs.idle:
            idle.work(lambda: jobs.idle)
    try:
        if closing is not None:
            closing()
    finally:
        os._exit(0)  # libraries' exit handlers have nothing to add and sometimes hang


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The desk's pipes under numbers of our own; fd 0 reads nothing and fd 1 writes to stderr from now on."""
    numbers = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt

        for number in numbers:
            msvcrt.setmode(number, os.O_BINARY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    with contextlib.suppress(ValueError):  # not the main thread: only when a test runs us inside itself
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return os.fdopen(numbers[0], "rb"), os.fdopen(numbers[1], "wb")


def _contain(role: str) -> errors.CounselError | None:
    """Put the sandbox on. What went wrong is the answer to every call: without a sandbox nothing is done."""
    from localcounsel.sandbox.bootstrap import contain

    try:
        contain(role)
    except errors.CounselError as error:
        return error
    return None


def _run(job: Job, handlers: Mapping[str, Handler], refusal: errors.CounselError | None, out: _Out) -> None:
    """One job, to its reply. Foreign errors are named and not quoted: their text may hold a document's."""
    try:
        if refusal is not None:
            raise refusal
        handler = handlers.get(job.verb)
        if handler is None:
            raise errors.EngineRefused("This part of the engine has no such verb.")
        reply = {"id": job.number, "kind": "done", **(handler(job) or {})}
    except errors.CounselError as error:
        reply = _error(job, error)
    except Exception as error:  # every kind of foreign error ends here and is answered, never swallowed
        reply = _error(job, _foreign(job, error))
    try:
        out.send(reply)
    except wire.BrokenFrame as error:
        out.send(_error(job, errors.EngineRefused(str(error))))


def _foreign(job: Job, error: Exception) -> errors.EngineError:
    """A library's or the system's error as one of ours. For want of memory the desk ends us and starts another."""
    what = f"{type(error).__name__} in {job.verb}{_place(error)}."
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return errors.EngineDied("There was not enough memory.", _CLOSE_OTHERS)
    if isinstance(error, ImportError) or str(error) == _NO_THREAD:  # so it shows that memory is short, and stays so
        return errors.EngineDied(f"It ran short of something, most likely of memory: {what}", _CLOSE_OTHERS)
    return errors.EngineError(what)


def _error(job: Job, error: errors.CounselError) -> dict[str, Any]:
    return {
        "id": job.number,
        "kind": "error",
        "error": error.name,
        "message": error.message,
        "advice": error.advice,
    }


def _place(error: BaseException) -> str:
    """Module and line where it arose: what a report needs, and free of anybody's text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f" ({trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno})"
