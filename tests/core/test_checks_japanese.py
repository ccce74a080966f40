"""Japanese statements: amounts, era dates, duty and permission, 甲 and 乙, exceptions."""

from __future__ import annotations

import pytest

from localcounsel.core.checks import Source, check
from localcounsel.core.checks.japanese import force
from localcounsel.records import Support

SOURCE = Source(
    "甲は、乙に対し、令和2年5月3日までに金1,500,000円を支払わなければならない。"
    "乙は、甲の書面による承諾なく本契約上の地位を譲渡してはならない。"
    "甲は、三十日前の通知により本契約を解除することができる。"
    "乙は、天災による場合を除き、納入の遅延につき損害を賠償する責任を負う。"
)


@pytest.mark.parametrize(
    "statement",
    [
        "甲は乙に2020年5月3日までに150万円を支払わなければならない。",
        "乙は、甲の書面による承諾なく本契約上の地位を譲渡できません。",
        "甲は、３０日前の通知により本契約を解除できる。",
        "乙は、天災による場合を除き、納入の遅延につき損害を賠償する責任を負う。",
    ],
)
def test_the_same_in_other_words_is_supported(statement: str) -> None:
    checked = check(statement, [SOURCE])
    assert (checked.support, checked.reasons) == (Support.SUPPORTED, ())


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("甲は乙に2020年5月3日までに250万円を支払わなければならない。", "250万円"),
        ("甲は乙に令和3年5月3日までに150万円を支払わなければならない。", "令和3年5月3日"),
        ("甲は、六十日前の通知により本契約を解除することができる。", "六十日"),
        ("甲は、三十日前の通知により本契約を解除することができない。", "することができる"),
        ("甲は、三十日前の通知により本契約を解除しなければならない。", "することができる"),
        ("乙は、甲の書面による承諾なく本契約上の地位を譲渡することができる。", "してはならない"),
        ("乙は、三十日前の通知により本契約を解除することができる。", "甲"),
        ("乙は、納入の遅延につき損害を賠償する責任を負う。", "除"),
    ],
)
def test_what_the_passage_does_not_say_is_told(statement: str, named: str) -> None:
    checked = check(statement, [SOURCE])
    assert checked.support is not Support.SUPPORTED
    assert any(named in reason for reason in checked.reasons), checked.reasons


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("譲渡してはならない", "forbidden"),
        ("開示しないものとする", "forbidden"),
        ("賠償する義務を負わない", "not owed"),
        ("支払うものとする", "owed"),
        ("解除することができる", "allowed"),
        ("適用しない", "denied"),
        ("効力を生ずる", "plain"),
    ],
)
def test_the_force_of_a_clause(clause: str, expected: str) -> None:
    assert force(clause) == expected
