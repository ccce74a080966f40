"""An answer as the command line prints it: statements with what supports them, then what was searched."""

from __future__ import annotations

from localcounsel.core import searched
from localcounsel.records import Answer, Citation, Claim, Standing, Support, Verdict
from localcounsel.verbs.glass import line, say

SIGNS = {Verdict.EXACT: "✓ exact", Verdict.FOLDED: "≈ folded", Verdict.ABSENT: "✗ not on any page"}
SUPPORTS = {Support.SUPPORTED: "✓ supported", Support.CHECK: "? check this", Support.UNSUPPORTED: "✗ not supported"}
STANDINGS = {
    Standing.SUPPORTED: "Every statement is supported by a located quotation.",
    Standing.PARTLY: "Only part of this is supported. Read the passages.",
    Standing.UNSUPPORTED: "Nothing in this is supported. Read the passages.",
    Standing.NOT_FOUND: "Not found in these documents.",
}
QUOTED = "Quoted from the page. Whether it answers the question is for you to judge."
"""For a model that may only quote: it claims nothing that could be supported."""
UNREAD = 5
"""Unread pages that are named; the certificate and `status` name all."""


def show(answer: Answer) -> None:
    """Print it whole."""
    say("\n" + "─" * 40)
    number = 0
    for claim in answer.claims:
        say(f"\n{line(claim.text)}")
        if not (answer.quotes_only and claim.support is Support.SUPPORTED):
            _support(claim)
        for citation in claim.citations:
            number += 1
            say(f"    ({number}) {SIGNS[citation.verdict]}{_where(citation)}")
    say(f"\n{QUOTED if answer.quotes_only else STANDINGS[answer.standing]}")
    if why := searched.why_only_quotes(answer):
        say(f"The model only quotes: {line(why)}")
    _searched(answer)
    if answer.left_out:
        say("Not shown to the model for lack of room: " + "; ".join(map(line, answer.left_out)))
    timing = answer.timing
    say(
        f"{answer.model or 'no model was needed'} · passages after {timing.find:.1f} s, first word after "
        f"{timing.first_token:.1f} s, whole answer after {timing.total:.1f} s"
    )


def _support(claim: Claim) -> None:
    """The verdict on a statement with its reasons; answers from before statements were checked have none."""
    if claim.support is not None:
        reasons = f": {'; '.join(map(line, claim.reasons))}" if claim.reasons else ""
        say(f"    {SUPPORTS[claim.support]}{reasons}")
    elif not claim.citations:
        say("    ✗ no quotation supports this")


def _where(citation: Citation) -> str:
    return f"  {line(citation.document)}, {citation.pinpoint}" if citation.document else ""


def _searched(answer: Answer) -> None:
    record = answer.record
    own, variants = searched.terms(record, answer.question)
    say(f"Searched {searched.extent(record)}, for: {', '.join(map(line, own)) or 'no words that can be looked up'}")
    if record.unknown:
        say(f"Nowhere in what was searched: {', '.join(map(line, searched.nowhere(record)))}")
    if answer.standing is not Standing.NOT_FOUND:
        return
    if variants:
        say(f"and for their variants: {', '.join(map(line, variants))}")
    for entry in record.unread[:UNREAD]:
        say(f"    not read: {line(searched.unread_line(entry))}")
    if len(record.unread) > UNREAD:
        say(f"    and {len(record.unread) - UNREAD} more that could not be read")
    if record.not_indexed:
        say(f"{searched.count(record.not_indexed, 'passage')} could be searched by words only")
    if judged := searched.likelihood(record):
        say(f"{judged[:1].upper()}{judged[1:]}.")
    say(line(searched.who_decided(answer)))
    nearest = searched.nearest(answer)
    if nearest:
        say("Nearest:")
    for hit in nearest:
        number = answer.hits.index(hit) + 1
        say(f"    [{number}] {line(hit.document_name)}, {hit.passage.pinpoint}: “{_first(hit.passage.text)}”")
    say("As a page to file: localcounsel certificate MATTER --out FILE.docx")


def _first(text: str) -> str:
    return line(searched.first_words(text, 100))
