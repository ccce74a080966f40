"""The list of conversations: found by any word of question or answer, pinned, named, saved, deleted, opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual.widgets import Input

from localcounsel.tui.app import CounselApp
from localcounsel.tui.screens.history import HistoryScreen
from localcounsel.tui.screens.matter import MatterScreen
from tests.tui.driving import characters_of, screen_text, settle, type_and_settle, unsafe, until
from tests.tui.scripted import HOSTILE, Script, answer_of, hit_in, page_of, record_of


def three(script: Script) -> CounselApp:
    """A matter with three conversations, the first of two questions."""
    desk = script.desk
    document = desk.store.documents()[0]
    page = page_of(4, "The fee is waived in full.")
    hits = [hit_in(document, page, "The fee is waived in full.")]
    for number, (question, conversation, said) in enumerate(
        (
            ("What notice?", "c1", "Sixty days."),
            ("And the fee?", "c1", "It is waived."),
            ("Who insures?", "c2", "The tenant carries marine insurance."),
            ("Which law?", "c3", "The law of Delaware."),
        )
    ):
        answer = answer_of(question, hits, (), record_of(desk))
        draft = replace(answer.draft, text=said)
        desk.store.kept.append(
            replace(
                answer,
                conversation=conversation,
                draft=draft,
                asked=f"2026-11-1{number}T10:00:00+00:00",
                id=f"a{number}",
            )
        )
    return CounselApp(script.ports(), "Acme v. Beta")


def titles(app: CounselApp) -> list[str]:
    assert isinstance(app.screen, HistoryScreen)
    return [line.title for line in app.screen.rows.items]


async def test_they_are_listed_latest_first_and_opened_whole(script: Script, size: tuple[int, int]) -> None:
    app = three(script)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f3")
        assert titles(app) == ["Which law?", "Who insures?", "What notice?"]
        assert "What notice?  And the fee?" in screen_text(app)
        await type_and_settle(pilot, "", "end", "enter")
        assert isinstance(app.screen, MatterScreen)
        assert [answer.question.text for answer in script.desk.resumed] == ["What notice?", "And the fee?"]
        assert len(app.screen.conversation.turns) == 2


async def test_they_are_found_by_words_of_the_answers(script: Script, size: tuple[int, int]) -> None:
    app = three(script)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f3", "slash")
        await type_and_settle(pilot, "marine insur")
        assert titles(app) == ["Who insures?"]
        await pilot.press("escape")
        await settle(pilot)
        assert len(titles(app)) == 3


async def test_one_is_pinned_and_named_and_both_are_taken_back(script: Script, size: tuple[int, int]) -> None:
    app = three(script)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f3", "end", "p")
        assert titles(app)[0] == "What notice?"
        assert "★" in screen_text(app)
        await type_and_settle(pilot, "", "home", "r")
        await type_and_settle(pilot, "Termination", "enter")
        assert titles(app)[0] == "Termination"
        assert "Termination  What notice? · And the fee?" in screen_text(app)
        await type_and_settle(pilot, "", "r")
        await type_and_settle(pilot, " ", "enter")
        await type_and_settle(pilot, "", "p")
        assert titles(app) == ["Which law?", "Who insures?", "What notice?"]
        assert [what for what, _ in script.desk.audit.events] == [
            *("conversation pinned", "conversation named", "conversation named", "conversation unpinned"),
        ]


async def test_one_is_deleted_only_after_the_word_was_typed(script: Script, size: tuple[int, int]) -> None:
    app = three(script)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f3", "end", "d")
        assert "All 2 questions and their answers are removed for good." in screen_text(app)
        await type_and_settle(pilot, "no", "enter")
        assert len(script.desk.store.kept) == 4
        await pilot.press("escape", "d")
        await settle(pilot)
        await type_and_settle(pilot, "delete", "enter")
        assert titles(app) == ["Which law?", "Who insures?"]
        assert [answer.conversation for answer in script.desk.store.kept] == ["c2", "c3"]
        assert script.desk.audit.events[-1] == ("conversation deleted", {"conversation": "c1", "answers": "2"})


async def test_one_is_saved_as_a_paper(script: Script, size: tuple[int, int]) -> None:
    app = three(script)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f3", "end", "e")
        assert app.screen.query_one(Input).value == "~/What notice 2026-11-11.docx"
        await pilot.press("enter")
        await settle(pilot)
        assert script.calls[-1] == ("save conversation", "c1", Path.home() / "What notice 2026-11-11.docx")
        await until(pilot, lambda: "Saved:" in screen_text(app))


async def test_titles_and_answers_are_hostile(script: Script, size: tuple[int, int]) -> None:
    app = three(script)
    script.desk.store.name_conversation("c3", HOSTILE)
    script.desk.store.kept[0] = replace(
        script.desk.store.kept[0], draft=replace(script.desk.store.kept[0].draft, text=HOSTILE)
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        for key in ("f3", "r", "escape", "e", "escape", "d", "escape"):
            await type_and_settle(pilot, "", key)
            assert unsafe(characters_of(app)) == set()
        assert "said [sic] [/b] <Client" in screen_text(app)
