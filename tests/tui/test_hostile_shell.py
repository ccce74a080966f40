"""Hostile text through the application's own screens: drawn literally, and nothing of it is a command."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from localcounsel.errors import CounselError
from localcounsel.flows.chain import Chain
from localcounsel.flows.checkup.line import Check, Standing
from localcounsel.records import AuditEvent
from localcounsel.store.settings import InterfaceSettings, Table
from localcounsel.tui.app import CounselApp
from localcounsel.tui.ports_shell import Told
from tests.tui.driving import characters_of, screen_text, settle, type_and_settle, unsafe
from tests.tui.scripted import HOSTILE, Row, Script
from tests.tui.scripted_shell import model_of

PLAIN = ("[sic]", "[/b]")


@pytest.fixture
def hostile(script: Script) -> Script:
    """The shell with every foreign string hostile."""
    facts = dict.fromkeys(("licence", "approval", "approved_by", "approved_on", "grounds", "quality"), HOSTILE)
    script.shell.held = [
        model_of(HOSTILE, **facts, speed=(HOSTILE,), fingerprint=HOSTILE, trouble=HOSTILE),
        model_of(f"x{HOSTILE}", HOSTILE, **facts),
    ]
    event = AuditEvent(1, HOSTILE, HOSTILE, ((HOSTILE, HOSTILE),), HOSTILE, HOSTILE)
    script.shell.chain = Chain(HOSTILE, (event, event), 1, "", HOSTILE)
    script.shell.found = [Check(HOSTILE, standing, HOSTILE, HOSTILE) for standing in Standing]
    script.shell.fixed = ((HOSTILE, HOSTILE),)
    script.rows = [Row(HOSTILE, 1), Row("Sample matter", 1)]
    return script


async def _check(pilot: Pilot[int], app: CounselApp, *telling: str) -> None:
    await settle(pilot)
    assert unsafe(characters_of(app)) == set()
    text = screen_text(app)
    assert [part for part in telling if part not in text] == []


async def test_models_audit_health_and_policy(hostile: Script, size: tuple[int, int]) -> None:
    app = CounselApp(hostile.ports(), HOSTILE)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        for keys in (("ctrl+l",), ("ctrl+g",), ("f11",), ("f12", "end")):
            for key in keys:
                await pilot.press(key)
                await settle(pilot)
            await _check(pilot, app, *PLAIN)
            await pilot.press("escape")
            await settle(pilot)
        hostile.shell.chain = replace(hostile.shell.chain, broken=None)
        await pilot.press("ctrl+g")
        await _check(pilot, app, *PLAIN)
        hostile.shell.chain = replace(hostile.shell.chain, trouble=HOSTILE)
        await pilot.press("r")
        await _check(pilot, app, *PLAIN)


async def test_loading_and_errors(hostile: Script, size: tuple[int, int]) -> None:
    hostile.shell.refuses = CounselError(HOSTILE, HOSTILE)
    app = CounselApp(hostile.ports())
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+l")
        await pilot.press("enter")
        await _check(pilot, app, *PLAIN)
        hostile.shell.refuses = None

        def choose(name: str, desk: object, told: Told) -> str:
            told(HOSTILE, 0.5)
            return HOSTILE

    ports = hostile.ports()
    app = CounselApp(replace(ports, shell=replace(ports.shell, choose_model=choose)))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+l")
        await pilot.press("enter")
        await _check(pilot, app, *PLAIN)


async def test_settings_typed_and_keys_from_the_file(hostile: Script, size: tuple[int, int]) -> None:
    hostile.shell.interface_settings = InterfaceSettings(keys=Table([("app.theme", HOSTILE), (HOSTILE, "f3")]))
    app = CounselApp(hostile.ports())
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        app.action_keys()
        await _check(pilot, app)
        await type_and_settle(pilot, "/app.theme", "enter")
        await _check(pilot, app, "[sic]")
        await type_and_settle(pilot, "", "escape", "escape", "f12")
        await type_and_settle(pilot, "/model.name", "enter", "enter")
        await type_and_settle(pilot, HOSTILE)
        await _check(pilot, app, "[sic]")
        await type_and_settle(pilot, "", "enter")
        await _check(pilot, app, "[sic]")


async def test_the_first_steps(hostile: Script, size: tuple[int, int]) -> None:
    hostile.shell.is_first = True
    app = CounselApp(hostile.ports())
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, HOSTILE, "enter")
        await _check(pilot, app, *PLAIN)


async def test_one_column(hostile: Script) -> None:
    hostile.shell.interface_settings = InterfaceSettings(linear=True)
    hostile.rows.append(Row(HOSTILE))
    app = CounselApp(hostile.ports())
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "end")
        await _check(pilot, app, *PLAIN)
        app.notify(HOSTILE, title=HOSTILE)
        await _check(pilot, app, *PLAIN)
