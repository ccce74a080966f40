"""The questions that search is judged by: well formed, in their own words, and with gold that stands where it says."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from localcounsel.records import Passage, Pinpoint

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "scripts" / "evaluation"
DATA = ROOT.parent / "shared" / "data"

REWORDINGS: dict[str, list[str]] = json.loads((FOLDER / "rewordings.json").read_text(encoding="utf-8"))
OTHERS: list[dict[str, Any]] = json.loads((FOLDER / "other_documents.json").read_text(encoding="utf-8"))
ANSWERABLE = [entry for entry in OTHERS if "quote" in entry]
ABSENT = [entry for entry in OTHERS if "absent" in entry]
GOLD = [
    (entry["file"], gold["page"], gold["quote"]) for entry in ANSWERABLE for gold in [entry, *entry.get("also", [])]
]


def plain(text: str) -> str:
    """Letters and digits only: what two readings of a page agree on."""
    return "".join(character for character in text.casefold() if character.isalnum())


@pytest.fixture(scope="module")
def worded() -> Any:
    """The measurement, loaded from its file."""
    spec = importlib.util.spec_from_file_location("worded", FOLDER / "worded.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["worded"] = module
    spec.loader.exec_module(module)
    return module


def test_every_category_has_many_wordings() -> None:
    assert len(REWORDINGS) == 41
    assert {name: len(wordings) for name, wordings in REWORDINGS.items() if len(wordings) < 6} == {}
    assert sum(map(len, REWORDINGS.values())) >= 246


def test_no_wording_is_empty_or_said_twice() -> None:
    said = Counter(plain(text) for wordings in REWORDINGS.values() for text in wordings)
    assert [text for text, times in said.items() if times > 1 or not text] == []
    assert [text for wordings in REWORDINGS.values() for text in wordings if text != text.strip()] == []


def test_wordings_are_of_many_kinds() -> None:
    texts = [text for wordings in REWORDINGS.values() for text in wordings]
    assert sum("?" in text for text in texts) > 100
    assert sum("?" not in text for text in texts) > 80
    assert sum(len(text.split()) > 14 for text in texts) > 30


@pytest.mark.shared
def test_wordings_differ_from_those_of_the_data_set() -> None:
    lines = (DATA / "cuad" / "tasks_dev.jsonl").read_text(encoding="utf-8").splitlines()
    tasks = [json.loads(line) for line in lines]
    assert {task["category"] for task in tasks} == set(REWORDINGS)
    canonical = {plain(task[key]) for task in tasks for key in ("question", "question_cuad")}
    assert [text for wordings in REWORDINGS.values() for text in wordings if plain(text) in canonical] == []


def test_other_documents_are_asked_enough() -> None:
    assert len(ANSWERABLE) >= 80
    assert len(ABSENT) >= 20
    assert len(ANSWERABLE) + len(ABSENT) == len(OTHERS)
    assert len({entry["file"] for entry in ANSWERABLE}) >= 12
    assert not any(entry["file"].startswith("contract/") for entry in OTHERS)


@pytest.mark.parametrize("entry", OTHERS, ids=lambda entry: entry["question"])
def test_a_question_is_well_formed(entry: dict[str, Any]) -> None:
    if "absent" in entry:
        assert set(entry) == {"file", "question", "absent"}
        assert entry["absent"] is True
    else:
        assert {"file", "page", "question", "quote"} <= set(entry) <= {"file", "page", "question", "quote", "also"}
    assert entry["question"].strip() == entry["question"] != ""
    assert OTHERS.count(entry) == 1


@pytest.mark.parametrize(("file", "page", "quote"), GOLD)
def test_gold_is_short_and_has_a_page(file: str, page: int, quote: str) -> None:
    assert page >= 1, file
    assert 1 <= len(quote.split()) <= 20
    assert len(plain(quote)) >= 7


@pytest.mark.parametrize("entry", ANSWERABLE, ids=lambda entry: entry["question"])
def test_a_question_does_not_give_the_words_away(entry: dict[str, Any]) -> None:
    question, gold = (re.findall(r"\w+", entry[key].casefold()) for key in ("question", "quote"))
    runs = [gold[start : start + 5] for start in range(len(gold) - 4)]
    copied = [run for run in runs if any(question[start : start + 5] == run for start in range(len(question) - 4))]
    assert copied == []


@pytest.mark.shared
@pytest.mark.parametrize("file", sorted({entry["file"] for entry in OTHERS}))
def test_gold_stands_on_its_page(file: str) -> None:
    document = pypdfium2.PdfDocument(DATA / "pdf_set" / file)
    pages = [plain(page.get_textpage().get_text_range()) for page in document]
    wanted = [(page, quote) for name, page, quote in GOLD if name == file]
    assert [(page, quote) for page, quote in wanted if plain(quote) not in pages[page - 1]] == []


def test_a_wording_is_drawn_alike_in_every_run_and_not_alike_in_every_contract(worded: Any) -> None:
    wordings = REWORDINGS["Insurance"]
    draws = [worded.drawn(wordings, f"contract {number}", "Insurance") for number in range(60)]
    assert draws == [worded.drawn(wordings, f"contract {number}", "Insurance") for number in range(60)]
    assert set(draws) == set(wordings)


@pytest.mark.parametrize(
    ("page", "start", "end", "held"),
    [(2, 0, 300, True), (2, 0, 160, True), (2, 0, 159, False), (2, 140, 500, True), (1, 0, 300, False)],
)
def test_a_passage_holds_gold_from_sixty_per_cent_on(worded: Any, page: int, start: int, end: int, held: bool) -> None:
    passage = Passage(1, "a" * 64, page, start, end, "x" * (end - start), "", Pinpoint(page, str(page)))
    places = [worded.Place(page=2, span=(100, 200))]
    assert worded.holds(passage, places) is held


def test_a_likelihood_is_judged_by_order_and_by_threshold(worded: Any) -> None:
    there, absent = [(0.9, 0.5), (0.4, 0.5)], [(0.6, 0.5), (0.1, 0.5)]
    assert worded._judged(there, absent) == {
        "auroc": 0.75,
        "answerable_found_percent": 50.0,
        "absent_refused_percent": 50.0,
    }
    assert worded._judged(there, []) is None
