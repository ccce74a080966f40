"""Documents: states in words, adding, progress, what was left out, passwords, limiting questions, details."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from localcounsel.errors import Damaged, NeedsPassword
from localcounsel.flows.events import FileLeftOut, FileStarted, FileTaken, Indexing, Ingested, IngestEvent, PageRead
from localcounsel.records import DefinedTerm, DocumentState, Outline
from localcounsel.tui.app import CounselApp
from localcounsel.tui.screens.documents import DocumentsScreen
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.screens.viewer import ViewerScreen
from localcounsel.tui.widgets.document_tree import DocumentTree
from localcounsel.tui.widgets.tree_columns import Columns
from tests.tui.driving import screen_text, settle, type_and_settle, until
from tests.tui.scripted import Script, document_of, page_of


async def _documents(pilot: Pilot[int]) -> None:
    await settle(pilot)
    await type_and_settle(pilot, "", "f2")


async def to(pilot: Pilot[int], name: str) -> None:
    """Put the cursor on a file, as a person would: by moving down to it."""
    tree = pilot.app.screen.query_one(DocumentTree)
    index = next(at for at, node in enumerate(tree.items) if node.filed is not None and node.filed.name == name)
    await pilot.press(*["down"] * (index - tree.cursor))
    await settle(pilot)


async def test_every_document_says_its_state_in_words(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await _documents(pilot)
        text = screen_text(app)
        for words in ("● indexed", "▲ 1 page unread", "✗ failed: The file", "◌ words searchable"):
            assert words in text


async def test_adding_a_folder_from_path_to_summary(script: Script, size: tuple[int, int], tmp_path: Path) -> None:
    gate = threading.Event()
    (tmp_path / "production").mkdir()

    def adding(paths: Sequence[Path], password: str | None) -> Iterator[IngestEvent]:
        yield FileStarted("a.pdf", 1, 3)
        yield PageRead("a.pdf", 31, 80)
        gate.wait(30)
        script.desk.store.put(document_of("a.pdf", 80, state=DocumentState.READ), page_of(1, "x"))
        yield FileTaken("a.pdf", "new", "id-a.pdf", 80, 0, 1.0)
        yield FileLeftOut("broken.docx", Damaged("broken.docx is damaged"))
        yield Ingested(1, 1, 0, 80, 0, 4.2)
        yield Indexing(400, 400, 80, 0)

    script.adding = adding
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await _documents(pilot)
        await type_and_settle(pilot, "a")
        await type_and_settle(pilot, f"{tmp_path}/pro")
        await type_and_settle(pilot, "", "tab")
        await pilot.press("enter")
        await until(pilot, lambda: "a.pdf · p. 31 of 80" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "reading 1 of 3" in screen_text(app))
        await pilot.press("f2")
        gate.set()
        await settle(pilot)
        assert ("add", [f"{tmp_path}/production"], None) in [
            (name, [path.rstrip("/\\") for path in given[0]], given[1])
            for name, *given in script.calls
            if name == "add"
        ]
        text = screen_text(app)
        assert "1 document taken in · 80 pages · 1 left out · 4.2 s" in text
        assert "✗ broken.docx  The file is damaged." in text
        await until(pilot, lambda: "a.pdf  " in screen_text(app))


async def test_a_path_that_is_not_there_is_said_before_anything_starts(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await _documents(pilot)
        await type_and_settle(pilot, "a")
        await type_and_settle(pilot, "/nowhere/at all", "enter")
        assert "There is no" in screen_text(app)
        assert [call for call in script.calls if call[0] == "add"] == []


async def test_stopping_keeps_what_was_finished(script: Script, tmp_path: Path) -> None:
    gate = threading.Event()
    closed = threading.Event()

    def adding(paths: Sequence[Path], password: str | None) -> Iterator[IngestEvent]:
        try:
            yield FileTaken("a.pdf", "new", "id-a.pdf", 80, 0, 1.0)
            yield FileStarted("b.pdf", 2, 3)
            gate.wait(30)
            yield PageRead("b.pdf", 1, 2)
        finally:
            closed.set()

    script.adding = adding
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await _documents(pilot)
        await type_and_settle(pilot, "a")
        await pilot.press(*str(tmp_path), "enter")
        await until(pilot, lambda: "Reading 2 of 3" in screen_text(app))
        await pilot.press("x")
        await until(pilot, lambda: "Stopped. 1 document taken in" in screen_text(app))
        gate.set()
        await settle(pilot)
        assert closed.is_set()


async def test_an_encrypted_file_is_opened_with_its_password(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await _documents(pilot)
        await to(pilot, "locked.pdf")
        await type_and_settle(pilot, "p")
        await type_and_settle(pilot, "s3cret")
        assert "s3cret" not in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert script.calls[-1] == ("add", [str(Path("/files/locked.pdf"))], "s3cret")


async def test_questions_can_be_limited_to_some_documents(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await _documents(pilot)
        await to(pilot, "contracts/Amendment No. 1.docx")
        await pilot.press("space")
        assert "◆   Amendment No. 1.docx" in screen_text(app)
        assert "Questions are asked of 1 document only." in screen_text(app)
        await type_and_settle(pilot, "", "escape")
        assert "Asked of: ▸ contracts/Amendment No. 1.docx" in screen_text(app)
        assert "chosen · F6 whole matter" in screen_text(app)
        await type_and_settle(pilot, "Who?", "enter")
        assert script.calls[-1] == ("ask", "Who?", ("id-contracts/Amendment No. 1.docx",), False)
        await type_and_settle(pilot, "", "f6")
        assert "Asked of: whole matter" in screen_text(app)


async def test_a_document_is_opened_and_its_details_listed(script: Script, size: tuple[int, int]) -> None:
    store = script.desk.store
    page = page_of(1, "“Fees” means money.")
    outline = Outline("Letter", ("Doe Ltd.",), terms=(DefinedTerm("Fees", 1, 0, 6),))
    store.put(document_of("AAA.pdf", 1, outline=outline, metadata=(("author", "J. Doe"),)), page)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await _documents(pilot)
        await to(pilot, "AAA.pdf")
        await type_and_settle(pilot, "i")
        for words in ("J. Doe", "Doe Ltd.", "Defined terms (1)", "Fees", "/files/AAA.pdf"):
            assert words in screen_text(app)
        await type_and_settle(pilot, "", "escape", "enter")
        assert isinstance(app.screen, ViewerScreen)
        assert "“Fees” means money." in screen_text(app)


async def test_what_is_not_indexed_yet_goes_on_by_itself(script: Script) -> None:
    script.desk.store.indexed = (3, 10)
    script.indexing = lambda: iter([Indexing(10, 10, 50, 0)])
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        assert isinstance(app.screen, MatterScreen)
        assert app.screen.query_one("Intake").progress.indexing == Indexing(10, 10, 50, 0)  # type: ignore[attr-defined]


@pytest.mark.parametrize("error", [NeedsPassword("x"), Damaged("x")])
async def test_only_encrypted_files_are_said_to_want_a_password(script: Script, tmp_path: Path, error: Damaged) -> None:
    script.adding = lambda paths, password: iter([FileLeftOut("locked.pdf", error), Ingested(0, 1, 0, 0, 0, 0.1)])
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await _documents(pilot)
        await type_and_settle(pilot, "a")
        await type_and_settle(pilot, str(tmp_path), "enter")
        assert isinstance(app.screen, DocumentsScreen)
        assert ("press p" in screen_text(app)) == isinstance(error, NeedsPassword)


def test_names_get_the_room_that_states_leave() -> None:
    many = Columns(names=60, states=11, least=11)
    assert [many.state(width) for width in (80, 140)] == [11, 11]
    long = Columns(names=200, states=90, least=32)
    assert [long.state(width) for width in (62, 80, 140)] == [32, 32, 32]
    short = Columns(names=20, states=45, least=24)
    assert [short.state(width) for width in (62, 80, 140)] == [31, 45, 45]


async def test_headings_stand_above_their_columns_when_the_terminal_changed(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await _documents(pilot)
        await pilot.press("f1")
        await settle(pilot)
        await pilot.resize_terminal(140, 45)
        await pilot.press("escape")
        await settle(pilot)
        lines = screen_text(app).split("\n")
        heading = next(line for line in lines if "State" in line and "Pages" in line)
        row = next(line for line in lines if "● indexed" in line)
        assert row.index("●") == heading.index("State")
