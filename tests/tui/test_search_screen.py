"""The search screen: instant while one types, mistakes explained in place, results that lead to their pages."""

from __future__ import annotations

from textual.message import Message
from textual.pilot import Pilot

from localcounsel.errors import EngineDied
from localcounsel.flows.events import Found
from localcounsel.flows.searching import Filters
from localcounsel.records import Hit, Marking, Scope
from localcounsel.tui.app import CounselApp
from localcounsel.tui.screens.search import SearchScreen
from localcounsel.tui.screens.viewer import ViewerScreen
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.widgets.search_results import SearchResults
from tests.tui.driving import characters_of, screen_text, settle, type_and_settle, unsafe, until
from tests.tui.scripted import CLAUSE, HOSTILE, PAGE, Script, document_of, hit_in, page_of, record_of


async def _open(pilot: Pilot[int], script: Script, filters: Filters | None = None) -> SearchScreen:
    await settle(pilot)
    app = pilot.app
    assert isinstance(app, CounselApp)
    screen = SearchScreen(script.reading.ports(), script.desk, filters)
    app.push_screen(screen)
    await settle(pilot)
    return screen


async def _search(pilot: Pilot[int], screen: SearchScreen, text: str) -> None:
    """Type it, and wait until the search has ended."""
    screen.line.value = text
    await until(pilot, lambda: screen._search.text == text and screen._search.counted is not None)
    await settle(pilot)


def searches(script: Script) -> list[str]:
    return [call[1] for call in script.calls if call[0] == "search"]


