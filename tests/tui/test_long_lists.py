"""Names that do not fit, keys that do not fit, lists that grow while one looks: nothing is cut that should be read."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from rich.cells import cell_len

from localcounsel.flows.events import FileStarted, FileTaken, Ingested, IngestEvent
from localcounsel.records import DocumentState
from localcounsel.tui import wording
from localcounsel.tui.app import CounselApp
from localcounsel.tui.batch import batch
from localcounsel.tui.pace import Pace
from localcounsel.tui.progress import Progress
from localcounsel.tui.screens.documents import DocumentsScreen
from localcounsel.tui.screens.help import HelpScreen
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.screens.palette import PaletteScreen
from localcounsel.tui.screens.settings import SettingsScreen
from localcounsel.tui.widgets.document_tree import DocumentTree
from localcounsel.tui.widgets.intake import LONG, Intake
from localcounsel.tui.widgets.key_line import Key, KeyLine, fitted
from localcounsel.tui.wrapping import Wrapped
from tests.tui.driving import screen_text, settle, type_and_settle, until
from tests.tui.scripted import Script, document_of

LONG_NAME = "contracts/INTELLECTUAL PROPERTY AGREEMENT between THE BABCOCK COMPANY and 三菱重工業株式会社.PDF"


def _key(name: str, does: str, kept: bool = False) -> Key:
    return Key(name, name, does, kept, True)


@pytest.mark.parametrize("width", range(12, 80))
def test_keys_without_room_are_left_out_whole(width: int) -> None:
    keys = (*(_key(f"F{n}", "契約 of it") for n in range(2, 8)), _key("Esc", "Back", True), _key("F1", "Help", True))
    shown = fitted(keys, width)
    kept = [key for key in shown if key is not None]
    cells = sum(key.content().cell_length if key else 1 for key in shown) + 2 * (len(shown) - 1)
    assert kept[-2:] == list(keys[-2:])
    assert kept[:-2] == list(keys[: len(kept) - 2])
    assert (None in shown) == (len(kept) < len(keys))
    assert cells <= width or len(kept) == 2


def test_all_keys_are_shown_where_there_is_room() -> None:
    keys = (_key("a", "Add"), _key("F1", "Help", True))
    assert fitted(keys, len("a Add  F1 Help")) == list(keys)


@pytest.mark.parametrize("room", range(8, 90))
def test_a_long_name_keeps_its_beginning_or_its_file_and_always_its_end(room: int) -> None:
    for shown in (wording.middle(LONG_NAME, room), wording.file_name(LONG_NAME, room)):
        assert cell_len(shown) <= room
        assert shown in (LONG_NAME, LONG_NAME.rpartition("/")[2]) or "…" in shown
        assert shown.endswith("DF")
    assert wording.file_name("a/b.pdf", 7) == "a/b.pdf"
    assert wording.file_name("long folder/b.pdf", 8) == "…/b.pdf"


def test_a_reason_does_not_say_the_name_again_that_stands_beside_it() -> None:
    assert wording.without_name("lease.pdf: it cannot be parsed.", "a/lease.pdf") == "it cannot be parsed."
    assert wording.without_name("it is encrypted.", "a/lease.pdf") == "it is encrypted."


def test_words_that_only_no_break_spaces_part_are_not_cut() -> None:
    text = "may\u00a0be\u00a0cancelled\u00a0at any\u00a0time without\u00a0cause"
    rows = [text[start:end].rstrip("\u00a0 ") for start, end in Wrapped(text, 16).rows]
    assert rows == ["may\u00a0be\u00a0cancelled", "at any\u00a0time", "without\u00a0cause"]


async def test_the_last_line_is_whole_at_eighty_cells_and_can_be_clicked(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f2")
        line = app.screen.query_one(KeyLine)
        last = screen_text(app).splitlines()[-1]
        assert "…  Esc Back  F1 Help" in last
        at = last.index("F1 Help") + 3
        await pilot.click(KeyLine, offset=(at, 0))
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert line.region.height == 1


async def test_the_answer_is_paged_from_the_question_line(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for _ in range(3):
            await type_and_settle(pilot, "May it end early?", "enter")
        screen = app.screen
        assert isinstance(screen, MatterScreen)
        before = screen.conversation.scroll_y
        assert before > 0
        await type_and_settle(pilot, "", "pageup")
        assert screen.conversation.scroll_y < before
        await type_and_settle(pilot, "", "pagedown")
        assert screen.conversation.scroll_y >= before


async def test_a_list_that_is_narrowed_while_it_is_read_is_read_to_its_end(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f2")
        screen = app.screen
        assert isinstance(screen, DocumentsScreen)
        await until(pilot, lambda: not screen._reading)
        script.desk.store.put(document_of("new/late.pdf", 3))
        screen._load()
        screen._again()  # before the thread that reads has begun
        await until(pilot, lambda: "late.pdf" in screen_text(app))


async def test_a_folder_that_comes_later_stands_open(script: Script) -> None:
    script.desk.store.held.clear()
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f2")
        screen = app.screen
        assert isinstance(screen, DocumentsScreen)
        for name in ("one/a.pdf", "two/b.pdf"):
            script.desk.store.put(document_of(name))
            screen._load()
            await until(pilot, lambda: name.rpartition("/")[2] in screen_text(app))  # noqa: B023 -- awaited at once
        screen.query_one(DocumentTree).action_fold_all()
        screen._load()
        await until(pilot, lambda: not screen._reading)
        assert "a.pdf" not in screen_text(app)


async def test_a_batch_that_reports_nothing_says_for_how_long(script: Script, tmp_path: Path) -> None:
    now = [0.0]

    def adding(paths: Sequence[Path], password: str | None) -> Iterator[IngestEvent]:
        yield FileStarted(LONG_NAME, 1, 3)
        waiting.wait(60)
        yield FileTaken(LONG_NAME, "new", "x", 3, 0, 1.0)
        yield Ingested(1, 0, 0, 3, 0, 1.0)

    waiting = threading.Event()
    script.adding = adding
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, DocumentsScreen))
        intake = app.screen._intake  # type: ignore[attr-defined]
        assert isinstance(intake, Intake)
        intake._clock = lambda: now[0]
        intake._pace = Pace(0.0)
        intake.add(script.desk, [tmp_path])
        await until(pilot, lambda: "Reading 1 of 3" in screen_text(app))
        now[0] = LONG + 7
        intake._look()
        await until(pilot, lambda: "nothing new for 12 s" in screen_text(app))
        assert all(cell_len(line) <= 80 for line in screen_text(app).splitlines())
        waiting.set()
        await until(pilot, lambda: not intake.running)
        assert "nothing new" not in screen_text(app)


def test_a_batch_takes_one_line_for_its_file_whatever_its_name() -> None:
    progress = Progress(running=True).after(FileStarted(LONG_NAME, 18, 52))
    lines = batch(progress, 0, 76)
    assert [line.cell_length <= 76 for line in lines] == [True] * len(lines)
    assert lines[-1].plain.rstrip().endswith(".PDF")


async def test_the_palette_knows_other_words_for_things(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+p")
        await type_and_settle(pilot, "expo")
        screen = app.screen
        assert isinstance(screen, PaletteScreen)
        assert screen.rows.item[0].id == "answers.certificate"
        assert "export" in screen_text(app)


async def test_what_was_found_keeps_the_cursor_when_the_filter_goes(script: Script) -> None:
    app = CounselApp(script.ports())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f12")
        await type_and_settle(pilot, "/")
        await type_and_settle(pilot, "interface.language", "enter", "escape")
        screen = app.screen
        assert isinstance(screen, SettingsScreen)
        assert (screen.rows.item.section, screen.rows.item.key) == ("interface", "language")
        top = screen.rows.scroll_offset.y
        assert top <= screen.rows.cursor < top + screen.rows.size.height


async def test_the_scope_counts_what_can_be_asked(script: Script) -> None:
    script.desk.store.put(document_of("broken.pdf", state=DocumentState.FAILED, reason="it cannot be parsed."))
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "whole matter (4 documents, 2 not read)" in screen_text(app)
