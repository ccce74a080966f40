"""The sample matter: made from its sources, its facts agree, its questions find their answers."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import docx
import pypdf
import pytest
from oxmsg import Message
from PIL import Image, ImageChops
from striprtf.striprtf import rtf_to_text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import make_sample_matter  # noqa: E402 - the path comes first

SAMPLE = ROOT / "localcounsel" / "sample"
DOCUMENTS = SAMPLE / "documents"
ENTRIES = json.loads((SAMPLE / "questions.json").read_text(encoding="utf-8"))
QUESTIONS = [entry for entry in ENTRIES if "shows" in entry]
"""Those that are suggested to begin with."""
PLACES = [
    {**place, "question": entry["question"]}
    for entry in ENTRIES
    for place in (entry, *entry.get("also", ()))
    if "quote" in place
]
"""Every place that answers a question, also of those that only the evaluation puts."""


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    found: dict[str, bytes] = make_sample_matter.documents()
    return found


def text_of(path: Path) -> list[str]:
    """A document's pages as plain text, by other means than the application's readers."""
    if path.suffix == ".pdf":
        return [page.extract_text() for page in pypdf.PdfReader(path).pages]
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return ["\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])]
    if path.suffix == ".msg":
        return [Message.load(str(path)).body or ""]
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".rtf":
        return [rtf_to_text(text)]
    return [re.sub(r"<[^>]+>", " ", text) if path.suffix == ".html" else text]


def folded(text: str) -> str:
    """Letters and digits only, transcript line numbers set aside."""
    without_numbers = re.sub(r"(?m)^ *\d{1,2} (?=  |\S)", "", text)
    return re.sub(r"\W+", "", without_numbers).casefold()


def test_it_is_small_and_shows_every_kind_of_document() -> None:
    files = [path for path in DOCUMENTS.rglob("*") if path.is_file()]
    assert len(files) >= 20
    assert sum(path.stat().st_size for path in files) < 3_000_000
    kinds = {path.suffix for path in files}
    assert kinds == {".pdf", ".docx", ".txt", ".md", ".html", ".rtf", ".eml", ".msg"}


def test_the_documents_are_what_their_sources_make(made: dict[str, bytes]) -> None:
    kept = {path.relative_to(DOCUMENTS).as_posix() for path in DOCUMENTS.rglob("*") if path.is_file()}
    assert kept == set(made)
    for place, content in made.items():
        path = DOCUMENTS / place
        if path.suffix == ".docx":
            assert parts(content) == parts(path.read_bytes()), place
        elif "(scan)" not in place:
            assert content == path.read_bytes(), place


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_scan_is_the_same_picture_and_has_no_text(made: dict[str, bytes]) -> None:
    place = next(place for place in made if "(scan)" in place)
    pages = [
        pypdf.PdfReader(io.BytesIO(content)).pages[0] for content in (made[place], (DOCUMENTS / place).read_bytes())
    ]
    assert [page.extract_text().strip() for page in pages] == ["", ""]
    new, kept = (page.images[0].image for page in pages)
    assert isinstance(new, Image.Image) and isinstance(kept, Image.Image)
    different = ImageChops.difference(new.convert("L"), kept.convert("L")).point([0] * 64 + [1] * 192)
    # Another version of FreeType may draw letters' edges a little differently.
    assert sum(different.tobytes()) < 0.005 * new.width * new.height


def test_a_document_does_not_depend_on_when_it_is_made(made: dict[str, bytes]) -> None:
    assert make_sample_matter.documents() == made


@pytest.mark.parametrize("place", PLACES, ids=[place["quote"][:24] for place in PLACES])
def test_a_question_has_its_answer_on_its_page(
    place: dict[str, object], made: dict[str, bytes], tmp_path: Path
) -> None:
    name, _, attached = str(place["document"]).partition("!")
    path = DOCUMENTS / name
    if "(scan)" in name:
        source = make_sample_matter.read(make_sample_matter.SOURCES / "scan_letter.txt").body
        assert folded(str(place["quote"])) in folded(source)
        return
    if attached:
        path = tmp_path / attached
        path.write_bytes(make_sample_matter.make(make_sample_matter.SOURCES / "revised_plan.txt")[1])
    page = text_of(path)[int(str(place["page"])) - 1]
    assert folded(str(place["quote"])) in folded(page)


def test_there_are_questions_enough_to_begin_with() -> None:
    assert len(QUESTIONS) >= 8
    assert len({entry["document"] for entry in QUESTIONS}) >= 8


def test_there_are_questions_enough_to_measure_with() -> None:
    there = [entry for entry in ENTRIES if entry.get("answerable", True)]
    absent = [entry for entry in ENTRIES if not entry.get("answerable", True)]
    assert len(there) >= 60
    assert len(absent) >= 25
    assert {entry["kind"] for entry in absent} == {"near miss", "far"}
    assert sum(entry["kind"] == "japanese" for entry in there) >= 8
    assert len({entry["question"] for entry in ENTRIES}) == len(ENTRIES)
    covered = {entry["document"].partition("!")[0] for entry in there}
    files = {path.relative_to(DOCUMENTS).as_posix() for path in DOCUMENTS.rglob("*") if path.is_file()}
    assert {name for name in files - covered if "(scan)" not in name} == set()


def test_a_question_does_not_repeat_its_answer() -> None:
    """Worded otherwise than the document: no run of five words is the same, names and numbers of documents aside."""
    for entry in ENTRIES:
        if entry.get("answerable", True) and "shows" not in entry:
            question, quote = (re.findall(r"\w+", entry[key].casefold()) for key in ("question", "quote"))
            runs = {tuple(question[at : at + 5]) for at in range(len(question) - 4)}
            assert runs.isdisjoint({tuple(quote[at : at + 5]) for at in range(len(quote) - 4)}), entry["question"]


def test_the_draft_brief_misquotes_the_record_exactly_once() -> None:
    brief = next(DOCUMENTS.rglob("Draft brief*"))
    others = [path for path in DOCUMENTS.rglob("*") if path.is_file() and path != brief]
    record = "".join(folded(page) for path in others for page in pages(path))
    quotations = re.findall(r"“([^”]{12,})”", text_of(brief)[0])
    wrong = [quotation for quotation in quotations if folded(quotation) not in record]
    assert len(quotations) >= 10
    assert wrong == ["Yolanda said that we should look for a workaround first and not go to the customer."]


def pages(path: Path) -> list[str]:
    return [] if "(scan)" in path.name or path.suffix == ".eml" else text_of(path)


def test_the_brief_cites_the_transcript_where_it_says_so() -> None:
    brief = text_of(next(DOCUMENTS.rglob("Draft brief*")))[0]
    cited = re.findall(r"Dep\. (\d+):(\d+)(?:-(?:(\d+):)?(\d+))?", brief)
    assert len(cited) == 5
    transcript = pypdf.PdfReader(next(DOCUMENTS.rglob("*Deposition*")))
    page = transcript.pages[transcript.page_labels.index(cited[0][0])].extract_text()
    lines = dict(re.findall(r"(?m)^ *(\d{1,2}) +(.*)$", page))
    assert "I knew on January 22" in lines[cited[0][1]]
    assert lines[cited[0][3]].strip() == "would."


def test_the_transcript_has_25_lines_a_page_and_printed_page_numbers() -> None:
    transcript = pypdf.PdfReader(next(DOCUMENTS.rglob("*Deposition*")))
    assert transcript.page_labels == [str(number) for number in range(41, 47)]
    for page in transcript.pages[:-1]:
        assert re.findall(r"(?m)^ *(\d{1,2})(?= )", page.extract_text()) == [str(n) for n in range(1, 26)]


def test_each_page_of_the_production_carries_its_bates_number() -> None:
    production = pypdf.PdfReader(next(DOCUMENTS.rglob("*Production*")))
    stamps = [re.findall(r"TESS-\d{6}$", page.extract_text().strip()) for page in production.pages]
    assert stamps == [[f"TESS-{number:06d}"] for number in range(138, 144)]


def test_the_memo_has_a_heading_a_list_a_table_a_footnote_and_a_header() -> None:
    content = parts(next(DOCUMENTS.rglob("Memo*")).read_bytes())
    body = content["word/document.xml"].decode()
    assert all(mark in body for mark in ('w:val="Heading1"', "<w:numPr>", "<w:tbl>", "w:footnoteReference"))
    assert "willful misconduct" in content["word/footnotes.xml"].decode()
    assert any("PRIVILEGED" in part.decode() for name, part in content.items() if name.startswith("word/header"))


def test_the_facts_of_the_story_agree() -> None:
    due, delivered = date(2024, 4, 15), date(2024, 6, 17)
    delay = delivered - due
    credits = delay.days // 7 * 0.005 * 860_000
    assert (delay.days, round(credits)) == (63, 38_700)
    assert 312_400 + 196_250 - round(credits) == 469_950
    assert date(2024, 6, 21) + timedelta(days=45) == date(2024, 8, 5)
    fridays = [date(2024, 1, 26) + timedelta(weeks=week) for week in range(10)]
    assert fridays[-1] == date(2024, 3, 29)
    memo = text_of(next(DOCUMENTS.rglob("Memo*")))[0]
    assert all(words in memo for words in ("sixty-three days", "$38,700", "$469,950", "August 5, 2024"))


MODELS = ROOT / ".work" / "models"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    """What the application finds for each suggested question, in a home set up as on the first start."""
    if not MODELS.is_dir():
        pytest.skip("the demo models are not set up; scripts/test.py does that")
    folder = tmp_path_factory.mktemp("sample")
    batch = folder / "questions.jsonl"
    lines = [json.dumps({"id": entry["question"], "question": entry["question"]}) for entry in QUESTIONS]
    batch.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "localcounsel", "--home", str(folder / "home")]
    subprocess.run([*command, "setup", "--models", str(MODELS)], check=True, cwd=ROOT)
    search = [*command, "search", "Sample matter", "--batch", str(batch)]
    done = subprocess.run(search, check=True, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
    return {row["id"]: row["hits"] for row in map(json.loads, done.stdout.splitlines())}


@pytest.mark.model
@pytest.mark.parametrize("entry", QUESTIONS, ids=[entry["quote"][:24] for entry in QUESTIONS])
def test_a_suggested_question_finds_its_passage(entry: dict[str, str], found: dict[str, list[dict[str, str]]]) -> None:
    there = [hit for hit in found[entry["question"]] if hit["document"].endswith(entry["document"])]
    assert any(folded(entry["quote"]) in folded(hit["text"]) for hit in there)
