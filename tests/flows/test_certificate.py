"""Saving a certificate: the file, what it refuses, what is on record; and DOCX as other programs read it."""

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
from docx.document import Document as Paper

from localcounsel.core.paper import Heading, Items, NewPage, Paragraph, Run, Sheet, Table, plain
from localcounsel.errors import BadCall, StorageError
from localcounsel.flows import certificate, refusals
from localcounsel.flows.desk import Desk
from localcounsel.flows.paper import docx
from localcounsel.records import Answer, Standing
from localcounsel.store.places import Places
from tests.core.test_certificate import ANSWER
from tests.flows.conftest import OpenDesk

HOSTILE = "]]> <w:p/> &amp; \x00\x0b\x1b[31m \ud800 \ufffe\uffff \u202egnp.exe \u200f שלום [sic] “x”"
SHOWN = "]]> <w:p/> &amp; ␀␋␛[31m \ufffd \ufffd\ufffd \ufffdgnp.exe \ufffd שלום [sic] “x”"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def desk(scripted: OpenDesk) -> Desk:
    """With an answer that found nothing, stored and on record."""
    opened = scripted()
    opened.store.save_answer(ANSWER)
    opened.audit.append("answered", answer=ANSWER.id, standing="not_found", stopped="end")
    return opened


def opened(content: bytes) -> Paper:
    return reader.Document(io.BytesIO(content))


def whole(paper: Paper) -> str:
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


@pytest.mark.parametrize("name", ["c.md", "c.docx", "c.DOCX"])
def test_it_is_written_whole_and_on_record(desk: Desk, tmp_path: Path, name: str) -> None:
    saved = certificate.save(desk, "last", tmp_path / name)
    content = saved.path.read_bytes()
    assert (saved.answer, saved.sha256) == (ANSWER.id, hashlib.sha256(content).hexdigest())
    text = content.decode("utf-8") if name.endswith("md") else whole(opened(content))
    answered = next(event for event in desk.audit.events() if event.what == "answered")
    for words in ("Who is liable for asbestos?", "Case", answered.digest, "LocalCounsel", "cuad-ranker"):
        assert words in text
    last = desk.audit.events()[-1]
    assert last.what == "certificate exported"
    about = {"answer": ANSWER.id, "sha256": saved.sha256, "to": str(saved.path)}
    assert about.items() <= dict(last.details).items()


def test_nothing_is_overwritten_unless_it_is_said(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "c.md"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(BadCall, match="exists already"):
        certificate.save(desk, "last", path)
    assert path.read_text(encoding="utf-8") == "mine"
    certificate.save(desk, "last", path, force=True)
    assert path.read_text(encoding="utf-8").startswith("# Not-found certificate")


def test_an_export_that_failed_is_on_record_as_failed(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        certificate.save(desk, "last", tmp_path / "no such folder" / "c.md")
    assert [event.what for event in desk.audit.events()[-2:]] == ["certificate exported", "export failed"]


@pytest.mark.parametrize("name", ["c", "c.pdf", "c.md.txt"])
def test_another_ending_is_refused(desk: Desk, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadCall, match="ends in"):
        certificate.save(desk, "last", tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.NOT_FOUND])
def test_an_answer_that_found_something_has_none(desk: Desk, tmp_path: Path, standing: Standing) -> None:
    desk.store.save_answer(replace(ANSWER, id="ffff", standing=standing))
    with pytest.raises(BadCall, match="nothing to certify"):
        certificate.save(desk, "last", tmp_path / "c.md")
    assert list(tmp_path.iterdir()) == []


def test_an_answer_is_named_by_its_id_or_its_beginning(desk: Desk) -> None:
    desk.store.save_answer(replace(ANSWER, id="abcd" + "0" * 28))
    assert certificate.find(desk, ANSWER.id).id == ANSWER.id
    assert certificate.find(desk, "ABAB").id == ANSWER.id
    assert certificate.find(desk, "LAST").id == "abcd" + "0" * 28
    for unclear in ("ab", "abc", "ffff", ""):
        with pytest.raises(BadCall, match="no stored answer"):
            certificate.find(desk, unclear)
    desk.store.save_answer(replace(ANSWER, id="abcd" + "1" * 28))
    with pytest.raises(BadCall, match="2 answers begin"):
        certificate.find(desk, "abcd")


def test_an_answer_without_an_audit_entry_says_so(desk: Desk, tmp_path: Path) -> None:
    desk.store.save_answer(replace(ANSWER, id="ffff"))
    text = certificate.save(desk, "last", tmp_path / "c.md").path.read_text(encoding="utf-8")
    assert "the audit log holds no entry of this answer" in text


# How refusals did


def report(places: Places, name: str, **run: object) -> None:
    folder = places.home / "evaluations" / name
    folder.mkdir(parents=True)
    facts = {
        "date": f"2026-11-{name}T09:00:00+00:00",
        "matter": "the sample matter",
        "ranker": {"name": "cuad-ranker"},
        "model": {"fingerprint": ANSWER.model_sha256},
    }
    figures = [
        {"name": "refused, of the unanswerable", "value": 0.92857, "count": 14},
        {"name": "answered, of the answerable", "value": 0.8, "count": 30},
    ]
    content = {"run": {**facts, **run}, "tracks": {"refusal": figures}}
    (folder / "report.json").write_text(json.dumps(content), encoding="utf-8")


def test_the_latest_evaluation_with_the_same_models_is_named(places: Places) -> None:
    assert refusals.measured(places, ANSWER) == refusals.NONE
    report(places, "18")
    report(places, "19")
    report(places, "20", ranker={"name": "another"})
    report(places, "21", model={"fingerprint": "another"})
    assert refusals.measured(places, ANSWER) == (
        "measured on this machine (19 November 2026, 09:00 UTC on the sample matter): of questions with no answer "
        "there 93 % (of 14) were refused, of those with one 80 % (of 30) were answered"
    )


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"run": 1}',
        '{"run": {"ranker": {"name": "cuad-ranker"}}, "tracks": []}',
        '{"tracks": {"refusal": 5}}',
        "[" * 99999,
    ],
)
def test_a_damaged_report_says_nothing(places: Places, content: str) -> None:
    report(places, "18")
    (places.home / "evaluations" / "18" / "report.json").write_text(content, encoding="utf-8")
    assert refusals.measured(places, ANSWER) == refusals.NONE


