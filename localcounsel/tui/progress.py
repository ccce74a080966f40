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
from localcounsel.tui.language import _, said


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
    recognising: int = 0
    """The page whose words are being recognised in its picture; 0: none."""
    recognised_for: float = 0.0
    """Seconds."""
    file_left: float = 0.0
    """Seconds that the rest of the file in hand may take; 0 while nobody can tell."""
    scanned: int = 0
    taken: int = 0
    pages_taken: int = 0
    unread: int = 0
    left_out: tuple[FileLeftOut, ...] = ()
    indexing: Indexing | None = None
    finished: Ingested | None = None
    error: CounselError | None = None
    stopped: bool = False
    paused: bool = False
    pages_a_second: float = 0.0
    """0 while it cannot be told."""
    seconds_left: float = 0.0
    """For reading; 0 while it cannot be told."""
    waited: float = 0.0
    """Seconds since something was reported last, where that is long."""

    def after(self, event: IngestEvent) -> Progress:
        """The progress once `event` has happened."""
        match event:
            case Scanning(found):
                return replace(self, scanned=found)
            case FileStarted(name, number, of):
                return replace(self, file=name, number=number, of=of, page=0, pages=0, recognising=0)
            case PageRead(name, done, of, recognising, seconds, left):
                told = replace(self, recognising=recognising, recognised_for=seconds, file_left=left)
                return replace(told, file=name, page=done, pages=of)
            case FileTaken():
                unchanged = event.outcome in ("unchanged", "removed")
                return replace(
                    self,
                    page=0,
                    recognising=0,
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
    def pages_read(self) -> int:
        """Pages of the files taken in, and of the one in hand."""
        return self.pages_taken + self.page

    @property
    def reading(self) -> bool:
        """Whether files are being read, and not folders walked or meaning indexed."""
        return self.running and bool(self.file) and self.finished is None

    @property
    def share(self) -> tuple[float, float]:
        """How much is done, of how much."""
        if self.indexing is not None and self._is_indexing:
            return self.indexing.done, self.indexing.of
        inside = self.page / self.pages if self.pages else 0.0
        return max(0.0, self.number - 1 + inside), self.of

    def line(self) -> str:
        """One line for a person. Contains a foreign name."""
        if not self.running:
            return self._outcome()
        if self._is_indexing:
            return wording.joined((self.doing(), self.pace()))
        return wording.joined((self.doing(), self.file, self.place()))

    def doing(self) -> str:
        """What is done now, and how much of it is over: `Reading 4 of 52`."""
        if self.indexing is not None and self._is_indexing:
            done = _("Indexing meaning: {done} of {passages}")
            of = wording.count(self.indexing.of, "passage")
            return done.format(done=f"{self.indexing.done:,}", passages=of)
        if not self.file:
            return self._scanning()
        return _("Reading {number} of {of}").format(number=f"{self.number:,}", of=f"{self.of:,}")

    def place(self) -> str:
        """The page in hand; empty while there is none."""
        page = self.recognising or self.page
        if not page:
            return ""
        if not self.pages:
            return _("p. {page}").format(page=f"{page:,}")
        return _("p. {page} of {pages}").format(page=f"{page:,}", pages=f"{self.pages:,}")

    @property
    def _is_indexing(self) -> bool:
        return self.indexing is not None and (self.finished is not None or not self.file)

    def _scanning(self) -> str:
        if not self.scanned:
            return _("Starting")
        return _("Looking through folders: {files}").format(files=wording.count(self.scanned, "file"))

    def pace(self) -> str:
        """How fast files are read and how long it will take: `42 pages a second · about 3 min left`."""
        if self.paused:
            return _("paused: what is in hand is finished, nothing new is begun")
        if self.indexing is not None and self._is_indexing:
            return self._indexing_pace(self.indexing)
        if not self.reading:
            return ""
        if self.recognising:
            return self._recognising_pace()
        if self.waited:
            since = _("nothing new for {time}: pages that are pictures take long")
            return since.format(time=wording.duration(self.waited))
        speed = left = ""
        if self.pages_a_second >= 10:
            speed = _("{number} pages a second").format(number=f"{self.pages_a_second:,.0f}")
        elif self.pages_a_second > 0:
            speed = _("{number} pages a second").format(number=f"{self.pages_a_second:.1f}")
        if self.seconds_left:
            left = _("about {time} left").format(time=wording.duration(self.seconds_left))
        return wording.joined((speed, left))

    def _recognising_pace(self) -> str:
        """What a scanned page takes: its words are recognised in its picture, which takes seconds."""
        since = _("recognising words for {time}").format(time=wording.duration(self.recognised_for, whole=True))
        rest = max(self.file_left, self.seconds_left)
        left = _("about {time} left").format(time=wording.duration(rest, whole=True)) if rest else ""
        return wording.joined((since, left))

    def short(self) -> str:
        """A few words for a line that has little room; nothing foreign."""
        if not self.running:
            return ""
        if self.paused:
            return _("paused")
        if self._is_indexing:
            done, of = self.share
            return _("indexing {share} %").format(share=f"{100 * done / of:.0f}") if of else _("indexing")
        return _("reading {number} of {of}").format(number=self.number, of=self.of) if self.of else _("reading")

    @staticmethod
    def _indexing_pace(event: Indexing) -> str:
        left = _("{time} left").format(time=wording.duration(event.seconds_left)) if event.seconds_left > 0 else ""
        speed = _("{number} a second").format(number=f"{event.a_second:.0f}") if event.a_second >= 1 else ""
        return wording.joined((speed, left))

    def _outcome(self) -> str:
        if self.error is not None:
            return f"{said(self.error.title)}: {said(self.error.message)}"
        if self.stopped:
            taken = wording.count(self.taken, "document")
            return _("Stopped. {documents} taken in; what was finished is kept.").format(documents=taken)
        if self.finished is None:
            return ""
        end = self.finished
        return wording.joined(
            (
                _("{documents} taken in").format(documents=wording.count(end.taken, "document")),
                wording.count(end.pages, "page"),
                _("{pages} unread").format(pages=wording.count(end.unread, "page")) if end.unread else "",
                _("{count} left out").format(count=end.left_out) if end.left_out else "",
                _("{count} removed").format(count=end.removed) if end.removed else "",
                wording.duration(end.seconds),
            )
        )
