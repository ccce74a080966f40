"""Articles that a question names come first, and orders and laws that cite each other come along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from localcounsel.core.fusion import Ranking, fuse
from localcounsel.core.queries import words_query
from localcounsel.flows import ingest
from localcounsel.flows.desk import Desk
from localcounsel.flows.statutes import rankings
from localcounsel.store.words import EVEN

LAW = """## 試験取引法
### 第5条
#### 第1項
発行者は、届出書を提出しなければならない。
#### 第6項
外国会社は、政令で定める期間内に英語で記載した書類を提出することができる。
### 第50条
登録を受けた者は、帳簿を保存しなければならない。
## 附則
### 第5条
この法律の施行前にした行為については、なお従前の例による。
"""
ORDER = """## 試験取引法施行令
### 第2条
法第五条第六項に規定する政令で定める期間は、三月とする。
### 第5条
手数料は、千円とする。
"""


@pytest.fixture
def desk(tmp_path: Path, scripted: Callable[..., Desk]) -> Desk:
    """A matter with a law and the order under it."""
    for name, text in (("試験取引法.txt", LAW), ("試験取引法施行令.txt", ORDER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    desk = scripted()
    list(ingest.add(desk, [tmp_path / "試験取引法.txt", tmp_path / "試験取引法施行令.txt"]))
    return desk


def _found(desk: Desk, question: str) -> list[str]:
    """The passages for a question, best first."""
    documents = {each.id: each for each in desk.store.documents()}
    by_words = [Ranking("words", desk.store.words(words_query(question).expression, 20, (), EVEN))]
    fused = fuse([*by_words, *rankings(desk, question, by_words, documents)])
    return [each.text for each in desk.store.passages([one.id for one in fused])]


def test_the_article_named_comes_first(desk: Desk) -> None:
    assert "英語で記載" in _found(desk, "試験取引法第5条第6項により提出できる書類")[0]
    assert "手数料" in _found(desk, "試験取引法施行令第五条は何を定めていますか")[0]


def test_supplementary_provisions_are_meant_only_when_named(desk: Desk) -> None:
    assert "なお従前の例" in _found(desk, "試験取引法附則第5条")[0]
    assert "なお従前の例" not in _found(desk, "試験取引法第5条")[0]


def test_the_order_that_fills_in_an_article_comes_along(desk: Desk) -> None:
    assert any("三月とする" in text for text in _found(desk, "英語で記載した書類を出せるのは誰ですか"))


def test_the_article_that_an_order_cites_comes_along(desk: Desk) -> None:
    assert any("英語で記載" in text for text in _found(desk, "三月の根拠"))


def test_a_passage_that_is_gone_by_then_is_passed_over(desk: Desk) -> None:
    documents = {each.id: each for each in desk.store.documents()}
    words = desk.store.words(words_query("英語で記載した書類").expression, 20, (), EVEN)
    gone = Ranking("meaning", [(123_456_789, 1.0)])
    assert rankings(desk, "英語で記載した書類", [Ranking("words", words), gone], documents, ())


def test_nothing_is_added_where_no_article_plays_a_part(desk: Desk) -> None:
    documents = {each.id: each for each in desk.store.documents()}
    assert rankings(desk, "What is the notice period?", [], documents) == []
