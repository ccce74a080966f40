"""Purge: destroy a matter for good and say so in a certificate; or what SQLite keeps of documents that were deleted."""

from __future__ import annotations

import hashlib
import json
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from localcounsel.errors import (
    BadCall,
    CounselError,
    MatterDamaged,
    MatterInUse,
    MatterSealed,
    NoSuchMatter,
    OnLegalHold,
)
from localcounsel.flows import holding, purge_certificate, recording
from localcounsel.flows.saving import WRITERS
from localcounsel.records import Matter
from localcounsel.store import account, anchors, hold, matters, policy, purge, residue
from localcounsel.store.audit import CUT_SHORT, AuditLog
from localcounsel.store.files import begin_private, disk, write_new
from localcounsel.store.lock import Held, Lock
from localcounsel.store.matter import LOCK_NAME, MatterStore, open_store
from localcounsel.store.places import Places
from localcounsel.store.purge import Order


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done now, in words."""

    text: str


@dataclass(frozen=True, slots=True)
class Purged:
    """A matter is gone."""

    order: Order
    certificate: Path
    sha256: str
    traces: int
    """Files in which something of it was still found; the certificate names them."""


def destroy(places: Places, name: str, certificate: Path) -> Iterator[Stage | Purged]:
    """Destroy the matter of exactly that name, or go on with destroying it, and write the certificate.

    Raises NoSuchMatter, MatterInUse, OnLegalHold, BadCall for a certificate that cannot be written there,
    ForbiddenByPolicy, StorageError; whatever was interrupted goes on when this is called again.
    """
    certificate = _writable(places, certificate)
    order = _pending(places, name)
    if order is None:
        yield Stage("taking stock")
        order = _begin(places, name)
    yield Stage("destroying")
    order = purge.destroy(places, order)
    yield Stage("looking for what may be left")
    since = _seconds(order.created)
    traces = purge.traces(places, order, Path(tempfile.gettempdir()), since)
    yield Stage("writing the certificate")
    finished = datetime.now(UTC).isoformat(timespec="seconds")
    kept = len(anchors.read(anchors.file_in(places.home / anchors.FOLDER, order.matter)))
    content = WRITERS[certificate.suffix.lower()](purge_certificate.sheet(order, traces, finished, kept))
    write_new(certificate, content)
    digest = hashlib.sha256(content).hexdigest()
    _note(places, order, finished, digest)
    purge.finish(places, order)
    yield Purged(order, certificate, digest, sum(len(each.found) for each in traces.values()))


def pending(places: Places) -> list[Order]:
    """Purges that were interrupted: calling `destroy` with their name goes on with them."""
    return [order for order in purge.orders(places) if not (places.matters / order.matter).is_dir()]


def clean(places: Places, name: str) -> tuple[int, int]:
    """Remove what SQLite keeps of documents and answers that were deleted; bytes of the store before and after.

    Raises NoSuchMatter, MatterInUse, OnLegalHold, StorageError.
    """
    matter = matters.find(places, name)
    _refuse_held(matter)
    path = matter.folder / "store.sqlite"
    with open_store(matter) as store:
        before = path.stat().st_size
        store.tidy(thorough=True)
        after = path.stat().st_size
    AuditLog(matter.folder).append("remains of what was deleted removed", before=str(before), after=str(after))
    return before, after


def _begin(places: Places, name: str) -> Order:
    """Take stock, write the order down and move the matter away: steps 1 and 2."""
    matter = matters.find(places, name)
    if not matters.same_name(matter.name, name):
        raise NoSuchMatter(f"There is no matter called “{name}”.", f"To purge “{matter.name}”, give the whole name.")
    _refuse_held(matter)
    order = _stock(places, matter)
    try:
        lock = Lock(matter.folder / LOCK_NAME)
    except Held as held:
        raise MatterInUse(f"“{matter.name}” is open in {held}.") from held
    purge.write_down(places, order)
    try:
        matters.take_away(places, matter, lock, purge.folder_of(places, order).name)
    except OnLegalHold:
        AuditLog(matter.folder).append("purge refused", why="legal hold")
        purge.finish(places, order)
        raise
    return order


def _pending(places: Places, name: str) -> Order | None:
    """An order of that name whose matter has been moved away. One that was not is stale: its matter still stands."""
    for order in purge.orders(places):
        if (places.matters / order.matter).is_dir():
            purge.finish(places, order)
        elif matters.same_name(order.name, name):
            return order
    return None


def _stock(places: Places, matter: Matter) -> Order:
    """The order: counts, ids, the head of the log with the purge in it, and what to look for afterwards."""
    log = AuditLog(matter.folder)
    salt = secrets.token_hex(16)
    counts: dict[str, int] = {}
    ids: list[str] = []
    found = residue.Marks(salt, {})
    try:
        with open_store(matter, check_seconds=0.0) as store:
            counts, ids = _counts(store), [each.id for each in store.documents()]
            found = residue.marks(([page.text for page in store.pages(each)] for each in ids), salt)
    except MatterSealed:
        log.append("purged without being opened")  # its key is destroyed; what it held is not counted
    except MatterDamaged as error:
        log.append("store not read at purge", error=error.name)  # it is destroyed all the same, and not counted
    log.append("purge begun", documents=str(len(ids)))
    anchor = recording.anchored(places, matter, log)
    with disk(log.path):
        digest = hashlib.sha256(log.path.read_bytes()).hexdigest()
    return Order(
        matter=matter.id,
        name=matter.name,
        created=matter.created,
        begun=anchor.time,
        by=account.account(),
        counts=tuple(counts.items()),
        documents=tuple(ids),
        events=anchor.sequence,
        head=anchor.digest,
        log_sha256=digest,
        salt=salt,
        marks=tuple((first, tuple(sorted(each))) for first, each in found.by_first.items()),
    )


def _counts(store: MatterStore) -> dict[str, int]:
    indexed, passages = store.index_counts()
    counts = store.counts()
    return {
        "documents": counts.documents,
        "names of documents": counts.names,
        "pages": counts.pages,
        "passages": passages,
        "vectors": indexed,
        "answers": len(store.answers()),
    }


def _refuse_held(matter: Matter) -> None:
    """Raises OnLegalHold when the hold's file is there, or the log says that it should be."""
    try:
        hold.refuse(matter.folder, "it is not purged")
    except OnLegalHold:
        AuditLog(matter.folder).append("purge refused", why="legal hold")
        raise
    log = AuditLog(matter.folder)
    held, unknown = _by_log(log)
    if held:
        log.append("purge refused", why="legal hold, whose file is missing")
        raise OnLegalHold(f"“{matter.name}” is on legal hold by its log, and the hold's file is missing.")
    if unknown:
        raise OnLegalHold(
            f"“{matter.name}” may be on legal hold: lines of its log cannot be read.",
            "Run `localcounsel repair`, then `localcounsel hold` on and off with your reasons: both go on record.",
        )


