"""Calls to one engine child: started late, one at a time, streamed, cancelled; a dead child is started again."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

from localcounsel import errors
from localcounsel.core import wire
from localcounsel.engine.process import PATIENCE, Ended, Process, Silent, command
from localcounsel.engine.turns import Turns

Exchange = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""A call made within the turn that is already held: verb, arguments → reply."""

DEADLINE = 120.0
"""Seconds without any frame after which a child counts as stuck."""
STARTING = 300.0
"""The same for one that is being brought back to where it was: models are read from the disk."""


class Child:
    """A handle on one child. Any thread may call; calls take turns, urgent ones first."""

    def __init__(
        self,
        module: str,
        *,
        role: str,
        work: Path,
        largest_frame: int = wire.LARGEST_FRAME,
        on_start: Callable[[Exchange], object] | None = None,
        arguments: Sequence[str] = (),
    ) -> None:
        """Nothing starts yet. `module` runs in the folder `work` at the first call.

        `role` names it in messages (`model`, `index`). `on_start` is run after every start, before the call
        that caused it, to bring a restarted child back to where it was; what it raises ends that call.
        """
        self._line = command(module, *arguments)
        self._role = role
        self._work = work
        self._largest = largest_frame
        self._on_start = on_start
        self._turns = Turns()
        self._numbers = itertools.count(1)
        self._process: Process | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._forced = False
        self._streamers: set[int] = set()

    @property
    def pid(self) -> int | None:
        """The running child's process id; None while there is none."""
        process = self._process
        return process.pid if process is not None and process.alive else None

    def call(
        self,
        verb: str,
        args: Mapping[str, Any] | None = None,
        *,
        deadline: float = DEADLINE,
        urgent: bool = False,
    ) -> dict[str, Any]:
        """One request, its reply's fields. `deadline` in seconds, waiting for the turn included.

        Raises EngineBusy when its turn did not come, EngineDied when the child ended, EngineError when it did
        not answer in time, and whatever error the child answered with. Events on the way are dropped.
        """
        until = time.monotonic() + deadline
        ticket = self._turn(deadline, urgent)
        try:
            process = self._running()
            return self._exchange(process, verb, args or {}, until)
        finally:
            self._turns.give_back(ticket)

    def stream(
        self,
        verb: str,
        args: Mapping[str, Any] | None = None,
        *,
        silence: float = DEADLINE,
        beat: float | None = None,
        urgent: bool = False,
    ) -> Generator[dict[str, Any], None, None]:
        """One request, its events as they come, and last its reply (`kind` is `event`, then `done`).

        `silence`: seconds without a frame after which the child counts as stuck. With `beat`, a frame of kind
        `beat` is made up whenever none came for so many seconds, so that the consumer can look up and close.
        Closing the generator cancels the work; the child then has two seconds to end it before it is stopped.
        """
        ticket = self._turn(None, urgent)
        thread = threading.get_ident()
        self._streamers.add(thread)
        try:
            process = self._running()
            number = self._ask(process, verb, args or {})
            finished = False
            try:
                heard = time.monotonic()
                while not finished:
                    left = heard + silence - time.monotonic()
                    frame = self._frame(process, number, left, beat)
                    if frame["kind"] != "beat":
                        heard = time.monotonic()
                        finished = frame["kind"] != "event"
                    yield _checked(frame, process)
            finally:
                if not finished:
                    self._cancel(process, number)
        finally:
            self._streamers.discard(thread)
            self._turns.give_back(ticket)

    def close(self) -> None:
        """End the child, by force if need be. Harmless twice, from any thread; calls then raise EngineDied."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
        if process is not None:
            process.stop()
            self._forced = self._forced or process.forced

    @property
    def forced(self) -> bool:
        """Whether `close` met a child that hung, and ended it by force."""
        return self._forced

    def _turn(self, seconds: float | None, urgent: bool) -> object:
        if threading.get_ident() in self._streamers:
            raise errors.EngineBusy(f"The {self._role} has not finished what this thread asked of it.")
        ticket = self._turns.take(seconds, urgent=urgent)
        if ticket is None:
            raise errors.EngineBusy(f"The {self._role} did not come free within {seconds:.0f} seconds.")
        return ticket

    def _running(self) -> Process:
        """The child, started if it is not running. The turn is held."""
        with self._lock:
            if self._closed:
                raise errors.EngineDied(f"The {self._role} was closed.")
            process = self._process
            if process is not None and process.alive:
                return process
            if process is not None:
                process.kill()
            process = self._process = self._start()
        if self._on_start is not None:
            try:
                self._on_start(lambda verb, args: self._exchange(process, verb, args, time.monotonic() + STARTING))
            except BaseException:
                process.kill()
                raise
        return process

    def _start(self) -> Process:
        from localcounsel.sandbox.environment import scrubbed

        try:
            return Process(self._line, work=self._work, environment=scrubbed(), largest=self._largest)
        except OSError as error:
            raise errors.EngineDied(f"The {self._role} could not be started: {error.strerror or error}.") from error

    def _exchange(self, process: Process, verb: str, args: Mapping[str, Any], until: float) -> dict[str, Any]:
        number = self._ask(process, verb, args)
        finished = False
        try:
            while not finished:
                frame = self._frame(process, number, until - time.monotonic())
                finished = frame["kind"] != "event"
        finally:
            if not finished:
                self._cancel(process, number)
        return _checked(frame, process)

    def _ask(self, process: Process, verb: str, args: Mapping[str, Any]) -> int:
        number = next(self._numbers)
        try:
            process.send({**args, "id": number, "verb": verb})
        except wire.BrokenFrame as error:
            raise errors.EngineRefused(f"The request is too large: {error}.") from error
        return number

    def _frame(self, process: Process, number: int, seconds: float, beat: float | None = None) -> dict[str, Any]:
        """The next frame of call `number`, checked for shape. Anything else ends the child."""
        try:
            untrusted = process.receive(seconds if beat is None else min(seconds, beat))
        except Ended:
            raise self._died(process, process.fault) from None
        except Silent:
            if beat is not None and beat < seconds:
                return {"kind": "beat"}
            raise errors.EngineError(f"The {self._role} did not answer in time.") from None
        known_kind = untrusted.get("kind") in ("event", "done", "error")
        if not known_kind or untrusted.get("id") != number:
            raise self._died(process, "it sent something it was not asked")
        return untrusted

    def _cancel(self, process: Process, number: int) -> None:
        """Cancel frame; two seconds; stop. Never raises: who closes a generator cannot handle an error."""
        process.send({"cancel": number})
        until = time.monotonic() + PATIENCE
        while True:
            try:
                untrusted = process.receive(until - time.monotonic())
            except (Ended, Silent):
                process.kill()
                return
            if untrusted.get("id") == number and untrusted.get("kind") in ("done", "error"):
                return
            if time.monotonic() > until:
                process.kill()
                return

    def _died(self, process: Process, fault: str) -> errors.EngineDied:
        """The error for an ended child, or for one that broke the protocol by `fault` and is ended now."""
        if self._closed:
            return errors.EngineDied(f"The {self._role} was closed.")
        what = fault or process.how_it_ended()
        process.kill()
        said = process.last_words()
        return errors.EngineDied(f"The {self._role} stopped: {what}." + (f" Its last words: {said}" if said else ""))


def _checked(untrusted: dict[str, Any], process: Process) -> dict[str, Any]:
    """The frame, or the error it carries, raised as one of ours. A child that says it is at its end is ended."""
    if untrusted["kind"] != "error":
        return untrusted
    from localcounsel.core.text import clean

    kind = errors.by_name(str(untrusted.get("error")))
    if kind is errors.EngineDied:
        process.kill()
    message, advice = clean(str(untrusted.get("message")))[:1000], untrusted.get("advice")
    raise kind(message, clean(advice)[:1000] if isinstance(advice, str) else None)
