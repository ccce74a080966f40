"""The record of a matter: open and close it on record, prove it, show it, hand it out.

A chain shows every change but a cut at its end and an exchange of the whole; for these its head is kept elsewhere as an
anchor, and given to people as twelve words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import localcounsel
from localcounsel.core import anchor as wording
from localcounsel.engine.client import ModelClient
from localcounsel.engine.index_client import IndexClient
from localcounsel.errors import BadCall, StorageError
from localcounsel.records import AuditEvent, Matter
from localcounsel.store import anchors, matters, policy, vanished
from localcounsel.store.anchors import Anchor
from localcounsel.store.audit import AuditLog
from localcounsel.store.audit_check import Examined
from localcounsel.store.files import disk, write_new
from localcounsel.store.places import Places

OPENED, CLOSED = vanished.OPENED, "matter closed"
FORMAT = "1"
"""Of the log: one line of JSON an event, SHA-256 over its content and the digest before it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One anchor, held against a log."""

    source: str
    """Where it was kept, or `given`."""
    words: str
    sequence: int
    """Of the event that it was taken at; 0 when the log has no such event."""
    time: str
    """When it was taken, as far as is known."""
    holds: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of verifying a log."""

    path: Path
    examined: Examined
    first: str
    """Time of the first event."""
    last: str
    proofs: tuple[Proof, ...]

    @property
    def sound(self) -> bool:
        """Whether every line holds and every anchor is reached."""
        return self.examined.sound and all(each.holds for each in self.proofs)

    @property
    def head(self) -> str:
        """The digest of the last line that holds, empty in an empty log."""
        return self.examined.digests[-1] if self.examined.digests else ""


def opened(places: Places, matter: Matter, log: AuditLog) -> str:
    """Put on record that a matter was opened, and hold its log against its latest anchor.

    What is wrong goes into the log as well and is returned in words; empty when all is well.
    """
    before = log.last()
    trouble = _short_of(places, matter, log)
    details = {"application": localcounsel.__version__, "format": FORMAT}
    if before is not None and before.what in (OPENED, "asked", "answered", "added"):
        details["before"] = "was not closed"
    log.append(OPENED, **details)
    if trouble:
        log.append("anchor not reached", **trouble)
        return f"the audit log does not reach its anchor of {trouble['anchored']}: it was cut or replaced"
    return ""


def closed(places: Places, matter: Matter, log: AuditLog, **engines: object) -> Anchor:
    """Put on record that a matter was closed, and write its anchor down. Raises StorageError, MatterDamaged.

    `engines` are its closed children by role: those that hung and had to be ended are named in the log.
    """
    children = [(role, each) for role, each in engines.items() if isinstance(each, ModelClient | IndexClient)]
    hung = ", ".join(role for role, each in children if each.ended_by_force)
    log.append(CLOSED, **({"ended_by_force": hung} if hung else {}))
    return anchored(places, matter, log)


def anchored(places: Places, matter: Matter, log: AuditLog) -> Anchor:
    """Write the head of a log down in the second places. One that does not take it is named in the log itself.

    Raises StorageError when not even the home takes it.
    """
    into = anchors.folders(places, policy.load().audit_folder)
    kept = anchors.now(matter.id, *log.head())
    failed = anchors.write(kept, into)
    if not failed:
        return kept
    log.append("anchor not written", places=str(len(failed)))
    if len(failed) == len(into):
        raise failed[0]
    kept = anchors.now(matter.id, *log.head())
    anchors.write(kept, into[:1])
    return kept


def verify(places: Places, name: str, words: str = "", file: Path | None = None) -> Verified:
    """Follow a matter's log and hold it against anchors: the `words` given, those in `file`, else all that were kept.

    Raises NoSuchMatter, BadCall for words that are no anchor, StorageError.
    """
    matter = matters.find(places, name)
    log = AuditLog(matter.folder)
    content = log.examine()
    proofs = list(_given(content, words)) if words else []
    if file is not None:
        proofs += _kept(content, file, str(file))
        if not proofs:
            raise BadCall(f"{file} holds no anchor", "Give a file of the folder `anchors`, or words with --anchor.")
    elif not words:
        for folder in anchors.folders(places, policy.load().audit_folder):
            proofs += _kept(content, anchors.file_in(folder, matter.id), str(folder))
    events = content.ends()
    return Verified(log.path, content, events[0], events[1], tuple(proofs))


def show(places: Places, name: str, last: int = 0) -> list[AuditEvent]:
    """The events of a matter's log, the last so many or all, oldest first. Raises NoSuchMatter, MatterDamaged."""
    events = AuditLog(matters.find(places, name).folder).events()
    return events[-last:] if last else events


def anchor_now(places: Places, name: str) -> Anchor:
    """The anchor of a matter's log as it stands, written down in the second places too."""
    matter = matters.find(places, name)
    return anchored(places, matter, AuditLog(matter.folder))


def export(places: Places, name: str, out: Path, *, force: bool = False) -> tuple[str, Anchor, Path]:
    """Copy a matter's log to `out`, as it is, and the program that proves it beside it.

    Returns the copy's SHA-256, the anchor of the log within it, and where the program was put. The export itself is
    the last line of the copy. Raises ForbiddenByPolicy, BadCall for a file that exists unless `force`, StorageError.
    """
    policy.load().allow_export("audit")
    matter = matters.find(places, name)
    log = AuditLog(matter.folder)
    if out.exists() and not force:
        raise BadCall(f"{out} exists already", "Choose another name; on the command line, --force replaces it.")
    log.append("audit exported")
    with log.held(), disk(log.path):
        content = log.path.read_bytes()
    write_new(out, content, force=force)
    program = out.with_name("audit_verify.py")
    write_new(program, verifier(), force=True)
    return hashlib.sha256(content).hexdigest(), anchored(places, matter, log), program


def verifier() -> bytes:
    """The program that proves a log without LocalCounsel: one file, standard library. Raises StorageError."""
    package = Path(localcounsel.__file__).parent
    for path in (package / "audit_verify.py", package.parent / "scripts" / "audit_verify.py"):
        if path.is_file():
            with disk(path):
                return path.read_bytes()
    raise StorageError("audit_verify.py is missing from this installation.", "Take it from the source distribution.")


def _short_of(places: Places, matter: Matter, log: AuditLog) -> dict[str, str]:
    """What to write down when the log does not hold what its latest anchor in the home says; else nothing."""
    latest = anchors.latest(places.home / anchors.FOLDER, matter.id)
    if latest is None or log.digest_at(latest.sequence) == latest.digest:
        return {}
    return {"anchored": latest.time, "events": str(latest.sequence), "digest": latest.digest}


def _given(content: Examined, words: str) -> Iterator[Proof]:
    try:
        begun = wording.beginning(words)
    except wording.Misread as error:
        raise BadCall(f"These words are no anchor: {error}", "Compare them with what was written down.") from error
    sequence = content.place(begun)
    yield Proof("given", words, sequence, "", bool(sequence))


def _kept(content: Examined, path: Path, source: str) -> list[Proof]:
    """Every anchor that a file keeps, each held against the event of its number."""
    found = []
    for each in anchors.read(path):
        holds = content.at(each.sequence) == each.digest
        found.append(Proof(source, each.words, each.sequence if holds else 0, each.time, holds))
    return found
