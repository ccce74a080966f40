"""Labels and exclusion: what is said of documents holds wherever questions are put, and is on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from localcounsel.errors import BadCall
from localcounsel.flows import ask, collection, exclusion, filing, find, ingest
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Answered, FileTaken, Surveyed
from localcounsel.records import Marking, Standing
from tests.flows.conftest import OpenDesk


@pytest.fixture
def desk(scripted: OpenDesk, folder: Path) -> Desk:
    made = scripted()
    list(ingest.add(made, [folder]))
    list(ingest.index(made))
    return made


def id_of(desk: Desk, name: str) -> str:
    return desk.store.named(name).id


def found_in(desk: Desk, text: str, **facts: object) -> set[str]:
    return {hit.document_name for hit in find.find(desk, text, **facts).hits}  # type: ignore[arg-type]


def test_an_excluded_document_is_not_searched_by_words_or_meaning(desk: Desk) -> None:
    assert "case/lease.txt" in found_in(desk, "rent of the tenant")
    filing.exclude(desk, [id_of(desk, "lease.txt")])
    found = find.find(desk, "rent of the tenant", count=50)
    assert {hit.document_name for hit in found.hits} <= {"case/nda.txt"}
    assert found.record.excluded == ("case/lease.txt",)
    assert found.record.documents == 1
    assert desk.store.words("rent", 10) == []
    filing.exclude(desk, [id_of(desk, "lease.txt")], False)
    assert "case/lease.txt" in found_in(desk, "rent of the tenant")
    assert find.find(desk, "rent").record.excluded == ()


def test_a_clause_that_is_asked_by_number_is_not_taken_from_an_excluded_document(desk: Desk) -> None:
    filing.exclude(desk, [id_of(desk, "lease.txt")])
    assert found_in(desk, "what does clause 3 say") <= {"case/nda.txt"}


def test_its_name_in_a_question_names_nothing(desk: Desk) -> None:
    named = find.find(desk, "What rent is due under the commercial lease?")
    assert named.scope.names == ("case/lease.txt",)
    filing.exclude(desk, [id_of(desk, "lease.txt")])
    assert find.find(desk, "What rent is due under the commercial lease?").scope.names == ()


def test_a_scope_with_an_excluded_document_is_refused(desk: Desk) -> None:
    lease = id_of(desk, "lease.txt")
    filing.exclude(desk, [lease])
    for put in (
        lambda: find.find(desk, "rent", document_ids=[lease]),
        lambda: list(collection.survey(desk, "Which agreements speak of rent?", document_ids=[lease])),
        lambda: list(ask.ask(desk, "rent", document_ids=[lease])),
    ):
        with pytest.raises(BadCall, match=r"“case/lease\.txt” is excluded from questions"):
            put()


def test_a_question_to_every_document_passes_an_excluded_one_over(desk: Desk) -> None:
    filing.exclude(desk, [id_of(desk, "lease.txt")])
    events = list(collection.survey(desk, "Which agreements speak of Confidential Information?"))
    assert [event.document for event in events if isinstance(event, Surveyed)] == ["case/nda.txt"]
    (answer,) = (event.answer for event in events if isinstance(event, Answered))
    assert answer.record.excluded == ("case/lease.txt",)


def test_not_found_says_what_was_excluded(desk: Desk) -> None:
    for document in desk.store.documents():
        filing.exclude(desk, [document.id])
    (answer,) = (event.answer for event in ask.ask(desk, "What is the rent?") if isinstance(event, Answered))
    assert answer.standing is Standing.NOT_FOUND
    assert sorted(answer.record.excluded) == ["case/lease.txt", "case/nda.txt"]
    assert desk.store.answer(answer.id).record.excluded == answer.record.excluded


def test_meaning_is_asked_for_more_when_excluded_passages_stand_in_the_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, nda = id_of(desk, "lease.txt"), id_of(desk, "nda.txt")
    order = [*desk.store.document_passages(lease), *desk.store.document_passages(nda)]
    asked: list[int] = []

    def nearest(sought: str, count: int, documents: object = ()) -> list[tuple[int, float]]:
        asked.append(count)
        return [(each.id, 1.0) for each in order[:count]]

    monkeypatch.setattr(desk.index, "nearest", nearest)
    filing.exclude(desk, [lease])
    found = exclusion.nearest(desk, "x", 1, [])
    assert [desk.store.passages([id])[0].document_id for id, _ in found] == [nda]
    assert asked[0] == 1
    assert max(asked) <= exclusion.WIDEST


def test_labels_are_given_taken_and_undone(desk: Desk) -> None:
    lease, nda = id_of(desk, "lease.txt"), id_of(desk, "nda.txt")
    filing.label(desk, [lease], ["Exhibit"])
    before = filing.label(desk, [lease, nda], ["hot", "exhibit"], ["draft"])
    assert desk.store.markings() == {lease: Marking(("exhibit", "hot")), nda: Marking(("exhibit", "hot"))}
    assert before == {lease: Marking(("exhibit",)), nda: Marking()}
    filing.mark(desk, before)
    assert desk.store.markings() == {lease: Marking(("exhibit",))}
    assert filing.label(desk, [lease], ["exhibit"]) == {}


def test_what_is_said_of_documents_is_on_record_without_words(desk: Desk) -> None:
    lease = id_of(desk, "lease.txt")
    filing.label(desk, [lease], ["secret-strategy"])
    filing.exclude(desk, [lease])
    filing.exclude(desk, [lease], False)
    log = (desk.matter.folder / "audit.jsonl").read_text("utf-8")
    for what in ("documents labelled", "documents excluded", "documents included"):
        assert what in log
    assert lease[:12] in log
    assert "secret-strategy" not in log


def test_the_list_knows_what_is_said(desk: Desk) -> None:
    filing.exclude(desk, [id_of(desk, "nda.txt")])
    listed = {each.name: each for each in filing.listed(desk.store)}
    assert listed["case/nda.txt"].marking.excluded
    assert "excluded" in listed["case/nda.txt"].states
    assert not listed["case/lease.txt"].marking.excluded


def test_a_file_that_changed_keeps_its_exclusion_when_it_is_read_again(desk: Desk, folder: Path) -> None:
    filing.exclude(desk, [id_of(desk, "lease.txt")])
    (folder / "lease.txt").write_text("A wholly different lease.\n", encoding="utf-8")
    outcomes = [e.outcome for e in ingest.add(desk, [folder / "lease.txt"]) if isinstance(e, FileTaken)]
    assert outcomes == ["changed"]
    assert [each.name for each in exclusion.excluded(desk.store)] == ["case/lease.txt"]
    assert desk.store.words("wholly", 5) == []
