"""Put right what a check found: what is derived is made anew, what is not is saved as far as it can be read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localcounsel.core.passages import passages
from localcounsel.errors import BadCall, CounselError, MatterDamaged, MatterInUse
from localcounsel.flows import checking
from localcounsel.flows.checking import Finding
from localcounsel.flows.desk import HURRIED, Desk, Engines, open_desk
from localcounsel.flows.indexing import index
from localcounsel.flows.keeping import STAGING
from localcounsel.records import Matter, Reading
from localcounsel.store import matters, seal
from localcounsel.store.audit import SET_ASIDE_NAME, AuditLog
from localcounsel.store.files import disk
from localcounsel.store.lock import Held, Lock
from localcounsel.store.matter import LOCK_NAME, STORE_NAME, open_store
from localcounsel.store.places import Places
from localcounsel.store.salvage import salvage

_OURS = re.compile(r"\.[\w.-]+\.[0-9a-f]{12}|store\.sqlite\.new")
"""What a write leaves that was interrupted."""


def repair(places: Places, name: str, engines: Engines = HURRIED) -> Iterator[Finding]:
    """Repair a matter; each finding says what was done, and with `well` false what could not be. On record.

    Raises NoSuchMatter, MatterSealed, MatterInUse, StorageError, MatterDamaged when nothing of the store can be read.
    """
    matter = matters.find(places, name)
    seal.key_for(matter, seal.STORE)  # whoever has to be asked for the passphrase is asked before anything is done
    yield from _log(matter)
    yield from _store(places, matter.name)
    yield from _files(matter.folder)
    _discard_index(matter)
    done = 0
    with open_desk(places, matter.name, engines) as desk:
        for finding in (_words(desk), _passages(desk), _index(desk)):
            done += finding.well
            yield finding
        examined = desk.audit.examine()
        if examined.line:
            note = f"line {examined.line} does not hold: {examined.why}. It cannot be made what it was"
            yield Finding("audit log", False, note)
        desk.audit.append("repaired", parts=str(done))


def _log(matter: Matter) -> Iterator[Finding]:
    """A log that ends in what is no event takes no further one; that end is set aside, on record."""
    log = AuditLog(matter.folder)
    try:
        log.last()
    except MatterDamaged:
        aside = log.set_aside_end()
        note = f"its last {aside:,} bytes were no events; they are in {SET_ASIDE_NAME} now, and the log goes on behind"
        yield Finding("audit log", False, f"{note} what can be read")


def _store(places: Places, name: str) -> Iterator[Finding]:
    """A store that can be opened and is whole stays as it is; else what can be read of it is saved."""
    matter = matters.find(places, name)
    try:
        with open_store(matter, float("inf")) as store:
            store.check()
        return
    except MatterDamaged as error:
        why = error
    with _alone(matter):
        counts, kept = salvage(matter.folder / STORE_NAME, seal.key_for(matter, seal.STORE))
    saved = ", ".join(f"{rows} of {table}" for table, (rows, _) in counts.items() if rows)
    lost = {table: rows for table, (_, rows) in counts.items() if rows}
    AuditLog(matter.folder).append("store salvaged", lost=str(sum(lost.values())))
    note = f"it was damaged ({why.message}); saved {saved}; the damaged file is {kept.name}"
    if lost:
        note += (
            f"; LOST at least {', '.join(f'{rows} rows of {table}' for table, rows in lost.items())}: restore a backup"
        )
    yield Finding("store", not lost, note)


@contextmanager
def _alone(matter: Matter) -> Iterator[None]:
    """Nobody opens the matter meanwhile. Raises MatterInUse."""
    try:
        lock = Lock(matter.folder / LOCK_NAME)
    except Held as held:
        raise MatterInUse(f"“{matter.name}” is open in {held}.") from held
    try:
        yield
    finally:
        lock.release()


def _discard_index(matter: Matter) -> None:
    """Throw Chroma's generations away; the sidecar of vectors stays, and they are built from it."""
    index = matter.folder / "index"
    with _alone(matter), disk(index):
        for each in ("generations", "running", "staging"):
            if (index / each).is_dir() and not (index / each).is_symlink():
                shutil.rmtree(index / each)
        (index / "refused.json").unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Finding]:
    removed, left = 0, []
    with disk(folder):
        for each in checking.strays(folder):
            if each.name.startswith(STAGING) and each.is_dir() and not each.is_symlink():
                shutil.rmtree(each)
            elif _OURS.fullmatch(each.name) and each.is_file() and not each.is_symlink():
                each.unlink()
            else:
                left.append(each.name)
                continue
            removed += 1
        opened = checking.too_open(folder)
        for each in opened:
            each.chmod(0o700 if each.is_dir() else 0o600)
    if removed or opened:
        yield Finding("files", True, f"{removed} leftovers removed, {len(opened)} closed to others")
    if left:
        named = ", ".join(left[: checking.MOST_NAMED])
        yield Finding("files", False, f"not ours, left as they are: {named}")


def _words(desk: Desk) -> Finding:
    desk.store.renew_words()
    return Finding("index of words", True, "made anew from the pages")


def _passages(desk: Desk) -> Finding:
    """Cut the passages of every document anew whose passages are not those of its pages."""
    mended, failed = 0, []
    for document in checking.short(desk):
        failed.append(f"{document.name} (pages are missing)")
    failed += [f"{document.name} (its text is not what was read)" for document in checking.altered(desk)]
    for document in checking.unlike(desk):
        pages = tuple(desk.store.pages(document.id))
        reading = Reading(document.id, document.media, pages, document.metadata)
        try:
            if not document.copies:
                raise BadCall("its name is lost")
            made = passages(document.id, pages, document.outline)
            desk.store.put(reading, document.outline, made, document.copies[0])
            mended += 1
        except CounselError as error:
            failed.append(f"{document.name} ({error.message})")
    if failed:
        named = ", ".join(failed[: checking.MOST_NAMED])
        return Finding("passages", False, f"{mended} documents mended; add again: {named}")
    return Finding("passages", True, f"{mended} documents mended" if mended else "nothing to do")


def _index(desk: Desk) -> Finding:
    """The index is built from the sidecar of vectors; missing ones are made."""
    try:
        for _ in index(desk):
            pass
    except CounselError as error:
        return Finding("index of meaning", False, error.message)
    if desk.index_trouble is not None:
        return Finding("index of meaning", True, f"not made: {desk.index_trouble.message}")
    return Finding("index of meaning", True, f"{desk.store.index_counts()[0]:,} passages, built anew")
