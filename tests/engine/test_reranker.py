"""The ranker that comes with the package: it ranks, it proves itself, and a damaged one is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from localcounsel.engine import reranker
from localcounsel.errors import ModelDamaged
from localcounsel.flows.models import SHIPPED_MODELS
from localcounsel.store import demo, weights

FOLDER = SHIPPED_MODELS / "clause-ranker-1"
CLAUSES = (
    "Either party may terminate this Agreement at any time, without cause, on ninety days' written notice.",
    "This Agreement shall be governed by the laws of the State of Ohio, without regard to conflicts of laws.",
    "In no event shall the Supplier's aggregate liability exceed the fees paid in the preceding twelve months.",
    "The Landlord shall keep the roof and the outer walls in repair.",
)


@pytest.fixture(scope="module")
def ranker() -> reranker.Ranker:
    return reranker.load(FOLDER, threads=2)


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Can our client walk away from the deal whenever it likes?", 0),
        ("Which state's law applies?", 1),
        ("What is the most the supplier can be made to pay?", 2),
    ],
)
def test_the_passage_that_answers_comes_first(ranker: reranker.Ranker, question: str, right: int) -> None:
    scores = ranker.scores(question, CLAUSES)
    assert scores.index(max(scores)) == right


def test_a_score_does_not_depend_on_its_neighbours(ranker: reranker.Ranker) -> None:
    together = ranker.scores("Which law governs?", CLAUSES)
    alone = [ranker.scores("Which law governs?", [clause])[0] for clause in CLAUSES]
    assert together == alone


def test_odd_text_is_scored_and_nothing_breaks(ranker: reranker.Ranker) -> None:
    odd = ["", "\ud800 broken", "契約の期間は五年とする。", "word " * 5000, "[SEP] [CLS] [MASK]"]
    assert len(ranker.scores("Is there a cap? " * 200, odd)) == len(odd)


def test_work_can_be_stopped_between_passages(ranker: reranker.Ranker) -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        ranker.scores("Which law governs?", CLAUSES, stop)


def test_what_ships_is_what_is_pinned() -> None:
    card = demo.SHIPPED["clause-ranker-1"]
    assert set(weights.describe(FOLDER, "ranker")[0]) >= set(card.files)
    assert sum(file.size for file in card.files) < 30_000_000
    assert (FOLDER / "CARD.md").is_file()


def test_a_ranker_that_computes_something_else_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "ranker"
    shutil.copytree(FOLDER, copy)
    facts = json.loads((copy / "prepared.json").read_text(encoding="utf-8"))
    facts["probes"][0]["score"] += 3.0
    (copy / "prepared.json").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(ModelDamaged, match="other scores"):
        reranker.load(copy)


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json", "prepared.json"])
def test_a_damaged_ranker_is_refused(tmp_path: Path, file: str) -> None:
    copy = tmp_path / "ranker"
    shutil.copytree(FOLDER, copy)
    content = (copy / file).read_bytes()
    (copy / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelDamaged):
        reranker.load(copy)
