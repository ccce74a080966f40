"""The verdicts as shape and words, for whatever has no colour: paper, copies, the command line."""

from __future__ import annotations

from localcounsel.core.language import ENGLISH, Language
from localcounsel.records import Answer, Citation, Claim, Coverage, Standing, Support, Verdict

QUOTATIONS = {
    Verdict.EXACT: "✓ exact",
    Verdict.FOLDED: "≈ same words",
    Verdict.ABSENT: "✗ not on any page",
}
SUPPORTS = {
    Support.SUPPORTED: "✓ supported",
    Support.CHECK: "? check this",
    Support.UNSUPPORTED: "✗ not supported",
}
STANDINGS = {
    Standing.SUPPORTED: "✓ Supported: words found on a page bear out every statement.",
    Standing.PARTLY: "◐ Partly supported: check the statements marked ? and ✗.",
    Standing.UNSUPPORTED: "✗ Unsupported: words found on a page bear out none of this.",
    Standing.NOT_FOUND: "○ Not found in the documents searched.",
}
QUOTED = "✓ Quoted from the page. Whether it answers the question is for a person to judge."
"""For a model that may only quote: it claims nothing that could be supported."""
COVERAGES = {
    Coverage.FOUND: "✓ found",
    Coverage.NOT_FOUND: "○ not found",
    Coverage.NOT_COVERED: "▲ not covered",
}
NO_QUOTATION = "✗ no quotation"
MEANING = (
    ("✓ exact", "the quoted words stand on that page, character for character."),
    ("≈ same words", "they do, once line breaks, hyphens, ligatures and the like are set aside."),
    ("✗ not on any page", "they were found on no page searched. Do not rely on them."),
    ("✓ supported", "the quoted words bear the statement out."),
    ("? check this", "nothing contradicts the statement, and not all of it was found; the reason stands beside it."),
    ("✗ not supported", "the quoted words say something else, or nothing of the kind."),
)
"""What a reader who has never seen the application needs to know."""


def standing(answer: Answer, language: Language = ENGLISH) -> str:
    """What the answer as a whole rests on."""
    return language.say(QUOTED if answer.quotes_only else STANDINGS[answer.standing])


def support(answer: Answer, claim: Claim, language: Language = ENGLISH) -> str:
    """The verdict on a statement with its reasons; empty for a bare quotation that claims nothing."""
    if claim.support is None:
        return "" if claim.citations or answer.covered else language.say(NO_QUOTATION)
    if answer.quotes_only and claim.support is Support.SUPPORTED:
        return ""
    reasons = f"{language.colon}{language.joined(map(language.said, claim.reasons))}" if claim.reasons else ""
    return f"{language.say(SUPPORTS[claim.support])}{reasons}"


def quotation(citation: Citation, language: Language = ENGLISH) -> str:
    """The verdict on a quotation."""
    return language.say(QUOTATIONS[citation.verdict])
