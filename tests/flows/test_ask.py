"""From a question to a stored answer whose every quotation is located."""

from __future__ import annotations

from pathlib import Path

import pytest

from localcounsel.errors import BadCall, EngineDied
from localcounsel.flows import ingest
from localcounsel.flows.ask import ask
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Answered, Found, LoadedModel, LoadingModel, Reading, Surveyed, Wrote
from localcounsel.flows.find import find
from localcounsel.flows.quote import copy_text
from localcounsel.records import Answer, Standing, Verdict
from localcounsel.store.places import Places
from tests.fakes import NOTHING_FOUND
from tests.flows.conftest import RANKER, OpenDesk

RENT = "Rent is monthly: “pay rent of $4,500 on the first day of each month” [1]."


@pytest.fixture
def full(scripted: OpenDesk, folder: Path) -> OpenDesk:
    """Opens the matter with both agreements in it."""
    desk = scripted()
    list(ingest.add(desk, [folder]))
    list(ingest.index(desk))
    desk.close()
    return scripted


def answered(desk: Desk, question: str) -> Answer:
    last = list(ask(desk, question))[-1]
    assert isinstance(last, Answered)
    return last.answer


def test_passages_come_first_and_the_verified_answer_last(full: OpenDesk) -> None:
    events = list(ask(full(RENT), "When must the tenant pay rent?"))
    kinds = [type(event) for event in events]
    order = [kinds.index(kind) for kind in (Found, LoadingModel, LoadedModel, Reading, Wrote, Answered)]
    assert order == sorted(order)
    assert kinds[0] is Found
    assert kinds[-1] is Answered


def test_a_quotation_has_the_page_and_offsets_of_its_match(full: OpenDesk) -> None:
    desk = full(RENT)
    answer = answered(desk, "When must the tenant pay rent?")
    (citation,) = answer.claims[0].citations
    page = desk.store.page(citation.document_id, citation.page)
    assert page.text[citation.start : citation.end] == citation.quote
    assert (citation.document, citation.verdict) == ("case/lease.txt", Verdict.EXACT)
    assert answer.standing is Standing.SUPPORTED
    assert copy_text(citation, desk).startswith(
        "“pay rent of $4,500 on the first day of each month” (case/lease.txt, p. 1"
    )


def test_an_invented_quotation_is_marked_and_shown(full: OpenDesk) -> None:
    answer = answered(full("The rent doubles: “rent shall double every year” [1]."), "When must the tenant pay rent?")
    assert answer.claims[0].citations[0].verdict is Verdict.ABSENT
    assert answer.standing is Standing.UNSUPPORTED


def test_not_found_is_an_answer_with_its_record(full: OpenDesk) -> None:
    answer = answered(full(NOTHING_FOUND), "Who is liable for asbestos in the roof?")
    assert answer.standing is Standing.NOT_FOUND
    assert "asbestos" in answer.record.terms
    assert "asbestos" in answer.record.unknown
    assert answer.record.documents == 2


def test_what_is_unlikely_to_be_there_is_not_asked_of_a_model(full: OpenDesk, places: Places) -> None:
    places.settings_file.parent.mkdir(parents=True, exist_ok=True)
    places.settings_file.write_text(f'[search]\nranker = "{RANKER}"\n', encoding="utf-8")
    desk = full()
    answer = answered(desk, "Is there a most favored nation clause?")
    assert answer.standing is Standing.NOT_FOUND
    assert 0 <= answer.record.likelihood < answer.record.needed
    assert answer.hits, "the nearest passages stay with it"
    assert answer.model == ""
    assert desk.store.answer(answer.id) == answer


def test_a_question_from_elsewhere_is_refused_whatever_the_ranker_holds(full: OpenDesk, places: Places) -> None:
    places.settings_file.parent.mkdir(parents=True, exist_ok=True)
    places.settings_file.write_text(f'[search]\nranker = "{RANKER}"\n', encoding="utf-8")
    desk = full()
    desk.index.rank = lambda query, texts: [5.0, *[-5.0] * (len(texts) - 1)]  # type: ignore[method-assign]
    strange = find(desk, "What daily dose of vitamin D do paediatricians recommend the tenant?").record
    assert (strange.likelihood, strange.judged_by) == (0.0, "words and meaning")
    assert strange.likelihood < strange.needed
    known = find(desk, "What does the landlord keep in repair?").record
    assert known.likelihood > known.needed
    assert known.judged_by != "words and meaning"


def test_a_question_about_every_document_is_put_to_each(full: OpenDesk) -> None:
    events = list(ask(full(), "Which agreements require Confidential Information to be returned?"))
    assert sum(isinstance(event, Surveyed) for event in events) == 2
    last = events[-1]
    assert isinstance(last, Answered)
    assert {each.document for each in last.answer.covered} == {"case/lease.txt", "case/nda.txt"}


def test_a_named_document_narrows_and_wide_widens(full: OpenDesk) -> None:
    desk = full()
    narrow = find(desk, "In the Acme lease, who keeps the roof in repair?")
    assert narrow.scope.names == ("case/lease.txt",)
    assert narrow.scope.recognised == "the Acme lease"
    assert find(desk, "In the Acme lease, who keeps the roof in repair?", wide=True).scope.names == ()


def test_a_follow_up_keeps_its_context_and_what_was_read(full: OpenDesk) -> None:
    desk = full(RENT, "The landlord: “keep the roof and the outer walls in repair” [1].")
    answered(desk, "When must the tenant pay rent?")
    second = answered(desk, "And who keeps it in repair?")
    assert second.question.earlier[0][0] == "When must the tenant pay rent?"
    assert second.tokens.reused > 0
    assert second.conversation == desk.conversation


def test_an_answer_can_be_opened_again_in_another_session(full: OpenDesk) -> None:
    desk = full(RENT)
    answer = answered(desk, "When must the tenant pay rent?")
    desk.close()
    again = full()
    (row,) = again.store.answers()
    assert again.store.answer(row.id) == answer
    again.resume([answer])
    assert answered(again, "Why is that?").conversation == answer.conversation


def test_the_question_is_on_record_before_the_model_speaks(full: OpenDesk) -> None:
    desk = full(RENT)
    running = ask(desk, "When must the tenant pay rent?")
    for event in running:
        if isinstance(event, Wrote):
            break
    assert desk.audit.events()[-1].what == "asked"
    running.close()  # type: ignore[attr-defined]
    assert desk.audit.events()[-1].what == "answered"
    assert desk.store.answer(desk.store.answers()[-1].id).draft.stopped == "cancelled"


def test_a_model_that_dies_leaves_what_it_wrote(full: OpenDesk) -> None:
    desk = full(EngineDied("The model stopped."))
    with pytest.raises(EngineDied):
        list(ask(desk, "When must the tenant pay rent?"))
    assert desk.store.answer(desk.store.answers()[-1].id).draft.stopped == "died"


def test_a_small_model_may_only_quote_and_begins_with_the_best_passage(full: OpenDesk) -> None:
    desk = full()
    last = list(ask(desk, "When must the tenant pay rent?", model="small"))[-1]
    assert isinstance(last, Answered)
    assert dict(last.answer.settings)["writes"] == "quotations only"
    first = last.answer.hits[0].passage
    citation = last.answer.claims[0].citations[0]
    assert citation.hit == 1
    assert first.start <= citation.start < citation.end <= first.end


def test_an_empty_question_is_refused(full: OpenDesk) -> None:
    with pytest.raises(BadCall):
        list(ask(full(), "   "))
