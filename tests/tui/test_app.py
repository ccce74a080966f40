"""The application as a whole: what is shut, leaving, help, keys, both themes, no colour, a picture of each screen."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from textual.binding import BindingsMap

from localcounsel.engine.door import Reading
from localcounsel.flows.events import AskEvent
from localcounsel.tui.app import CounselApp
from localcounsel.tui.screens.help import HelpScreen
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.widgets.composer import Composer
from tests.tui.driving import screen_text, settle, type_and_settle, until
from tests.tui.scripted import Script


async def test_quitting_closes_the_desk_first_and_no_thread_holds_the_exit(script: Script) -> None:
    def asking(text: str, wide: bool) -> Iterator[AskEvent]:
        yield Reading(1, 2, 0)
        script.desk.closed.wait(60)  # like a child: it answers only once it has been ended
        yield Reading(2, 2, 0)

    script.asking = asking
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press(*"Q?", "enter")
        await until(pilot, lambda: "reading 1 of 2" in screen_text(app))
        await pilot.press("ctrl+q")
    assert script.desk.closed.is_set()
    assert app.return_value == 0


async def test_the_interface_answers_while_a_matter_opens(script: Script) -> None:
    gate = threading.Event()

    def slow(name: str) -> object:
        gate.wait(30)
        return script.desk

    script.opening = slow  # type: ignore[assignment]
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await until(pilot, lambda: "Opening the matter" in screen_text(app))
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        gate.set()
        await settle(pilot)
        assert app.screen.query_one(Composer).has_focus


async def test_a_matter_left_while_it_opens_is_closed_again(script: Script) -> None:
    gate = threading.Event()

    def slow(name: str) -> object:
        gate.wait(30)
        return script.desk

    script.opening = slow  # type: ignore[assignment]
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await until(pilot, lambda: "Opening the matter" in screen_text(app))
        await pilot.press("f10")
        gate.set()
        await until(pilot, script.desk.closed.is_set)
        assert app.desk is None


async def test_what_textual_offers_and_this_application_does_not(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url, *_: opened.append(url))
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        app.open_url("https://example.com/?q=secret")
        assert app.deliver_screenshot() is None
        assert app.save_screenshot() == ""
        await pilot.press("ctrl+p")
        await settle(pilot)
        assert type(app.screen).__name__ == "PaletteScreen"  # ours, and not the one that comes with Textual
    assert opened == []


async def test_help_lists_the_keys_as_they_are_bound(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        text = screen_text(app)
        assert re.search(r"F2  Ctrl\+O +Files", text)
        await pilot.press("end")
        await settle(pilot)
        assert "✗ not on any page" in screen_text(app)
        assert "meaning indexed for 10 of 10 passages" in screen_text(app)


def test_no_key_of_the_matter_is_eaten_by_the_question_line() -> None:
    line = {key for kind in Composer.__mro__ for key, _ in BindingsMap(vars(kind).get("BINDINGS", []))}
    screen = [binding for _, binding in BindingsMap(MatterScreen.BINDINGS)]
    eaten = {binding.key for binding in screen if not binding.priority and binding.key in line}
    typed = {"question_mark"}
    assert eaten == set()
    assert {binding.key for binding in screen if len(binding.key) == 1} == set()
    assert typed <= {binding.key for binding in screen}


@pytest.mark.parametrize("theme", ["counsel-night", "counsel-day"])
async def test_a_picture_of_the_main_screens(script: Script, size: tuple[int, int], theme: str) -> None:
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        app.theme = theme
        await settle(pilot)
        pictures = [app.export_screenshot()]
        await type_and_settle(pilot, "", "enter")
        pictures.append(app.export_screenshot())
        await type_and_settle(pilot, "Q?", "enter")
        pictures.append(app.export_screenshot())
        await type_and_settle(pilot, "", "f2")
        pictures.append(app.export_screenshot())
    wanted = ("Johnson|Acme", "Ask in your own words", "exact", "searchable")
    for picture, words in zip(pictures, wanted, strict=True):
        assert re.search(words, re.sub(r"&#160;", " ", picture))


@pytest.mark.parametrize("keys", ["", "\t", "\t\t"])
async def test_the_footer_is_never_cut_off_at_80_columns(script: Script, keys: str) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "Q?", "enter")
        for _ in keys:
            await pilot.press("tab")
        await settle(pilot)
        assert screen_text(app).rstrip().endswith("F1 Help")


async def test_without_colour_verdicts_and_marks_are_still_told_apart(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "Q?", "enter")
        text = screen_text(app)
        assert "✓ exact" in text
        assert "✗" in text
        assert "▌" in text


def test_the_last_words_of_a_crash_hold_no_value(script: Script) -> None:
    app = CounselApp(script.ports())
    try:
        secret = "words of a document \x1b]0;x\x07"
        raise KeyError(secret)
    except KeyError:
        app._fatal_error()
    (last,) = app._exit_renderables
    assert "Unexpected KeyError" in str(last)
    assert "words of a document" not in str(last)
