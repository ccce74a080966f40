"""What must stand in a document for it to count is compared, or said to be undecided."""

from __future__ import annotations

import pytest

from localcounsel.core.conditions import Condition, condition, fulfilled, names_party, of_right_date, without_parties


def of(question: str) -> Condition:
    found = condition(question)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "passage", "meets"),
    [
        ("governed by New York law", "governed by the laws of the State of New York", True),
        ("governed by New York law", "governed by the laws of the State of\nNew  York", True),
        ("governed by New York law", "governed by the laws of Delaware", False),
        ("governed by the laws of England", "the laws of England and Wales", True),
        ("governed by English law", "shall be construed under the laws of England", True),
        ("governed by delaware law", "the laws of Delaware", True),
        ("日本法に準拠する", "本契約は日本法に準拠する", True),
        ("日本法に準拠する", "本契約はニューヨーク州法に準拠する", False),
        ("that mention “source code escrow”", "a source code escrow agent", True),
        ("that mention “source code escrow”", "escrow of the source code", False),
        ("longer than 30 days", "upon sixty (60) days' notice", True),
        ("longer than 30 days", "upon thirty (30) days' notice", False),
        ("longer than 30 days", "upon two months' notice", True),
        ("longer than 30 days", "upon reasonable notice", None),
        ("longer than 30 days", "10 days after the notice, and 60 days after the claim", None),
        ("at least 12 months", "an initial term of one year", True),
        ("less than $1,000,000", "shall not exceed $500,000", True),
        ("less than $1,000,000", "shall not exceed one million dollars ($1,000,000)", False),
        ("less than $1,000,000", "shall not exceed €500,000", None),
        ("more than 10%", "a royalty of twelve percent (12%)", True),
        ("expire before 2026", "shall expire on December 31, 2025", True),
        ("expire before 2026", "shall expire on 1 March 2026", False),
        ("expire after 2024", "shall expire when the work is done", None),
        ("expire in 2025", "ends 2025-06-30", True),
        ("by 31 March 2025", "ends on March 1, 2025", True),
    ],
)
def test_a_passage_meets_a_condition_or_not_or_leaves_it_open(question: str, passage: str, meets: bool | None) -> None:
    assert fulfilled(of(question), passage) is meets


@pytest.mark.parametrize("question", ["a non-compete clause", "exclusive", "termination for convenience", "競業避止"])
def test_what_cannot_be_compared_is_no_condition(question: str) -> None:
    assert condition(question) is None


def test_parties_are_looked_for_at_the_beginning_of_the_document() -> None:
    wanted = of(" with Acme and Beta Foods, Inc. have an audit right")
    assert wanted.parties == ("Acme", "Beta Foods, Inc")
    assert names_party(wanted, ("Acme Holdings LLC", "Beta Foods, Inc."))
    assert not names_party(wanted, ("Acmebank", "Beta Foods, Inc."))
    assert not wanted.of_passage


def test_compliance_with_something_names_no_party() -> None:
    found = condition(" require compliance with GDPR")
    assert found is None or found.parties == ()


def test_the_party_is_not_looked_for_in_the_clauses() -> None:
    assert without_parties(" with Acme have an audit right").strip() == "have an audit right"


def test_signed_and_dated_are_of_the_document() -> None:
    wanted = of(" were signed after 2019")
    assert wanted.of_document
    assert of_right_date(wanted, "January 3, 2020") is True
    assert of_right_date(wanted, "December 31, 2019") is False
    assert of_right_date(wanted, "") is None
    assert not of(" expire after 2019").of_document
