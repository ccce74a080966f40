"""Take files and folders into the matter: read, understand, store; words are searchable at once, meaning soon after.

Ids are content hashes: running it again is harmless, and a kill leaves only "not yet indexed".
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from localcounsel.core.passages import passages
from localcounsel.core.structure import outline
from localcounsel.errors import BadCall, Cancelled, CounselError, DocumentError, OnLegalHold, StorageError
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import (
    FileLeftOut,
    FileStarted,
    FileTaken,
    Ingested,
    IngestEvent,
    PageRead,
    Scanning,
)
from localcounsel.flows.folders import Candidate, as_copy, as_it_is_now, digest, gather, vanished
from localcounsel.flows.indexing import index
from localcounsel.flows.readers import Done, Job, Readers
from localcounsel.flows.taken_in import on_record, unless_held
from localcounsel.records import Copy, DocumentState, PageState, Reading
from localcounsel.store import hold

__all__ = ["add", "index"]

FLAGGED_PAGES = 5
"""Pages with something hidden that are named; the rest is counted."""
DEEPEST_ATTACHMENT = 3
"""A mail in a mail in a mail; deeper nesting is listed, not read."""


@dataclass(slots=True)
class _Tally:
    """Counts of one batch."""

    taken: int = 0
    left_out: int = 0
    removed: int = 0
    pages: int = 0
    unread: int = 0
    began: float = field(default_factory=time.monotonic)

    def ended(self) -> Ingested:
        seconds = time.monotonic() - self.began
        return Ingested(self.taken, self.left_out, self.removed, self.pages, self.unread, seconds)


def add(desk: Desk, paths: Sequence[Path], *, password: str | None = None) -> Iterator[IngestEvent]:
    """Take in files and synchronise folders; ends with Ingested. Words are searchable when FileTaken comes.

    Files that cannot be read are reported as FileLeftOut and listed in the matter; the batch goes on.
    Closing the generator stops the readers; what was taken stays.
    """
    return on_record(desk, _added(desk, paths, password))


def _added(desk: Desk, paths: Sequence[Path], password: str | None) -> Iterator[IngestEvent]:
    tally = _Tally()
    candidates: list[Candidate] = []
    for found in gather(paths):
        if isinstance(found, Candidate):
            _refuse_own_folder(desk, found.path)
            candidates.append(found)
            yield Scanning(len(candidates))
        else:
            tally.left_out += 1
            yield FileLeftOut(str(found.message), found)
    yield from _Batch(desk, candidates, password, tally).run()
    yield from _remove_vanished(desk, candidates, tally)
    desk.audit.append(
        "documents added", taken=str(tally.taken), left_out=str(tally.left_out), removed=str(tally.removed)
    )
    yield tally.ended()


class _Batch:
    """One run over candidates: decides for each file what is to be done, reads what must be read."""

    def __init__(self, desk: Desk, candidates: Sequence[Candidate], password: str | None, tally: _Tally) -> None:
        self.desk = desk
        self.store = desk.store
        self.candidates = candidates
        self.tally = tally
        known = self.store.copies()
        self.taken_names = {copy.name: copy.path for copy, _ in known}
        self.by_path = {copy.path: (copy, document_id) for copy, document_id in known}
        self.states = {document.id: document.state for document in self.store.documents()}
        self.readers = Readers(desk.settings.reading, password)
        self.under_way: dict[str, FileStarted] = {}
        """The files given to readers and not stored yet, by their ids, oldest first."""

    def run(self) -> Iterator[IngestEvent]:
        try:
            for number, candidate in enumerate(self.candidates, start=1):
                yield from self._one(candidate, number)
            yield from self._finish_all_but(0)
        finally:
            self.readers.close()

    def _one(self, candidate: Candidate, number: int) -> Iterator[IngestEvent]:
        """Hand a file to a reader, or say at once what becomes of it."""
        try:
            document_id = digest(candidate.path)
            before = self.by_path.get(str(candidate.path))
            copy = as_it_is_now(before[0]) if before else as_copy(candidate, self.taken_names)
        except DocumentError as error:
            self.tally.left_out += 1
            yield FileLeftOut(candidate.name, error)
            return
        if document_id in self.under_way:  # the same text twice in one batch: it must be stored to get a second name
            yield from self._finish_all_but(0)
        if self.states.get(document_id, DocumentState.FAILED) is not DocumentState.FAILED:
            yield from unless_held(copy.name, self._known(copy, document_id, before))
            return
        changed = before is not None and before[1] != document_id
        self.readers.give(Job(candidate.path, copy, document_id, "changed" if changed else "new"))
        self.under_way[document_id] = FileStarted(candidate.name, number, len(self.candidates))
        yield from self._finish_all_but(self.readers.ahead - 1)

    def _finish_all_but(self, count: int) -> Iterator[IngestEvent]:
        """Wait for readers until at most `count` files are under way."""
        while len(self.under_way) > count:
            oldest = next(iter(self.under_way))
            yield self.under_way[oldest]
            yield from self._finish_one()
            del self.under_way[oldest]

    def _known(self, copy: Copy, document_id: str, before: tuple[Copy, str] | None) -> Iterator[IngestEvent]:
        """A file whose content is in the matter already: unchanged, moved, or one more name for it."""
        self.tally.taken += 1
        if before is not None and before[1] == document_id:
            if copy != before[0]:
                self.store.move_copy(before[0].name, copy)
            yield FileTaken(copy.name, "unchanged", document_id, 0, 0, 0.0)
            return
        gone = self._gone_copy(document_id)
        if gone is not None:
            self.store.move_copy(gone.name, copy)
            yield FileTaken(copy.name, "moved", document_id, 0, 0, 0.0, (f"was {gone.name}",))
            return
        self.store.add_copy(document_id, copy)
        yield FileTaken(copy.name, "same text", document_id, 0, 0, 0.0)

    def _gone_copy(self, document_id: str) -> Copy | None:
        """A copy of this text whose file is no longer where it was."""
        for known, known_id in self.by_path.values():
            if known_id == document_id and not known.parent and not Path(known.path).exists():
                del self.by_path[known.path]
                return known
        return None

    def _finish_one(self) -> Iterator[IngestEvent]:
        """Wait for the oldest reader, pass its progress on, and store what it brings."""
        for done in self.readers.oldest():
            if isinstance(done, PageRead):
                yield done
            else:
                yield from unless_held(done.job.copy.name, self._kept(done.job, done.result, done.seconds))

    def _kept(self, job: Job, result: Reading | CounselError, seconds: float) -> Iterator[IngestEvent]:
        if isinstance(result, CounselError):
            yield self._leave_out(job, result)
        else:
            yield from self._store(job, result, seconds)

    def _leave_out(self, job: Job, error: CounselError) -> FileLeftOut:
        if isinstance(error, Cancelled | StorageError):
            raise error
        self.tally.left_out += 1
        self.states[job.document_id] = DocumentState.FAILED
        self.store.put_failed(job.document_id, job.path.suffix.lstrip(".").lower(), job.copy, error.message)
        return FileLeftOut(job.copy.name, error)

    def _store(self, job: Job, reading: Reading, seconds: float, depth: int = 1) -> Iterator[IngestEvent]:
        """Understand, store, and go on with the attachments."""
        structure = outline(reading, job.copy.name)
        self.store.put(reading, structure, passages(reading.document_id, reading.pages, structure), job.copy)
        self.states[reading.document_id] = DocumentState.READ
        unread = sum(page.state is PageState.UNREAD for page in reading.pages)
        self.tally.taken += 1
        self.tally.pages += len(reading.pages)
        self.tally.unread += unread
        notes = (*reading.warnings, *_flagged(reading))
        yield FileTaken(job.copy.name, job.outcome, reading.document_id, len(reading.pages), unread, seconds, notes)
        if job.outcome == "changed":
            self._drop_attachments(job.copy.name)
        for attachment in reading.attachments:
            name = f"{job.copy.name}!{attachment.name}"
            child = Copy(name, f"{job.copy.path}!{attachment.name}", len(attachment.content), 0, "", job.copy.name)
            yield from self._attachment(child, attachment.content, depth)

    def _drop_attachments(self, name: str) -> None:
        """A changed mail's former attachments go; those it still has come back with it."""
        for copy, _ in self.store.copies():
            if copy.parent == name:
                self.store.remove_copy(copy.name)
        self.states = {document.id: document.state for document in self.store.documents()}

    def _attachment(self, copy: Copy, content: bytes, depth: int) -> Iterator[IngestEvent]:
        """Read a file that came inside another, as a document of its own."""
        for done in self.readers.attachment(copy, content):
            if isinstance(done, PageRead):
                yield done
            else:
                yield from self._attached(copy, done, depth)

    def _attached(self, copy: Copy, done: Done, depth: int) -> Iterator[IngestEvent]:
        job, result, seconds = done.job, done.result, done.seconds
        if job.document_id in self.states and self.states[job.document_id] is not DocumentState.FAILED:
            self.store.add_copy(job.document_id, copy)
            yield FileTaken(copy.name, "same text", job.document_id, 0, 0, seconds)
        elif isinstance(result, CounselError):
            yield self._leave_out(job, result)
        elif depth >= DEEPEST_ATTACHMENT and result.attachments:
            error = DocumentError(f"{copy.name} holds files nested deeper than {DEEPEST_ATTACHMENT} levels")
            yield self._leave_out(job, error)
        else:
            yield from self._store(job, result, seconds, depth + 1)


