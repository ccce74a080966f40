"""Two desks and one matter; a desk that was killed; a clock that jumps; disks that are full or cannot be written."""

from __future__ import annotations

import functools
import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from localcounsel.errors import MatterInUse, NewerMatter
from localcounsel.flows import keeping, recording
from localcounsel.flows.desk import open_desk
from localcounsel.records import Matter
from localcounsel.store import audit, matters, schema
from localcounsel.store.matter import open_store
from localcounsel.store.places import Places
from tests.durability.near import engines
from tests.store import matter_samples as samples

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def matter(empty_home: Path) -> Matter:
    return matters.create(Places(empty_home), "Case")


def _put(matter: Matter, number: int) -> None:
    with open_store(matter) as store:
        reading = samples.reading(f"clause {number} of many " * 50)
        store.put(reading, samples.outline(), samples.cut(reading, 200), samples.copy(f"{number}.txt"))


def _elsewhere(matter: Matter) -> tuple[int, int, int]:
    """Another process that has the matter open: its id, where it says so, and where it is told to let go."""
    told, telling = os.pipe()
    waits, go = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(go)
        with open_store(matter):
            os.write(telling, b"open")
            os.read(waits, 1)
        os._exit(0)
    os.close(telling)
    os.close(waits)
    assert os.read(told, 4) == b"open"
    os.close(told)
    return pid, told, go


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_the_second_start_is_refused_and_a_dead_ones_lock_is_no_hindrance(matter: Matter, empty_home: Path) -> None:
    for number in range(50):
        pid, _, go = _elsewhere(matter)
        with pytest.raises(MatterInUse, match=rf"“Case” is open in process {pid}"):
            open_store(matter)
        if number % 10 == 0:
            with pytest.raises(MatterInUse):
                open_desk(Places(empty_home), "Case", engines())
        if number % 2:
            os.kill(pid, signal.SIGKILL)
        os.close(go)
        os.waitpid(pid, 0)
        _put(matter, number)
    with open_store(matter) as store:
        assert len(store.documents()) == 50


@pytest.mark.parametrize("words", [b"", b"process 1 of root", b"\xff\x00" * 400, b"x" * 100_000])
def test_what_stands_in_a_lock_file_locks_nothing(matter: Matter, words: bytes) -> None:
    (matter.folder / "lock").write_bytes(words)
    (matter.folder / "audit-lock").write_bytes(words)
    _put(matter, 1)
    audit.AuditLog(matter.folder).append("looked")


def test_what_a_killed_backup_left_is_cleared_away_and_one_under_way_is_not(matter: Matter, empty_home: Path) -> None:
    from localcounsel.store.lock import Lock

    left, busy = (matter.folder / f"{keeping.STAGING}{name}" for name in ("0123456789ab", "ba9876543210"))
    for each in (left, busy):
        each.mkdir()
        (each / "store.sqlite").write_bytes(b"a copy")
    held = Lock(busy / "lock")
    open_desk(Places(empty_home), "Case", engines()).close()
    assert (left.exists(), busy.exists()) == (False, True)
    held.release()
    open_desk(Places(empty_home), "Case", engines()).close()
    assert not busy.exists()


