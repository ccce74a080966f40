"""Where what a person types leads in a document."""

from __future__ import annotations

import pytest

from localcounsel.core.going import goals, heading_at
from localcounsel.records import DefinedTerm, Heading, Mark, Outline

OUTLINE = Outline(
    headings=(
        Heading(1, 0, 20, "4", "Term and Termination", 1),
        Heading(1, 40, 60, "4.2", "Termination for Convenience", 2),
        Heading(2, 10, 13, "(a)", "", 3),
        Heading(3, 0, 12, "Schedule B", "Fees", 1),
        Heading(3, 30, 40, "第5条", "解除", 1),
    ),
    terms=(DefinedTerm("Net Sales", 2, 5, 14),),
    marks=(
        Mark("transcript page", 4, 0, 2, "12"),
        Mark("line", 4, 5, 6, "1"),
        Mark("line", 4, 20, 21, "2"),
        Mark("line", 4, 40, 41, "3"),
        Mark("transcript page", 5, 0, 2, "13"),
        Mark("line", 5, 5, 6, "1"),
        Mark("bates", 5, 90, 103, "ABC-000123"),
    ),
)
LABELS = [(1, "i"), (2, "1"), (3, "2"), (4, "3"), (5, "4")]


@pytest.mark.parametrize(
    ("typed", "page", "start", "said"),
    [
        ("2", 3, 0, "printed page 2"),
        ("#2", 2, 0, "page 2, counted from the front"),
        ("5", 5, 0, "page 5, counted from the front"),
        ("p. i", 1, 0, "printed page i"),
        ("page 4", 5, 0, "printed page 4"),
        ("4.2", 1, 40, "clause 4.2"),
        ("cl. 4.2(a)", 2, 10, "clause 4.2(a)"),
        ("Section 4", 1, 0, "clause 4"),
        ("schedule b", 3, 0, "clause Schedule B"),
        ("第5条", 3, 30, "clause 第5条"),
        ("12:2", 4, 20, "12:2"),
        ("12:2-3", 4, 20, "12:2-3"),
        ("13:1", 5, 5, "13:1"),
        ("l. 3", 4, 40, "line 3"),
        ("abc 123", 5, 90, "ABC-000123"),
        ("ABC-000123", 5, 90, "ABC-000123"),
        ("termination for", 1, 40, "4.2 Termination for Convenience"),
        ("fees", 3, 0, "Schedule B Fees"),
        ("net  sales", 2, 5, "definition of “Net Sales”"),
    ],
)
def test_every_way_of_naming_a_place(typed: str, page: int, start: int, said: str) -> None:
    goal = goals(typed, OUTLINE, LABELS, at=4)[0]
    assert (goal.page, goal.start, goal.said) == (page, start, said)


@pytest.mark.parametrize("typed", ["", "99", "12:9", "9.9", "XYZ-1", "nothing of the kind", "\x1b]52;c;x\x07", "("])
def test_what_leads_nowhere(typed: str) -> None:
    assert goals(typed, OUTLINE, LABELS, at=4) == []


def test_headings_that_begin_so_come_before_those_that_hold_it() -> None:
    assert [goal.said for goal in goals("term", OUTLINE, LABELS)] == [
        "4 Term and Termination",
        "4.2 Termination for Convenience",
    ]


def test_the_heading_a_place_stands_under() -> None:
    assert heading_at(OUTLINE, 1, 0) == 0
    assert heading_at(OUTLINE, 1, 45) == 1
    assert heading_at(OUTLINE, 2, 0) == 1
    assert heading_at(OUTLINE, 9, 0) == 4
    assert heading_at(Outline(), 1, 5) == -1
