"""The viewer's ways: outline, finding, going, following and back, citations, sentences, the picture of a page."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from localcounsel.errors import Unreachable
from localcounsel.records import CrossReference, DefinedTerm, Flag, Heading, Outline
from localcounsel.tui.app import CounselApp
from localcounsel.tui.screens.viewer import ViewerScreen
from localcounsel.tui.widgets.outline import OutlineTree
from localcounsel.tui.widgets.picture_view import PictureView
from tests.tui.driving import characters_of, screen_text, settle, type_and_settle, unsafe, until
from tests.tui.scripted import HOSTILE, Script, citation_in, document_of, hit_in, page_of

FIRST = "1. Term\nThe lease ends as Section 2 says. [sic] <Client Name>\n" + "Filler line.\n" * 60 + "The Rent is due."
SECOND = "2. Payment\nThe “Rent” is paid.\nRent again."
OUTLINE = Outline(
    headings=(Heading(1, 0, 7, "1", "Term", 1), Heading(2, 0, 10, "2", "Payment", 1), Heading(2, 31, 40, "(a)", "", 2)),
    terms=(DefinedTerm("Rent", 2, 16, 20),),
    references=(CrossReference("Section 2", 1, FIRST.index("Section"), FIRST.index("Section") + 9, 1),),
)


@pytest.fixture
def lease(script: Script) -> ViewerScreen:
    store = script.desk.store
    document = store.put(document_of("lease.pdf", 2, outline=OUTLINE), page_of(1, FIRST), page_of(2, SECOND))
    return ViewerScreen(script.desk, document.id, document.name)


async def _open(pilot: Pilot[int], screen: ViewerScreen) -> None:
    await settle(pilot)
    pilot.app.push_screen(screen)
    await settle(pilot)


async def test_the_outline_follows_and_leads(script: Script, lease: ViewerScreen, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await _open(pilot, lease)
        assert lease.query_one("#viewer-outline-pane").display is (size[0] > 100)
        await type_and_settle(pilot, "", "o")
        tree = lease.query_one(OutlineTree)
        assert tree.has_focus
        assert "1 Term" in screen_text(app)
        await pilot.press("end", "left", "left")
        await settle(pilot)
        assert "(a)" not in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert "Page 2 of 2" in screen_text(app)
        await type_and_settle(pilot, "", "b")
        assert "Page 1 of 2" in screen_text(app)


async def test_finding_counts_while_one_types(script: Script, lease: ViewerScreen, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await _open(pilot, lease)
        await pilot.press("slash", *"rent")
        await until(pilot, lambda: "1 of 3" in screen_text(app))
        await settle(pilot)
        await type_and_settle(pilot, "", "enter", "n")
        assert "Page 2 of 2" in screen_text(app)
        assert "place 2 of 3" in screen_text(app)
        await type_and_settle(pilot, "", "n", "n")
        assert "place 1 of 3" in screen_text(app)
        await pilot.press("slash", *"zzz")
        await until(pilot, lambda: "not in this document" in screen_text(app))
        await type_and_settle(pilot, "", "escape")
        assert lease.steps.spots == ()


async def test_going_and_following_and_back(script: Script, lease: ViewerScreen, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, notifications=True) as pilot:
        await _open(pilot, lease)
        assert "[sic] <Client Name>" in screen_text(app)
        await type_and_settle(pilot, "", "f")
        assert "Page 2 of 2" in screen_text(app)
        await type_and_settle(pilot, "", "b", "g")
        await type_and_settle(pilot, "rent", "enter")
        assert "definition of “Rent”" in screen_text(app)
        await type_and_settle(pilot, "", "g")
        await type_and_settle(pilot, "9.9.9", "enter")
        await until(pilot, lambda: "There is no such place" in screen_text(app))


async def test_citations_are_gone_through_over_documents(script: Script, lease: ViewerScreen) -> None:
    desk = script.desk
    agreement = desk.store.document("id-contracts/Services Agreement.pdf")
    page = desk.store.page(agreement.id, 4)
    first = citation_in(hit_in(agreement, page, page.text[:30]), page, "SERVICES AGREEMENT")
    own = desk.store.document("id-lease.pdf")
    other = desk.store.page(own.id, 2)
    second = citation_in(hit_in(own, other, "Rent again"), other, "Rent again")
    screen = ViewerScreen.at(desk, first, (), (first, second))
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await _open(pilot, screen)
        assert "Page 4 of 5" in screen_text(app)
        await type_and_settle(pilot, "", "right_square_bracket")
        assert "lease.pdf" in screen_text(app)
        assert "Page 2 of 2" in screen_text(app)
        await type_and_settle(pilot, "", "left_square_bracket")
        assert "Page 4 of 5" in screen_text(app)


async def test_reading_on_at_the_end_of_a_page(script: Script, lease: ViewerScreen) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await _open(pilot, lease)
        await type_and_settle(pilot, "", "end", "down")
        assert "Page 2 of 2" in screen_text(app)
        await type_and_settle(pilot, "", "up")
        assert "Page 1 of 2" in screen_text(app)
        assert "The Rent is due." in screen_text(app)


async def test_the_picture_of_a_page(script: Script, lease: ViewerScreen, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, notifications=True) as pilot:
        await _open(pilot, lease)
        await type_and_settle(pilot, "", "v")
        assert "▀" in screen_text(app)
        await type_and_settle(pilot, "", "plus", "right")
        widths = [call[2:] for call in script.reading.calls if call[0] == "picture"]
        assert [page for page, _width in widths] == [1, 1, 2]
        assert widths[1][1] > widths[0][1]
        assert unsafe(characters_of(app)) == set()
        await type_and_settle(pilot, "", "v")
        assert not lease.picturing
        script.reading.trouble = Unreachable("lease.pdf: the original file is no longer at /x.", "It is kept.")
        await type_and_settle(pilot, "", "v")
        await until(pilot, lambda: "no longer at /x" in screen_text(app))
        assert not lease.query_one(PictureView).display


async def test_hostile_outlines_links_and_flags(script: Script, size: tuple[int, int]) -> None:
    text = f"{HOSTILE}\nSection 9 {HOSTILE}"
    outline = Outline(
        headings=(Heading(1, 0, 4, HOSTILE, HOSTILE, 1),),
        terms=(DefinedTerm("sic", 1, 40, 43),),
        references=(CrossReference(HOSTILE, 1, 0, 4, None), CrossReference(HOSTILE, 1, 5, 9, 0)),
    )
    page = page_of(1, text, flags=(Flag(HOSTILE, 0, 4, HOSTILE),))
    document = script.desk.store.put(document_of(HOSTILE, 1, outline=outline), page)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, notifications=True) as pilot:
        await _open(pilot, ViewerScreen(script.desk, document.id, document.name))
        for keys in (("o",), ("f",), ("escape",), ("slash", "s", "i", "c"), ("enter",), ("g",)):
            await type_and_settle(pilot, "", *keys)
            assert unsafe(characters_of(app)) == set()
        await type_and_settle(pilot, HOSTILE, "enter")
        assert unsafe(characters_of(app)) == set()
