"""Asking: passages first, progress, draft, verified answer; stopping; scope; evidence; earlier answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

from textual.message import Message

from localcounsel.engine.door import Reading, Wrote
from localcounsel.errors import EngineDied
from localcounsel.flows.events import Answered, AskEvent, Found, LoadedModel, LoadingModel
from localcounsel.records import Draft, Scope, Standing
from localcounsel.tui.app import CounselApp
from localcounsel.tui.messages import FlowEnded, FlowEvent, PlaceChosen, QuestionSent
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.screens.viewer import ViewerScreen
from localcounsel.tui.widgets.composer import Composer
from localcounsel.tui.widgets.page_text import PageText
from tests.tui.driving import screen_text, settle, type_and_settle, until
from tests.tui.scripted import Script, answer_of, record_of

QUESTION = "What notice?"


async def test_the_whole_path_in_messages(script: Script, size: tuple[int, int]) -> None:
    messages: list[Message] = []
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, message_hook=messages.append) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        sent = {id(m): m for m in messages if isinstance(m, QuestionSent)}
        assert [message.text for message in sent.values()] == [QUESTION]
        events = {id(m): m for m in messages if isinstance(m, FlowEvent)}
        assert [type(message.event) for message in events.values()] == [
            *(Found, LoadingModel, LoadedModel, Reading),
            *(Wrote, Wrote, Wrote, Answered),
        ]
        ended = {id(m): m for m in messages if isinstance(m, FlowEnded)}
        assert [message.error for message in ended.values()] == [None]
        assert script.calls[-1] == ("ask", QUESTION, (), False)
        text = screen_text(app)
        for words in ("✓ exact", "≈ same words", "[✗] not on any page", "◐ Partly supported", "[1]", "[2]"):
            assert words in text


async def test_passages_and_progress_are_shown_while_the_model_reads(script: Script, size: tuple[int, int]) -> None:
    gate = _hold_before(script, Wrote)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(*QUESTION, "enter")
        await until(pilot, lambda: "reading 512 of 1,300 tokens" in screen_text(app))
        assert "Services Agreement.pdf" in screen_text(app)
        gate.set()
        await settle(pilot)


async def test_a_draft_is_marked_as_unchecked(script: Script) -> None:
    gate = _hold_before(script, Answered)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press(*QUESTION, "enter")
        await until(pilot, lambda: "Either party may end the agreement" in screen_text(app))
        assert "draft, not checked yet" in screen_text(app)
        gate.set()
        await settle(pilot)
        assert "draft, not checked yet" not in screen_text(app)


async def test_escape_stops_at_once_and_closes_the_flow_in_its_own_thread(script: Script) -> None:
    gate = threading.Event()
    closed_in: list[int] = []
    asking = script.asking

    def held(text: str, wide: bool) -> Iterator[AskEvent]:
        try:
            for event in asking(text, wide):
                yield event
                if isinstance(event, Reading):
                    gate.wait(30)
        finally:
            closed_in.append(threading.get_ident())

    script.asking = held
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press(*QUESTION, "enter")
        await until(pilot, lambda: "reading 512" in screen_text(app))
        await pilot.press("escape")
        await pilot.pause()
        assert "Stopped." in screen_text(app)
        gate.set()
        await settle(pilot)
        assert len(closed_in) == 1
        assert closed_in != [threading.get_ident()]
        assert "✓ exact" not in screen_text(app)


async def test_a_second_question_waits_until_the_first_is_closed(script: Script) -> None:
    gate = threading.Event()
    order: list[str] = []

    def asking(text: str, wide: bool) -> Iterator[AskEvent]:
        order.append(f"begin {text}")
        try:
            yield Reading(1, 10, 0)
            if text == "one":
                gate.wait(30)
            yield Reading(2, 10, 0)
        finally:
            order.append(f"end {text}")

    script.asking = asking
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press(*"one", "enter")
        await until(pilot, lambda: "reading 1 of 10" in screen_text(app))
        await pilot.press(*"two", "enter")
        gate.set()
        await settle(pilot)
        assert order == ["begin one", "end one", "begin two", "end two"]


async def test_an_error_is_shown_under_its_question(script: Script, size: tuple[int, int]) -> None:
    def dying(text: str, wide: bool) -> Iterator[AskEvent]:
        yield Reading(1, 10, 0)
        raise EngineDied("The model stopped [/b].")

    script.asking = dying
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        assert "The engine stopped unexpectedly" in screen_text(app)
        assert "The model stopped [/b]." in screen_text(app)


async def test_a_fault_of_ours_leaves_the_matter_usable(script: Script) -> None:
    healthy = script.asking

    def faulty(text: str, wide: bool) -> Iterator[AskEvent]:
        raise KeyError("secret words of a document")

    script.asking = faulty
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        assert "Unexpected KeyError" in screen_text(app)
        assert "secret" not in screen_text(app)
        script.asking = healthy
        await type_and_settle(pilot, QUESTION, "enter")
        assert "✓ exact" in screen_text(app)


async def test_not_found_comes_with_its_record(script: Script, size: tuple[int, int]) -> None:
    record = record_of(script.desk, (("scan.pdf", 2, "an image without text"),))

    def asking(text: str, wide: bool) -> Iterator[AskEvent]:
        yield Found((), Scope(), record, 0.01)
        answer = answer_of(text, (), (), record, standing=Standing.NOT_FOUND, draft=Draft("", "end"))
        yield Answered(answer)

    script.asking = asking
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        text = screen_text(app)
        assert "○ Not found in these documents." in text
        assert "Searched 5 documents, 212 pages, for: notice." in text
        assert "Also in other words: terminate, convenience." in text
        assert "Not read: scan.pdf, p. 2: an image without text" in text


async def test_a_recognised_document_is_named_and_one_key_widens(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "Asked of: whole matter (4 documents, 1 not read)" in screen_text(app)
        await type_and_settle(pilot, "In the services agreement?", "enter")
        assert "Asked of: ▸ contracts/Services Agreement.pdf" in screen_text(app)
        assert "recognised · F6 whole matter" in screen_text(app)
        await type_and_settle(pilot, "", "f6")
        assert script.calls[-1] == ("ask", "In the services agreement?", (), True)
        assert "Asked of: whole matter" in screen_text(app)


async def test_one_key_from_an_answer_to_the_page_with_the_words_marked(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "", "enter")
        assert isinstance(app.screen, ViewerScreen)
        page = app.screen.query_one(PageText)
        ((start, end),) = page._marked.quotes
        assert page.text[start:end] == "upon sixty (60) days’ prior written notice to the other party"
        assert "Page 4 of 5" in screen_text(app)


async def test_the_evidence_follows_the_citation_under_the_cursor(script: Script) -> None:
    messages: list[Message] = []
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45), message_hook=messages.append) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        assert isinstance(app.screen, MatterScreen)
        app.screen.conversation.focus()
        await type_and_settle(pilot, "", "down")
        assert isinstance(messages[-1], Message)
        last = [message for message in messages if isinstance(message, PlaceChosen)][-1]
        assert last.place.document == "contracts/Amendment No. 1.docx"  # type: ignore[union-attr]
        assert "AMENDMENT No. 1" in screen_text(app)


async def test_on_a_narrow_screen_the_evidence_is_one_key_away(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        assert "● cited" not in screen_text(app)
        await type_and_settle(pilot, "", "f4")
        assert "● cited" in screen_text(app)
        assert "upon sixty (60) days" in screen_text(app)
        await type_and_settle(pilot, "", "f4")
        assert "✓ exact" in screen_text(app)


async def test_suggested_questions_are_asked_by_key(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert script.suggestions[2] in screen_text(app)
        await pilot.press("tab", "tab", "down")
        await type_and_settle(pilot, "", "enter")
        assert script.calls[-1] == ("ask", script.suggestions[1], (), False)


async def test_letters_are_letters_in_the_question_line(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        letters = "abcdefghijklmnopqrstuvwxyz?/0123456789 "
        await pilot.press(*letters)
        await pilot.press("ctrl+j", "z")
        assert app.screen.query_one(Composer).text == f"{letters}\nz"


async def test_up_brings_back_questions_also_those_of_earlier_days(script: Script) -> None:
    answer = answer_of("Asked last week?", (), (), record_of(script.desk))
    script.desk.store.kept.append(answer)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        composer = app.screen.query_one(Composer)
        await pilot.press(*"begun", "up")
        assert composer.text == QUESTION
        await pilot.press("up")
        assert composer.text == "Asked last week?"
        await pilot.press("down", "down")
        assert composer.text == "begun"


async def test_an_earlier_answer_is_opened_again_with_its_conversation(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "", "f5")
        assert script.desk.conversations == 1
        assert "✓ exact" not in screen_text(app)
        await type_and_settle(pilot, "", "f3")
        assert QUESTION in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert "✓ exact" in screen_text(app)
        assert [answer.question.text for answer in script.desk.resumed] == [QUESTION]


async def test_an_answer_is_deleted_after_confirmation(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "", "f3", "d")
        await type_and_settle(pilot, "delete", "enter")
        assert script.desk.store.kept == []
        assert "Nothing has been asked yet." in screen_text(app)


async def test_what_did_not_fit_and_was_cut_off_is_said(script: Script) -> None:
    asking = script.asking

    def cut(text: str, wide: bool) -> Iterator[AskEvent]:
        for event in asking(text, wide):
            if isinstance(event, Answered):
                short = replace(
                    event.answer,
                    left_out=("2 earlier question(s)", "passage: lease.pdf, p. 9"),
                    draft=Draft("x", "length"),
                )
                event = Answered(short)
            yield event

    script.asking = cut
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        assert "1 passage did not fit and was not read by the model: lease.pdf, p. 9" in screen_text(app)
        assert "Did not fit, not read by the model: 2 earlier question(s)" in screen_text(app)
        assert "The answer reached its longest length and is cut off." in screen_text(app)


def _hold_before(script: Script, kind: type) -> threading.Event:
    """Make the ask flow wait before its first event of `kind` until the event that is returned is set."""
    gate = threading.Event()
    asking = script.asking

    def held(text: str, wide: bool) -> Iterator[AskEvent]:
        for event in asking(text, wide):
            if isinstance(event, kind):
                gate.wait(30)
            yield event

    script.asking = held
    return gate
