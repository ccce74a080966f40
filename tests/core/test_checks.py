"""A statement is held against the passages it cites: numbers, parties, negation, exceptions, wording."""

from __future__ import annotations

import pytest

from localcounsel.core.checks import Source, check
from localcounsel.records import Support

SUPPLY = (
    "7.1 Supplier shall indemnify Customer against all losses arising from third party claims, except to the extent "
    "caused by the negligence of Customer. "
    "7.2 Customer shall pay Supplier $1,500,000 within thirty (30) days after receipt of the invoice. "
    "7.3 Customer may terminate this Agreement at any time upon sixty (60) days' prior written notice. "
    "7.4 Neither party may assign this Agreement without the prior written consent of the other party. "
    "7.5 In no event shall Supplier be liable for indirect damages. "
    "7.6 Supplier shall not be required to deliver on public holidays. "
    "7.7 This Agreement commences on May 3, 2020 and continues for an initial term of twelve (12) months. "
    "7.8 The licence granted to Customer is non-exclusive. "
    "7.9 Late amounts bear interest at not more than five percent (5%) per annum."
)

TRUE = [
    "Supplier indemnifies Customer against third party claims, except where caused by Customer's negligence.",
    "Customer shall be indemnified by Supplier against losses arising from third party claims, except to the extent "
    "caused by negligence of Customer.",
    "Customer must pay Supplier $1.5 million within 30 days of receiving the invoice.",
    "Customer must pay USD 1,500,000 no later than thirty days after receipt of the invoice.",
    "Customer is entitled to terminate the agreement at any time on 60 days' written notice.",
    "A party may not assign this Agreement without the other party's prior written consent.",
    "Supplier shall not be liable for indirect damages.",
    "Supplier need not deliver on public holidays.",
    "The agreement commences on 2020-05-03 and its initial term is one year.",
    "The agreement commenced on the 3rd day of May, 2020.",
    "The licence is not exclusive.",
    "Interest on late amounts is at most 5 per cent per annum.",
    "According to clause 7.3, Customer may terminate upon sixty days' notice.",
]

FALSE = [
    ("Customer must pay Supplier $1.6 million within 30 days of receiving the invoice.", "$1,500,000"),
    ("Customer must pay Supplier $1,500,000 within 45 days of receipt of the invoice.", "thirty (30) days"),
    ("Customer must pay Supplier $1,500,000 within 30 business days of receipt of the invoice.", "30 business days"),
    ("Customer must pay Supplier €1,500,000 within 30 days of receipt of the invoice.", "€1,500,000"),
    ("Customer may terminate at any time on 90 days' prior written notice.", "sixty (60) days"),
    ("The agreement commences on May 8, 2020.", "May 3, 2020"),
    ("The agreement commences on May 3, 2021.", "May 3, 2020"),
    ("The agreement continues for an initial term of 18 months.", "twelve (12) months"),
    ("Interest on late amounts is at most 6% per annum.", "five percent"),
    ("Interest on late amounts is at least 5% per annum.", "at most"),
    ("Customer shall indemnify Supplier against losses arising from third party claims, except to the extent caused by "
     "the negligence of Supplier.", "Supplier here"),
    ("Supplier shall pay Customer $1,500,000 within 30 days after receipt of the invoice.", "Customer here"),
    ("Supplier may terminate this Agreement at any time upon 60 days' prior written notice.", "Customer here"),
    ("Acme Corp. shall pay $1,500,000 within 30 days after receipt of the invoice.", "Acme Corp"),
    ("Customer may not terminate this Agreement at any time.", "may not terminate"),
    ("Customer must terminate this Agreement upon 60 days' prior written notice.", "must terminate"),
    ("Either party may assign this Agreement without the prior written consent of the other party.", "neither"),
    ("Neither party may assign this Agreement with the prior written consent of the other party.", "without"),
    ("Supplier shall be liable for indirect damages.", "in no event"),
    ("Supplier shall not deliver on public holidays.", "need not deliver"),
    ("Supplier shall deliver on public holidays.", "need not deliver"),
    ("The licence granted to Customer is exclusive.", "non-exclusive"),
    ("Supplier shall indemnify Customer against all losses arising from third party claims.", "leaves out"),
    ("Customer shall pay Supplier $1,500,000 within 30 days after receipt of the invoice unless it objects in writing.",
     "unless"),
]  # fmt: skip


@pytest.mark.parametrize("statement", TRUE)
def test_the_same_in_other_words_is_supported(statement: str) -> None:
    checked = check(statement, [Source(SUPPLY)])
    assert (checked.support, checked.reasons) == (Support.SUPPORTED, ())


@pytest.mark.parametrize(("statement", "named"), FALSE)
def test_what_the_passage_does_not_say_is_told_with_the_reason(statement: str, named: str) -> None:
    checked = check(statement, [Source(SUPPLY)])
    assert checked.support is not Support.SUPPORTED
    assert any(named in reason for reason in checked.reasons), checked.reasons


