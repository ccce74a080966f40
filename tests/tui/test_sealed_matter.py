"""A sealed matter asks for its passphrase, and is locked when it is left, or left alone."""

from __future__ import annotations

import pytest

from localcounsel.tui.app import CounselApp
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.screens.matters import MattersScreen
from localcounsel.tui.unattended import Unattended
from tests.tui.driving import screen_text, settle, type_and_settle
from tests.tui.scripted import Script


@pytest.fixture
def sealed(script: Script) -> Script:
    script.sealing.passphrases[script.desk.matter.name] = "four plain words please"
    return script


async def test_it_opens_with_its_passphrase_and_not_with_another(sealed: Script, size: tuple[int, int]) -> None:
    name = sealed.desk.matter.name
    app = CounselApp(sealed.ports(), name)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "Passphrase" in screen_text(app)
        await type_and_settle(pilot, "something else", "enter")
        assert "That does not open" in screen_text(app)
        assert ("open", name) not in sealed.calls
        await type_and_settle(pilot, "four plain words please", "enter")
        assert "four plain words" not in screen_text(app)
        assert ("open", name) in sealed.calls
        assert isinstance(app.screen, MatterScreen)


async def test_leaving_the_prompt_goes_back_to_the_list(sealed: Script) -> None:
    app = CounselApp(sealed.ports(), sealed.desk.matter.name)
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, MattersScreen)


async def test_it_is_locked_when_it_is_closed(sealed: Script) -> None:
    name = sealed.desk.matter.name
    sealed.sealing.unlocked.add(name)
    app = CounselApp(sealed.ports(), name)
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("f10")
        await settle(pilot)
        assert ("lock", name) in sealed.calls


async def test_it_is_locked_when_nobody_is_at_the_keyboard(sealed: Script) -> None:
    name, now = sealed.desk.matter.name, [0.0]
    sealed.sealing.unlocked.add(name)
    app = CounselApp(sealed.ports(), name)
    app._unattended = Unattended(lambda: now[0])
    async with app.run_test() as pilot:
        await settle(pilot)
        now[0] = 14 * 60.0
        app._lock_unattended()
        await settle(pilot)
        assert isinstance(app.screen, MatterScreen)
        await pilot.press("x")
        now[0] = 28 * 60.0
        app._lock_unattended()
        await settle(pilot)
        assert isinstance(app.screen, MatterScreen)
        now[0] = 29 * 60.0
        app._lock_unattended()
        await settle(pilot)
        assert isinstance(app.screen, MattersScreen)
        assert ("lock", name) in sealed.calls


async def test_a_matter_in_the_clear_stays_open(script: Script) -> None:
    now = [0.0]
    app = CounselApp(script.ports(), script.desk.matter.name)
    app._unattended = Unattended(lambda: now[0])
    async with app.run_test() as pilot:
        await settle(pilot)
        now[0] = 1e6
        app._lock_unattended()
        await settle(pilot)
        assert isinstance(app.screen, MatterScreen)
