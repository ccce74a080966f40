"""A matter's store: texts and their names, what replaces what, and what the index of meaning is told."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localcounsel.errors import BadCall, MatterInUse, NoSuchDocument, NoSuchMatter, StorageError
from localcounsel.records import DocumentState, Matter, Outline, Pinpoint, Reading
from localcounsel.store import matters
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
        opened.check()


def _put(store: MatterStore, name: str, *texts: str, size: int = 40) -> Reading:
    reading = samples.reading(*texts)
    store.put(reading, samples.outline(), samples.cut(reading, size), samples.copy(name))
    return reading


def _found(store: MatterStore, query: str) -> set[str]:
    return {passage.document_id for passage in store.passages([id for id, _ in store.words(query, 100)])}


def test_what_was_put_is_there_after_opening_again(matter: Matter) -> None:
    reading = replace(samples.reading("x"), pages=(samples.FLAGGED,))
    passages = samples.cut(reading)
    with open_store(matter) as store:
        store.put(reading, samples.outline(), passages, samples.copy("a.txt"))
    with open_store(matter) as store:
        document = store.document(reading.document_id)
        assert (document.name, document.media, document.page_count) == ("a.txt", "txt", 1)
        assert document.state is DocumentState.READ
        assert document.outline == samples.outline()
        assert document.metadata == reading.metadata
        assert document.copies == (samples.copy("a.txt"),)
        assert store.pages(reading.document_id) == list(reading.pages)
        assert store.page(reading.document_id, 1) == samples.FLAGGED
        expected = [replace(each, pinpoint=replace(each.pinpoint, page_label="i")) for each in passages]
        assert store.document_passages(reading.document_id) == expected


def test_a_list_of_documents_has_no_long_outlines(store: MatterStore) -> None:
    _put(store, "a.txt", "one")
    (document,) = store.documents()
    assert document.outline == Outline("Services Agreement", ("Acme", "Brightwater"), "2020-05-01", "agreement")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(texts=st.lists(st.text("a😀契 \ńﬁ", max_size=30), min_size=1, max_size=4), size=st.integers(1, 9))
def test_passages_are_what_stands_on_their_pages(store: MatterStore, texts: list[str], size: int) -> None:
    reading = samples.reading(*texts)
    passages = samples.cut(reading, size)
    store.put(reading, Outline(), passages, samples.copy("a.txt"))
    assert store.passages([each.id for each in reversed(passages)]) == list(reversed(passages))
    assert [page.text for page in store.pages(reading.document_id)] == texts
    store.check()


def test_a_passage_that_is_not_on_its_page_is_never_stored(store: MatterStore) -> None:
    reading = samples.reading("one two three")
    (passage,) = samples.cut(reading)
    with pytest.raises(ValueError, match="is not what stands on page 1"):
        store.put(reading, Outline(), [replace(passage, text="One two three")], samples.copy("a.txt"))
    assert store.documents() == []


def test_unread_pages_and_openings(store: MatterStore) -> None:
    reading = _put(store, "a.txt", "first page", "", "third page")
    assert [(page.number, page.reason) for page in store.unread(reading.document_id)] == [(2, "no OCR")]
    assert store.opening(reading.document_id, 13) == "first page\n\nt"
    assert store.opening(reading.document_id, 5) == "first"


def test_what_is_not_there_is_named(store: MatterStore) -> None:
    reading = _put(store, "a.txt", "one")
    for call in (store.document, store.pages, store.document_passages, store.unread, store.named, store.remove_copy):
        with pytest.raises(NoSuchDocument):
            call("0" * 64)
    with pytest.raises(NoSuchDocument, match="no page 2"):
        store.page(reading.document_id, 2)
    assert store.passages([1, 2, 3]) == []
    with pytest.raises(BadCall):
        store.answer("none")


def test_one_text_under_two_names_keeps_both(store: MatterStore) -> None:
    reading = _put(store, "ABC 001.pdf", "same words")
    store.add_copy(reading.document_id, samples.copy("ABC 777.pdf"))
    (document,) = store.documents()
    assert [copy.name for copy in document.copies] == ["ABC 001.pdf", "ABC 777.pdf"]
    assert store.remove_copy("ABC 001.pdf") is False
    assert store.named("ABC 777.pdf").name == "ABC 777.pdf"
    assert store.remove_copy("ABC 777.pdf") is True
    assert store.documents() == []
    assert _found(store, "words") == set()


def test_new_content_under_a_name_replaces_the_old(store: MatterStore) -> None:
    old = _put(store, "a.txt", "the old indemnity")
    kept = _put(store, "b.txt", "a warranty")
    new = _put(store, "a.txt", "the new covenant")
    assert [document.id for document in store.documents()] == [kept.document_id, new.document_id]
    assert _found(store, "indemnity") == set()
    assert _found(store, "covenant") == {new.document_id}
    assert store.taken_out() == sorted(passage.id for passage in samples.cut(old))


def test_the_old_content_stays_while_it_has_another_name(store: MatterStore) -> None:
    old = _put(store, "a.txt", "the old indemnity")
    store.add_copy(old.document_id, samples.copy("b.txt"))
    _put(store, "a.txt", "the new covenant")
    assert store.document(old.document_id).name == "b.txt"
    assert _found(store, "indemnity") == {old.document_id}
    assert store.taken_out() == []


def test_reading_a_text_again_keeps_what_is_the_same(store: MatterStore) -> None:
    before = samples.reading("a" * 40 + "first reading", seed="one")
    after = samples.reading("a" * 40 + "second reading", seed="one")
    store.put(before, Outline(), samples.cut(before), samples.copy("a.txt"))
    store.mark_indexed([passage.id for passage in samples.cut(before)])
    store.put(after, Outline(), samples.cut(after), samples.copy("a.txt"))
    assert store.taken_out() == [samples.cut(before)[1].id]
    assert [passage.id for passage in store.to_index(9)] == [samples.cut(after)[1].id]
    assert len(store.document(after.document_id).copies) == 1
    assert _found(store, "first") == set()


def test_a_move_keeps_the_text(store: MatterStore) -> None:
    reading = _put(store, "old/a.txt", "words")
    store.move_copy("old/a.txt", samples.copy("new/a.txt"))
    assert [(copy.name, id) for copy, id in store.copies()] == [("new/a.txt", reading.document_id)]
    assert store.taken_out() == []


def test_a_move_onto_another_name_replaces_it(store: MatterStore) -> None:
    reading = _put(store, "a.txt", "words")
    _put(store, "b.txt", "others")
    store.move_copy("a.txt", samples.copy("b.txt"))
    assert [(copy.name, id) for copy, id in store.copies()] == [("b.txt", reading.document_id)]
    assert _found(store, "others") == set()


def test_attachments_follow_the_message_that_moves(store: MatterStore) -> None:
    _put(store, "mail.eml", "message")
    reading = samples.reading("attached")
    store.put(reading, Outline(), (), replace(samples.copy("mail.eml!a.txt"), parent="mail.eml"))
    store.move_copy("mail.eml", samples.copy("sent/mail.eml"))
    assert [copy.parent for copy, _ in store.copies()] == ["", "sent/mail.eml"]


def test_a_file_that_could_not_be_read_is_listed_with_the_reason(store: MatterStore) -> None:
    id = samples.document_id("scrambled")
    store.put_failed(id, "pdf", samples.copy("a.pdf"), "It is encrypted.")
    document = store.named("a.pdf")
    assert (document.state, document.reason, document.page_count) == (DocumentState.FAILED, "It is encrypted.", 0)
    reading = samples.reading("now with the password", seed="scrambled")
    store.put(reading, Outline(), samples.cut(reading), samples.copy("a.pdf"))
    document = store.named("a.pdf")
    assert (document.state, document.reason, document.id) == (DocumentState.READ, "", id)


def test_a_text_that_was_read_is_not_lost_to_a_failure(store: MatterStore) -> None:
    reading = _put(store, "a.txt", "words")
    store.put_failed(reading.document_id, "txt", samples.copy("b.txt"), "The reader died.")
    assert store.document(reading.document_id).state is DocumentState.READ
    assert [copy.name for copy, _ in store.copies()] == ["a.txt", "b.txt"]


def test_a_file_name_need_not_be_unicode(store: MatterStore) -> None:
    reading = samples.reading("words")
    copy = replace(samples.copy("a.txt"), name="caf\udce9.txt", path="/x/caf\udce9.txt", root="/x\udcff")
    store.put(reading, Outline(), (), copy)
    assert store.copies() == [(copy, reading.document_id)]
    assert store.named("caf\udce9.txt").copies == (copy,)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("b/Lease.pdf", "b/Lease.pdf"),
        ("B/LEASE.PDF", "b/Lease.pdf"),
        ("a\\lease.pdf", "a/Lease.pdf"),
        ("nda.docx", "c/NDA.docx"),
        ("nda", "c/NDA.docx"),
    ],
)
def test_a_document_is_found_by_what_people_call_it(store: MatterStore, said: str, name: str) -> None:
    for number, each in enumerate(("a/Lease.pdf", "b/Lease.pdf", "c/NDA.docx")):
        _put(store, each, f"text {number}")
    assert store.named(said).name == name


def test_a_name_that_means_two_is_not_guessed(store: MatterStore) -> None:
    _put(store, "a/Lease.pdf", "one")
    _put(store, "b/Lease.pdf", "two")
    with pytest.raises(NoSuchDocument, match=r"“a/Lease\.pdf”, “b/Lease\.pdf”"):
        store.named("lease.pdf")


def test_the_index_of_meaning_is_followed(store: MatterStore) -> None:
    first, second = _put(store, "a.txt", "x" * 100), _put(store, "b.txt", "y" * 60)
    ids = [passage.id for reading in (first, second) for passage in samples.cut(reading)]
    assert store.index_counts() == (0, 5)
    assert [passage.id for passage in store.to_index(4)] == ids[:4]
    store.mark_indexed([*ids[:3], 12345])
    assert store.index_counts() == (3, 5)
    assert [document.state for document in store.documents()] == [DocumentState.INDEXED, DocumentState.READ]
    assert [passage.id for passage in store.to_index(9)] == ids[3:]
    assert store.mark_unindexed_except(frozenset(ids[:1])) == 2
    assert store.index_counts() == (1, 5)


def test_what_is_taken_out_is_remembered_until_it_is_forgotten(store: MatterStore) -> None:
    reading = _put(store, "a.txt", "x" * 100)
    ids = sorted(passage.id for passage in samples.cut(reading))
    store.remove_copy("a.txt")
    assert store.taken_out() == ids
    store.forget_taken_out(ids[:1])
    assert store.taken_out() == ids[1:]
    _put(store, "a.txt", "x" * 100)
    assert store.taken_out() == []


def test_answers_are_kept_whole_and_outlive_their_documents(store: MatterStore) -> None:
    _put(store, "a.txt", "words")
    for number in (1, 2, 3):
        store.save_answer(samples.answer(number, "one" if number < 3 else "two"))
    store.save_answer(samples.answer(2, "one"))
    store.remove_copy("a.txt")
    assert store.answer(samples.answer(2).id) == samples.answer(2)
    assert [row.id for row in store.answers()] == [samples.answer(number).id for number in (1, 2, 3)]
    assert [row.id for row in store.answers("two")] == [samples.answer(3).id]
    assert store.delete_answer(samples.answer(2).id) is True
    assert store.delete_answer(samples.answer(2).id) is False
    assert len(store.answers()) == 2


def test_small_facts_are_remembered(store: MatterStore) -> None:
    assert store.setting("embedder") is None
    store.set_setting("embedder", "a")
    store.set_setting("embedder", "b")
    assert store.setting("embedder") == "b"


def test_a_second_desk_is_told_who_has_the_matter(matter: Matter, store: MatterStore) -> None:
    with pytest.raises(MatterInUse, match=r"“Acme” is open in process \d+ of .* since \d{4}-"):
        open_store(matter)
    program = (
        "import sys; from pathlib import Path; from localcounsel.records import Matter\n"
        "from localcounsel.store.matter import open_store\n"
        "from localcounsel.errors import MatterInUse\n"
        "try: open_store(Matter('m', 'Acme', Path(sys.argv[1]), ''))\n"
        "except MatterInUse as error: print(error.message)\n"
    )
    command = [sys.executable, "-c", program, str(matter.folder)]
    said = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", cwd=Path(__file__).parents[2])
    assert said.stdout.startswith("“Acme” is open in process ")


def test_a_matter_that_is_gone_is_not_made_again(matter: Matter) -> None:
    with pytest.raises(NoSuchMatter):
        open_store(replace(matter, folder=matter.folder / "gone"))


def test_a_closed_store_says_so(matter: Matter) -> None:
    store = open_store(matter)
    store.close()
    store.close()
    with pytest.raises(StorageError, match="has been closed"):
        store.documents()
    open_store(matter).close()


def test_many_threads_may_read_and_write(store: MatterStore) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(6):
                reading = _put(store, f"{number}/{turn}.txt", f"thread{number} turn{turn} common")
                assert reading.document_id in _found(store, f"thread{number}")
                store.mark_indexed(passage.id for passage in samples.cut(reading))
                store.save_answer(samples.answer(number * 100 + turn))
                assert store.document(reading.document_id).state is DocumentState.INDEXED
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.documents()) == 30
    assert len(_found(store, "common")) == 30
    assert len(store.answers()) == 30


def test_deleted_text_is_not_in_the_files_after_closing(matter: Matter) -> None:
    secret, marker = "quixotically zymurgy", b"zymurgi"  # as the stemmer leaves it in the index of words
    with open_store(matter) as store:
        _put(store, "a.txt", f"the {secret} clause")
        _put(store, "b.txt", "another clause")
    files = [path for path in matter.folder.rglob("*") if path.is_file()]
    assert any(marker in path.read_bytes() for path in files)
    with open_store(matter) as store:
        store.remove_copy("a.txt")
    for path in matter.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"zymurg" not in content, path
            assert b"quixotic" not in content, path


def test_a_pinpoint_comes_back(store: MatterStore) -> None:
    reading = _put(store, "a.txt", "words")
    (passage,) = store.document_passages(reading.document_id)
    assert passage.pinpoint == Pinpoint(1, "1", "4.2", "ABC 001", "3-14")
