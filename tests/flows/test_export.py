"""Exports: what the paper holds, real footnotes in DOCX, quotations literally, audit, policy; and copying."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import docx as reader
import pytest

from localcounsel.core.answer_paper import file_name
from localcounsel.core.markdown import markdown
from localcounsel.errors import BadCall, ForbiddenByPolicy, SettingsError
from localcounsel.flows import conversations, export, ingest, quote
from localcounsel.flows.ask import ask
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Answered
from localcounsel.records import Answer, Citation, Claim, Coverage, Covered, Standing, Support, Verdict
from localcounsel.store import policy
from localcounsel.store.places import Places
from tests.core.test_certificate import ANSWER as NOTHING
from tests.flows.conftest import OpenDesk

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RENT = "The rent is due monthly: “pay rent of $4,500 on the first day of each month” [1]."
INVENTED = "And it doubles: “rent shall double every year” [1]."
HOSTILE = "*[sic]* <Client Name> 1. 1. _x_ | `y` https://evil.example [a](b) \x1b[31m \u202egnp"


@pytest.fixture
def desk(scripted: OpenDesk, folder: Path) -> Desk:
    """With the two agreements and an answer of two statements, one of them invented."""
    opened = scripted(f"{RENT}\n{INVENTED}", RENT)
    list(ingest.add(opened, [folder]))
    list(ingest.index(opened))
    return opened


def asked(desk: Desk, question: str = "When must the tenant pay rent?") -> Answer:
    return next(event.answer for event in ask(desk, question) if isinstance(event, Answered))


def whole(path: Path) -> str:
    """The text of a DOCX file with its tables, in order."""
    root = ElementTree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    return "\n".join("".join(node.itertext()) for node in root.iter(f"{W}p"))


def notes(path: Path) -> list[str]:
    root = ElementTree.fromstring(zipfile.ZipFile(path).read("word/footnotes.xml"))
    return ["".join(node.itertext()).strip() for node in root.iter(f"{W}footnote") if not node.get(f"{W}type")]


@pytest.mark.parametrize("ending", [".md", ".docx"])
def test_an_answer_is_saved_whole_and_on_record(desk: Desk, tmp_path: Path, ending: str) -> None:
    answer = asked(desk)
    saved = export.answer(desk, "last", tmp_path / f"a{ending}")
    content = saved.path.read_bytes()
    assert (saved.answers, saved.sha256) == ((answer.id,), hashlib.sha256(content).hexdigest())
    text = content.decode("utf-8").replace("\\", "") if ending == ".md" else whole(saved.path)
    answered = next(event for event in desk.audit.events() if event.what == "answered")
    for words in (
        *("When must the tenant pay rent?", "pay rent of $4,500", "✗ not on any page", "case/lease.txt"),
        *("fingerprint of scripted", answered.digest, answer.id, "Exhibits", "Authorities", "What was searched"),
        *("2 documents with 2 pages", "rent", "Passages found", "Case", "✓ exact"),
    ):
        assert words in text
    last = desk.audit.events()[-1]
    assert last.what == "exported"
    about = {"kind": "answer", "answer": answer.id, "sha256": saved.sha256, "to": str(saved.path)}
    assert about.items() <= dict(last.details).items()


def test_footnotes_are_words_own_and_stand_behind_their_quotation(desk: Desk, tmp_path: Path) -> None:
    asked(desk)
    path = export.answer(desk, "last", tmp_path / "a.docx").path
    written = notes(path)
    assert len(written) == 2
    assert written[0].startswith("case/lease.txt, p. 1")
    assert written[0].endswith("✓ exact.")
    assert "✗ not on any page searched. Do not rely on these words." in written[1]
    document = ElementTree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    marks = [node.get(f"{W}id") for node in document.iter(f"{W}footnoteReference")]
    assert marks == ["1", "2"]
    paragraph = next(p for p in document.iter(f"{W}p") if "pay rent of" in "".join(p.itertext()))
    runs = list(paragraph.iter(f"{W}r"))
    behind = next(at for at, run in enumerate(runs) if run.find(f"{W}footnoteReference") is not None)
    assert "".join("".join(run.itertext()) for run in runs[:behind]).rstrip(".").endswith("each month”")


def test_other_programs_open_the_paper(desk: Desk, tmp_path: Path) -> None:
    asked(desk)
    path = export.answer(desk, "last", tmp_path / "a.docx").path
    paper = reader.Document(io.BytesIO(path.read_bytes()))
    assert paper.paragraphs[0].text == "Answer to a question"
    assert paper.core_properties.title == "Answer to a question"
    with zipfile.ZipFile(path) as package:
        listed = package.read("[Content_Types].xml").decode()
        assert "/word/footnotes.xml" in listed
        assert "footnotes.xml" in package.read("word/_rels/document.xml.rels").decode()
        assert package.testzip() is None


def test_quotations_are_literal_in_markdown_and_docx(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk)
    hostile = Claim(f"It says “{HOSTILE}” [1].", (Citation(HOSTILE, Verdict.ABSENT),), Support.CHECK, (HOSTILE,))
    desk.store.save_answer(replace(answer, claims=(hostile,)))
    shown = "*[sic]* <Client Name> 1. 1. _x_ | `y` https://evil.example [a](b) ␛[31m \ufffdgnp"
    text = export.answer(desk, answer.id, tmp_path / "a.md").path.read_text(encoding="utf-8")
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").render(text)
    assert "<em>" not in html.replace("<em></em>", "")
    assert "<a " not in html
    assert shown.replace("<", "&lt;").replace(">", "&gt;") in html
    assert shown in whole(export.answer(desk, answer.id, tmp_path / "a.docx").path)


def test_a_conversation_is_one_paper(desk: Desk, tmp_path: Path) -> None:
    first = asked(desk)
    second = asked(desk, "And where is the roof repaired?")
    conversations.name(desk, first.conversation, "Rent and roof")
    for which in ("rent and roof", first.conversation[:6]):
        saved = export.conversation(desk, which, tmp_path / f"{which[:4]}.docx")
        assert saved.answers == (first.id, second.id)
        text = whole(saved.path)
        for words in ("Rent and roof", "Question 1", "Question 2", "And where is the roof", "Made with: question 2"):
            assert words in text
    last = dict(desk.audit.events()[-1].details)
    assert (last["kind"], last["conversation"], last["answers"]) == ("conversation", first.conversation, "2")


def test_a_question_over_the_collection_lists_every_document(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk)
    located = answer.claims[0].citations[0]
    covered = (
        Covered(located.document_id, "case/lease.txt", Coverage.FOUND),
        Covered("gone", "case/nda.txt", Coverage.NOT_FOUND),
        Covered("scan", "scan.pdf", Coverage.NOT_COVERED, "it could not be read"),
    )
    claims = (Claim("1 of 3 documents.", ()), Claim(f"“{located.quote}” [1]", (located,), Support.CHECK, ("unsure",)))
    desk.store.save_answer(replace(answer, claims=claims, covered=covered))
    text = whole(export.answer(desk, answer.id, tmp_path / "a.docx").path)
    for words in (
        *("3 documents: found in 1, not found in 1, 1 not covered", "▲ not covered", "it could not be read"),
        *("○ not found", "unsure", located.quote),
    ):
        assert words in text
    assert text.count(located.quote) == 1
    assert len(notes(tmp_path / "a.docx")) == 1


def test_what_was_not_found_comes_with_its_record(desk: Desk, tmp_path: Path) -> None:
    desk.store.save_answer(NOTHING)
    text = whole(export.answer(desk, NOTHING.id, tmp_path / "a.docx").path)
    for words in (
        *("○ Not found in the documents searched.", "asbestos, liable", "hold harmless, from and against"),
        *("scan.pdf, p. 2: an image without text", "locked.pdf: encrypted", "Nearest passages"),
        *("No document is cited", "No statute and no decision"),
    ):
        assert words in text


def test_a_document_that_has_gone_is_cited_from_the_answer(desk: Desk, tmp_path: Path) -> None:
    answer = asked(desk)
    desk.store.remove_copy("case/lease.txt")
    export.answer(desk, "last", tmp_path / "a.docx")
    assert "case/lease.txt, p. 1" in notes(tmp_path / "a.docx")[0]
    assert "(no longer in the matter)" in notes(tmp_path / "a.docx")[0]
    assert "no longer in the matter" in quote.answer_text(desk, answer)


def test_authorities_name_where_they_are_named(desk: Desk) -> None:
    answer = asked(desk)
    (located,) = answer.claims[0].citations
    cited = replace(located, quote="as 11 U.S.C. § 365(n) provides")
    claim = Claim("Under 17 C.F.R. § 240.10b-5: “as 11 U.S.C. § 365(n) provides” [1].", (cited,))
    text = markdown(export.sheet(desk, [replace(answer, claims=(claim,))], "x")).replace("\\", "")
    assert "| **11 U.S.C. § 365(n)** | case/lease.txt, p. 1" in text
    assert "| **17 C.F.R. § 240.10b-5** | a statement, in no quotation |" in text


def test_nothing_is_written_where_policy_forbids_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(desk)
    monkeypatch.setattr(policy, "load", lambda path=None: policy.Policy(export=("docx",), source="policy.toml"))
    with pytest.raises(ForbiddenByPolicy, match="does not allow exports"):
        export.answer(desk, "last", tmp_path / "a.md")
    assert not (tmp_path / "a.md").exists()
    assert desk.audit.events()[-1].what == "answered"
    assert export.answer(desk, "last", tmp_path / "a.docx").path.exists()


@pytest.mark.parametrize("name", ["a", "a.pdf", "a.html"])
def test_other_endings_are_refused(desk: Desk, tmp_path: Path, name: str) -> None:
    asked(desk)
    with pytest.raises(BadCall, match=r"ends in \.md or \.docx"):
        export.answer(desk, "last", tmp_path / name)


def test_a_file_that_exists_stays_unless_it_is_said(desk: Desk, tmp_path: Path) -> None:
    asked(desk)
    (tmp_path / "a.md").write_text("mine", encoding="utf-8")
    with pytest.raises(BadCall, match="exists already"):
        export.answer(desk, "last", tmp_path / "a.md")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "mine"
    export.answer(desk, "last", tmp_path / "a.md", force=True)
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# Answer to a question")


def test_the_same_answer_is_the_same_file_but_for_its_time(desk: Desk) -> None:
    answer = asked(desk)
    one, two = (replace(export.sheet(desk, [answer], "x"), created="") for _ in range(2))
    assert markdown(one).replace(one.created, "") == markdown(two) or one.parts[1:] == two.parts[1:]


def test_a_name_for_the_file_is_made_of_the_question() -> None:
    assert file_name("What/is: the <cap> \x1b?", "2026-11-20T10:00") == "What is the cap 2026-11-20.docx"
    assert file_name("???", "2026-11-20", ".md") == "answer 2026-11-20.md"


# Copying


def test_a_quotation_is_copied_in_the_firms_format(desk: Desk, places: Places) -> None:
    answer = asked(desk)
    (located,) = answer.claims[0].citations
    words = "pay rent of $4,500 on the first day of each month"
    assert quote.copy_text(located, desk) == f"“{words}” (case/lease.txt, {located.pinpoint})"
    citation = replace(desk.settings.citation, style="custom", source="{file} at {page}", format="{quote} -- {source}")
    desk.settings = replace(desk.settings, citation=citation)
    assert quote.copy_text(located, desk) == f"{words} -- lease.txt at {located.page_label or located.page}"
    assert quote.copy_text(answer.hits[0], desk).endswith(" -- lease.txt at 1")
    desk.settings = replace(desk.settings, citation=replace(citation, format="{quotation}"))
    with pytest.raises(SettingsError, match="stands for nothing"):
        quote.copy_text(located, desk)


def test_words_on_no_page_are_copied_as_such(desk: Desk) -> None:
    answer = asked(desk)
    assert quote.copy_text(answer.claims[1].citations[0], desk) == "“rent shall double every year” (✗ not on any page)"


def test_a_statement_and_an_answer_are_copied_with_their_sources(desk: Desk) -> None:
    answer = asked(desk)
    first = quote.statement_text(desk, answer, 0).splitlines()
    assert first[0] == answer.claims[0].text
    assert first[-1].startswith("[1] case/lease.txt, p. 1")
    assert first[-1].endswith(": ✓ exact")
    text = quote.answer_text(desk, answer)
    for words in (answer.question.text, *first, "✗ not on any page", "scripted"):
        assert words in text
    assert "Searched 17 documents" in quote.answer_text(desk, NOTHING)


def test_copying_is_on_record_without_a_word_of_it(desk: Desk) -> None:
    assert quote.on_record(desk, "statement", "secret words") == "secret words"
    event = desk.audit.events()[-1]
    digest = hashlib.sha256(b"secret words").hexdigest()
    assert event.what == "copied"
    assert {"kind": "statement", "sha256": digest, "characters": "12"}.items() <= dict(event.details).items()
    assert "secret" not in json.dumps([list(each.details) for each in desk.audit.events()])


# Conversations


def test_conversations_are_listed_named_pinned_and_deleted(desk: Desk) -> None:
    first = asked(desk)
    desk.new_conversation()
    second = asked(desk, "Who repairs the roof?")
    assert [line.title for line in conversations.listed(desk)] == ["Who repairs the roof?", first.question.text]
    conversations.pin(desk, first.conversation, True)
    conversations.name(desk, first.conversation, " Rent ")
    pinned, other = conversations.listed(desk)
    assert (pinned.title, pinned.pinned, pinned.named) == ("Rent", True, True)
    assert (other.title, other.pinned, other.named) == ("Who repairs the roof?", False, False)
    assert dict(conversations.said(desk))[first.conversation].startswith(first.claims[0].text)
    assert conversations.delete(desk, second.conversation) == 1
    assert [line.title for line in conversations.listed(desk)] == ["Rent"]
    whats = [event.what for event in desk.audit.events()[-3:]]
    assert whats == ["conversation pinned", "conversation named", "conversation deleted"]
    assert "Rent" not in json.dumps([list(each.details) for each in desk.audit.events()])


def test_a_conversation_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(BadCall, match="no conversation"):
        conversations.find(desk, "abcdef")


def test_standing_is_that_of_the_last_answer(desk: Desk) -> None:
    answer = asked(desk)
    desk.store.save_answer(replace(NOTHING, conversation=answer.conversation, asked="2100-01-01T00:00:00+00:00"))
    (line,) = conversations.listed(desk)
    assert (line.standing, len(line.answers)) == (Standing.NOT_FOUND, 2)
