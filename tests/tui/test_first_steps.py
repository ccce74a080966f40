"""The first start: three steps to the first answer, shown once, and nothing lost by skipping them."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from localcounsel.errors import Damaged, MatterInUse
from localcounsel.flows.events import FileLeftOut, FileStarted, FileTaken, Indexing, Ingested
from localcounsel.tui.app import CounselApp
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.screens.matters import MattersScreen
from localcounsel.tui.screens.welcome import WelcomeScreen
from tests.tui.driving import screen_text, settle, type_and_settle
from tests.tui.scripted import Row, Script


async def press(pilot: Pilot[int], *keys: str) -> None:
    """What stands in the line is left as it is."""
    await pilot.press(*keys)
    await settle(pilot)


@pytest.fixture
def first(script: Script) -> Script:
    script.shell.is_first = True
    script.rows = [Row("Sample matter", 5)]
    return script


async def test_three_times_enter_leads_to_an_answer(first: Script, size: tuple[int, int]) -> None:
    app = CounselApp(first.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, WelcomeScreen)
        assert "▸ 1 Make a matter" in screen_text(app)
        await press(pilot, "enter")
        assert "Sample matter: 5 documents" in screen_text(app)
        assert "▸ 2 Add a folder" in screen_text(app)
        await press(pilot, "enter")
        assert "What notice is needed?" in screen_text(app)
        await type_and_settle(pilot, "", "down", "enter")
        assert isinstance(app.screen, MatterScreen)
        assert ("ask", "What notice is needed?", (), False) in first.calls
    assert first.desk.closed.is_set()
    assert first.shell.calls == [("begun",)]
    assert first.calls[:2] == [("open", "Sample matter"), ("open", "Sample matter")]


async def test_a_matter_and_a_folder_of_ones_own(first: Script, size: tuple[int, int]) -> None:
    held = dict(first.desk.store.held)
    first.desk.store.held.clear()

    def adding(paths: object, password: object) -> object:
        yield FileStarted("a.pdf", 1, 2)
        first.desk.store.held.update(held)
        yield FileTaken("a.pdf", "new", "id-a.pdf", 3, 0, 0.1)
        yield FileLeftOut("b.pdf", Damaged("b.pdf"))
        yield Indexing(1, 100, 1.0, 99.0)
        raise AssertionError("the rest goes on in the matter")

    first.adding = adding  # type: ignore[assignment]
    app = CounselApp(first.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.screen.query_one("#line-0").value = "Estate of Doe"  # type: ignore[attr-defined]
        await press(pilot, "enter")
        app.screen.query_one("#line-1").value = "/files/doe"  # type: ignore[attr-defined]
        await press(pilot, "enter")
        assert "1 document read; 1 left out" in screen_text(app)
        await type_and_settle(pilot, "Who inherits?", "enter")
        assert isinstance(app.screen, MatterScreen)
    assert first.calls[0] == ("create", "Estate of Doe")
    assert ("add", ["/files/doe"], None) in first.calls
    assert ("ask", "Who inherits?", (), False) in first.calls


async def test_an_empty_folder_is_asked_for_again(first: Script) -> None:
    first.desk.store.held.clear()
    first.adding = lambda paths, password: (each for each in [Ingested(0, 0, 0, 0, 0, 0.1)])
    app = CounselApp(first.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        await press(pilot, "enter")
        assert "No document was found there" in screen_text(app)
        assert not app.screen.query_one("#line-1").disabled


async def test_what_goes_wrong_is_told_and_can_be_tried_again(first: Script) -> None:
    def busy(name: str) -> object:
        raise MatterInUse("“Sample matter” is open in another window.")

    first.opening = busy  # type: ignore[assignment]
    app = CounselApp(first.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert "is open in another window" in screen_text(app)
        first.opening = None
        app.screen.query_one("#line-0").focus()
        await press(pilot, "enter")
        assert "▸ 2 Add a folder" in screen_text(app)


async def test_escape_skips_them_and_closes_the_matter(first: Script, size: tuple[int, int]) -> None:
    app = CounselApp(first.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        await type_and_settle(pilot, "", "escape")
        assert isinstance(app.screen, MattersScreen)
        assert first.desk.closed.is_set()
        assert app.desk is None


async def test_they_are_not_shown_again_but_help_leads_to_them(script: Script) -> None:
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        assert isinstance(app.screen, MattersScreen)
        await type_and_settle(pilot, "", "f1", "w")
        assert isinstance(app.screen, WelcomeScreen)


async def test_quitting_meanwhile_closes_the_matter(first: Script) -> None:
    app = CounselApp(first.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        await pilot.press("ctrl+q")
    assert first.desk.closed.is_set()
