"""A store whose first page is lost: everything else is still there, and comes back with a repair."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from localcounsel.errors import MatterDamaged
from localcounsel.records import Matter, Outline
from localcounsel.store import first_page, matters, schema
from localcounsel.store.matter import MatterStore, open_store
from localcounsel.store.places import Places
from localcounsel.store.salvage import salvage
from tests.store import matter_samples as samples

NOISE = random.Random(5).randbytes(first_page.PAGE)
SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "zeros": lambda page: bytes(len(page)),
    "noise": lambda page: NOISE,
    "header": lambda page: bytes(100) + page[100:],
    "tables": lambda page: page[:100] + bytes(len(page) - 100),
    "half": lambda page: page[:2048] + bytes(2048),
    "sector": lambda page: bytes(512) + page[512:],
    "another program's": lambda page: page[:68] + b"\1\2\3\4" + page[72:],
}


def fill(store: MatterStore, count: int) -> None:
    for number in range(count):
        given = samples.reading(
            *(f"clause {number} of page {page}, " * 60 for page in range(1 + number % 3)), seed=str(number)
        )
        store.put(given, Outline(), samples.cut(given, 200), samples.copy(f"{number}.txt"))
    store.save_answer(samples.answer(1))
    store.save_answer(samples.answer(2))
    store.mark(store.documents()[1].id, ["privileged", "draft"], True)
    store.name_conversation("one", "The rent")


@pytest.fixture
def matter(tmp_path: Path) -> Matter:
    made = matters.create(Places(tmp_path / "home"), "Acme")
    with open_store(made) as store:
        fill(store, 60)
        store.delete_answer(samples.answer(2).id)
    return made


def held(matter: Matter) -> dict[str, Any]:
    """All that a person put there or had read."""
    with open_store(matter) as store:
        store.check()
        documents = store.documents()
        return {
            "documents": documents,
            "pages": [[page.text for page in store.pages(each.id)] for each in documents],
            "passages": [store.document_passages(each.id) for each in documents],
            "answers": [store.answer(row.id) for row in store.answers()],
            "markings": store.markings(),
            "conversations": store.conversations(),
            "found": sorted(id for id, _ in store.words("clause", 50)),
        }


def spoil(matter: Matter, how: str) -> None:
    path = matter.folder / "store.sqlite"
    content = path.read_bytes()
    path.write_bytes(SPOILT[how](content[: first_page.PAGE]) + content[first_page.PAGE :])


@pytest.mark.parametrize("how", SPOILT)
def test_everything_comes_back(matter: Matter, how: str) -> None:
    before = held(matter)
    spoil(matter, how)
    with pytest.raises(MatterDamaged):
        open_store(matter)
    counts, kept = salvage(matter.folder / "store.sqlite")
    assert counts["document"] == (60, 0) and counts["answer"] == (1, 0), counts
    assert held(matter) == before
    assert sorted(each.name for each in matter.folder.glob("store.sqlite*")) == ["store.sqlite", kept.name]


def test_tables_are_found_wherever_they_begin(matter: Matter) -> None:
    """After everything was written anew."""
    path = matter.folder / "store.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as rewriting:
        began = rewriting.execute("SELECT name, rootpage FROM sqlite_schema").fetchall()
        rewriting.execute("VACUUM")
        assert rewriting.execute("SELECT name, rootpage FROM sqlite_schema").fetchall() != began
    before = held(matter)
    spoil(matter, "zeros")
    salvage(path)
    assert held(matter) == before


def test_what_is_in_the_log_and_not_yet_in_the_file_comes_back_too(matter: Matter, tmp_path: Path) -> None:
    path = matter.folder / "store.sqlite"
    log = path.with_name("store.sqlite-wal")
    with open_store(matter) as store:
        store.save_answer(samples.answer(3))
        whole, logged = path.read_bytes(), log.read_bytes()
    assert logged
    path.write_bytes(bytes(first_page.PAGE) + whole[first_page.PAGE :])
    log.write_bytes(logged)
    salvage(path)
    with open_store(matter) as store:
        assert {row.id for row in store.answers()} == {samples.answer(1).id, samples.answer(3).id}


def test_an_empty_table_and_one_that_is_not_there_yet_are_empty(tmp_path: Path) -> None:
    made = matters.create(Places(tmp_path / "home"), "Acme")
    path = made.folder / "store.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as first:
        schema.MIGRATIONS[0](first)
        first.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        first.execute("PRAGMA user_version = 1")
        first.execute("INSERT INTO document VALUES (1, 'a', 'txt', 0, '', 0, 'c', '{}', '[]', '{}')")
    spoil(made, "zeros")
    copy = path.with_name("copy")
    assert first_page.renewed(path, copy)
    with closing(sqlite3.connect(copy)) as read:
        assert read.execute("SELECT id FROM document NOT INDEXED").fetchall() == [("a",)]
        for table in ("page", "answer", "marking", "conversation", "taken_out"):
            assert read.execute(f"SELECT count(*) FROM {table} NOT INDEXED").fetchone() == (0,)


def test_what_was_never_ours_is_left_alone(matter: Matter, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other, isolation_level=None)) as made:
        made.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)")
        made.executemany("INSERT INTO customer (name) VALUES (?)", [(f"name {number}",) for number in range(999)])
    for content in (other.read_bytes(), bytes(first_page.PAGE) + other.read_bytes()[first_page.PAGE :], NOISE * 4, b""):
        path = matter.folder / "store.sqlite"
        path.write_bytes(content)
        with pytest.raises(MatterDamaged):
            salvage(path)
        assert path.read_bytes() == content
        assert [each.name for each in matter.folder.glob("store.sqlite*")] == ["store.sqlite"]


def test_a_store_that_was_tampered_with_is_not_repaired_into_use(matter: Matter) -> None:
    path = matter.folder / "store.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as tampering:
        tampering.execute("CREATE TRIGGER t AFTER INSERT ON answer BEGIN DELETE FROM answer; END")
    with pytest.raises(MatterDamaged, match="tables"):
        salvage(path)


def test_pages_that_lie_end_and_do_no_harm(matter: Matter) -> None:
    """Trees that lead to themselves, rows longer than their page, numbers without an end."""
    path = matter.folder / "store.sqlite"
    content = path.read_bytes()
    for seed in range(4):
        chance = random.Random(seed)
        spoilt = bytearray(bytes(first_page.PAGE) + content[first_page.PAGE :])
        for _ in range(200):
            page = chance.randrange(1, len(spoilt) // first_page.PAGE) * first_page.PAGE
            spoilt[page + chance.choice((0, 3, 4, 8, 9, 10, 11, chance.randrange(first_page.PAGE)))] = chance.randrange(
                256
            )
        path.write_bytes(spoilt)
        try:
            salvage(path)
        except MatterDamaged:
            continue
        with open_store(matter) as store:
            store.check()
        for left in matter.folder.glob("store.sqlite.damaged*"):
            left.unlink()
