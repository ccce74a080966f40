"""Short names of parties, and what a statement says outside its quotations."""

from __future__ import annotations

import pytest

from localcounsel.core.checks.aliases import aliases
from localcounsel.core.checks.outside import outside


def test_short_names_follow_the_names() -> None:
    text = (
        "This Agreement is made between Acme Corporation, a Delaware corporation with an office (the “Supplier”), "
        "and Beta LLC, a limited company (hereinafter referred to as “Customer”)."
    )
    found = aliases(text, ("Acme Corporation", "Beta LLC"))
    assert found == (("Acme Corporation", "Supplier"), ("Beta LLC", "Customer"))


def test_japanese_short_names() -> None:
    text = "株式会社青葉（以下「甲」という。）と株式会社若草（以下「乙」という。）は"
    assert aliases(text, ("株式会社青葉", "株式会社若草")) == (("株式会社青葉", "甲"), ("株式会社若草", "乙"))


def test_a_party_without_a_short_name_takes_no_others() -> None:
    text = "between Acme Corporation and Beta LLC (“Customer”)"
    assert aliases(text, ("Acme Corporation", "Beta LLC")) == (("Beta LLC", "Customer"),)


def parts(text: str) -> str:
    """The text with every “…” as a quotation."""
    spans = []
    at = 0
    while (start := text.find("“", at)) >= 0:
        at = text.index("”", start) + 1
        spans.append((start, at))
    return outside(text, spans, least=3)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Rent is monthly: “payable on the first day” [1].", "Rent is monthly:."),
        ("The “Effective Date” is May 3: “as of May 3, 2020 it is” [2] [3].", "The Effective Date is May 3:."),
        ("The tenant may not “assign this lease at all” [1].", "The tenant may not assign this lease at all."),
        ("- **Yes**, it ends: “it ends on that day” [1]", "it ends:"),
        ("Yes, it ends: “it ends on that day” [1]", "it ends:"),
        ("“payable on the first day”", ""),
    ],
)
def test_quotations_numbers_and_markup_fall_away(text: str, left: str) -> None:
    assert parts(text) == left
