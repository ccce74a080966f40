"""Files being taken in: runs the batch, folds its events into one progress, and shows it in a few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from textual.reactive import reactive
from textual.widgets import Static

from localcounsel.flows.events import IngestEvent
from localcounsel.tui import show
from localcounsel.tui.messages import FlowEnded, FlowEvent
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.progress import Progress
from localcounsel.tui.workers import Lane, Run


class Intake(Static):
    """One batch at a time; a second one waits for the first to end."""

    progress: reactive[Progress] = reactive(Progress(), init=False)

    def __init__(self, ports: Ports, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._ports = ports
        self._lane = Lane()
        self._run: Run[IngestEvent] | None = None
        self.added: list[Path] = []
        """What was asked for in this session, to find a file again that wants a password."""

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
            self._run = None
            self.progress = replace(self.progress, running=False, stopped=True)

    def _start(self, make: Callable[[], Iterator[IngestEvent]]) -> None:
        if self._run is not None:
            self._run.stop()
        run = Run(make, self._lane)
        self._run = run
        self.progress = Progress(running=True)
        self.run_worker(lambda: run.work(self), thread=True, group="intake", exit_on_error=False)

    def on_flow_event(self, message: FlowEvent) -> None:
        message.stop()
        if message.run is self._run:
            self.progress = self.progress.after(message.event)  # type: ignore[arg-type]

    def on_flow_ended(self, message: FlowEnded) -> None:
        message.stop()
        if message.run is not self._run:
            return
        self._run = None
        self.progress = replace(self.progress, running=False, error=message.error)

    def watch_progress(self, progress: Progress) -> None:
        self.update(show.words((progress.short(), "$soft")))
