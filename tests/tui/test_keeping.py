"""After the answer: citations by key, copies, why it was found, asking again with another model, papers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.message import Message
from textual.widgets import Input

from localcounsel.engine.door import Reading, Wrote
from localcounsel.flows.events import AskEvent, Composed, Found
from localcounsel.records import Scope, Standing
from localcounsel.tui.app import CounselApp
from localcounsel.tui.messages import CopyWanted, PlaceChosen, ScopeWanted, StatementWanted, WhyWanted
from localcounsel.tui.screens.ask_again import AskAgainScreen
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.screens.save_paper import SavePaperScreen
from localcounsel.tui.screens.why_found import WhyScreen
from localcounsel.tui.widgets.evidence import Evidence
from localcounsel.tui.widgets.turn import Turn
from tests.tui.driving import characters_of, screen_text, settle, type_and_settle, unsafe, until
from tests.tui.scripted import HOSTILE, Script, record_of

QUESTION = "What notice?"


def all_of(messages: list[Message], kind: type) -> list[Message]:
    """Each message once: the hook sees it at every node it passes."""
    return list({id(m): m for m in messages if isinstance(m, kind)}.values())


async def test_number_keys_go_to_citations_and_the_evidence_follows(script: Script) -> None:
    messages: list[Message] = []
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45), message_hook=messages.append) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "", "tab")
        for key, document in (("2", "contracts/Amendment No. 1.docx"), ("1", "contracts/Services Agreement.pdf")):
            await type_and_settle(pilot, "", key)
            (*_, last) = all_of(messages, PlaceChosen)
            assert last.place.document == document  # type: ignore[attr-defined]
            assert f"{document}, p. " in screen_text(app).split("│")[-1] or document in screen_text(app)
        place = str(app.screen.query_one("#evidence-place").render())
        assert "✓ exact" in place
        assert "passage 1 of 4 · found by words + meaning" in place
        before = len(all_of(messages, PlaceChosen))
        await type_and_settle(pilot, "", "9")
        assert len(all_of(messages, PlaceChosen)) == before


async def test_citations_are_followed_from_the_question_line(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "", "ctrl+down")
        assert app.screen.query_one("#composer").has_focus
        assert "AMENDMENT No. 1" in screen_text(app)
        await type_and_settle(pilot, "", "ctrl+up")
        assert "SERVICES AGREEMENT" in screen_text(app)


async def test_what_is_copied(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    messages: list[Message] = []
    copied: list[str] = []
    app = CounselApp(script.ports(), "Acme v. Beta")
    monkeypatch.setattr(app, "_copy", lambda text, forbidden: copied.append(text))
    async with app.run_test(size=(140, 45), message_hook=messages.append) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "", "tab", "c")
        await type_and_settle(pilot, "", "s")
        await type_and_settle(pilot, "", "a")
        answer = script.desk.store.kept[-1]
        assert copied == [
            "“upon sixty (60) days’ prior written notice to the other party”",
            answer.claims[0].text,
            QUESTION,
        ]
        assert len(all_of(messages, CopyWanted)) == 1
        wanted = all_of(messages, StatementWanted)
        assert [(m.answer.id, m.index) for m in wanted] == [(answer.id, 0), (answer.id, -1)]  # type: ignore[attr-defined]


async def test_where_it_forbids_the_clipboard_the_copy_is_a_file(script: Script, tmp_path: Path) -> None:
    script.conversing.forbidden = "IT's policy does not allow the clipboard"
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "", "tab", "c")
        await until(pilot, lambda: "IT's policy does not allow" in screen_text(app))
        (file,) = (tmp_path / "exports").iterdir()
        assert "upon sixty (60) days" in file.read_text(encoding="utf-8")


async def test_why_it_was_found_is_one_key_away(script: Script, size: tuple[int, int]) -> None:
    messages: list[Message] = []
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, message_hook=messages.append) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "", "tab", "w")
        assert isinstance(app.screen, WhyScreen)
        assert len(all_of(messages, WhyWanted)) == 1
        text = screen_text(app)
        for words in (
            *("Passage                   1 of 4", "Found by                  words + meaning", "3 of the first 100"),
            *("termination for convenience", "prior written notice", "not among the first 100", "clause-ranker-1"),
        ):
            assert words in text
        await pilot.press("escape")
        assert isinstance(app.screen, MatterScreen)


async def test_from_the_evidence_questions_are_limited_to_a_document(script: Script) -> None:
    messages: list[Message] = []
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45), message_hook=messages.append) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "", "f4", "down", "n")
        (wanted,) = all_of(messages, ScopeWanted)
        assert wanted.documents[0][1] == "contracts/Amendment No. 1.docx"  # type: ignore[attr-defined]
        assert "Asked of: ▸ contracts/Amendment No. 1.docx" in screen_text(app)
        assert app.screen.query_one("#composer").has_focus


@pytest.mark.parametrize("keys", [("shift+f7",), ("tab", "m")])
async def test_a_question_is_asked_again_with_another_model(
    script: Script, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "", *keys)
        assert isinstance(app.screen, AskAgainScreen)
        text = screen_text(app)
        assert "Counsel-7B" in text
        assert "answered last" in text
        await pilot.press("enter")
        await settle(pilot)
        assert script.calls[-1] == ("again", QUESTION, (), False, "Counsel-7B")
        assert len(app.screen.query(Turn)) == 2
        assert len(script.desk.store.kept) == 2


async def test_without_an_answer_there_is_nothing_to_save_or_ask_again(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("shift+f7")
        await until(pilot, lambda: "no answer yet that could be asked for" in screen_text(app))
        await pilot.press("f8")
        await until(pilot, lambda: "There is no answer yet to save." in screen_text(app))
        assert isinstance(app.screen, MatterScreen)


async def test_a_conversation_is_saved_from_the_same_place(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "And the fee?", "enter")
        await type_and_settle(pilot, "", "f8")
        assert isinstance(app.screen, SavePaperScreen)
        assert "This answer  And the fee?" in screen_text(app)
        await pilot.press("down")
        line = app.screen.query_one(Input)
        assert line.value == "~/What notice 2026-11-20 conversation.docx"
        await pilot.press("enter")
        await settle(pilot)
        assert script.calls[-1] == (
            "save conversation",
            "c1",
            Path.home() / "What notice 2026-11-20 conversation.docx",
        )


async def test_a_path_that_was_typed_stays_when_another_paper_is_chosen(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        await type_and_settle(pilot, "More?", "enter")
        await type_and_settle(pilot, "", "f8")
        line = app.screen.query_one(Input)
        line.value = "/tmp/mine.docx"
        await pilot.press("down", "up")
        assert line.value == "/tmp/mine.docx"
        await pilot.press("escape")
        assert not any(call[0].startswith("save") for call in script.calls)


async def test_reading_is_told_in_passages_and_writing_in_words(script: Script, size: tuple[int, int]) -> None:
    gates = [threading.Event(), threading.Event()]

    def asking(text: str, wide: bool) -> Iterator[AskEvent]:
        yield Found((), Scope(), record_of(script.desk), 0.1)
        yield Composed((0.2, 0.4, 0.6, 0.8, 0.95))
        yield Reading(500, 1000, 0)
        gates[0].wait(30)
        yield Wrote("Either party may ")
        yield Wrote(HOSTILE)
        gates[1].wait(30)

    script.asking = asking
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(*"Q?", "enter")
        await until(pilot, lambda: "reading 3 of 5 passages · 500 of 1,000 tokens · Esc stops" in screen_text(app))
        gates[0].set()
        await until(pilot, lambda: "◌ draft, not checked yet · " in screen_text(app))
        assert "words" in screen_text(app)
        assert unsafe(characters_of(app)) == set()
        await pilot.press("escape")
        await pilot.pause()
        assert "Stopped. The draft above was not checked." in screen_text(app)
        gates[1].set()
        await settle(pilot)


async def test_the_pace_of_writing_is_told_after_a_second() -> None:
    from textual.app import App, ComposeResult

    times = iter((10.0, 12.0))

    class Stage(App[None]):
        def compose(self) -> ComposeResult:
            yield Turn("Q", clock=lambda: next(times))

    async with Stage().run_test() as pilot:
        turn = pilot.app.query_one(Turn)
        turn.show_draft(Wrote("one two "))
        turn.show_draft(Wrote("three four five six"))
        await pilot.pause()
        assert "6 words · 3.0 words a second · Esc stops" in str(turn.query_one(".state").render())


async def test_the_evidence_says_what_was_brought_along(script: Script) -> None:
    asking = script.asking

    def brought(text: str, wide: bool) -> Iterator[AskEvent]:
        for event in asking(text, wide):
            if isinstance(event, Found):
                hits = (replace(event.hits[0], brought=f"definition of “{HOSTILE}”"), *event.hits[1:])
                yield replace(event, hits=hits)
                return

    script.asking = brought
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        place = str(app.screen.query_one("#evidence-place").render())
        assert "passage 1 of 4 · brought along: definition of “said [sic] [/b] <Client Name>" in place
        assert unsafe(characters_of(app)) == set()
        await type_and_settle(pilot, "", "f4", "w")
        assert isinstance(app.screen, MatterScreen)
        assert app.screen.query_one(Evidence).place is not None


async def test_brackets_go_from_answer_to_answer(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "First?", "enter")
        await type_and_settle(pilot, "Second?", "enter")
        screen = app.screen
        assert isinstance(screen, MatterScreen)
        await type_and_settle(pilot, "", "tab", "left_square_bracket")
        assert screen.answer is not None
        assert screen.answer.question.text == "First?"
        await type_and_settle(pilot, "", "right_square_bracket")
        assert screen.answer.question.text == "Second?"


async def test_what_was_not_found_is_offered_as_a_certificate_among_others(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, QUESTION, "enter")
        kept = script.desk.store.kept
        kept[-1] = replace(kept[-1], standing=Standing.NOT_FOUND, claims=())
        await type_and_settle(pilot, "", "f3", "enter", "f8")
        text = screen_text(app)
        assert "Not-found certificate" in text
        assert app.screen.query_one(Input).value.startswith("~/not found")
