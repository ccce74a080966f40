"""What was decided, on the screen: verdicts on statements, companions, not found and its certificate, collections."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from localcounsel.errors import BadCall
from localcounsel.flows.events import Answered, AskEvent, Found, Surveyed
from localcounsel.records import (
    QUOTING,
    Answer,
    Claim,
    Coverage,
    Covered,
    Draft,
    Hit,
    Scope,
    Standing,
    Support,
)
from localcounsel.tui import show_answer
from localcounsel.tui.app import CounselApp
from localcounsel.tui.messages import PlaceChosen
from localcounsel.tui.screens.viewer import ViewerScreen
from localcounsel.tui.widgets.page_text import PageText
from tests.tui.driving import characters_of, screen_text, settle, type_and_settle, unsafe, until
from tests.tui.scripted import CLAUSE, HOSTILE, SHOWN, Script, answer_of, citation_in, hit_in, record_of

QUESTION = "What notice?"
QUOTE = "upon sixty (60) days’ prior written notice to the other party"


def hits_of(script: Script) -> list[Hit]:
    store = script.desk.store
    agreement = next(each for each in store.documents() if "Agreement" in each.name)
    amendment = next(each for each in store.documents() if "Amendment" in each.name)
    page, amended = store.page(agreement.id, 4), store.page(amendment.id, 2)
    brought = hit_in(amendment, amended, amended.text.split("\n\n")[1].strip(), "words", "3")
    return [hit_in(agreement, page, CLAUSE), replace(brought, brought="amends cl. 7.2 of Services Agreement.pdf")]


def answering(script: Script, answer: Answer, *before: AskEvent) -> CounselApp:
    """The application on a matter in which every question has this answer."""

    def asking(text: str, wide: bool) -> Iterator[AskEvent]:
        yield from before or (Found(answer.hits, Scope(), answer.record, 0.01),)
        script.desk.store.kept.append(answer)
        yield Answered(answer)

    script.asking = asking
    return CounselApp(script.ports(), "Acme v. Beta")


def checked(script: Script) -> Answer:
    """An answer of three statements, one of each verdict."""
    hits = hits_of(script)
    page = script.desk.store.page(hits[0].passage.document_id, 4)
    cited = (citation_in(hits[0], page, QUOTE),)
    claims = [
        Claim(f"Sixty days: “{QUOTE}” [1].", cited, Support.SUPPORTED),
        Claim(f"Ninety days: “{QUOTE}” [1].", cited, Support.CHECK, ("the passage says 60 days, the statement 90",)),
        Claim("No notice is needed.", (), Support.UNSUPPORTED, ("it quotes nothing", f"and says {HOSTILE}")),
    ]
    return answer_of(QUESTION, hits, claims, record_of(script.desk), standing=Standing.PARTLY)


def nothing(script: Script, *hits: Hit) -> Answer:
    """An answer that found nothing, its nearest passages being `hits`."""
    record = record_of(script.desk, (("scan.pdf", 2, "an image without text"),))
    record = replace(record, terms=("notice", "shall notify"), likelihood=0.12, needed=0.5, judged_by="ranker")
    return answer_of(QUESTION, hits, (), record, standing=Standing.NOT_FOUND, draft=Draft("", "end"))


async def ask(pilot: Pilot[int]) -> str:
    await settle(pilot)
    await type_and_settle(pilot, QUESTION, "enter")
    return screen_text(pilot.app)  # type: ignore[arg-type]


async def at_end(pilot: Pilot[int], app: CounselApp, words: str) -> str:
    """The screen with the conversation at its end, where these words stand."""
    await pilot.press("tab", "end")
    await until(pilot, lambda: words in screen_text(app))
    return screen_text(app)


async def test_every_statement_says_its_verdict_in_shape_and_words(script: Script, size: tuple[int, int]) -> None:
    app = answering(script, checked(script))
    async with app.run_test(size=size) as pilot:
        text = await ask(pilot)
        assert "✓ supported" in text
        assert "? check this: the passage says 60 days, the statement 90" in " ".join(text.split())
        text = await at_end(pilot, app, "✗ not supported: it quotes nothing")
        assert "[sic]" in text
        assert unsafe(characters_of(app)) == set()
        assert "◐ Partly supported: check the statements marked ? and ✗." in text


async def test_why_a_model_only_quotes_is_said(script: Script, size: tuple[int, int]) -> None:
    hits = hits_of(script)
    page = script.desk.store.page(hits[0].passage.document_id, 4)
    claims = [Claim(f"“{QUOTE}” [1]", (citation_in(hits[0], page, QUOTE),), Support.SUPPORTED)]
    settings = (QUOTING, ("why quotations only", "evaluated on 2026-11-20: 61% of its statements were supported"))
    app = answering(script, answer_of(QUESTION, hits, claims, record_of(script.desk), settings=settings))
    async with app.run_test(size=size) as pilot:
        text = " ".join((await ask(pilot)).split())
        assert "✓ Quoted from the page." in text
        assert "The model only quotes: evaluated on 2026-11-20" in text
        assert "✓ supported" not in text


async def test_a_word_that_stands_nowhere_is_said_beside_what_was_found(script: Script, size: tuple[int, int]) -> None:
    answer = checked(script)
    record = replace(answer.record, unknown=("cyber",), similar=(("cyber", "cybersecurity"),))
    app = answering(script, replace(answer, record=record))
    async with app.run_test(size=size) as pilot:
        await ask(pilot)
        text = await at_end(pilot, app, "Nowhere in what was searched: cyber.")
        assert "“cyber” looks like “cybersecurity”, which is there." in " ".join(text.split())


async def test_what_was_brought_along_is_marked(script: Script) -> None:
    app = answering(script, checked(script))
    async with app.run_test(size=(140, 45)) as pilot:
        text = await ask(pilot)
        assert "↳ brought along: amends cl. 7.2" in text


async def test_not_found_shows_how_likely_and_what_came_near(script: Script, size: tuple[int, int]) -> None:
    app = answering(script, nothing(script, *hits_of(script)))
    async with app.run_test(size=size) as pilot:
        text = " ".join((await ask(pilot)).split())
        for words in (
            "○ Not found in these documents.",
            "for: notice.",
            "Also in other words: shall notify.",
            "Judged 12 % likely to be there; below 50 % it counts as not found.",
            "Not read: scan.pdf, p. 2",
        ):
            assert words in text
        text = await at_end(pilot, app, "F8 saves this as a certificate")
        assert "What came nearest" in text
        assert "[1] contracts/Services Agreement.pdf, p. 4, cl. 7.2" in text
        assert "[2]" not in text


async def test_a_near_miss_opens_at_its_page(script: Script, size: tuple[int, int]) -> None:
    messages: list[Message] = []
    app = answering(script, nothing(script, *hits_of(script)))
    async with app.run_test(size=size, message_hook=messages.append) as pilot:
        await ask(pilot)
        chosen = [message.place for message in messages if isinstance(message, PlaceChosen)]
        assert isinstance(chosen[-1], Hit)
        await type_and_settle(pilot, "", "enter")
        assert isinstance(app.screen, ViewerScreen)
        page = app.screen.query_one(PageText)
        start, end = page._marked.passage
        assert page.text[start:end] == CLAUSE


async def test_the_evidence_calls_them_near(script: Script) -> None:
    app = answering(script, nothing(script, *hits_of(script)))
    async with app.run_test(size=(140, 45)) as pilot:
        assert "2 nearest passages" in await ask(pilot)


async def test_the_certificate_is_saved_where_a_person_says(script: Script, size: tuple[int, int]) -> None:
    answer = nothing(script, *hits_of(script))
    app = answering(script, answer)
    async with app.run_test(size=size, notifications=True) as pilot:
        await ask(pilot)
        await type_and_settle(pilot, "", "f8")
        line = app.screen.query_one(Input)
        assert line.value == "~/not found 2026-11-20 10-00.docx"
        line.value = "~/record.md"
        await pilot.press("enter")
        await settle(pilot)
        assert script.calls[-1] == ("certificate", answer.id, Path.home() / "record.md")
        await until(pilot, lambda: "Saved:" in screen_text(app))


async def test_a_refused_certificate_is_told(script: Script) -> None:
    def refuse(*call: object) -> None:
        if call[0] == "certificate":
            raise BadCall("it exists already")

    app = answering(script, nothing(script))
    script._call = refuse  # type: ignore[method-assign]
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await ask(pilot)
        await type_and_settle(pilot, "", "f8")
        await pilot.press("enter")
        await until(pilot, lambda: "it exists already" in screen_text(app))


async def test_what_was_found_is_saved_as_an_answer(script: Script, size: tuple[int, int]) -> None:
    answer = checked(script)
    app = answering(script, answer)
    async with app.run_test(size=size, notifications=True) as pilot:
        await ask(pilot)
        await type_and_settle(pilot, "", "f8")
        assert "certificate" not in screen_text(app)
        line = app.screen.query_one(Input)
        assert line.value == "~/What notice 2026-11-20.docx"
        await pilot.press("ctrl+t")
        assert line.value == "~/What notice 2026-11-20.md"
        await pilot.press("enter")
        await settle(pilot)
        assert script.calls[-1] == ("save answer", answer.id, Path.home() / "What notice 2026-11-20.md")
        await until(pilot, lambda: "Saved:" in screen_text(app))


async def test_the_certificate_is_of_the_answer_under_the_cursor(script: Script) -> None:
    answers = [replace(nothing(script, *hits_of(script)), id=name) for name in ("first", "second")]
    script.asking = lambda text, wide: iter([Answered(answers.pop(0))])
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await ask(pilot)
        await type_and_settle(pilot, "Again?", "enter")
        for keys, which in (((), "second"), (("tab", "up"), "first")):
            await type_and_settle(pilot, "", *keys, "f8")
            await pilot.press("enter")
            await settle(pilot)
            assert script.calls[-1][:2] == ("certificate", which)


def collected(script: Script) -> Answer:
    hits = hits_of(script)
    page = script.desk.store.page(hits[0].passage.document_id, 4)
    claims = [
        Claim("1 of 4 agreements: a passage was located.", (), Support.SUPPORTED, ("counted by the application",)),
        Claim(f"“{QUOTE}” [1]", (citation_in(hits[0], page, QUOTE),), Support.CHECK, ("compare the date",)),
    ]
    covered = (
        Covered(hits[0].passage.document_id, hits[0].document_name, Coverage.FOUND),
        Covered("2", "lease.pdf", Coverage.NOT_FOUND),
        Covered("3", "letter.pdf", Coverage.NOT_FOUND, "dated 2019"),
        Covered("4", f"{HOSTILE}.pdf", Coverage.NOT_COVERED, "page 3 could not be read"),
    )
    record = record_of(script.desk)
    return answer_of(QUESTION, hits[:1], claims, record, covered=covered, standing=Standing.PARTLY, model="")


async def test_a_collection_is_counted_and_what_was_not_covered_is_listed(
    script: Script, size: tuple[int, int]
) -> None:
    app = answering(script, collected(script))
    async with app.run_test(size=size) as pilot:
        text = " ".join((await ask(pilot)).split())
        assert "1 of 4 agreements" in text
        assert "✓ supported: counted by the application" in text
        assert "4 documents: found in 1, not found in 2, 1 not covered" in text
        assert "[1] contracts/Services Agreement.pdf, p. 4, cl. 7.2" in text
        text = await at_end(pilot, app, "○ Nothing was located in:")
        assert "▲ Not covered:" in text
        assert unsafe(characters_of(app)) == set()


async def test_progress_through_a_collection_is_shown(script: Script) -> None:
    answer = collected(script)
    gate = threading.Event()

    def asking(text: str, wide: bool) -> Iterator[AskEvent]:
        yield Surveyed(HOSTILE, Coverage.FOUND, None, 1, 4, 12.0)
        yield Surveyed("b", Coverage.NOT_FOUND, None, 2, 4, 8.0)
        gate.wait(30)
        yield Answered(answer)

    script.asking = asking
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press(*QUESTION, "enter")
        await until(pilot, lambda: "2 of 4 documents, found in 1 · 8.0 s left" in screen_text(app))
        gate.set()
        await settle(pilot)


def test_the_glass_draws_reasons_and_notes_literally() -> None:
    claim = Claim("x", (), Support.CHECK, (HOSTILE,))
    assert show_answer.support(claim).plain == f"? check this: {SHOWN}"
    listed = show_answer.covered("Not covered:", "", [Covered("1", HOSTILE, Coverage.NOT_COVERED, HOSTILE)], 1)
    assert listed.plain == f"Not covered:\n  {SHOWN}  {SHOWN}"


async def test_documents_without_a_citation_can_be_gone_to(script: Script) -> None:
    answer = collected(script)
    app = answering(script, answer)
    async with app.run_test(size=(140, 45)) as pilot:
        await ask(pilot)
        await pilot.press("tab")
        for _ in range(len(answer.covered)):
            await pilot.press("down")
        await settle(pilot)
        place = str(app.screen.query_one("#evidence-place").render())
        assert "the document as a whole; nothing in it is cited" in place
        await pilot.press("c", "w")
        await settle(pilot)
        assert len(app.screen_stack) == 2
