"""The question line: earlier questions, several lines, documents behind @, defined terms, and the scope they make."""

from __future__ import annotations

import pytest
from textual.message import Message

from localcounsel.tui.app import CounselApp
from localcounsel.tui.messages import QuestionSent, ScopeShortened, ScopeWanted
from localcounsel.tui.offers import begun_name, offers, rest_of_term, without_name
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.widgets.composer import Composer, Offers
from tests.tui.driving import characters_of, screen_text, settle, type_and_settle, unsafe
from tests.tui.scripted import HOSTILE, SHOWN, Script, document_of, page_of

DOCUMENTS = (("1", "contracts/Services Agreement.pdf"), ("2", "contracts/Amendment No. 1.docx"), ("3", "NDA.pdf"))
TERMS = ("Change of Control", "Effective Date", "Effective Time", "Cause")


@pytest.mark.parametrize(
    ("before", "name", "rest"),
    [
        ("fee under @serv", "serv", "fee under "),
        ("@", "", ""),
        ("(@x", "x", "("),
        ("契約は、@業務", "業務", "契約は、"),
        ("a@b", None, "a@b"),
        ("see @nda and", None, "see @nda and"),
        ("", None, ""),
    ],
)
def test_a_name_begins_with_an_at_that_stands_by_itself(before: str, name: str | None, rest: str) -> None:
    assert begun_name(before) == name
    assert without_name(before) == rest


def test_documents_and_folders_are_offered_best_first() -> None:
    assert offers("", DOCUMENTS)[0].name == "contracts/"
    assert offers("nda", DOCUMENTS)[0].name == "NDA.pdf"
    services = offers("srvag", DOCUMENTS)[0]
    assert services.documents == (DOCUMENTS[0],)
    assert "".join(services.name[at] for at in services.places).casefold() == "srvag"
    folder = next(each for each in offers("contr", DOCUMENTS) if each.folder)
    assert folder.documents == DOCUMENTS[:2]
    assert offers("xyzzy", DOCUMENTS) == []
    assert [each.folder for each in offers("", DOCUMENTS[:2])] == [False, False]


@pytest.mark.parametrize(
    ("before", "rest"),
    [
        ("on a change of c", "ontrol"),
        ("the eff", "ective Date"),
        ("Effective T", "ime"),
        ("ef", ""),
        ("change of ", ""),
        ("Cause", ""),
        ("what?", ""),
    ],
)
def test_a_term_that_was_begun_goes_on(before: str, rest: str) -> None:
    assert rest_of_term(before, TERMS) == rest


async def test_an_at_narrows_the_scope_in_sight_and_back(script: Script, size: tuple[int, int]) -> None:
    messages: list[Message] = []
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, message_hook=messages.append) as pilot:
        await settle(pilot)
        composer = app.screen.query_one(Composer)
        await pilot.press(*"Fees @serv")
        await settle(pilot)
        assert app.screen.query_one(Offers).display
        assert "contracts/Services Agreement.pdf" in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        wanted = {id(m): m for m in messages if isinstance(m, ScopeWanted)}
        assert [m.documents for m in wanted.values()] == [
            (("id-contracts/Services Agreement.pdf", "contracts/Services Agreement.pdf"),)
        ]
        assert composer.text == "Fees "
        assert not app.screen.query_one(Offers).display
        assert "Asked of: ▸ contracts/Services Agreement.pdf" in screen_text(app)
        assert "chosen · F6 whole matter" in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert script.calls[-1] == ("ask", "Fees", ("id-contracts/Services Agreement.pdf",), False)
        await pilot.press("backspace")
        await settle(pilot)
        assert len({id(m) for m in messages if isinstance(m, ScopeShortened)}) == 1
        assert "Asked of: whole matter" in screen_text(app)


async def test_several_documents_and_a_folder_are_counted(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(*"@contracts/", "tab", *"@nda", "tab")
        await settle(pilot)
        assert "Asked of: ▸ 3 documents: contracts/" in screen_text(app)
        screen = app.screen
        assert isinstance(screen, MatterScreen)
        assert [name for _, name in screen.chosen][2] == "NDA.pdf"
        await pilot.press("f6")
        await settle(pilot)
        assert screen.chosen == ()
        assert "Asked of: whole matter (4 documents, 1 not read)" in screen_text(app)


async def test_arrows_choose_an_offer_and_escape_leaves_the_text(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        composer, list_of_offers = app.screen.query_one(Composer), app.screen.query_one(Offers)
        await pilot.press("@", "down", "down", "up")
        assert list_of_offers.cursor == 1
        await pilot.press("escape")
        assert (composer.text, list_of_offers.display, composer.has_focus) == ("@", False, True)
        await pilot.press("enter")
        await settle(pilot)
        assert script.calls[-1][:2] == ("ask", "@")


async def test_a_defined_term_is_completed_with_the_right_arrow(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        composer = app.screen.query_one(Composer)
        await pilot.press(*"The effec")
        assert composer.suggestion == "tive Date"
        assert "The effective Date" in screen_text(app)
        await pilot.press("right")
        assert composer.text == "The effective Date"
        await pilot.press(*" and", "left")
        assert composer.suggestion == ""


@pytest.mark.parametrize("key", ["ctrl+j", "alt+enter", "shift+enter"])
async def test_a_question_of_several_lines(script: Script, key: str) -> None:
    messages: list[Message] = []
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24), message_hook=messages.append) as pilot:
        await settle(pilot)
        await pilot.press(*"one", key, *"two", "enter")
        await settle(pilot)
        sent = {id(m): m for m in messages if isinstance(m, QuestionSent)}
        assert [m.text for m in sent.values()] == ["one\ntwo"]


async def test_lines_within_a_question_come_before_earlier_questions(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "Earlier?", "enter")
        composer = app.screen.query_one(Composer)
        await pilot.press(*"one", "ctrl+j", *"two", "up")
        assert composer.text == "one\ntwo"
        await pilot.press("up")
        assert composer.text == "Earlier?"
        await pilot.press("down")
        assert composer.text == "one\ntwo"


async def test_hostile_names_and_terms_are_drawn_literally(script: Script, size: tuple[int, int]) -> None:
    script.desk.store.held.clear()
    script.desk.store.put(document_of(HOSTILE), page_of(1, HOSTILE))
    script.desk.store.put(document_of(f"x/{HOSTILE}"), page_of(1, HOSTILE))
    script.conversing.terms = [f"zzz {HOSTILE}"]
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("@")
        await settle(pilot)
        assert "[sic] [/b] <Client Name>" in screen_text(app)
        assert unsafe(characters_of(app)) == set()
        await pilot.press("enter")
        await settle(pilot)
        assert unsafe(characters_of(app)) == set()
        composer = app.screen.query_one(Composer)
        await pilot.press(*"zzz", "right")
        assert composer.text == f"zzz {SHOWN}"
        assert unsafe(characters_of(app)) == set()
