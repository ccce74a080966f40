"""A model writes sentences of its own only when it was measured here and passed; anything else is a reason in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from localcounsel.flows.evaluation import earned
from localcounsel.flows.evaluation.earned import Figures, shortfalls
from localcounsel.store.places import Places

GOOD = Figures(questions=100, statements=90, supported=0.95, contradicting=0, refused=0.9, answered=0.8)


def _row(*, answerable: bool, refused: bool, statements: int = 1, supported: int = 1, contradicting: int = 0) -> Any:
    answer = {"refused": refused, "statements": statements, "supported": supported, "contradicting": contradicting}
    return {"answerable": answerable, "answer": answer}


def test_a_model_that_was_never_measured_only_quotes(places: Places) -> None:
    verdict = earned.earned(places, "f")
    assert not verdict.free
    assert "models evaluate" in verdict.reason


def test_a_model_that_passed_is_free_and_another_is_not(places: Places) -> None:
    assert earned.store(places, "good", "f", GOOD).free
    assert earned.earned(places, "f").free
    assert not earned.earned(places, "another").free


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"supported": 0.89}, "89% of its statements"),
        ({"contradicting": 1}, "1 statements gave another figure"),
        ({"refused": 0.79}, "79% of the questions without"),
        ({"answered": 0.69}, "69% of the questions with"),
        ({"questions": 39}, "only 39 questions"),
    ],
)
def test_below_the_bar_the_reason_says_by_how_much(places: Places, change: dict[str, Any], word: str) -> None:
    verdict = earned.store(places, "poor", "f", replace(GOOD, **change))
    assert not verdict.free
    assert word in verdict.reason


def test_a_second_evaluation_takes_the_place_of_the_first(places: Places) -> None:
    earned.store(places, "good", "f", GOOD)
    earned.store(places, "other", "g", GOOD)
    earned.store(places, "good", "f", replace(GOOD, supported=0.2))
    assert not earned.earned(places, "f").free
    assert earned.earned(places, "g").free


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: {**entry, "bar": 0},
        lambda entry: {**entry, "passed": "yes"},
        lambda entry: {**entry, "figures": {"supported": 1}},
        lambda entry: {**entry, "figures": {**entry["figures"], "refused": 0.1}},
        lambda entry: {key: value for key, value in entry.items() if key != "date"},
        lambda entry: "free",
    ],
)
def test_a_record_that_was_spoiled_gives_no_leave(places: Places, spoil: Callable[[Any], Any]) -> None:
    earned.store(places, "good", "f", GOOD)
    path = places.models / earned.NAME
    kept = json.loads(path.read_text(encoding="utf-8"))
    kept["models"]["f"] = spoil(kept["models"]["f"])
    path.write_text(json.dumps(kept), encoding="utf-8")
    verdict = earned.earned(places, "f")
    assert not verdict.free
    assert verdict.reason


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"models": 3}', b"\xff\xfe", b"[" * 100_000])
def test_a_file_that_is_no_record_gives_no_leave(places: Places, content: bytes) -> None:
    places.models.mkdir(parents=True)
    (places.models / earned.NAME).write_bytes(content)
    assert not earned.earned(places, "f").free
    assert earned.store(places, "good", "f", GOOD).free


def test_the_figures_come_from_the_rows() -> None:
    rows = [
        *[_row(answerable=True, refused=False, statements=2, supported=1) for _ in range(3)],
        _row(answerable=True, refused=True, statements=0, supported=0),
        _row(answerable=False, refused=True, statements=0, supported=0),
        _row(answerable=False, refused=False, contradicting=1),
    ]
    measured = earned.figures(rows)
    assert measured == Figures(6, 7, 4 / 7, 1, 0.5, 0.75)


def test_an_error_counts_against_the_model() -> None:
    sound = [_row(answerable=True, refused=False) for _ in range(4)]
    assert earned.figures([*sound, {"error": "EngineDied"}]).answered == 0.8
    assert shortfalls(GOOD) == []
    assert shortfalls(earned.figures([])) != []