def test_figures_that_are_none_are_not_repeated(places: Places) -> None:
    report(places, "18", date=HOSTILE[:4])
    assert refusals.measured(places, ANSWER) == refusals.NONE


# DOCX


def paper(words: str) -> Sheet:
    parts = (
        Heading(words),
        Paragraph((Run(words, bold=True), Run(words, italic=True, note=words)), small=True),
        Items((plain(words),)),
        Items((plain(words), plain("two")), numbered=True),
        Table(((plain(words), plain("a\nb\tc")),), (words, "y"), (1, 3)),
        NewPage(),
        Paragraph(()),
    )
    return Sheet(words, parts, words, "2026-11-20T10:06:00Z")


def test_hostile_text_survives_cleaned_in_every_part() -> None:
    made = opened(docx(paper(HOSTILE)))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert texts[:5] == [SHOWN, SHOWN, SHOWN * 2, SHOWN, SHOWN]
    assert [cell.text for row in made.tables[0].rows for cell in row.cells] == [SHOWN, "y", SHOWN, "a\nb\tc"]
    assert made.sections[0].header.paragraphs[0].text == SHOWN
    assert made.core_properties.title == SHOWN


def test_every_part_is_there_named_and_well_formed() -> None:
    content = docx(paper(HOSTILE))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        trees = {name: ElementTree.fromstring(package.read(name)) for name in package.namelist()}
    targets = {each.get("Target") for each in trees["word/_rels/document.xml.rels"]}
    assert {f"word/{target}" for target in targets} <= set(trees)
    named = {each.get("PartName", "")[1:] for each in trees["[Content_Types].xml"] if each.get("PartName")}
    assert named == {name for name in trees if not name.endswith(".rels") and name != "[Content_Types].xml"}
    styles = {each.get(f"{W}styleId") for each in trees["word/styles.xml"].iter(f"{W}style")}
    used = {
        each.get(f"{W}val") for tree in trees.values() for kind in ("pStyle", "rStyle") for each in tree.iter(W + kind)
    }
    assert used <= styles
    assert "".join(trees["word/footnotes.xml"].itertext()).strip() == SHOWN
    fields = [each.get(f"{W}instr", "").strip() for each in trees["word/footer1.xml"].iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_every_numbered_list_begins_at_one() -> None:
    lists = tuple(Items((plain(f"{number}"),), numbered=True) for number in range(3))
    with zipfile.ZipFile(io.BytesIO(docx(Sheet("T", lists)))) as package:
        body = ElementTree.fromstring(package.read("word/document.xml"))
        numbering = ElementTree.fromstring(package.read("word/numbering.xml"))
    assert [each.get(f"{W}val") for each in body.iter(f"{W}numId")] == ["2", "3", "4"]
    assert [each.get(f"{W}numId") for each in numbering.iter(f"{W}num")] == ["1", "2", "3", "4"]


def test_the_same_paper_is_the_same_file() -> None:
    assert docx(paper("x")) == docx(paper("x"))


def test_the_outline_is_that_of_a_document() -> None:
    made = opened(docx(paper("x")))
    assert [made.paragraphs[0].style.name, made.paragraphs[1].style.name] == ["Title", "Heading 1"]


def test_an_answer_with_hostile_words_makes_a_sound_paper(desk: Desk) -> None:
    answer: Answer = replace(ANSWER, question=replace(ANSWER.question, text=HOSTILE))
    assert SHOWN in whole(opened(docx(certificate.sheet(desk, answer))))
