"""Statutes and contracts in Japanese: headings, pinpoints down to the item, and where sentences end."""

from __future__ import annotations

from itertools import pairwise

import pytest

from localcounsel.core.passages import passages
from localcounsel.core.sentences import sentence_starts
from localcounsel.core.structure import outline
from localcounsel.core.structure.clauses import clause_at_each
from localcounsel.records import Outline, Page, PageState, Reading

STATUTE = """## 試験法
### 第3条の2
#### 第1項
株主は、次に掲げる書類を提出しなければならない。
##### 第1号
届出書
##### 第2号
報告書
#### 第6項
前項の規定は、適用しない。
### 第4条
主務大臣は、必要があると認めるときは、株主に対し、報告を命ずることができる。
## 附則
### 第1条
この法律は、公布の日から起算して三月を経過した日から施行する。
"""
GUIDE = "## 解説集\n### Q&A\n#### Q12\n敷金は返還されますか。\n#### A12\n返還されます。ただし、未払の賃料を除きます。\n"


def _outline(text: str) -> Outline:
    return outline(Reading("0" * 64, "text", (Page(1, "", text, PageState.TEXT),)), "law.txt")


def test_articles_paragraphs_and_items_of_a_marked_statute() -> None:
    found = _outline(STATUTE)
    assert [each for each in clause_at_each(found.headings) if each] == [
        "第3条の2",
        "第3条の2第1項",
        "第3条の2第1項第1号",
        "第3条の2第1項第2号",
        "第3条の2第6項",
        "第4条",
        "第1条",
    ]


def test_supplementary_provisions_are_a_heading_of_their_own() -> None:
    found = _outline(STATUTE)
    made = passages("0" * 64, (Page(1, "", STATUTE, PageState.TEXT),), found)
    assert made[-1].heading == "附則"
    assert made[-1].pinpoint.clause == "第1条"


def test_marked_headings_without_a_number() -> None:
    titles = [each.title for each in _outline(GUIDE).headings]
    assert titles == ["Q&A", "Q12", "A12"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "甲（以下「委託者」という。）は、乙に委託する。乙は承諾する。",
            ["甲（以下「委託者」という。）は、乙に委託する。", "乙は承諾する。"],
        ),
        (
            "次の場合を除く（法令に定める場合に限る。）。ただし、甲は拒める。",
            ["次の場合を除く（法令に定める場合に限る。）。", "ただし、甲は拒める。"],
        ),
        (
            "第三者に開示しない（承諾がある場合を除く。）\n期間は三年とする。",
            ["第三者に開示しない（承諾がある場合を除く。）\n", "期間は三年とする。"],
        ),
        ("甲は「直ちに払う。」と述べた。乙は黙した。", ["甲は「直ちに払う。」と述べた。", "乙は黙した。"]),
    ],
)
def test_a_sentence_goes_on_behind_a_bracket(text: str, sentences: list[str]) -> None:
    starts = [*sentence_starts(text), len(text)]
    assert [text[begin:end] for begin, end in pairwise(starts)] == sentences
