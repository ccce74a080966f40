"""What is not as we left it: damaged, tampered with, from a newer version, or on a disk that refuses."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from localcounsel.errors import CounselError, MatterDamaged, NewerMatter, StorageError
from localcounsel.records import Matter, Outline
from localcounsel.store import database, matters, schema
from localcounsel.store.audit import AuditLog
from localcounsel.store.matter import MatterStore, open_store
from localcounsel.store.places import Places
from localcounsel.store.salvage import salvage
from tests.store import matter_samples as samples

FOREVER = 1e9


@pytest.fixture
def matter(tmp_path: Path) -> Matter:
    made = matters.create(Places(tmp_path / "home"), "Acme")
    with open_store(made) as store:
        for number in range(20):
            _put(store, number)
    return made


def _put(store: MatterStore, number: int) -> None:
    reading = samples.reading(f"clause {number} of many " * 200)
    store.put(reading, Outline(), samples.cut(reading, 200), samples.copy(f"{number}.txt"))


def _change(matter: Matter, *statements: str) -> None:
    with closing(sqlite3.connect(matter.folder / "store.sqlite", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_newer_store_is_refused_and_left_alone(matter: Matter) -> None:
    _change(matter, f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    before = (matter.folder / "store.sqlite").read_bytes()
    with pytest.raises(NewerMatter, match=r"store\.sqlite has version"):
        open_store(matter)
    assert (matter.folder / "store.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON answer BEGIN DELETE FROM answer; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE more (a)",
        "DROP INDEX page_unread",
        "ALTER TABLE fact ADD COLUMN more TEXT",
    ],
)
def test_a_store_with_other_tables_is_not_used(matter: Matter, statement: str) -> None:
    _change(matter, statement)
    with pytest.raises(MatterDamaged, match="does not have the tables"):
        open_store(matter)


def test_another_programs_database_is_not_taken_for_ours(matter: Matter) -> None:
    (matter.folder / "store.sqlite").unlink()
    _change(matter, "CREATE TABLE theirs (a)")
    with pytest.raises(MatterDamaged, match="is not a store of LocalCounsel"):
        open_store(matter)


@pytest.mark.parametrize("content", [b"not a database, but long enough to look at" * 99, b"SQLite format 3\0" * 99])
def test_another_file_is_told_apart(matter: Matter, content: bytes) -> None:
    (matter.folder / "store.sqlite").write_bytes(content)
    with pytest.raises(MatterDamaged, match=r"store\.sqlite"):
        open_store(matter, FOREVER)


@pytest.mark.parametrize("at", [0.15, 0.4, 0.6, 0.8])
def test_a_damaged_page_is_found_on_opening(matter: Matter, at: float) -> None:
    path = matter.folder / "store.sqlite"
    content = bytearray(path.read_bytes())
    page = int(len(content) * at) // 4096 * 4096
    content[page : page + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    with pytest.raises(MatterDamaged, match=r"store\.sqlite"), open_store(matter, FOREVER) as store:
        store.check()


def test_damage_that_opening_had_no_time_to_see_is_told_in_words(matter: Matter) -> None:
    path = matter.folder / "store.sqlite"
    content = bytearray(path.read_bytes())
    for page in range(30 * 4096, len(content), 4096):
        content[page : page + 64] = b"\xa5" * 64
    path.write_bytes(content)
    with pytest.raises(CounselError) as raised, open_store(matter, 0.0) as store:
        for document in store.documents():
            store.pages(document.id)
            store.remove_copy(document.name)
    assert isinstance(raised.value, MatterDamaged)


def test_a_failed_opening_lets_go_of_the_lock(matter: Matter) -> None:
    _change(matter, "CREATE TABLE more (a)")
    for _ in range(2):
        with pytest.raises(MatterDamaged):
            open_store(matter)
    _change(matter, "DROP TABLE more")
    open_store(matter).close()


def test_a_full_disk_loses_nothing_that_was_there(matter: Matter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PRAGMAS", (*database._PRAGMAS, "max_page_count = 120"))
    with open_store(matter) as store:
        with pytest.raises(StorageError, match="the disk is full"):
            for number in range(20, 999):
                _put(store, number)
        stored = len(store.documents())
        assert 20 <= stored < 999
        store.check()
    monkeypatch.undo()
    with open_store(matter, FOREVER) as store:
        assert len(store.documents()) == stored
        _put(store, 1000)


def test_a_disk_that_cannot_be_written_is_told_in_words(matter: Matter, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(matter) as store:
        monkeypatch.setattr(database, "_PRAGMAS", (*database._PRAGMAS, "query_only = ON"))
        with store._database.reading(), pytest.raises(StorageError, match="it cannot be written"):
            _put(store, 99)
        monkeypatch.undo()
        assert len(store.documents()) == 20


def test_an_answer_that_cannot_be_read_does_not_hide_the_others(matter: Matter) -> None:
    with open_store(matter) as store:
        store.save_answer(samples.answer(1))
        store.save_answer(samples.answer(2))
    _change(matter, f"UPDATE answer SET record = '{{}}' WHERE id = '{samples.answer(1).id}'")
    with open_store(matter) as store:
        assert len(store.answers()) == 2
        assert store.answer(samples.answer(2).id) == samples.answer(2)
        with pytest.raises(MatterDamaged, match="stored answer"):
            store.answer(samples.answer(1).id)


_NOT_TEXT = "CAST(x'ff41' AS TEXT)"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE page SET state = 'x' WHERE row = 3",
        "UPDATE page SET flags = '[{' WHERE row = 3",
        f"UPDATE page SET text = {_NOT_TEXT} WHERE row = 3",
        "UPDATE document SET outline = '{' WHERE row = 3",
        "UPDATE document SET outline = '{\"furniture\": [7]}' WHERE row = 3",
        "UPDATE document SET metadata = '[[1]]' WHERE row = 3",
        f"UPDATE document SET media = {_NOT_TEXT} WHERE row = 3",
        "UPDATE marking SET labels = 'x'",
        "UPDATE marking SET labels = '[\"a b\"]'",
        "UPDATE answer SET standing = 'x'",
        "UPDATE answer SET record = '[1, 2'",
        f"UPDATE conversation SET title = {_NOT_TEXT}",
    ],
)
def test_a_record_that_cannot_be_read_is_told_in_words_and_given_up_by_a_salvage(
    matter: Matter, statement: str
) -> None:
    """SQLite does not look into texts; a check does, and what is saved of the store can be read."""
    with open_store(matter) as store:
        store.mark(store.documents()[1].id, ["privileged"], False)
        store.save_answer(samples.answer(1))
        store.name_conversation("one", "The rent")
    _change(matter, statement)
    with open_store(matter) as store, pytest.raises(MatterDamaged) as told:
        store.check()
    assert "repair" in told.value.advice
    del told  # with it the cursor that holds the store
    counts, _ = salvage(matter.folder / "store.sqlite")
    assert sum(lost for _, lost in counts.values()) >= 1, counts
    with open_store(matter) as store:
        store.check()
        assert len(store.documents()) >= 19


def test_a_store_that_has_vanished_is_not_replaced_by_an_empty_one(matter: Matter) -> None:
    path = matter.folder / "store.sqlite"
    path.unlink()
    open_store(matter).close()  # nobody ever put on record that there was work in it
    AuditLog(matter.folder).append("matter opened")
    for spoil in (path.unlink, lambda: path.write_bytes(b"")):
        spoil()
        with pytest.raises(MatterDamaged, match=r"store\.sqlite is (gone|empty)"):
            open_store(matter)
        assert not path.exists() or not path.stat().st_size
