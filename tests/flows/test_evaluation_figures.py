"""The figures can be trusted: intervals, areas, values and the second look at quotations, on examples done by hand."""

from __future__ import annotations

import pytest

from localcounsel.flows.evaluation import independent
from localcounsel.flows.evaluation.measuring import prose
from localcounsel.flows.evaluation.statistics import area, median, share, total
from localcounsel.flows.evaluation.values import contradicts, values


def test_a_share_has_an_interval_around_it_that_is_the_same_every_time() -> None:
    samples = [(f"document {number}", float(number % 4 > 0)) for number in range(40)]
    figure = share("found", samples)
    assert figure.value == 0.75
    assert figure.low is not None and figure.high is not None
    assert 0.5 < figure.low < 0.75 < figure.high < 0.95
    assert share("found", samples) == figure


def test_questions_of_one_document_stand_or_fall_together() -> None:
    """The same answers count for less when they all come from two documents."""
    alone = share("x", [(str(number), float(number < 20)) for number in range(40)])
    together = share("x", [("good" if number < 20 else "bad", float(number < 20)) for number in range(40)])
    assert alone.value == together.value == 0.5
    assert (together.low, together.high) == (0.0, 1.0)
    assert alone.low is not None and alone.low > 0.3


def test_nothing_measured_is_no_zero() -> None:
    assert share("x", []).value is None
    assert median("x", []).value is None
    assert area("x", [("a", 1.0)], []).value is None
    assert total("x", []).value == 0


@pytest.mark.parametrize(
    ("there", "absent", "expected"),
    [([3, 4], [1, 2], 1.0), ([1, 2], [3, 4], 0.0), ([1, 1], [1, 1], 0.5), ([1, 3], [2, 4], 0.25), ([2], [1, 2], 0.75)],
)
def test_the_area_is_the_share_of_pairs_in_order(there: list[float], absent: list[float], expected: float) -> None:
    groups = [
        [(f"{side} {number}", value) for number, value in enumerate(each)] for side, each in enumerate((there, absent))
    ]
    assert area("x", groups[0], groups[1]).value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thirty (30) days", {("day", "30")}),
        ("within forty-five days", {("day", "45")}),
        ("five Business Days", {("day", "5")}),
        ("$3,500,000 or $3.5 million", {("money", "3.5e+06")}),
        ("one percent (1.0%) per month", {("percent", "1")}),
        ("on April 15, 2024", {("date", "april 15")}),
        ("月額320万円を20日以内に", {("money", "3.2e+06"), ("day", "20")}),
        ("３年間存続する", {("year", "3")}),
    ],
)
def test_values_are_read(text: str, expected: set[tuple[str, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("Payment is due in 45 days.", True),
        ("Payment is due in thirty days.", False),
        ("Payment is due soon.", False),
        ("Interest is 2 percent.", False),
    ],
)
def test_another_figure_of_the_same_kind_contradicts(statement: str, wrong: bool) -> None:
    assert contradicts(statement, "within thirty (30) days after receipt") is wrong


PAGE = (
    "4.2 The Tenant shall pay rent of $4,500 on the\nfirst day of each month.\n12\nThe Landlord keeps the roof in re-"
)
PAGE += "\npair."


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("pay rent of $4,500 on the first day", True),
        ("keeps the roof in repair", True),
        ("The Tenant … first day of each month", True),
        ("first day … The Tenant", False),
        ("pay rent of $5,400 on the first day", False),
        ("", False),
        ("…", False),
    ],
)
def test_a_quotation_is_looked_for_again(quote: str, there: bool) -> None:
    assert independent.stands(quote, PAGE) is there


def test_a_quotation_may_run_across_furniture_and_onto_the_next_page() -> None:
    number = PAGE.index("12")
    assert independent.stands("each month. The Landlord", PAGE, [(number, number + 2)])
    assert not independent.stands("each month. The Landlord", PAGE)
    assert independent.stands("in repair. It is his.", PAGE, following="It is his. Always.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rent is monthly: “on the first day” [1].", "Rent is monthly:"),
        ("“The “Term” is five years, and “Rent” is monthly.” [2]", ""),
        ('"as is" [1]', ""),
        ("期間は「第5条の「本契約」の期間」である。", "期間は"),
    ],
)
def test_what_is_said_outside_the_quotations_is_known(text: str, said: str) -> None:
    assert prose(text).startswith(said) and bool(prose(text)) is bool(said)
