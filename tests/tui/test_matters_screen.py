"""Choosing, making, renaming and deleting matters."""

from __future__ import annotations

from dataclasses import replace

from localcounsel.errors import MatterExists, MatterInUse
from localcounsel.tui.app import CounselApp
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.screens.matters import MattersScreen
from tests.tui.driving import screen_text, settle, type_and_settle, until
from tests.tui.scripted import Row, Script


async def test_the_list_says_what_each_matter_holds(script: Script, size: tuple[int, int]) -> None:
    script.rows.append(Row("Johnson lease", note="open at another desk"))
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        text = screen_text(app)
        assert "Acme v. Beta" in text
        assert "20 Nov 2026" in text
        assert "open at another desk" in text
        assert "no network: enforced by the kernel" in text


async def test_without_matters_the_first_step_is_named(script: Script, size: tuple[int, int]) -> None:
    script.rows = []
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "No matters yet" in screen_text(app)
        assert "makes the first one" in screen_text(app)


async def test_a_new_matter_is_made_and_opened(script: Script) -> None:
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "n")
        await type_and_settle(pilot, "Estate of Doe", "enter")
        assert "A passphrase?" in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert script.calls == [("create", "Estate of Doe"), ("open", "Estate of Doe")]
        assert isinstance(app.screen, MatterScreen)


async def test_what_goes_wrong_is_told(script: Script) -> None:
    def exists(name: str, passphrase: str) -> None:
        raise MatterExists(f"There is a matter `{name}`.")

    app = CounselApp(replace(script.ports(), create=exists))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "n")
        await type_and_settle(pilot, "x", "enter")
        await type_and_settle(pilot, "", "enter")
        await until(pilot, lambda: "A matter of that name exists already" in screen_text(app))
        assert isinstance(app.screen, MattersScreen)


async def test_renaming(script: Script) -> None:
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "r")
        await type_and_settle(pilot, "Acme v. Gamma", "enter")
        assert script.calls == [("rename", "Acme v. Beta", "Acme v. Gamma")]


async def test_deleting_wants_the_name_typed(script: Script) -> None:
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "d")
        await type_and_settle(pilot, "Acme", "enter")
        assert "That is not the name." in screen_text(app)
        assert script.calls == []
        await type_and_settle(pilot, " v. Beta", "enter")
        assert script.calls == [("delete", "Acme v. Beta")]


async def test_the_filter_narrows_and_escape_takes_it_away(script: Script) -> None:
    script.rows.append(Row("Johnson lease"))
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "/john")
        assert "Acme" not in screen_text(app)
        await type_and_settle(pilot, "", "escape")
        assert "Acme v. Beta" in screen_text(app)


async def test_a_matter_in_use_says_so_and_lets_one_go_back(script: Script, size: tuple[int, int]) -> None:
    def busy(name: str) -> None:
        raise MatterInUse(f"`{name}` is open in another window.")

    script.opening = busy  # type: ignore[assignment]
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "The matter is open at another desk" in screen_text(app)
        await type_and_settle(pilot, "", "f10")
        assert isinstance(app.screen, MattersScreen)


async def test_leaving_closes_the_desk_before_the_list_is_read(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f10")
        assert script.desk.closed.is_set()
        assert "Acme v. Beta" in screen_text(app)
        assert app.desk is None
