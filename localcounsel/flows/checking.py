"""Look at a whole matter: store, every page's passages, vectors, index, audit log, answers, files, permissions."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from localcounsel.core.passages import identity, passages
from localcounsel.errors import CounselError
from localcounsel.flows import holding, provenance
from localcounsel.flows.desk import Desk
from localcounsel.records import AuditEvent, Document, DocumentState
from localcounsel.store import anchors, audit, hold, policy
from localcounsel.store.matter import LOCK_NAME, STORE_NAME

KNOWN = {
    STORE_NAME, f"{STORE_NAME}-wal", f"{STORE_NAME}-shm", LOCK_NAME, "matter.json", "index", hold.NAME,
    audit.LOG_NAME, audit.SET_ASIDE_NAME, audit.LOCK_NAME, "key",
}  # fmt: skip
"""What a matter's folder holds."""
DAMAGED = f"{STORE_NAME}.damaged-"
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    well: bool
    note: str
    repairable: bool = False
    """Whether `repair` can put it right without losing anything."""


def check(desk: Desk) -> Iterator[Finding]:
    """Everything, one finding a part, as soon as it is known. Changes nothing but what opening changes."""
    yield _store(desk)
    yield _pages(desk)
    yield _index(desk)
    events: list[AuditEvent] = []
    yield from _log(desk, events)
    yield _answers(desk, events)
    yield _held(desk, events)
    yield from _files(desk.matter.folder)


def unlike(desk: Desk) -> list[Document]:
    """The documents whose stored passages are not those that their pages make."""
    found = []
    for each in desk.store.documents():
        if each.state is DocumentState.FAILED:
            continue
        document = desk.store.document(each.id)
        made = passages(each.id, desk.store.pages(each.id), document.outline)
        if [one.id for one in made] != [one.id for one in desk.store.document_passages(each.id)]:
            found.append(document)
    return found


def short(desk: Desk) -> list[Document]:
    """The documents of which pages are missing. Only adding their files again brings them back."""
    readable = (each for each in desk.store.documents() if each.state is not DocumentState.FAILED)
    return [each for each in readable if len(desk.store.pages(each.id)) != each.page_count]


def altered(desk: Desk) -> list[Document]:
    """The documents whose stored text is no longer what was read: a passage's id is made of its words."""
    found = []
    for each in desk.store.documents():
        stored = desk.store.document_passages(each.id)
        if any(one.id != identity(each.id, one.page, one.start, one.end, one.text) for one in stored):
            found.append(each)
    return found


def strays(folder: Path) -> list[Path]:
    """What lies in a matter's folder and does not belong there."""
    return sorted(
        each
        for each in folder.iterdir()
        if each.is_symlink() or (each.name not in KNOWN and not each.name.startswith(DAMAGED))
    )


def too_open(folder: Path) -> list[Path]:
    """What others than this account may read. Windows has no such bits: there the profile's own rights count."""
    if sys.platform == "win32":
        return []
    paths = [folder, *folder.rglob("*")]
    return [each for each in paths if not each.is_symlink() and stat.S_IMODE(each.stat().st_mode) & 0o077]


def _store(desk: Desk) -> Finding:
    try:
        desk.store.check()
    except CounselError as error:
        return Finding("store", False, error.message, repairable=True)
    counts = desk.store.counts()
    return Finding("store", True, f"{counts.documents} documents, {counts.pages} pages, index of words whole")


def _pages(desk: Desk) -> Finding:
    wrong, missing, changed = unlike(desk), short(desk), altered(desk)
    if changed:
        named = ", ".join(each.name for each in changed[:MOST_NAMED])
        return Finding("pages", False, f"of {len(changed)} document(s) are not what was read; add again: {named}")
    if missing:
        named = ", ".join(each.name for each in missing[:MOST_NAMED])
        return Finding("pages", False, f"of {len(missing)} document(s) some are missing; add them again: {named}")
    if wrong:
        named = ", ".join(each.name for each in wrong[:MOST_NAMED])
        return Finding("passages", False, f"those of {len(wrong)} document(s) are not their pages': {named}", True)
    return Finding("passages", True, f"{desk.store.index_counts()[1]:,}, each cut from its page as it stands")