def _flagged(reading: Reading) -> Iterator[str]:
    """What on the pages the eye would not see, one line for each kind."""
    pages: dict[str, list[str]] = {}
    for page in reading.pages:
        for kind in {flag.kind for flag in page.flags}:
            pages.setdefault(kind, []).append(page.label or str(page.number))
    for kind, labels in sorted(pages.items()):
        more = f" and {len(labels) - FLAGGED_PAGES} more" if len(labels) > FLAGGED_PAGES else ""
        yield f"{kind} on p. {', '.join(labels[:FLAGGED_PAGES])}{more}"


def _remove_vanished(desk: Desk, candidates: Sequence[Candidate], tally: _Tally) -> Iterator[IngestEvent]:
    """Files of a synchronised folder that are gone leave the matter, with their attachments."""
    roots = {candidate.root for candidate in candidates if candidate.root}
    known = desk.store.copies()
    by_name = {copy.name: document_id for copy, document_id in known}
    held = hold.read(desk.matter.folder)
    for copy in vanished(known, {str(candidate.path) for candidate in candidates}, roots):
        if held is not None:
            yield FileLeftOut(copy.name, OnLegalHold("Its file is gone; it stays here, because the matter is on hold."))
            continue
        children = [other for other, _ in known if other.parent == copy.name]
        for each in (*children, copy):
            desk.store.remove_copy(each.name)
            tally.removed += 1
            yield FileTaken(each.name, "removed", by_name[each.name], 0, 0, 0.0)


def _refuse_own_folder(desk: Desk, path: Path) -> None:
    """A matter must not take in LocalCounsel's own files: it would index its own index."""
    if path.is_relative_to(desk.places.home.absolute()):
        raise BadCall(f"{path} is part of LocalCounsel's own data", "Add the folder with the original documents.")
