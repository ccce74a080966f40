"""Models, audit log, health and settings, each by its paths, at both sizes."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from textual.content import Content

from localcounsel.errors import NotApproved, StorageError
from localcounsel.flows.chain import Chain
from localcounsel.tui.app import CounselApp
from localcounsel.tui.ports_shell import Told
from localcounsel.tui.screens.audit import AuditScreen
from localcounsel.tui.screens.health import HealthScreen
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.screens.models import ModelsScreen
from localcounsel.tui.screens.settings import SettingPrompt
from localcounsel.tui.widgets.rows import Rows
from tests.tui.driving import screen_text, settle, type_and_settle, until
from tests.tui.scripted import Script
from tests.tui.scripted_shell import chain_of, events_of

# Models


async def test_models_say_who_approved_them_and_what_fits(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+l")
        text = screen_text(app)
        for words in (
            "● SmolLM2-135M-Instruct",
            "✓ fits",
            "▲ tight",
            "demo by LocalCounsel on 2026-11-01",
            "Apache-2.0",
        ):
            assert words in text
        await type_and_settle(pilot, "", "tab", "end")
        assert "93% of its statements" in " ".join(screen_text(app).replace("│", "").split())
        await type_and_settle(pilot, "", "escape", "escape")
        assert not isinstance(app.screen, ModelsScreen)


async def test_another_model_is_loaded_and_answers(script: Script, size: tuple[int, int]) -> None:
    seen: list[str] = []
    gate = threading.Event()

    def choose(name: str, desk: Any, told: Told) -> str:
        script.shell.calls.append(("choose", name, desk is script.desk))
        told("reading the file", 0.5)
        gate.wait(30)
        return f"{name} answers from now on."

    ports = script.ports()
    app = CounselApp(replace(ports, shell=replace(ports.shell, choose_model=choose)), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+l")
        await pilot.press("down", "enter")
        await until(pilot, lambda: "50%" in screen_text(app))
        await pilot.press("enter")  # while one is loading, no other is begun
        seen.append(screen_text(app))
        gate.set()
        await settle(pilot)
        assert "✓ Counsel-7B answers from now on." in screen_text(app)
    assert script.shell.calls == [("choose", "Counsel-7B", True)]
    assert "reading the file" in seen[0]


async def test_a_model_that_is_refused_says_why(script: Script) -> None:
    script.shell.refuses = NotApproved("weights.gguf is not the file that was approved.")
    app = CounselApp(script.ports())
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+l")
        await type_and_settle(pilot, "", "down", "enter")
        assert "is not the file that was approved" in screen_text(app)


async def test_only_a_chat_model_can_answer(script: Script) -> None:
    app = CounselApp(script.ports())
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+l")
        await type_and_settle(pilot, "", "end", "enter")
        await until(pilot, lambda: "This model finds by" in screen_text(app))
        assert script.shell.calls == []


async def test_without_models_the_next_step_is_named(script: Script, size: tuple[int, int]) -> None:
    script.shell.held = []
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+l")
        assert "localcounsel models import PATH" in screen_text(app)


# Audit


async def test_the_log_is_listed_latest_first_and_the_chain_followed(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+g")
        text = " ".join(screen_text(app).split())
        assert "✓ 40 entries, the chain holds." in text
        assert script.shell.chain.anchor.split()[0] in text
        assert app.screen.query_one(Rows).item.sequence == 40
        await type_and_settle(pilot, "/answered a38", "enter")
        assert [event.sequence for event in app.screen.query_one(Rows).items] == [38]
        await type_and_settle(pilot, "", "escape", "c")
        assert app.clipboard == script.shell.chain.anchor


async def test_a_changed_log_is_told_from_where_on(script: Script, size: tuple[int, int]) -> None:
    events = list(events_of(9))
    events[4] = replace(events[4], what="exported")
    script.shell.chain = chain_of(events)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+g")
        assert "✗ Entry 5 does not follow" in screen_text(app)
        await type_and_settle(pilot, "", "c")
        assert app.clipboard == ""


async def test_a_log_that_cannot_be_read_and_one_that_is_empty(script: Script) -> None:
    script.shell.chain = Chain("/a", (), None, "line 3 is not an audit event.")
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+g")
        assert "✗ line 3 is not an audit event." in screen_text(app)
        script.shell.chain = Chain("/a", (), None)
        await type_and_settle(pilot, "", "r")
        assert "Nothing has been written down yet." in screen_text(app)


async def test_fifty_thousand_entries_cost_only_what_is_seen(script: Script) -> None:
    event = events_of(1)[0]
    script.shell.chain = Chain("/a", tuple(replace(event, sequence=n) for n in range(50_000, 0, -1)), None)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+g")
        assert len(app.screen.query("*")) < 40
        drawn: list[int] = []
        rows = app.screen.query_one(Rows)
        draw = rows._draw

        def counted(index: int, item: Any, width: int) -> tuple[Content, ...]:
            drawn.append(index)
            return draw(index, item, width)

        rows._draw = counted
        await type_and_settle(pilot, "", "end")
        assert rows.item.sequence == 1
        assert len(set(drawn)) < 100


async def test_without_a_matter_there_is_no_log(script: Script) -> None:
    app = CounselApp(script.ports())
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+g")
        assert not isinstance(app.screen, AuditScreen)
        await until(pilot, lambda: "Open a matter first" in screen_text(app))


# Health


async def test_findings_say_how_a_thing_is_and_what_to_do(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f11")
        text = screen_text(app)
        for words in ("✗ 1 thing fails", "✗ fails", "▲ attention", "✓ well", "What to do: See docs/security.md"):
            assert words in text
        script.shell.found = script.shell.found[2:]
        await type_and_settle(pilot, "", "r")
        assert "✓ All is well." in screen_text(app)
        await type_and_settle(pilot, "", "escape")
        assert not isinstance(app.screen, HealthScreen)


# Settings


async def test_a_setting_is_typed_checked_and_written(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f12")
        await type_and_settle(pilot, "/ask.passages", "enter", "enter")
        assert isinstance(app.screen, SettingPrompt)
        assert "1 to 200" in screen_text(app)
        await type_and_settle(pilot, "900")
        assert "it must be at most 200" in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert isinstance(app.screen, SettingPrompt)
        app.screen.query_one("Input").value = "12"  # type: ignore[attr-defined]
        await type_and_settle(pilot, "", "enter")
        assert script.shell.calls == [("change", "ask.passages", "12")]
        assert script.shell.places.settings_file.read_text() == "[ask]\npassages = 12\n"
        assert "✓ ask.passages: 12" in screen_text(app)
        await type_and_settle(pilot, "u")
        assert script.shell.places.settings_file.read_text() == "[ask]\n"
        assert "● " not in screen_text(app).replace("● no network", "")


async def test_truths_and_choices_change_with_one_key_and_d_restores(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f12")
        await type_and_settle(pilot, "/interface.theme", "enter", "enter")
        await type_and_settle(pilot, "", "enter")
        assert app.theme == "counsel-day"
        assert "It is in force." in screen_text(app)
        await type_and_settle(pilot, "d")
        assert app.theme == "counsel-night"
        await type_and_settle(pilot, "", "escape")
        await type_and_settle(pilot, "/reading.ocr", "enter", "enter")
        assert script.shell.calls[-1] == ("change", "reading.ocr", "false")
        assert "matters opened from now on" in " ".join(screen_text(app).split())


async def test_what_it_fixed_is_shown_and_cannot_be_changed(script: Script, size: tuple[int, int]) -> None:
    script.shell.fixed = (("exports", "none"),)
    app = CounselApp(script.ports())
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f12", "end")
        text = screen_text(app)
        assert "set by IT" in text
        assert "This is fixed by IT" in " ".join(text.split())
        await type_and_settle(pilot, "", "enter", "d")
        assert script.shell.calls == []


async def test_a_disk_that_is_full_is_told_and_nothing_is_undone(script: Script) -> None:
    script.shell.refuses = StorageError("settings.toml: No space left on device.")
    app = CounselApp(script.ports())
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f12")
        await type_and_settle(pilot, "/reading.ocr", "enter", "enter")
        assert "No space left on device" in screen_text(app)
        await type_and_settle(pilot, "u")
        assert len(script.shell.calls) == 1


async def test_a_file_with_a_mistake_is_shown_instead_of_the_form(script: Script) -> None:
    script.shell.places.home.mkdir()
    app = CounselApp(script.ports())
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        script.shell.places.settings_file.write_text("[ask]\npasages = 3\n")
        await type_and_settle(pilot, "", "f12")
        assert "did you mean “passages”?" in " ".join(screen_text(app).split())  # the path may break the line


async def test_every_setting_there_is_has_its_row(script: Script) -> None:
    from dataclasses import fields

    from localcounsel.store.settings import Settings

    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f12")
        names = {row.name for row in app.screen.query_one(Rows).items}
        empty = Settings()
        assert names == {
            f"{section.name}.{each.name}"
            for section in fields(Settings)
            for each in fields(getattr(empty, section.name))
        }
        await type_and_settle(pilot, "", "escape")
        assert isinstance(app.screen, MatterScreen)