def _index(desk: Desk) -> Finding:
    if desk.ready_index() is None:
        why = desk.index_trouble.message if desk.index_trouble else "it cannot be opened"
        return Finding("index of meaning", True, f"not looked at: {why}")
    try:
        recall = desk.index.recall()
    except CounselError as error:
        return Finding("index of meaning", False, error.message, repairable=True)
    indexed, whole = desk.store.index_counts()
    if recall.lost or recall.damaged:
        note = f"{len(recall.lost)} of {recall.vectors:,} vectors do not find themselves, {recall.damaged} were damaged"
        return Finding("index of meaning", False, note, repairable=True)
    if indexed < whole:
        return Finding("index of meaning", True, f"{whole - indexed:,} of {whole:,} passages still wait for it")
    return Finding("index of meaning", True, f"{recall.vectors:,} vectors, each finds itself")


def _log(desk: Desk, events: list[AuditEvent]) -> Iterator[Finding]:
    examined = desk.audit.examine()
    events += examined.events()
    if not examined.sound:
        why = f"line {examined.line} does not hold: {examined.why}" if examined.line else "its last line is unfinished"
        yield Finding("audit log", False, why, repairable=not examined.line)
    else:
        yield Finding("audit log", True, f"{len(events):,} events, each follows from the one before")
    kept = [
        each
        for folder in anchors.folders(desk.places, policy.load().audit_folder)
        for each in anchors.read(anchors.file_in(folder, desk.matter.id))
    ]
    missed = [each for each in kept if examined.at(each.sequence) != each.digest]
    if missed:
        yield Finding("anchors", False, f"{len(missed)} of {len(kept)} are not reached: the log was cut or replaced")
    else:
        yield Finding("anchors", True, f"the log reaches all {len(kept):,}")


def _answers(desk: Desk, events: list[AuditEvent]) -> Finding:
    """Every stored answer is the one that the log speaks of. Answers of earlier versions have no hash there."""
    said: dict[str, str] = {}
    for event in events:
        if event.what == "answered":
            details = dict(event.details)
            said[details.get("answer", "")] = details.get("sha256", "")
    rows = desk.store.answers()
    other = [
        row.id
        for row in rows
        if said.get(row.id) and said[row.id] != provenance.text_digest(desk.store.answer_text(row.id))
    ]
    unsaid = [row.id for row in rows if row.id not in said]
    if other or unsaid:
        note = f"{len(other)} changed since they were put on record, {len(unsaid)} not on record"
        return Finding("answers", False, f"of {len(rows)}: {note}: {', '.join((other + unsaid)[:MOST_NAMED])}")
    return Finding("answers", True, f"{len(rows):,}, each as it is on record")


def _held(desk: Desk, events: list[AuditEvent]) -> Finding:
    last = [event.what for event in events if event.what in (holding.ON, holding.OFF)][-1:]
    held = hold.read(desk.matter.folder)
    if (last == [holding.ON]) != (held is not None):
        return Finding("legal hold", False, "the log and the file hold.json do not agree; nothing is purged meanwhile")
    return Finding("legal hold", True, f"on: {held.reason}" if held else "none")


def _files(folder: Path) -> Iterator[Finding]:
    found = strays(folder)
    named = ", ".join(each.name for each in found[:MOST_NAMED])
    yield Finding("files", not found, f"{len(found)} that do not belong here: {named}" if found else "none too many")
    opened = too_open(folder)
    named = ", ".join(each.name for each in opened[:MOST_NAMED])
    note = f"{len(opened)} can be read by others: {named}" if opened else "this account only"
    yield Finding("permissions", not opened, note, repairable=True)