async def test_results_by_document_while_one_types(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        screen = await _open(pilot, script)
        assert "any ending; within 5 words of it" in screen_text(app)
        await _search(pilot, screen, "terminat! w/5 notice")
        text = screen_text(app)
        assert "Looking for “terminat…” within 5 words of notice" in text
        assert "0 places in 0 of 5 documents" in text
        await _search(pilot, screen, "terminat!")
        text = screen_text(app)
        assert "5 places in 1 of 5 documents" in text
        assert "▲ 1 unread page" in text
        assert "Services Agreement.pdf" in text
        assert "p. 4" in text


async def test_only_what_was_typed_last_is_searched_and_shown(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        screen = await _open(pilot, script)
        for text in ("n", "no", "not", "noti", "notice"):
            screen.line.value = text
            await pilot.pause()
        await until(pilot, lambda: screen._search.counted is not None)
        await settle(pilot)
        assert searches(script) == ["notice"]
        screen._reported(screen._turn - 1, "old", object())  # type: ignore[arg-type]
        assert screen._search.text == "notice"


async def test_a_mistake_is_marked_under_its_place(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        screen = await _open(pilot, script)
        await _search(pilot, screen, "notice")
        screen.line.value = "notice w/999 fee"
        await until(pilot, lambda: "1 to 255" in screen_text(app))
        lines = screen_text(app).splitlines()
        typed = next(line for line in lines if "notice w/999 fee" in line)
        caret = next(line for line in lines if "^^^^^" in line)
        assert caret.index("^") == typed.index("w/999")
        assert "2 places in 1 of 5 documents" in screen_text(app)


async def test_enter_opens_the_page_with_every_place_to_step_through(script: Script, size: tuple[int, int]) -> None:
    messages: list[Message] = []
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, message_hook=messages.append) as pilot:
        await settle(pilot)
        await pilot.press("f7")  # opened from within, so that its messages are seen
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, SearchScreen)
        await _search(pilot, screen, "terminat!")
        await pilot.press("down")
        await settle(pilot)
        assert app.focused is screen.query_one(SearchResults)
        await pilot.press("down", "enter")
        await settle(pilot)
        chosen = {id(each): each for each in messages if isinstance(each, Rows.Chosen)}
        assert [each.item.line.page for each in chosen.values()] == [4]
        viewer = app.screen
        assert isinstance(viewer, ViewerScreen)
        assert "place 1 of 5" in screen_text(app)
        await type_and_settle(pilot, "", "n", "n")
        assert "place 3 of 5" in screen_text(app)
        await type_and_settle(pilot, "", "N")
        assert "place 2 of 5" in screen_text(app)
        await pilot.press("escape", "escape", "escape")
        await settle(pilot)
        assert app.screen is not screen


async def test_by_meaning(script: Script, size: tuple[int, int]) -> None:
    agreement = script.desk.store.document("id-contracts/Services Agreement.pdf")
    hit = hit_in(agreement, page_of(4, PAGE), CLAUSE)
    script.reading.found = lambda text: Found((hit,), Scope(), record_of(script.desk), 0.1)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        screen = await _open(pilot, script)
        await pilot.press("f4")
        await settle(pilot)
        screen.line.value = "ending it early"
        await until(pilot, lambda: bool(screen._search.by_meaning))
        await settle(pilot)
        assert "the 1 passage nearest in meaning in 1 of 5 documents" in screen_text(app)
        assert ("alike", "ending it early", Filters()) in script.reading.calls
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert isinstance(app.screen, ViewerScreen)
        assert "cl. 7.2" in screen_text(app)


async def test_filters_hold_by_meaning_too(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await _open(pilot, script, Filters(labels=("exhibit",)))
        await pilot.press("f4")
        screen.line.value = "ending it early"
        await until(pilot, lambda: ("alike", "ending it early", Filters(labels=("exhibit",))) in script.reading.calls)
        await until(pilot, lambda: "Nothing in the text of 0 documents." in screen_text(app))


async def test_a_search_by_meaning_that_fails_is_told(script: Script) -> None:
    def broken(text: str) -> Found:
        raise EngineDied("The index is gone.")

    script.reading.found = broken
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(notifications=True) as pilot:
        screen = await _open(pilot, script)
        await pilot.press("f4")
        screen.line.value = "ending it"
        await until(pilot, lambda: "The index is gone." in screen_text(app))


async def test_filters_are_ticked_and_shown(script: Script, size: tuple[int, int]) -> None:
    script.reading.labels = {"id-NDA.pdf": Marking(("privileged",), excluded=False)}
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        screen = await _open(pilot, script)
        await _search(pilot, screen, "notice")
        await pilot.press("f6")
        await settle(pilot)
        assert "[ ] label privileged" in screen_text(app)
        await pilot.press("space", "tab", *"20199", "enter")
        await settle(pilot)
        assert "A date is a year" in screen_text(app)
        await pilot.press("backspace", "enter")
        await until(pilot, lambda: len(searches(script)) == 2)
        await settle(pilot)
        filters = next(call[2] for call in reversed(script.calls) if call[0] == "search")
        assert filters == Filters(labels=("privileged",), since="2019")
        assert "only in: label privileged, from 2019" in " ".join(screen_text(app).split())


async def test_sorting_and_leaving(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await _open(pilot, script)
        await _search(pilot, screen, "the OR recitals")
        names = [group.name for group in screen._search.ordered(screen._order)]
        await pilot.press("f5")
        await settle(pilot)
        assert "by name" in screen_text(app)
        by_name = [group.name for group in screen._search.ordered(screen._order)]
        assert by_name == sorted(names, key=str.casefold)
        assert names != by_name or len(names) == 1
        screen.line.value = ""
        await until(pilot, lambda: "any ending" in screen_text(app))


async def test_where_it_stopped_is_said(script: Script) -> None:
    script.reading.stopped = "stopped after 200,000 pages: narrow the search for the rest"
    script.reading.unreadable = ("locked.pdf",)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await _open(pilot, script)
        await _search(pilot, screen, "notice")
        assert "▲ stopped after 200,000 pages" in screen_text(app)
        assert "▲ 1 unreadable document" in screen_text(app)


async def test_the_matter_opens_it_with_its_scope(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("f7")
        await settle(pilot)
        assert isinstance(app.screen, SearchScreen)


async def test_hostile_words_everywhere(script: Script, size: tuple[int, int]) -> None:
    store = script.desk.store
    store.held.clear()
    document = store.put(document_of(f"b{HOSTILE}.pdf"), page_of(1, f"notice {HOSTILE}\nnotice"))
    script.reading.labels = {document.id: Marking((HOSTILE,), excluded=False)}
    hit: Hit = hit_in(document, page_of(1, f"notice {HOSTILE}\nnotice"), HOSTILE)
    script.reading.found = lambda text: Found((hit,), Scope(), record_of(script.desk), 0.1)
    script.reading.stopped = HOSTILE
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await _open(pilot, script)
        await _search(pilot, screen, "notice")
        assert unsafe(characters_of(app)) == set()
        assert "[sic]" in screen_text(app)
        await pilot.press("f6")
        await settle(pilot)
        assert unsafe(characters_of(app)) == set()
        await pilot.press("escape")
        screen.line.value = f"(( {HOSTILE}"
        await until(pilot, lambda: bool(screen.query_one("#search-caret").display))
        assert unsafe(characters_of(app)) == set()
        await pilot.press("f4")
        screen.line.value = "x"
        await until(pilot, lambda: bool(screen._search.by_meaning))
        await settle(pilot)
        assert unsafe(characters_of(app)) == set()
        screen.results.focus()
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ViewerScreen)
        assert unsafe(characters_of(app)) == set()