def test_a_newer_matter_is_refused_by_every_door(matter: Matter, empty_home: Path, tmp_path: Path) -> None:
    with open_store(matter):
        pass
    audit.AuditLog(matter.folder).append("made")
    with closing(sqlite3.connect(matter.folder / "store.sqlite", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    before = (matter.folder / "store.sqlite").read_bytes()
    places = Places(empty_home)
    with pytest.raises(NewerMatter):
        open_desk(places, "Case", engines())
    with pytest.raises(NewerMatter):
        keeping.back_up(places, "Case", tmp_path / "case.backup")
    assert (matter.folder / "store.sqlite").read_bytes() == before
    assert not (tmp_path / "case.backup").exists()


def test_every_released_schema_opens(matter: Matter, tmp_path: Path) -> None:
    """`released/schema-N.gz` is a store as that schema wrote it, with a document and an answer in it."""
    editions = sorted(Path(__file__).with_name("released").glob("schema-*.gz"))
    assert len(editions) == len(schema.MIGRATIONS)
    for path in editions:
        folder = tmp_path / path.stem
        folder.mkdir()
        (folder / "store.sqlite").write_bytes(gzip.decompress(path.read_bytes()))
        with open_store(Matter("old", "Old", folder, "")) as store:
            store.check()
            (document,) = store.documents()
            assert store.pages(document.id)[0].text.startswith("clause 7 of many")
            assert store.words("clause", 5)
            assert store.answer(samples.answer(7).id) == samples.answer(7)
            store.name_conversation("one", "of an earlier edition")


def test_a_clock_that_jumps_harms_nothing(matter: Matter, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places(empty_home)
    chance = random.Random(5)
    for number in range(12):
        moment = datetime.now(UTC) + timedelta(days=chance.choice((-20_000, -1, 0, 1, 40_000)))
        monkeypatch.setattr(audit, "_now", functools.partial(moment.isoformat, timespec="milliseconds"))
        with open_desk(places, "Case", engines()) as desk:
            assert desk.record_trouble == ""
            desk.audit.append("looked", number=str(number))
    verified = recording.verify(places, "Case")
    assert verified.sound
    assert len(verified.proofs) == 12
    assert [event.sequence for event in recording.show(places, "Case")] == list(range(1, 37))


FULL = """
import json, os, subprocess, sys
from pathlib import Path
from localcounsel.errors import CounselError, StorageError
from localcounsel.flows import keeping, matters
from localcounsel.flows.desk import open_desk
from localcounsel.flows.indexing import index
from localcounsel.flows.ingest import add
from localcounsel.store.places import Places
from tests.durability import near
from tests.durability.works import text
near.install()
disk, files = Path(sys.argv[1]), Path(sys.argv[2])
files.mkdir()
for number in range(400):
    (files / f"{number}.txt").write_text(text(f"paper {number}") * 9)
def mount(*options):
    subprocess.run(["mount", *options, str(disk)], check=True)
said = {}
mount("-t", "tmpfs", "-o", "size=3m", "none")
places = Places(disk / "home")
places.home.mkdir(mode=0o700)
matters.create(places, "Case")
taken = []
try:
    with open_desk(places, "Case", near.engines()) as desk:
        for event in add(desk, [files]):
            if type(event).__name__ == "FileTaken":
                taken.append(event.document_id)
except StorageError as error:
    said["full"] = error.message
try:
    keeping.back_up(places, "Case", disk / "case.backup")
except StorageError as error:
    said["backup"] = error.message
mount("-o", "remount,ro")
try:
    open_desk(places, "Case", near.engines()).close()
except CounselError as error:
    said["read-only"] = f"{error.name}: {error.message}"
mount("-o", "remount,rw,size=300m")
with open_desk(places, "Case", near.engines()) as desk:
    kept = {each.id for each in desk.store.documents()}
    said["kept"] = set(taken) <= kept
    for event in add(desk, [files]):
        pass
    for event in index(desk):
        pass
    said["whole"] = len(desk.store.documents()), desk.store.index_counts()
    desk.store.check()
    desk.audit.check()
    said["lost"] = len(desk.index.recall().lost)
print(json.dumps({**said, "taken": len(taken), "name": str(disk)}))
"""


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("unshare") is None, reason="mounts a small disk of its own")
def test_a_real_disk_that_is_full_and_then_read_only(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    line = ["unshare", "-m", sys.executable, "-c", FULL, str(tmp_path / "disk"), str(tmp_path / "files")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=600)
    if "must be superuser" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip("this account may not mount")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert "disk is full" in said["full"] or "No space left" in said["full"], said
    assert "disk is full" in said["backup"] or "No space left" in said["backup"], said
    assert said["name"] in said["full"] and said["name"] in said["read-only"]
    assert "StorageError" in said["read-only"] and "Read-only file system" in said["read-only"], said
    assert 0 < said["taken"] < 400
    assert said["kept"] is True
    documents, (indexed, passages) = said["whole"]
    assert documents == 400 and indexed == passages > 400 and said["lost"] == 0
