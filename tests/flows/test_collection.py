"""A question to every document: each is looked into, quoted or listed, and nothing is counted in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from localcounsel.errors import BadCall, EngineDied
from localcounsel.flows import collection, ingest
from localcounsel.flows.collection import COUNTED, STOPPED, is_collective, survey
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Answered, Surveyed
from localcounsel.flows.looking import Look
from localcounsel.records import Answer, Coverage, Standing, Support, Verdict
from tests.fakes import ScriptedIndex
from tests.flows.conftest import OpenDesk

CAPPED = """SUPPLY AGREEMENT

This Agreement is made between Acme Holdings LLC and Orion Inc. and dated March 3, 2021.

1. Liability. The total liability of either party shall not exceed $500,000 in aggregate liability.

2. Law. This Agreement is governed by the laws of the State of New York.
"""
CAPPED_HIGHER = """DISTRIBUTION AGREEMENT

This Agreement is made between Beta Foods Inc. and Orion Inc. and dated May 1, 2018.

1. Liability. The total liability of either party shall not exceed $2,000,000 in aggregate liability.

2. Law. This Agreement is governed by the laws of England.
"""
OPEN = """HOSTING AGREEMENT

This Agreement is made between Acme Holdings LLC and Zed Inc.

1. Hosting. The provider shall host the service on servers in two places.
"""
LETTER = """Dear Ms Miller,

the total liability of either party shall not exceed what was paid. We deny aggregate liability.

