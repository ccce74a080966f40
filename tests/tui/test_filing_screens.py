"""Documents in their folders: labels, exclusion, the filter, the disk, and lists of any length; archived matters."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from localcounsel.core.filing import OnDisk
from localcounsel.flows.events import FileStarted, FileTaken, Ingested, IngestEvent
from localcounsel.flows.left_off import LeftOff
from localcounsel.flows.on_disk import Compared
from localcounsel.records import Copy, Document, DocumentState, Mark, Marking, Outline
from localcounsel.tui.app import CounselApp
from localcounsel.tui.screens.add_files import AddScreen
from localcounsel.tui.screens.documents import DocumentsScreen
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.widgets.document_tree import DocumentTree
from localcounsel.tui.widgets.intake import Intake
from localcounsel.tui.widgets.key_line import KeyLine
from localcounsel.tui.widgets.rows import Rows
from tests.tui.driving import characters_of, screen_text, settle, type_and_settle, unsafe, until
from tests.tui.scripted import HOSTILE, Row, Script, document_of, page_of

AMENDMENT = "id-contracts/Amendment No. 1.docx"
SERVICES = "id-contracts/Services Agreement.pdf"


async def documents(pilot: Pilot[int]) -> DocumentTree:
    await settle(pilot)
    await type_and_settle(pilot, "", "f2")
    return pilot.app.screen.query_one(DocumentTree)


async def to(pilot: Pilot[int], label: str) -> None:
    tree = pilot.app.screen.query_one(DocumentTree)
    index = next(at for at, node in enumerate(tree.items) if node.label == label)
    await pilot.press(*(["down"] * (index - tree.cursor) or ["up"] * (tree.cursor - index)))
    await settle(pilot)


def labels(tree: DocumentTree) -> list[str]:
    return [node.label for node in tree.items]


def offered(pilot: Pilot[int]) -> set[str]:
    """The actions whose keys the footer offers."""
    return {binding.binding.action for binding in pilot.app.screen.active_bindings.values() if binding.enabled}


# Folders


async def test_files_stand_in_their_folders_and_folders_close(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        tree = await documents(pilot)
        assert labels(tree)[:4] == ["contracts", "Amendment No. 1.docx", "Services Agreement.pdf", "letters"]
        assert "▾ contracts/" in screen_text(app)
        assert "2 files" in screen_text(app)
        await type_and_settle(pilot, "", "down", "left")
        assert tree.item.label == "contracts"
        await type_and_settle(pilot, "", "left")
        assert labels(tree)[:2] == ["contracts", "letters"]
        assert "▸ contracts/" in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert labels(tree)[1] == "Amendment No. 1.docx"
        await type_and_settle(pilot, "", "minus")
        assert "Amendment No. 1.docx" not in labels(tree)
        await type_and_settle(pilot, "", "plus")
        assert "Amendment No. 1.docx" in labels(tree)
        await type_and_settle(pilot, "", "right")
        assert tree.item.label == "Amendment No. 1.docx"


async def test_a_click_on_the_arrow_closes_a_folder(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        tree = await documents(pilot)
        await pilot.click(DocumentTree, offset=(3, 0))
        await settle(pilot)
        assert labels(tree)[:2] == ["contracts", "letters"]
        await pilot.click(DocumentTree, offset=(10, 0))
        await settle(pilot)
        assert labels(tree)[:2] == ["contracts", "letters"]


async def test_the_totals_are_above_the_list(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await documents(pilot)
        assert "5 files · ✗ 1 failed · ▲ 1 page unread · 16 pages" in screen_text(app)


async def test_on_a_wide_screen_the_facts_stand_beside(script: Script) -> None:
    marks = (Mark("bates", 1, 0, 4, "ABC 001"), Mark("bates", 2, 0, 4, "ABC 009"))
    outline = Outline("Lease", ("Doe Ltd.", "Roe GmbH"), "2024-05-01", "lease", marks=marks)
    script.desk.store.put(document_of("AAA.pdf", 2, outline=outline), page_of(1, "x"))
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await documents(pilot)
        await to(pilot, "AAA.pdf")
        await until(pilot, lambda: "ABC 001 – ABC 009 · 7 numbers missing" in screen_text(app))
        for words in ("Doe Ltd.", "Roe GmbH", "2024-05-01", "lease"):
            assert words in screen_text(app)


# Labels and exclusion


async def test_labels_are_given_shown_found_and_taken_away(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        tree = await documents(pilot)
        await to(pilot, "Services Agreement.pdf")
        await type_and_settle(pilot, "l")
        await type_and_settle(pilot, "Exhibit, hot", "enter")
        assert script.calls[-1] == ("label", (SERVICES,), ("exhibit", "hot"), ())
        assert "#exhibit #hot" in screen_text(app)
        await type_and_settle(pilot, "/")
        await type_and_settle(pilot, "label:exh")
        assert labels(tree) == ["contracts", "Services Agreement.pdf"]
        assert "1 of 5 files" in screen_text(app)
        await type_and_settle(pilot, "", "escape")
        assert len(tree.items) > 2
        await to(pilot, "Services Agreement.pdf")
        await type_and_settle(pilot, "l")
        await type_and_settle(pilot, "", "backspace", "backspace", "backspace", "backspace", "enter")
        assert script.calls[-1] == ("label", (SERVICES,), (), ("hot",))


async def test_a_folder_is_labelled_whole_and_words_are_completed(script: Script) -> None:
    script.filing.said = {SERVICES: Marking(("exhibit",)), AMENDMENT: Marking(("draft", "exhibit"))}
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await documents(pilot)
        await to(pilot, "contracts")
        await type_and_settle(pilot, "l")
        assert "2 documents" in screen_text(app)
        assert "Some of them also have #draft" in screen_text(app)
        await type_and_settle(pilot, "dr")
        await type_and_settle(pilot, "", "tab", "enter")
        assert script.calls[-1] == ("label", (AMENDMENT, SERVICES), ("draft",), ())


async def test_what_cannot_be_a_label_is_said_where_it_was_typed(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await documents(pilot)
        await type_and_settle(pilot, "l")
        await type_and_settle(pilot, "state:read", "enter")
        assert "cannot be a label" in screen_text(app)
        await type_and_settle(pilot, "", "escape")
        assert [call for call in script.calls if call[0] == "label"] == []


async def test_excluding_is_shown_undone_and_taken_back(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await documents(pilot)
        assert "undo" not in offered(pilot)
        await to(pilot, "Services Agreement.pdf")
        await type_and_settle(pilot, "e")
        assert script.calls[-1] == ("exclude", (SERVICES,), True)
        assert "⊘ excluded" in screen_text(app)
        assert "⊘ 1 excluded" in screen_text(app)
        assert "undo" in offered(pilot)
        await type_and_settle(pilot, "e")
        assert script.calls[-1] == ("exclude", (SERVICES,), False)
        assert "⊘" not in screen_text(app)
        await type_and_settle(pilot, "", "ctrl+z")
        assert "⊘ 1 excluded" in screen_text(app)
        await type_and_settle(pilot, "", "ctrl+z")
        assert "⊘" not in screen_text(app)
        assert "undo" not in offered(pilot)


async def test_an_excluded_document_is_no_longer_chosen_and_cannot_be(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(notifications=True) as pilot:
        await documents(pilot)
        await to(pilot, "Services Agreement.pdf")
        await type_and_settle(pilot, "", "space", "up")
        await type_and_settle(pilot, "e")
        assert "◆" not in screen_text(app)
        await type_and_settle(pilot, "", "space")
        await until(pilot, lambda: "e includes it again" in screen_text(app))
        await type_and_settle(pilot, "", "escape")
        assert isinstance(app.screen, MatterScreen)
        assert app.screen.chosen == ()


async def test_a_folder_is_chosen_without_what_cannot_be_asked(script: Script) -> None:
    script.filing.said = {AMENDMENT: Marking((), True)}
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await documents(pilot)
        await to(pilot, "contracts")
        await type_and_settle(pilot, "", "space", "escape")
        assert isinstance(app.screen, MatterScreen)
        assert app.screen.chosen == ((SERVICES, "contracts/Services Agreement.pdf"),)


# The filter


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("state:failed", ["locked.pdf"]),
        ("state:unread", ["letters", "Scan of 12 May.pdf"]),
        ("amend", ["contracts", "Amendment No. 1.docx"]),
        ("-contracts type:agreement", []),
        ("party:acme", ["contracts", "Services Agreement.pdf"]),
    ],
)
async def test_the_filter_leaves(script: Script, typed: str, left: list[str]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        tree = await documents(pilot)
        await type_and_settle(pilot, "/")
        await type_and_settle(pilot, typed)
        assert labels(tree) == left


async def test_a_filter_that_is_not_understood_says_so(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await documents(pilot)
        await type_and_settle(pilot, "/")
        await type_and_settle(pilot, "stat:read ")
        assert "Did you mean state?" in screen_text(app)


async def test_everything_a_filter_leaves_is_excluded_at_once(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await documents(pilot)
        assert "exclude_shown" not in offered(pilot)
        await type_and_settle(pilot, "/")
        await type_and_settle(pilot, "contracts", "enter")
        assert "exclude_shown" in offered(pilot)
        await type_and_settle(pilot, "E")
        assert script.calls[-1] == ("exclude", (AMENDMENT, SERVICES), True)
        await type_and_settle(pilot, "L")
        await type_and_settle(pilot, "draft", "enter")
        assert script.calls[-1] == ("label", (AMENDMENT, SERVICES), ("draft",), ())


# The disk


async def test_what_changed_on_the_disk_is_shown_and_read_again(script: Script, size: tuple[int, int]) -> None:
    script.filing.on_disk = (("contracts/Services Agreement.pdf", OnDisk.CHANGED), ("NDA.pdf", OnDisk.GONE))
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await documents(pilot)
        await until(pilot, lambda: "≠ changed on disk" in screen_text(app))
        assert "∅ gone from disk" in screen_text(app)
        assert "≠ 2 changed or gone" in screen_text(app)
        await type_and_settle(pilot, "u")
        assert script.calls[-1] == ("add", [str(Path("/files/contracts/Services Agreement.pdf"))], None)


async def test_looking_at_the_disk_stands_in_nobodys_way_and_ends_with_the_screen(script: Script) -> None:
    gate, ended = threading.Event(), threading.Event()

    def comparing() -> Iterator[Compared]:
        yield Compared(1, 3, (("NDA.pdf", OnDisk.GONE),))
        gate.wait(30)
        try:
            yield Compared(2, 3, ())
            pytest.fail("it went on")
        finally:
            ended.set()

    script.filing.comparing = comparing
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.desk is not None)
        await pilot.press("f2")
        await until(pilot, lambda: "∅ gone from disk" in screen_text(app))
        await pilot.press("down", "down")
        assert app.screen.query_one(DocumentTree).cursor == 2
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, MatterScreen))
        gate.set()
        await until(pilot, ended.is_set)


# Taking in


async def test_a_batch_pauses_and_goes_on(script: Script, size: tuple[int, int], tmp_path: Path) -> None:
    told = threading.Event()

    def adding(paths: Sequence[Path], password: str | None) -> Iterator[IngestEvent]:
        yield FileStarted("a.pdf", 1, 2)
        told.wait(30)
        yield FileTaken("a.pdf", "new", "id-a.pdf", 80, 0, 1.0)
        yield FileStarted("b.pdf", 2, 2)
        yield Ingested(2, 0, 0, 160, 0, 4.2)

    script.adding = adding
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await documents(pilot)
        assert not {"pause", "go_on", "stop"} & offered(pilot)
        await type_and_settle(pilot, "a")
        await pilot.press(*str(tmp_path), "enter")
        await until(pilot, lambda: "Reading 1 of 2" in screen_text(app))
        assert {"pause", "stop"} <= offered(pilot)
        await pilot.press("s")
        await until(pilot, lambda: "paused: what is in hand is finished" in screen_text(app))
        assert "go_on" in offered(pilot)
        assert "pause" not in offered(pilot)
        told.set()
        assert isinstance(app.screen, DocumentsScreen)
        assert app.screen._intake.progress.of == 2
        assert "taken in" not in screen_text(app)
        await pilot.press("s")
        await settle(pilot)
        assert "2 documents taken in · 160 pages · 4.2 s" in screen_text(app)


async def test_a_paused_batch_can_be_stopped(script: Script, tmp_path: Path) -> None:
    closed = threading.Event()

    def adding(paths: Sequence[Path], password: str | None) -> Iterator[IngestEvent]:
        try:
            yield FileStarted("a.pdf", 1, 2)
            yield FileTaken("a.pdf", "new", "id-a.pdf", 80, 0, 1.0)
        finally:
            closed.set()

    script.adding = adding
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await documents(pilot)
        assert isinstance(app.screen, DocumentsScreen)
        intake: Intake = app.screen._intake
        intake._gate.clear()
        intake.add(script.desk, [tmp_path])
        intake.pause()
        await pilot.press("x")
        await until(pilot, closed.is_set)
        assert "Stopped." in screen_text(app)


# Adding


async def test_files_dropped_on_the_window_are_put_by_and_added(script: Script, tmp_path: Path) -> None:
    for name in ("a b.pdf", "c.pdf"):
        (tmp_path / name).write_text("x")
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(120, 30)) as pilot:
        await documents(pilot)
        app.screen.post_message(Paste(f"'{tmp_path}/a b.pdf'\n{tmp_path.as_uri()}/c.pdf\n{tmp_path}/gone.pdf\n"))
        await settle(pilot)
        assert isinstance(app.screen, AddScreen)
        assert "There is no" in screen_text(app)
        assert "gone.pdf" in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert script.calls[-1] == ("add", [str(tmp_path / "a b.pdf"), str(tmp_path / "c.pdf")], None)


async def test_files_are_chosen_in_the_browser(script: Script, tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    for name in ("one.pdf", "two.pdf"):
        (tmp_path / "case" / name).write_text("x")
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(120, 30)) as pilot:
        await documents(pilot)
        await type_and_settle(pilot, "a")
        await type_and_settle(pilot, f"{tmp_path}/", "down")
        assert "case/" in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert "one.pdf" in screen_text(app)
        await type_and_settle(pilot, "", "space", "space")
        assert screen_text(app).count("◆") == 4
        await type_and_settle(pilot, "", "left")
        assert "case/" in screen_text(app)
        await type_and_settle(pilot, "", "escape")
        assert isinstance(app.screen, AddScreen)
        await type_and_settle(pilot, "", "enter")
        assert script.calls[-1] == ("add", [str(tmp_path / "case" / name) for name in ("one.pdf", "two.pdf")], None)


async def test_several_lines_pasted_into_the_path_are_kept_whole(script: Script, tmp_path: Path) -> None:
    names = [tmp_path / name for name in ("x.pdf", "y.pdf", "z.pdf", "w.pdf")]
    for path in names:
        path.write_text("x")
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(120, 30)) as pilot:
        await documents(pilot)
        await type_and_settle(pilot, "a")
        app.screen.query_one("#path").post_message(Paste("\n".join(map(str, names))))
        await settle(pilot)
        assert "and 1 more" in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert script.calls[-1] == ("add", [str(path) for path in names], None)


# Any name, any number


async def test_hostile_names_labels_and_reasons_are_drawn_literally(script: Script, size: tuple[int, int]) -> None:
    script.desk.store.held.clear()
    for name in (f"{HOSTILE}/{HOSTILE}.pdf", "a" * 4000, "契約" * 200 + ".pdf", "שלום עולם.pdf", "x\ny\tz.pdf", "/"):
        script.desk.store.put(
            document_of(name, 1, outline=Outline(HOSTILE, (HOSTILE,), HOSTILE, HOSTILE)), page_of(1, "x")
        )
    script.desk.store.put(document_of("bad.pdf", 0, state=DocumentState.FAILED, reason=HOSTILE))
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, notifications=True) as pilot:
        await documents(pilot)
        for _ in range(9):
            await type_and_settle(pilot, "", "down")
            assert unsafe(characters_of(app)) == set()
        assert "[/b] <Client" in screen_text(app)
        for key in ("l", "i"):
            await type_and_settle(pilot, key)
            assert unsafe(characters_of(app)) == set()
            await type_and_settle(pilot, "", "escape")
        await type_and_settle(pilot, "/")
        await type_and_settle(pilot, "[/b]")
        assert unsafe(characters_of(app)) == set()


async def test_a_hostile_folder_can_be_browsed(script: Script, tmp_path: Path) -> None:
    (tmp_path / "\x1b]0;x\x07[b].pdf").write_text("x")
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(120, 30)) as pilot:
        await documents(pilot)
        await type_and_settle(pilot, "a")
        await type_and_settle(pilot, f"{tmp_path}/", "down")
        assert "␛]0;x␇[b].pdf" in screen_text(app)
        assert unsafe(characters_of(app)) == set()
        await type_and_settle(pilot, "", "space", "escape", "enter")
        assert script.calls[-1] == ("add", [str(tmp_path / "\x1b]0;x\x07[b].pdf")], None)


async def test_fifty_thousand_documents_are_drawn_only_as_far_as_they_are_seen(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = script.desk.store
    store.held.clear()
    for number in range(50_000):
        copy = Copy(f"production {number // 5000}/ABC{number:06d}.pdf", f"/x/{number}", 1, 1)
        store.held[f"id{number}"] = Document(f"id{number}", "pdf", DocumentState.INDEXED, 3, (copy,))
    monkeypatch.setattr(store, "unread", lambda document_id: [])
    drawn = 0
    draw = DocumentTree._draw_node

    def counted(self: DocumentTree, index: int, item: object, width: int) -> object:
        nonlocal drawn
        drawn += 1
        return draw(self, index, item, width)

    monkeypatch.setattr(DocumentTree, "_draw_node", counted)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        tree = await documents(pilot)
        assert len(tree.items) == 50_010
        drawn = 0
        await pilot.press("end")
        await pilot.pause()
        assert tree.item.label == "ABC049999.pdf"
        assert drawn <= 3 * 24
        drawn = 0
        await pilot.press(*["up"] * 10)
        await pilot.pause()
        assert drawn <= 11 * 24
        await type_and_settle(pilot, "/")
        await type_and_settle(pilot, "ABC0123")
        assert len(tree.items) == 101
        await type_and_settle(pilot, "", "escape")
        assert len(tree.items) == 50_010


# Matters


def several(script: Script) -> None:
    script.rows = [
        Row("Acme v. Beta", 5, 16, 1, 3_400_000, "2026-11-20T10:00:00+00:00"),
        Row("Johnson lease renewal", 2, 3, 0, 1_000, "2026-11-19T10:00:00+00:00"),
        Row("Old matter", archived="2026-01-01T00:00:00+00:00"),
        Row("Jolly Roger GmbH"),
    ]


async def test_archived_matters_are_hidden_until_asked_for(script: Script, size: tuple[int, int]) -> None:
    several(script)
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "Old matter" not in screen_text(app)
        assert "1 archived matter is not shown" in screen_text(app)
        await type_and_settle(pilot, "v")
        assert "Old matter  archived" in screen_text(app)
        await type_and_settle(pilot, "", "down", "down")
        assert "take_out" in offered(pilot)
        await type_and_settle(pilot, "a")
        assert script.calls[-1] == ("archive", "Old matter", False)
        await type_and_settle(pilot, "", "up", "a")
        assert script.calls[-1] == ("archive", "Johnson lease renewal", True)


async def test_letters_find_a_matter_and_enter_opens_it(script: Script) -> None:
    several(script)
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "/")
        await type_and_settle(pilot, "jlr")
        found = [item.name for item in app.screen.query_one(Rows).items]
        assert found == ["Johnson lease renewal", "Jolly Roger GmbH"]
        await type_and_settle(pilot, "", "enter")
        assert ("open", "Johnson lease renewal") in script.calls


async def test_a_search_that_finds_nothing_opens_nothing(script: Script) -> None:
    several(script)
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "/")
        await type_and_settle(pilot, "zzzz", "enter")
        assert script.calls == []


async def test_hostile_matters_are_drawn_literally(script: Script, size: tuple[int, int]) -> None:
    script.rows = [Row(HOSTILE, note=HOSTILE), Row(HOSTILE * 9, 1), Row("契約" * 60, archived="x")]
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "v")
        await type_and_settle(pilot, "/")
        await type_and_settle(pilot, "said")
        assert unsafe(characters_of(app)) == set()
        assert app.screen.query(KeyLine)


async def test_a_matter_opens_where_it_was_left(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "What notice?", "enter")
        await documents(pilot)
        await to(pilot, "Services Agreement.pdf")
        await type_and_settle(pilot, "", "space", "escape")
        assert script.filing.place == LeftOff("", (SERVICES,), "matter", "")
    script.filing.place = replace(script.filing.place, conversation="c1")
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, MatterScreen)
        assert app.screen.chosen == ((SERVICES, "contracts/Services Agreement.pdf"),)
        assert "What notice?" in screen_text(app)
        assert [answer.question.text for answer in script.desk.resumed] == ["What notice?"]


async def test_a_matter_left_among_its_documents_opens_there(script: Script) -> None:
    script.filing.place = LeftOff("", (), "documents", "NDA.pdf")
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        assert isinstance(app.screen, DocumentsScreen)
        assert app.screen.query_one(DocumentTree).item.label == "NDA.pdf"


async def test_the_scope_says_how_many_are_excluded(script: Script, size: tuple[int, int]) -> None:
    script.filing.said = {SERVICES: Marking((), True)}
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "whole matter (3 documents, 1 not read, 1 excluded)" in screen_text(app)
