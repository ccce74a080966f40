"""What is stored whole comes back whole, and nothing else passes for it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.records import Answer, Outline, Page, Passage
from localcounsel.store import codec
from tests.store import matter_samples as samples


def test_an_answer_comes_back() -> None:
    answer = samples.answer(3)
    assert codec.loads(Answer, codec.dumps(answer)) == answer


@given(st.builds(Outline))
def test_every_outline_comes_back(outline: Outline) -> None:
    assert codec.loads(Outline, codec.dumps(outline)) == outline


@given(st.lists(st.builds(Page)))
def test_tuples_of_records_come_back(pages: list[Page]) -> None:
    assert codec.loads(tuple[Page, ...], codec.dumps(tuple(pages))) == tuple(pages)


def test_lone_surrogates_survive() -> None:
    assert codec.loads(tuple[str, ...], codec.dumps(("a\udcffb",))) == ("a\udcffb",)


def test_a_missing_field_takes_its_default_and_an_unknown_one_is_passed_over() -> None:
    found = codec.loads(Outline, '{"title": "T", "invented": 1}')
    assert found == Outline(title="T")


@pytest.mark.parametrize(
    "damage",
    [
        lambda plain: plain.pop("id"),
        lambda plain: plain.update(standing="certain"),
        lambda plain: plain.update(id=7),
        lambda plain: plain.update(claims={}),
        lambda plain: plain["tokens"].update(prompt=True),
        lambda plain: plain["settings"].append(["one"]),
    ],
)
def test_what_is_not_an_answer_is_refused(damage: object) -> None:
    plain = json.loads(codec.dumps(samples.answer(1)))
    assert callable(damage)
    damage(plain)
    with pytest.raises(ValueError, match=r".+"):
        codec.loads(Answer, json.dumps(plain))


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", "[" * 100_000, '{"id": '])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        codec.loads(Passage, text)
