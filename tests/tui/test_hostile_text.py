"""Hostile text through every screen: drawn literally, and nothing of it reaches the terminal as a command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.content import Content
from textual.pilot import Pilot

from localcounsel.core.text import clean
from localcounsel.engine.door import LoadedModel, Reading, Wrote
from localcounsel.errors import CounselError, Damaged, NeedsPassword
from localcounsel.flows.events import Answered, AskEvent, FileLeftOut, FileStarted, Found, Ingested, LoadingModel
from localcounsel.records import (
    Citation,
    Claim,
    CrossReference,
    DefinedTerm,
    DocumentState,
    Draft,
    Flag,
    Heading,
    Outline,
    PageState,
    Scope,
    Standing,
    Support,
    Verdict,
)
from localcounsel.tui import show
from localcounsel.tui.app import CounselApp
from tests.tui.driving import characters_of, screen_text, settle, type_and_settle, unsafe
from tests.tui.scripted import (
    HOSTILE,
    SHOWN,
    Line,
    Row,
    Script,
    answer_of,
    citation_in,
    document_of,
    hit_in,
    page_of,
    record_of,
)

TELLING = ("[sic]", "[/b]", "<Client Name>", "␛]52;c;cm0gLXJm␇")
"""Parts that must be seen wherever there is room for them."""


def test_the_glass_shows_every_character_and_interprets_none() -> None:
    content = show.literal(HOSTILE)
    assert content.plain == SHOWN
    assert content.spans == []
    assert show.one_line("a\nb").plain == "a b"
    assert isinstance(content, Content)


def test_cleaning_twice_changes_nothing() -> None:
    assert show.safe(show.safe(HOSTILE)) == show.safe(HOSTILE) == clean(HOSTILE)


@pytest.fixture
def hostile(script: Script) -> Script:
    """The same matter with every foreign string hostile."""
    desk = script.desk
    store = desk.store
    store.held.clear()
    page = page_of(1, f"{HOSTILE}\nSecond line {HOSTILE}", flags=(Flag(HOSTILE, 0, 4, HOSTILE),))
    outline = Outline(
        HOSTILE,
        (HOSTILE,),
        HOSTILE,
        HOSTILE,
        (Heading(1, 0, 4, "[1]", HOSTILE, 1),),
        (DefinedTerm(HOSTILE, 1, 0, 4),),
        (CrossReference(HOSTILE, 1, 0, 4, None),),
    )
    document = store.put(document_of(HOSTILE, 1, outline=outline, metadata=((HOSTILE, HOSTILE),)), page)
    store.put(document_of(f"b{HOSTILE}"), page_of(1, "", state=PageState.UNREAD, reason=HOSTILE))
    store.put(document_of(f"c{HOSTILE}", 0, state=DocumentState.FAILED, reason=HOSTILE))
    hit = hit_in(document, page, HOSTILE)
    hit = replace(hit, passage=replace(hit.passage, heading=HOSTILE), also_as=(HOSTILE,), found_by=HOSTILE)
    brought = replace(hit, passage=replace(hit.passage, id=99), brought=HOSTILE)
    claims = [
        Claim(f"{HOSTILE}: “{HOSTILE}” [1]", (replace(citation_in(hit, page, HOSTILE), pinpoint=HOSTILE),)),
        Claim(f"“{HOSTILE}”", (Citation(HOSTILE, Verdict.ABSENT),), Support.UNSUPPORTED, (HOSTILE,)),
        Claim(HOSTILE, (), Support.CHECK, (HOSTILE, HOSTILE)),
    ]
    record = replace(record_of(desk, ((HOSTILE, 1, HOSTILE),)), terms=(HOSTILE,))

    def asking(text: str, wide: bool) -> Iterator[AskEvent]:
        yield Found((hit, brought), Scope((document.id,), (HOSTILE,), HOSTILE), record, 0.1)
        yield LoadingModel(HOSTILE)
        yield LoadedModel(HOSTILE, 1, 1, 0, 1, 1.0, HOSTILE)
        yield Reading(1, 2, 0)
        yield Wrote(HOSTILE)
        answer = answer_of(text, [hit, brought], claims, record, standing=Standing.PARTLY, model=HOSTILE)
        answer = replace(answer, left_out=(HOSTILE,), draft=Draft(HOSTILE, "length"))
        store.kept.append(answer)
        yield Answered(answer)

    script.asking = asking
    script.suggestions = [HOSTILE]
    script.rows = [Row(HOSTILE, 1, 1, 1, 1, HOSTILE), Row("other", note=HOSTILE)]
    return script


async def check(pilot: Pilot[int], app: CounselApp, *telling: str) -> None:
    """Nothing unsafe on the screen, and what must be seen is seen."""
    await settle(pilot)
    assert unsafe(characters_of(app)) == set()
    text = screen_text(app)
    missing = [part for part in telling if part not in text]
    assert missing == []


async def test_every_screen(hostile: Script, size: tuple[int, int]) -> None:
    app = CounselApp(hostile.ports())
    async with app.run_test(size=size, notifications=True) as pilot:
        await check(pilot, app, "[sic]", "[/b]")
        await pilot.press("d")
        await check(pilot, app, *TELLING)
        await pilot.press("escape", "r")
        await check(pilot, app)
        await pilot.press("escape", "enter")
        await check(pilot, app, *TELLING)
        await type_and_settle(pilot, "Why?", "enter")
        await check(pilot, app, *TELLING)
        await pilot.press("f4")
        await check(pilot, app, "[sic]")
        await pilot.press("escape", "enter")
        await check(pilot, app, *TELLING, "␛[31m")
        await pilot.press("f1")
        await check(pilot, app)
        await pilot.press("end")
        await check(pilot, app, *TELLING)
        await pilot.press("escape", "escape", "f3")
        await check(pilot, app)
        await pilot.press("escape", "f2")
        await check(pilot, app, "[sic]")
        await pilot.press("end", "i")
        await check(pilot, app, *TELLING)


async def test_progress_and_what_was_left_out(hostile: Script, size: tuple[int, int]) -> None:
    hostile.adding = lambda paths, password: iter(
        [
            FileStarted(HOSTILE, 1, 2),
            FileLeftOut(HOSTILE, Damaged(HOSTILE, HOSTILE)),
            FileLeftOut(HOSTILE, NeedsPassword(HOSTILE)),
            Ingested(0, 2, 0, 0, 0, 0.1),
        ]
    )
    app = CounselApp(hostile.ports(), HOSTILE)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f2", "a")
        await type_and_settle(pilot, ".", "enter")
        await check(pilot, app, *TELLING)


async def test_errors_and_notices(hostile: Script, size: tuple[int, int]) -> None:
    app = CounselApp(hostile.ports())
    async with app.run_test(size=size, notifications=True) as pilot:
        app.report(CounselError(HOSTILE, HOSTILE))
        app.notify(HOSTILE, title=HOSTILE, markup=True)
        await check(pilot, app, *TELLING)


async def test_what_is_pasted_is_cleaned(script: Script) -> None:
    from textual.events import Paste

    from localcounsel.tui.widgets.composer import Composer
    from localcounsel.tui.widgets.line_input import LineInput

    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        composer = app.screen.query_one(Composer)
        app.post_message(Paste(f"{HOSTILE}\r\nsecond"))
        await pilot.pause()
        await pilot.pause()
        assert composer.text == f"{SHOWN}\nsecond"
        await type_and_settle(pilot, "", "f2", "a")
        line = app.screen.query_one(LineInput)
        app.post_message(Paste(HOSTILE))
        await check(pilot, app)
        assert line.value == SHOWN


async def test_a_stored_question_is_hostile_too(hostile: Script) -> None:
    hostile.desk.store.answers = lambda: [Line("1", "c", "2026-01-01T00:00:00+00:00", HOSTILE, Standing.PARTLY)]  # type: ignore[method-assign]
    app = CounselApp(hostile.ports(), "x")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f3")
        await check(pilot, app, *TELLING)
