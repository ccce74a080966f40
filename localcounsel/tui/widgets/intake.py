"""Files being taken in: runs the batch, folds its events into one progress, and shows it in a few words."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from textual.reactive import reactive
from textual.widgets import Static

from localcounsel.flows.events import IngestEvent
from localcounsel.tui import show
from localcounsel.tui.messages import FlowEnded, FlowEvent
from localcounsel.tui.pace import Pace
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.progress import Progress
from localcounsel.tui.workers import Lane, Run

LOOK_EVERY = 1.0
"""Seconds."""
LONG = 5.0
"""Seconds without a report after which they are told."""


class Intake(Static):
    """One batch at a time; a second one waits for the first to end."""

    progress: reactive[Progress] = reactive(Progress(), init=False)

    def __init__(self, ports: Ports, *, id: str | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(id=id, markup=False)
        self._ports = ports
        self._clock = clock
        self._pace = Pace(clock())
        self._gate = threading.Event()
        self._lane = Lane()
        self._run: Run[IngestEvent] | None = None
        self._heard = 0.0
        """When something was reported last, by the clock."""
        self.added: list[Path] = []
        """What was asked for in this session, to find a file again that wants a password."""

    def on_mount(self) -> None:
        self.set_interval(LOOK_EVERY, self._look)

    def _look(self) -> None:
        """Say so when nothing was reported for long: the last figures would be read as those of now."""
        waited = self._clock() - self._heard
        if self._run is not None and self.progress.reading and not self.progress.paused and waited >= LONG:
            self.progress = replace(self.progress, waited=waited)

    @property
    def running(self) -> bool:
        """Whether a batch is under way."""
        return self._run is not None

    def add(self, desk: Desk, paths: Sequence[Path], password: str | None = None) -> None:
        """Take files and folders in."""
        self.added += [path for path in paths if path not in self.added]
        self._start(lambda: self._ports.add(desk, paths, password))

    def go_on(self, desk: Desk) -> None:
        """Index what is not indexed yet."""
        self._start(lambda: self._ports.index(desk))

    def stop(self) -> None:
        """Stop the batch; what was finished is kept."""
        if self._run is not None:
            self._run.stop()
            self._gate.set()
            self._run = None
            self.progress = replace(self.progress, running=False, stopped=True, paused=False)

    def pause(self) -> None:
        """Begin nothing new; files that readers have in hand are finished and taken in later."""
        if self._run is not None:
            self._gate.clear()
            self._pace.pause(self._clock())
            self.progress = replace(self.progress, paused=True)

    def resume(self) -> None:
        """Go on after a pause."""
        self._pace.go_on(self._clock())
        self._heard = self._clock()
        self.progress = replace(self.progress, paused=False)
        self._gate.set()

    def _start(self, make: Callable[[], Iterator[IngestEvent]]) -> None:
        if self._run is not None:
            self._run.stop()
            self._gate.set()
        self._gate = threading.Event()
        self._gate.set()
        self._pace = Pace(self._clock())
        self._heard = self._clock()
        run = Run(_gated(make, self._gate), self._lane)
        self._run = run
        self.progress = Progress(running=True)
        self.run_worker(lambda: run.work(self), thread=True, group="intake", exit_on_error=False)

    def on_flow_event(self, message: FlowEvent) -> None:
        message.stop()
        if message.run is self._run:
            self._heard = self._clock()
            heard = replace(self.progress, waited=0.0)
            self.progress = self._timed(heard.after(message.event))  # type: ignore[arg-type]

    def on_flow_ended(self, message: FlowEnded) -> None:
        message.stop()
        if message.run is not self._run:
            return
        self._run = None
        self.progress = replace(self.progress, running=False, paused=False, error=message.error)

    def _timed(self, progress: Progress) -> Progress:
        """With the figures that a clock gives."""
        if not progress.reading:
            return progress
        now = self._clock()
        self._pace.read(now, progress.pages_read)
        left = self._pace.seconds_left(now, *progress.share)
        return replace(progress, pages_a_second=self._pace.pages_a_second(), seconds_left=left)

    def watch_progress(self, progress: Progress) -> None:
        self.update(show.words((progress.short(), "$soft")))


def _gated(make: Callable[[], Iterator[IngestEvent]], gate: threading.Event) -> Callable[[], Iterator[IngestEvent]]:
    """The same flow, which waits after an event while the gate is shut. Closing it closes the flow."""

    def events() -> Iterator[IngestEvent]:
        flow = make()
        with ExitStack() as closing:
            if isinstance(flow, Generator):
                closing.callback(flow.close)
            for event in flow:
                yield event
                gate.wait()

    return events
