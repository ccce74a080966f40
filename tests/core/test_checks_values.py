"""Every common way to write an amount, a date, a period or a share comes to the same value."""

from __future__ import annotations

from fractions import Fraction

import pytest

from localcounsel.core.checks.values import Key, Value, values
from localcounsel.core.checks.wording import plain


def only(text: str) -> Value:
    (value,) = values(plain(text))
    return value


def says(text: str) -> Key:
    (key,) = only(text).says
    return key


@pytest.mark.parametrize(
    "text",
    ["$1.5 million", "$1,500,000", "US$ 1,500,000.00", "USD 1.5m", "one million five hundred thousand dollars",
     "1,500,000 U.S. dollars", "$１，５００，０００"],
)  # fmt: skip
def test_amounts(text: str) -> None:
    assert says(text) == ("money", "dollar", Fraction(1_500_000))


@pytest.mark.parametrize(
    "text",
    ["May 3, 2020", "3 May 2020", "the 3rd day of May, 2020", "this third day of May 2020", "2020-05-03", "3-May-2020",
     "May 3rd, 2020", "令和2年5月3日", "令和二年五月三日", "2020年5月3日", "２０２０年５月３日"],
)  # fmt: skip
def test_dates(text: str) -> None:
    assert says(text) == ("date", 2020, 5, 3)


def test_a_date_in_figures_has_both_readings() -> None:
    assert only("05/03/2020").says == {("date", 2020, 5, 3), ("date", 2020, 3, 5)}


@pytest.mark.parametrize("text", ["thirty (30) days", "30 days", "thirty days", "30-day", "30 calendar days", "三十日"])
def test_periods(text: str) -> None:
    assert says(text) == ("for", Fraction(30), "day")


def test_periods_of_other_units() -> None:
    assert says("one year") == says("twelve (12) months") == says("12 consecutive months") == says("1年間")
    assert says("two weeks") == says("14 days")
    assert says("30 business days") != says("30 days")
    assert says("10営業日") == says("ten (10) business days")


@pytest.mark.parametrize(
    "text", ["50%", "fifty percent", "50 per cent", "one-half", "1/2", "½", "50パーセント", "五割", "二分の一"]
)
def test_shares(text: str) -> None:
    assert says(text) == ("percent", Fraction(50))


def test_section_numbers() -> None:
    assert says("Section 4.2(a)") == ("ref", "4.2(a)") == says("§ 4.2(a)")
    assert says("Article IV") == says("clause 4")
    assert says("Exhibit B") != says("Section B")
    assert ("ref", "4") in only("Section 4.2(a)").bears
    assert says("第12条") == says("第十二条")


def test_both_numbers_of_a_list_have_its_unit() -> None:
    first, second = values("thirty (30) or sixty (60) days")
    assert (first.says, second.says) == ({("for", Fraction(30), "day")}, {("for", Fraction(60), "day")})


@pytest.mark.parametrize(
    ("text", "bound"),
    [("at least 30 days", "least"), ("not less than 30 days", "least"), ("no later than 30 days", "most"),
     ("shall not exceed $500", "most"), ("exceeding $500", "more"), ("more than 5%", "more"), ("for 30 days", "")],
)  # fmt: skip
def test_bounds(text: str, bound: str) -> None:
    assert only(text).bound == bound


def test_ordinary_words_are_no_values() -> None:
    assert values("either party may, in one of the cases, march on") == []
