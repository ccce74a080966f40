"""Statements as models write them, free in wording, about clauses as contracts word them."""

from __future__ import annotations

import pytest

from localcounsel.core.checks import Source, check
from localcounsel.records import Support

TERM = (
    "9.1 Term. This Agreement shall commence on the Effective Date and, unless earlier terminated in accordance "
    'with this Section 9, shall continue in full force and effect for a period of five (5) years (the "Initial '
    'Term"). Thereafter, this Agreement shall automatically renew for successive one (1) year periods unless either '
    "party gives written notice of non-renewal at least ninety (90) days prior to the end of the then-current term. "
    "9.2 Termination for Cause. Either party may terminate this Agreement immediately upon written notice if the "
    "other party materially breaches this Agreement and fails to cure such breach within thirty (30) days after "
    "receipt of written notice thereof. 9.3 Distributor may terminate this Agreement for convenience upon one "
    "hundred twenty (120) days' prior written notice to the Company. "
)
LIABILITY = (
    "12.3 Limitation of Liability. EXCEPT FOR BREACHES OF SECTION 8 (CONFIDENTIALITY), IN NO EVENT SHALL EITHER "
    "PARTY BE LIABLE TO THE OTHER FOR ANY INDIRECT, SPECIAL OR CONSEQUENTIAL DAMAGES. THE AGGREGATE LIABILITY OF "
    "LICENSOR UNDER THIS AGREEMENT SHALL NOT EXCEED THE FEES PAID BY LICENSEE DURING THE TWELVE (12) MONTHS "
    "PRECEDING THE CLAIM. "
)
ROYALTY = (
    "5.2 Licensee shall pay to Licensor a royalty of six percent (6%) of Net Sales, payable within forty-five (45) "
    "days after the end of each calendar quarter. Late payments shall bear interest at the rate of 1.5% per month "
    "or the maximum rate permitted by law, whichever is less. 5.3 Licensor shall have the right, upon not less than "
    "fifteen (15) days' written notice and not more than once per year, to audit the records of Licensee. If an "
    "audit shows an underpayment of more than five percent (5%), Licensee shall bear the cost of the audit. "
)
GENERAL = (
    "15.1 This Agreement shall be governed by the laws of the State of New York, without regard to its conflict of "
    "laws principles. 15.2 Neither party may assign this Agreement without the prior written consent of the other "
    "party, which consent shall not be unreasonably withheld, except that either party may assign this Agreement to "
    "a successor to all or substantially all of its business. 15.3 Vendor shall maintain commercial general "
    "liability insurance with limits of not less than $2,000,000 per occurrence. "
)

TRUE = [
    (TERM, "The initial term is five years from the Effective Date."),
    (
        TERM,
        "It renews automatically for successive one-year terms unless a party gives notice of non- "
        "renewal at least 90 days before the end of the current term.",
    ),
    (
        TERM,
        "Either party can terminate immediately if the other party materially breaches the agreement and "
        "does not cure the breach within 30 days of written notice.",
    ),
    (TERM, "The Distributor can terminate for convenience on 120 days' notice."),
    (
        TERM,
        "A party must give 90 days' written notice of non-renewal before the term ends, otherwise the "
        "agreement renews.",
    ),
    (TERM, "The cure period for a material breach is 30 days."),
    (TERM, "Yes. The Distributor has the right to terminate for convenience."),
    (
        LIABILITY,
        "Neither party is liable for indirect, special or consequential damages, except for breaches of "
        "confidentiality under Section 8.",
    ),
    (
        LIABILITY,
        "The Licensor's total liability is limited to the fees that the Licensee paid in the twelve "
        "months before the claim.",
    ),
    (LIABILITY, "Liability of Licensor is capped at the fees paid by Licensee in the preceding 12 months."),
    (ROYALTY, "The royalty rate is 6% of Net Sales."),
    (ROYALTY, "The Licensee pays a royalty of six percent of Net Sales within 45 days after each calendar quarter."),
    (ROYALTY, "Royalties are due quarterly, within 45 days after the end of the quarter."),
    (ROYALTY, "Late payments bear interest at 1.5% per month or the maximum legal rate, whichever is lower."),
    (ROYALTY, "The Licensor may audit the Licensee's records once per year on at least 15 days' written notice."),
    (ROYALTY, "If the underpayment exceeds 5%, the Licensee must pay for the audit."),
    (GENERAL, "New York law governs the agreement."),
    (GENERAL, "The contract is governed by the laws of New York."),
    (
        GENERAL,
        "Assignment requires the other party's prior written consent, except to a successor to "
        "substantially all of the business.",
    ),
    (GENERAL, "The Vendor must carry general liability insurance of at least $2 million per occurrence."),
]

FALSE = [
    (TERM, "The initial term is three years from the Effective Date."),
    (TERM, "The Company can terminate for convenience on 120 days' notice."),
    (TERM, "The Distributor can terminate for convenience on 90 days' notice."),
    (TERM, "The cure period for a material breach is 90 days."),
    (TERM, "The agreement does not renew automatically."),
    (TERM, "The Distributor cannot terminate for convenience."),
    (LIABILITY, "Either party is liable for indirect, special or consequential damages."),
    (LIABILITY, "Neither party is liable for indirect, special or consequential damages."),
    (
        LIABILITY,
        "The Licensee's total liability is limited to the fees paid by the Licensor in the twelve months "
        "before the claim.",
    ),
    (LIABILITY, "The Licensor's liability is unlimited."),
    (ROYALTY, "The Licensor pays the Licensee a royalty of six percent of Net Sales."),
    (ROYALTY, "The royalty rate is 5% of Net Sales."),
    (ROYALTY, "The Licensee may audit the Licensor's records once per year."),
    (ROYALTY, "The Licensor bears the cost of the audit if it shows an underpayment of more than 5%."),
    (ROYALTY, "Licensor must audit the records of Licensee once per year."),
    (GENERAL, "California law governs the agreement."),
    (GENERAL, "Neither party may assign the agreement without the other's prior written consent."),
    (GENERAL, "Vendor must carry insurance of at most $2 million per occurrence."),
    (GENERAL, "Consent to assignment may be unreasonably withheld."),
    (TERM, "After the initial term, the agreement renews automatically for one-year periods."),
]


@pytest.mark.parametrize(("passage", "statement"), TRUE)
def test_free_wording_is_supported(passage: str, statement: str) -> None:
    checked = check(statement, [Source(passage)])
    assert (checked.support, checked.reasons) == (Support.SUPPORTED, ())


@pytest.mark.parametrize(("passage", "statement"), FALSE)
def test_false_statements_in_free_wording_are_not_shown_as_supported(passage: str, statement: str) -> None:
    checked = check(statement, [Source(passage)])
    assert checked.support is not Support.SUPPORTED
    assert checked.reasons
