"""What people say about documents and conversations, and the step of the schema that made room for it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from localcounsel.errors import BadCall, MatterDamaged, NewerMatter, NoSuchDocument
from localcounsel.records import Conversation, Marking, Matter, Reading
from localcounsel.store import markings, matters, schema
from localcounsel.store.matter import MatterStore, open_store
from localcounsel.store.places import Places
from tests.store import matter_samples as samples


@pytest.fixture
def matter(tmp_path: Path) -> Matter:
    return matters.create(Places(tmp_path / "home"), "Acme")


@pytest.fixture
def store(matter: Matter) -> Iterator[MatterStore]:
    with open_store(matter) as opened:
        yield opened


def _put(store: MatterStore, name: str, text: str) -> Reading:
    reading = samples.reading(text)
    store.put(reading, samples.outline(), samples.cut(reading), samples.copy(name))
    return reading


def _released_first_version(matter: Matter, monkeypatch: pytest.MonkeyPatch) -> Reading:
    """A store as the first released version left it: with its tables, its version and a document in it."""
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        with open_store(matter) as store:
            return _put(store, "a.txt", "an old indemnity")


def _ask(matter: Matter, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(matter.folder / "store.sqlite", isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()


def test_a_store_of_the_first_version_opens_and_is_brought_forward(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = _released_first_version(matter, monkeypatch)
    assert _ask(matter, "PRAGMA user_version") == [(1,)]
    assert _ask(matter, "SELECT name FROM sqlite_schema WHERE name IN ('marking', 'conversation')") == []
    with open_store(matter) as store:
        assert [document.name for document in store.documents()] == ["a.txt"]
        assert store.markings() == {}
        store.mark(reading.document_id, ["exhibit"], True)
        store.check()
    assert _ask(matter, "PRAGMA user_version") == [(2,)]
    with open_store(matter) as store:
        assert store.markings() == {reading.document_id: Marking(("exhibit",), True)}


def test_a_released_step_is_never_changed() -> None:
    released = {
        0: "b0fa7efc2a41db24557aaa32356253639ee9a0764a36dc528c15d7dbbe6cef4c",
        1: "1a15010c5c75f68f2d6ebae3d44b01c8ef9402213ef59e0bcefafebcc5d8e4da",
    }
    for number, digest in released.items():
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            schema.MIGRATIONS[number](connection)
            made = connection.execute("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'words%'").fetchall()
        assert hashlib.sha256(repr(sorted(made)).encode()).hexdigest() == digest, f"step {number + 1}: add another"


def test_a_store_of_the_first_version_that_was_tampered_with_is_not_brought_forward(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    _released_first_version(matter, monkeypatch)
    _ask(matter, "CREATE TRIGGER t AFTER INSERT ON answer BEGIN DELETE FROM answer; END")
    with pytest.raises(MatterDamaged):
        open_store(matter)


def test_a_store_of_this_version_is_refused_by_the_one_before(matter: Matter, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(matter).close()
    monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
    with pytest.raises(NewerMatter, match="has version 2; this LocalCounsel knows 1"):
        open_store(matter)


def test_labels_are_short_words_in_order_each_once(store: MatterStore) -> None:
    reading = _put(store, "a.txt", "one")
    kept = store.mark(reading.document_id, ["Exhibit", "privileged", "exhibit", " ", "重要", "ex-4/a"], False)
    assert kept == Marking(("ex-4/a", "exhibit", "privileged", "重要"), False)
    assert store.markings() == {reading.document_id: kept}
    store.mark(reading.document_id, [], True)
    assert store.markings() == {reading.document_id: Marking((), True)}
    store.mark(reading.document_id, [], False)
    assert store.markings() == {}


@pytest.mark.parametrize(
    "labels",
    [["two words"], ["a,b"], ["state:read"], ["\x1b[31m"], ["\u202eevil"], ["x" * 33], [f"n{n}" for n in range(17)]],
)
def test_what_cannot_be_a_label_is_refused_and_nothing_is_changed(store: MatterStore, labels: list[str]) -> None:
    reading = _put(store, "a.txt", "one")
    store.mark(reading.document_id, ["kept"], True)
    with pytest.raises(BadCall) as refused:
        store.mark(reading.document_id, labels, False)
    assert "\x1b" not in str(refused.value)
    assert store.markings() == {reading.document_id: Marking(("kept",), True)}


def test_only_a_document_that_is_here_is_marked(store: MatterStore) -> None:
    with pytest.raises(NoSuchDocument):
        store.mark("0" * 64, ["a"], False)


def test_the_next_draft_of_a_file_keeps_its_marking(store: MatterStore) -> None:
    old = _put(store, "memo.txt", "privileged, first draft")
    store.mark(old.document_id, ["privileged"], True)
    new = _put(store, "memo.txt", "privileged, second draft")
    assert store.markings() == {new.document_id: Marking(("privileged",), True)}


def test_a_text_that_is_known_under_another_name_is_not_marked_by_a_draft(store: MatterStore) -> None:
    old = _put(store, "memo.txt", "privileged")
    store.mark(old.document_id, ["privileged"], True)
    _put(store, "public.txt", "the public text")
    _put(store, "memo.txt", "the public text")
    assert store.markings() == {}


def test_marking_goes_with_the_last_name_of_a_document(store: MatterStore) -> None:
    reading = _put(store, "a.txt", "one")
    store.add_copy(reading.document_id, samples.copy("b.txt"))
    store.mark(reading.document_id, ["exhibit"], False)
    store.remove_copy("a.txt")
    assert reading.document_id in store.markings()
    store.remove_copy("b.txt")
    assert store.markings() == {}


def test_reading_a_document_again_keeps_its_marking(store: MatterStore) -> None:
    reading = _put(store, "a.txt", "one")
    store.mark(reading.document_id, ["exhibit"], True)
    _put(store, "a.txt", "one")
    assert store.markings() == {reading.document_id: Marking(("exhibit",), True)}


def test_labels_that_somebody_else_wrote_are_damage(store: MatterStore, matter: Matter) -> None:
    reading = _put(store, "a.txt", "one")
    store.close()
    _ask(matter, f"INSERT INTO marking VALUES ('{reading.document_id}', '[\"a b\"]', 0)")
    with open_store(matter) as again, pytest.raises(MatterDamaged, match="labels of the document"):
        again.markings()


def test_a_conversation_is_named_pinned_and_deleted(store: MatterStore) -> None:
    for number, conversation in enumerate(("one", "two", "two")):
        store.save_answer(samples.answer(number, conversation))
    assert store.conversations() == {}
    store.name_conversation("two", "  Fees\x1b[31m and\nexpenses ")
    store.pin("two", True)
    store.pin("one", True)
    assert store.conversations()["two"].pinned
    assert "\x1b" not in store.conversations()["two"].title
    assert store.conversations()["one"] == Conversation("one", "", True)
    store.pin("one", False)
    assert set(store.conversations()) == {"two"}
    assert store.delete_conversation("two") == 2
    assert store.conversations() == {}
    assert [row.conversation for row in store.answers()] == ["one"]
    assert store.delete_conversation("two") == 0


def test_a_title_is_no_essay(store: MatterStore) -> None:
    with pytest.raises(BadCall):
        store.name_conversation("one", "x" * (markings.LONGEST_TITLE + 1))
    store.name_conversation("one", "a title")
    store.name_conversation("one", "")
    assert store.conversations() == {}