def test_a_number_that_stands_in_the_passage_for_something_else_is_to_be_checked() -> None:
    text = "Either party may terminate on 30 days' notice. A breach must be cured within 60 days."
    assert check("The cure period for a breach is 60 days.", [Source(text)]).support is Support.SUPPORTED
    moved = check("The cure period for a breach is 30 days.", [Source(text)])
    assert moved.support is Support.CHECK
    assert moved.reasons == ("the passage says 60 days here, the statement 30 days",)


def test_the_reason_names_both_numbers() -> None:
    checked = check("Notice of 90 days is needed to terminate.", [Source("Terminate on 60 days' notice.")])
    assert checked.support is Support.UNSUPPORTED
    assert checked.reasons == ("the passage says 60 days, the statement 90 days",)


def test_the_question_bears_names_and_sections_but_no_amounts() -> None:
    source = [Source("The tenant shall pay a rent of $4,500 on the first day of each month.")]
    asked = "Does Section 12 oblige Acme Corp. to pay a rent of $5,000 each month?"
    assert check("Under Section 12 the tenant shall pay a rent of $4,500.", source, asked).support is Support.SUPPORTED
    assert check("Under Section 12 the tenant shall pay a rent of $4,500.", source).support is Support.CHECK
    assert check("The tenant shall pay a rent of $5,000 each month.", source, asked).support is Support.UNSUPPORTED


def test_headings_bear_section_numbers() -> None:
    source = [Source("The tenant shall keep the roof in repair.", heading="12 Repairs › 12.4 Roof")]
    assert check("Under Section 12.4 the tenant shall keep the roof in repair.", source).support is Support.SUPPORTED


def test_a_party_is_known_by_its_short_name() -> None:
    text = "Supplier shall deliver the goods to Customer at its own cost."
    aliases = (("Acme Corporation", "Supplier"), ("Beta LLC", "Customer"))
    source = [Source(text, parties=("Acme Corporation", "Beta LLC"), terms=("Supplier", "Customer"), aliases=aliases)]
    kept = check("Acme Corporation shall deliver the goods to Beta LLC at its own cost.", source)
    assert kept.support is Support.SUPPORTED
    swapped = check("Beta LLC shall deliver the goods to Acme Corporation at its own cost.", source)
    assert swapped.support is Support.UNSUPPORTED


def test_receiving_and_disclosing_party_are_told_apart() -> None:
    text = "The Receiving Party shall return all Confidential Information to the Disclosing Party upon request."
    assert check(text, [Source(text)]).support is Support.SUPPORTED
    turned = "The Disclosing Party shall return all Confidential Information to the Receiving Party upon request."
    assert check(turned, [Source(text)]).support is Support.UNSUPPORTED


@pytest.mark.parametrize(
    "statement",
    [
        "The agreement contains the following:",
        "The contract provides:",
        "Section text:",
        "",
        "According to the clause,",
    ],
)
def test_words_that_only_introduce_raise_no_alarm(statement: str) -> None:
    assert check(statement, []).support is Support.SUPPORTED


def test_a_statement_about_something_else_is_not_supported() -> None:
    checked = check("Royalties accrue quarterly on worldwide net sales of licensed pharmaceuticals.", [Source(SUPPLY)])
    assert checked.support is Support.UNSUPPORTED


def test_the_embedder_may_make_up_for_other_words() -> None:
    source = [Source("The premises may be occupied by the lessee until the close of the calendar year.")]
    statement = "Tenancy runs through December, occupation included."
    assert check(statement, source, likeness=0.2).support is Support.CHECK
    assert check(statement, source, likeness=0.9).support is Support.SUPPORTED


def test_a_statement_that_cites_nothing_is_not_supported() -> None:
    assert check("The lease ends in 2030.", []).reasons == ("cites nothing",)


def test_a_restriction_that_the_passage_has_not_is_seen() -> None:
    source = [Source("Confidential Information includes technical and commercial information of any kind.")]
    checked = check("Confidential Information only includes technical information.", source)
    assert checked.reasons == ("the passage has no “only”",)


def test_an_opposite_is_seen() -> None:
    source = [Source("The licence is irrevocable and the minimum fee is due in advance.")]
    assert check("The licence is revocable.", source).reasons == (
        "the passage says “irrevocable”, the statement “revocable”",
    )


def test_places_are_compared() -> None:
    source = [Source("This Agreement is governed by the laws of the State of New York.")]
    assert check("New York law governs the agreement.", source).support is Support.SUPPORTED
    checked = check("California law governs the agreement.", source)
    assert checked.reasons == ("the passage says New York, the statement California",)


def test_restrictions_by_only_must_stay() -> None:
    source = [Source("Licensee may use the Software solely in the Territory for internal purposes.")]
    assert (
        check("Licensee may use the Software in the Territory for internal purposes.", source).support is Support.CHECK
    )


def test_hostile_texts_take_no_time_that_matters() -> None:
    for text in ("1" * 8000, "1-" * 4000, "not " * 2000, "A " * 4000, "thirty " * 1200, "(" * 8000, "一" * 8000):
        assert check(f"Supplier shall pay 30 days {text[:300]}", [Source(text)]).support is not None
