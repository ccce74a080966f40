"""The page viewer: text as it is, turning, going, copying, what asks for a second look, very long pages."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from textual.pilot import Pilot

from localcounsel.records import PageState
from localcounsel.tui.app import CounselApp
from localcounsel.tui.screens.viewer import ViewerScreen
from localcounsel.tui.widgets.page_text import PageText
from tests.tui.driving import screen_text, settle, type_and_settle, until
from tests.tui.scripted import CLAUSE, Script, document_of, page_of


def _viewer(script: Script, page: int = 1) -> ViewerScreen:
    desk = script.desk
    return ViewerScreen(desk, "id-contracts/Services Agreement.pdf", "contracts/Services Agreement.pdf", page)


async def _open(pilot: Pilot[int], screen: ViewerScreen) -> None:
    await settle(pilot)
    pilot.app.push_screen(screen)
    await settle(pilot)


async def test_turning_and_going_to_a_page(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await _open(pilot, _viewer(script))
        assert "Page 1 of 5" in screen_text(app)
        await type_and_settle(pilot, "", "right")
        assert "Page 2 of 5" in screen_text(app)
        await type_and_settle(pilot, "", "left", "left")
        assert "Page 1 of 5" in screen_text(app)
        await type_and_settle(pilot, "g")
        await type_and_settle(pilot, "4", "enter")
        assert "Page 4 of 5" in screen_text(app)
        assert "[sic]" in screen_text(app)
        assert "▲ hidden text (1)  white on white" in screen_text(app)


async def test_a_page_that_could_not_be_read_says_why(script: Script, size: tuple[int, int]) -> None:
    store = script.desk.store
    store.put(document_of("scan.pdf"), page_of(1, "", state=PageState.UNREAD, reason="an image; no OCR program"))
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await _open(pilot, ViewerScreen(script.desk, "id-scan.pdf", "scan.pdf"))
        assert "▲ This page could not be read: an image; no OCR program" in screen_text(app)


async def test_copying_writes_one_clean_sequence_to_the_terminal(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "What?", "enter")
        await type_and_settle(pilot, "", "enter")
        assert app._driver is not None
        written: list[str] = []
        monkeypatch.setattr(app._driver, "write", written.append)
        await type_and_settle(pilot, "c")
        (sequence,) = [text for text in written if "\x1b]52" in text]
        words = base64.b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()
        assert words == "“upon sixty (60) days’ prior written notice to the other party”"
        await until(pilot, lambda: "Copied to the terminal's clipboard." in screen_text(app))


async def test_over_a_remote_connection_the_copy_goes_to_a_file(
    script: Script, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 22")
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "What?", "enter")
        await type_and_settle(pilot, "", "enter")
        await type_and_settle(pilot, "c")
        (file,) = (tmp_path / "exports").iterdir()
        assert "sixty (60) days" in file.read_text(encoding="utf-8")
        await until(pilot, lambda: "Not to the clipboard: this is a remote connection" in screen_text(app))


async def test_without_a_citation_the_passage_in_view_is_copied(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await _open(pilot, _viewer(script, 4))
        await type_and_settle(pilot, "c")
        assert app.clipboard.startswith("“SERVICES AGREEMENT")


async def test_a_contract_on_one_page_of_300_000_characters(script: Script, size: tuple[int, int]) -> None:
    text = "\n\n".join(f"{n}. {CLAUSE}" for n in range(1, 1650))
    assert len(text) > 300_000
    script.desk.store.put(document_of("long.txt"), page_of(1, text))
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await _open(pilot, ViewerScreen(script.desk, "id-long.txt", "long.txt"))
        page = app.screen.query_one(PageText)
        assert page.virtual_size.height > 3000
        assert "1. 7.2 Termination for convenience." in screen_text(app)
        await type_and_settle(pilot, "", "end")
        assert "1649. 7.2 Termination for convenience." in screen_text(app)


async def test_the_mouse_selects_words_as_they_stand_on_the_page(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await _open(pilot, _viewer(script, 4))
        page = app.screen.query_one(PageText)
        await pilot.mouse_down(page, offset=(2, 0))
        await pilot.hover(page, offset=(9, 0))
        await pilot.mouse_up(page, offset=(9, 0))
        assert app.screen.get_selected_text() == "SERVICES"