Sincerely, Jane Orr
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "all"
    folder.mkdir()
    for name, text in (
        ("b supply agreement.txt", CAPPED),
        ("C distribution agreement.txt", CAPPED_HIGHER),
        ("a hosting agreement.txt", OPEN),
        ("d letter.txt", LETTER),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def desk(scripted: OpenDesk, files: Path) -> Desk:
    """A matter with three agreements and a letter, indexed."""
    opened = scripted()
    list(ingest.add(opened, [files]))
    list(ingest.index(opened))
    return opened


def answered(desk: Desk, question: str, **scope: list[str]) -> Answer:
    last = list(survey(desk, question, **scope))[-1]
    assert isinstance(last, Answered)
    return last.answer


def found(answer: Answer) -> set[str]:
    return {each.document for each in answer.covered if each.coverage is Coverage.FOUND}


def test_every_document_of_the_kind_is_looked_into_in_order_of_name(desk: Desk) -> None:
    events = list(survey(desk, "Which agreements have a cap on liability?"))
    looked = [event for event in events if isinstance(event, Surveyed)]
    assert [event.document for event in looked] == [
        "all/a hosting agreement.txt",
        "all/b supply agreement.txt",
        "all/C distribution agreement.txt",
    ]
    assert [(event.done, event.of) for event in looked] == [(1, 3), (2, 3), (3, 3)]
    assert looked[-1].seconds_left == 0
    assert isinstance(events[-1], Answered)


def test_what_is_found_is_quoted_exactly_with_its_pinpoint(desk: Desk) -> None:
    answer = answered(desk, "Which agreements have a cap on liability?")
    assert found(answer) == {"all/b supply agreement.txt", "all/C distribution agreement.txt"}
    for number, claim in enumerate(answer.claims[1:], start=1):
        (citation,) = claim.citations
        page = desk.store.page(citation.document_id, citation.page)
        assert page.text[citation.start : citation.end] == citation.quote
        assert (citation.verdict, citation.hit) == (Verdict.EXACT, number)
        assert "shall not exceed" in citation.quote
        assert answer.hits[number - 1].passage.document_id == citation.document_id
        assert claim.text == f"“{citation.quote}” [{number}]"
    assert answer.standing is Standing.SUPPORTED


def test_the_first_statement_counts_and_says_who_counted(desk: Desk) -> None:
    first = answered(desk, "How many agreements have a cap on liability?").claims[0]
    assert first.text.startswith("2 of 3 agreements:")
    assert "In 1 no passage was located" in first.text
    assert "1 other documents were not asked" in first.text
    assert (first.citations, first.reasons) == ((), (COUNTED,))


def test_a_survey_is_stored_and_on_record_and_needs_no_model(desk: Desk) -> None:
    answer = answered(desk, "Which agreements have a cap on liability?")
    assert desk.store.answer(answer.id) == answer
    assert (answer.model, answer.draft.stopped) == ("", "end")
    assert [event.what for event in desk.audit.events()][-2:] == ["asked", "answered"]
    assert answer.question.scope.recognised == "Which agreements"


def test_an_amount_is_compared(desk: Desk) -> None:
    answer = answered(desk, "Which agreements cap liability at less than $1,000,000?")
    assert found(answer) == {"all/b supply agreement.txt"}
    higher = next(each for each in answer.covered if each.document.startswith("all/C"))
    assert higher.coverage is Coverage.NOT_FOUND
    assert "does not meet “$1,000,000”" in higher.note


def test_a_law_must_stand_in_the_sentence(desk: Desk) -> None:
    assert found(answered(desk, "Which agreements are governed by New York law?")) == {"all/b supply agreement.txt"}
    assert found(answered(desk, "Which agreements are governed by English law?")) == {
        "all/C distribution agreement.txt"
    }


def test_a_party_is_looked_for_at_the_beginning(desk: Desk) -> None:
    answer = answered(desk, "Which agreements with Acme have a cap on liability?")
    assert found(answer) == {"all/b supply agreement.txt"}
    notes = {each.document: each.note for each in answer.covered}
    assert notes["all/C distribution agreement.txt"] == "Acme is not named at its beginning"


def test_documents_themselves_are_listed_by_title_and_date(desk: Desk) -> None:
    answer = answered(desk, "List all agreements signed after 2019.")
    quotes = {claim.citations[0].quote: claim.support for claim in answer.claims[1:]}
    assert quotes == {"SUPPLY AGREEMENT": Support.SUPPORTED, "HOSTING AGREEMENT": Support.CHECK}
    assert answer.standing is Standing.PARTLY
    assert "dated May 1, 2018" in {each.note for each in answer.covered}


def test_nothing_anywhere_is_not_found_with_every_document_named(desk: Desk) -> None:
    answer = answered(desk, "Which agreements mention asbestos abatement obligations?")
    assert answer.standing is Standing.NOT_FOUND
    assert len(answer.covered) == 3
    assert "asbestos" in answer.record.terms
    assert answer.record.documents == 3


def test_chosen_documents_are_the_scope(desk: Desk) -> None:
    chosen = [each.id for each in desk.store.documents() if "letter" in each.name or "supply" in each.name]
    answer = answered(desk, "Which documents mention a cap on liability?", document_ids=chosen)
    assert answer.question.scope.names == ("all/b supply agreement.txt", "all/d letter.txt")
    assert len(answer.covered) == 2


def test_stopping_stores_what_was_surveyed_and_lists_the_rest(desk: Desk) -> None:
    running = survey(desk, "Which agreements have a cap on liability?")
    next(running)
    running.close()  # type: ignore[attr-defined]
    stored = desk.store.answer(desk.store.answers()[-1].id)
    assert stored.draft.stopped == "cancelled"
    assert [(each.coverage, each.note) for each in stored.covered[1:]] == [(Coverage.NOT_COVERED, STOPPED)] * 2
    assert "2 could not be covered" in stored.claims[0].text


def test_a_death_on_the_way_stores_what_was_surveyed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([Look(Coverage.NOT_FOUND)])

    def look(*_: object) -> Look:
        for each in looks:
            return each
        raise EngineDied("The index stopped.")

    monkeypatch.setattr(collection, "look_into", look)
    with pytest.raises(EngineDied):
        list(survey(desk, "Which agreements have a cap on liability?"))
    assert desk.store.answer(desk.store.answers()[-1].id).draft.stopped == "died"


def test_what_could_not_be_read_is_not_covered(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "broken agreement.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    list(ingest.add(desk, [tmp_path / "broken agreement.pdf"]))
    answer = answered(desk, "Which agreements have a cap on liability?")
    broken = next(each for each in answer.covered if each.document == "broken agreement.pdf")
    assert broken.coverage is Coverage.NOT_COVERED
    assert broken.note
    assert answer.standing is Standing.PARTLY
    assert ("broken agreement.pdf", 0, broken.note) in answer.record.unread


def test_what_is_not_indexed_yet_is_not_covered_unless_words_found_it(desk: Desk, files: Path) -> None:
    (files / "e agreement.txt").write_text("AGREEMENT\n\n1. Notices shall be in writing.\n", encoding="utf-8")
    list(ingest.add(desk, [files]))
    answer = answered(desk, "Which agreements have a cap on liability?")
    late = next(each for each in answer.covered if each.document == "all/e agreement.txt")
    assert (late.coverage, late.note) == (Coverage.NOT_COVERED, "its meaning is not indexed yet")


def test_an_index_that_dies_leaves_a_survey_by_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def died(self: ScriptedIndex, query: str, texts: list[str]) -> list[float]:
        raise EngineDied("The index stopped.")

    monkeypatch.setattr(ScriptedIndex, "alike", died)
    assert found(answered(desk, "Which agreements have a cap on liability?")) == {
        "all/b supply agreement.txt",
        "all/C distribution agreement.txt",
    }


def test_a_question_about_one_document_is_none_for_the_collection(desk: Desk) -> None:
    assert is_collective(desk, "Which agreements have a cap on liability?") is not None
    assert is_collective(desk, "Which agreements with Acme have a cap on liability?") is not None
    assert is_collective(desk, "Who is liable?") is None
    assert is_collective(desk, "In b supply agreement, which documents mention a cap?") is None
    assert is_collective(desk, "In b supply agreement, which documents mention a cap?", wide=True) is not None
    one = [desk.store.documents()[0].id]
    assert is_collective(desk, "Which agreements have a cap on liability?", one) is None


def test_in_a_matter_with_one_document_nothing_is_collective(scripted: OpenDesk, files: Path) -> None:
    desk = scripted()
    list(ingest.add(desk, [files / "b supply agreement.txt"]))
    assert is_collective(desk, "Which agreements have a cap on liability?") is None


def test_any_question_can_be_put_to_every_document(desk: Desk) -> None:
    answer = answered(desk, "total liability of either party shall not exceed aggregate liability")
    assert len(answer.covered) == 4
    assert dict(answer.settings)["asked as"] == "every"


def test_an_empty_question_is_refused(desk: Desk) -> None:
    with pytest.raises(BadCall):
        next(survey(desk, "  "))


def test_words_of_a_document_cannot_forge_a_second_quotation(desk: Desk, files: Path) -> None:
    forged = (
        "AGREEMENT\n\n1. Cap. The total aggregate liability shall not exceed “nothing” [1]\n“there is no cap” [2]\n"
    )
    (files / "f agreement.txt").write_text(forged, encoding="utf-8")
    list(ingest.add(desk, [files]))
    list(ingest.index(desk))
    answer = answered(desk, "Which agreements have a cap on liability?")
    quotes = _quotes(answer, "all/f agreement.txt")
    assert all(quote in forged for quote in quotes)
    assert len(quotes) <= 1


def _quotes(answer: Answer, document: str) -> list[str]:
    def each() -> Iterator[str]:
        for claim in answer.claims[1:]:
            for citation in claim.citations:
                if citation.document == document:
                    yield citation.quote

    return list(each())
