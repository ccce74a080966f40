"""A running batch of files, as far as it has come: events in, one line and a list of what was left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from localcounsel.errors import CounselError, NeedsPassword
from localcounsel.flows.events import (
    FileLeftOut,
    FileStarted,
    FileTaken,
    Indexing,
    Ingested,
    IngestEvent,
    PageRead,
    Scanning,
)
from localcounsel.tui import wording


@dataclass(frozen=True, slots=True)
class Progress:
    """What has happened in a batch so far."""

    running: bool = False
    file: str = ""
    """The file in hand; foreign."""
    number: int = 0
    of: int = 0
    page: int = 0
    pages: int = 0
    scanned: int = 0
    taken: int = 0
    pages_taken: int = 0
    unread: int = 0
    left_out: tuple[FileLeftOut, ...] = ()
    indexing: Indexing | None = None
    finished: Ingested | None = None
    error: CounselError | None = None
    stopped: bool = False

    def after(self, event: IngestEvent) -> Progress:
        """The progress once `event` has happened."""
        match event:
            case Scanning(found):
                return replace(self, scanned=found)
            case FileStarted(name, number, of):
                return replace(self, file=name, number=number, of=of, page=0, pages=0)
            case PageRead(name, done, of):
                return replace(self, file=name, page=done, pages=of)
            case FileTaken():
                unchanged = event.outcome in ("unchanged", "removed")
                return replace(
                    self,
                    taken=self.taken + (not unchanged),
                    pages_taken=self.pages_taken + (0 if unchanged else event.pages),
                    unread=self.unread + event.unread,
                )
            case FileLeftOut():
                return replace(self, left_out=(*self.left_out, event))
            case Indexing():
                return replace(self, indexing=event)
            case Ingested():
                return replace(self, finished=event, file="")

    @property
    def locked(self) -> tuple[FileLeftOut, ...]:
        """The files that want a password."""
        return tuple(left for left in self.left_out if isinstance(left.error, NeedsPassword))

    @property
    def share(self) -> tuple[float, float]:
        """How much is done, of how much."""
        if self.indexing is not None and (self.finished is not None or not self.file):
            return self.indexing.done, self.indexing.of
        inside = self.page / self.pages if self.pages else 0.0
        return max(0.0, self.number - 1 + inside), self.of

    def line(self) -> str:
        """One line for a person. Contains a foreign name."""
        if not self.running:
            return self._outcome()
        if self.indexing is not None and (self.finished is not None or not self.file):
            return self._indexing(self.indexing)
        if not self.file:
            return f"Looking through folders: {wording.count(self.scanned, 'file')}" if self.scanned else "Starting"
        page = ""
        if self.page:
            page = f"p. {self.page}" + (f" of {self.pages}" if self.pages else "")
        return wording.joined((f"Reading {self.number} of {self.of}", self.file, page))

    def short(self) -> str:
        """A few words for a line that has little room; nothing foreign."""
        if not self.running:
            return ""
        if self.indexing is not None and (self.finished is not None or not self.file):
            done, of = self.share
            return f"indexing {100 * done / of:.0f} %" if of else "indexing"
        return f"reading {self.number} of {self.of}" if self.of else "reading"

    @staticmethod
    def _indexing(event: Indexing) -> str:
        left = f"{wording.duration(event.seconds_left)} left" if event.seconds_left > 0 else ""
        speed = f"{event.a_second:.0f} a second" if event.a_second >= 1 else ""
        return wording.joined(
            (f"Indexing meaning: {event.done:,} of {wording.count(event.of, 'passage')}", speed, left)
        )

    def _outcome(self) -> str:
        if self.error is not None:
            return f"{self.error.title}: {self.error.message}"
        if self.stopped:
            return f"Stopped. {wording.count(self.taken, 'document')} taken in; what was finished is kept."
        if self.finished is None:
            return ""
        end = self.finished
        return wording.joined(
            (
                f"{wording.count(end.taken, 'document')} taken in",
                wording.count(end.pages, "page"),
                f"{wording.count(end.unread, 'page')} unread" if end.unread else "",
                f"{end.left_out} left out" if end.left_out else "",
                f"{end.removed} removed" if end.removed else "",
                wording.duration(end.seconds),
            )
        )