def _by_log(log: AuditLog) -> tuple[bool, bool]:
    """Whether a matter is held by its log, and whether a line that cannot be read may have said so."""
    held = unknown = False
    for event in log.readable():
        if event is None or event.what == CUT_SHORT:
            unknown = True
        elif event.what in (holding.ON, holding.OFF):
            held, unknown = event.what == holding.ON, False
    return held, unknown


def _writable(places: Places, certificate: Path) -> Path:
    """Where the certificate goes, tried before anything is destroyed."""
    certificate = certificate.absolute()
    kind = certificate.suffix.lower()
    if kind not in WRITERS:
        raise BadCall(f"A certificate ends in {' or '.join(WRITERS)}, not in “{certificate.suffix}”")
    policy.load().allow_export(kind)
    if certificate.exists():
        raise BadCall(f"{certificate} exists already", "Choose another name.")
    if certificate.is_relative_to(places.home.absolute()):
        raise BadCall(f"{certificate} lies in LocalCounsel's own data", "Choose a folder of the firm's file.")
    with disk(certificate):
        tried = certificate.with_name(f".{certificate.name}.{secrets.token_hex(6)}")
        begin_private(tried)
        tried.unlink()
    return certificate


def _note(places: Places, order: Order, when: str, digest: str) -> None:
    """Beside the anchors stays that the matter was purged, and which certificate says so."""
    line = json.dumps({"matter": order.matter, "purged": when, "certificate_sha256": digest}).encode("ascii")
    for folder in anchors.folders(places, policy.load().audit_folder):
        try:
            anchors.append(folder, order.matter, line)
        except CounselError:
            if folder == places.home / anchors.FOLDER:
                raise


def _seconds(created: str) -> float:
    """When the matter was made, in seconds since 1970; 0 when that is not known."""
    try:
        return datetime.fromisoformat(created).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
