"""A verified answer as the lines of its turn: statements with their verdicts, places, and what was searched."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.widgets import Static

from localcounsel.core import searched
from localcounsel.records import Answer, Citation, Coverage, Covered, Standing, Support, Verdict
from localcounsel.tui import show, statements, wording
from localcounsel.tui.language import _
from localcounsel.tui.statements import Reference
from localcounsel.tui.widgets.place_line import PlaceLine

LISTED = 100
"""Documents of one outcome that are named."""
CUT_SHORT = {
    "length": _("The answer reached its longest length and is cut off."),
    "died": _("The model stopped."),
    "cancelled": _("The answer was stopped before its end."),
}
CERTIFICATE = show.words(("F8", "bold $primary"), (_(" saves this as a certificate"), "$soft"))


def lines(answer: Answer) -> Iterator[Static]:
    """Everything that stands below the question."""
    cited = statements.references(answer)
    if answer.covered:
        yield from _collected(answer, cited)
    else:
        for index in range(len(answer.claims)):
            yield from _statement(answer, index, cited)
    if not answer.claims and answer.standing is not Standing.NOT_FOUND and answer.draft.text.strip():
        yield _line(show.literal(answer.draft.text, "$soft"), "draft shown")
    yield _line(show.standing(answer), "standing")
    if why := searched.why_only_quotes(answer):
        yield _line(show.words((_("The model only quotes: "), "$soft"), show.one_line(why, "$soft")), "record")
    yield from _searched(answer)
    if answer.left_out:
        what = "; ".join(each.removeprefix("passage: ") for each in answer.left_out)
        fits = _("Did not fit, not read by the model: {what}").format(what=what)
        yield _line(show.one_line(fits, "$warning"), "record")
    if answer.draft.stopped in CUT_SHORT:
        yield _line(show.words((CUT_SHORT[answer.draft.stopped], "$warning")), "record")
    yield _line(show.figures(answer), "figures")


def _line(content: Content, classes: str) -> Static:
    return Static(content, classes=classes, markup=False)


def _statement(answer: Answer, index: int, cited: tuple[Reference, ...]) -> Iterator[Static]:
    claim = answer.claims[index]
    own = [reference for reference in cited if reference.claim == index]
    yield _line(show.statement(answer, index, cited), "statement")
    told = claim.support is not None and not (answer.quotes_only and claim.support is Support.SUPPORTED)
    if told:
        yield _line(show.support(claim), "support")
    yield from (_cited(reference) for reference in own)
    if not own and claim.support is None:
        yield _line(show.words((_("✗ no quotation"), "$warning")), "bare")


def _cited(reference: Reference, classes: str = "") -> PlaceLine:
    content = show.citation(reference)
    return PlaceLine(content, reference.citation, classes, label=reference.label, claim=reference.claim)


def _collected(answer: Answer, cited: tuple[Reference, ...]) -> Iterator[Static]:
    """A question to every document: the count, what stands in each, then what was not covered, then the rest."""
    if answer.claims:
        yield from _statement(answer, 0, cited)
    yield _line(show.words((wording.coverage(answer.covered), "bold")), "statement")
    for index in range(1, len(answer.claims)):
        for reference in (each for each in cited if each.claim == index):
            yield _cited(reference, "head")
        if answer.claims[index].support not in (None, Support.SUPPORTED):
            yield _line(show.support(answer.claims[index]), "support")
        yield _line(show.statement(answer, index, cited), "support")
    for coverage, title, style in (
        (Coverage.NOT_COVERED, _("Not covered"), "$warning"),
        (Coverage.NOT_FOUND, _("Nothing was located in"), "$soft"),
    ):
        listed = searched.of_coverage(answer.covered, coverage)
        if listed:
            yield _line(show.words((f"{wording.COVERAGES[coverage]} {title}:", style)), "statement")
        yield from (_document(each) for each in listed[:LISTED])
        if len(listed) > LISTED:
            more = _("and {count} more; a saved paper lists all").format(count=f"{len(listed) - LISTED:,}")
            yield _line(show.words((f"  {more}", "$soft")), "bare")


def _document(covered: Covered) -> PlaceLine:
    """A document in which nothing is cited, to be gone to all the same."""
    note = show.one_line(f"  {covered.note}" if covered.note else "", "$soft")
    whole = Citation("", Verdict.FOLDED, covered.document_id, covered.document, 1, "1")
    return PlaceLine(show.words(show.one_line(covered.document), note), whole)


def _searched(answer: Answer) -> Iterator[Static]:
    """The ground on which "not found" stands, and otherwise what of the documents could not be searched."""
    record = answer.record
    absent = answer.standing is Standing.NOT_FOUND
    if absent or record.unread or record.not_indexed:
        ground = wording.not_found(record, answer.question if absent else None)
        yield _line(show.literal("\n".join(ground), "$soft"), "record")
    if not absent:
        return
    yield _line(show.literal(wording.decided(answer), "$soft"), "record")
    nearest = searched.nearest(answer)
    if nearest:
        yield _line(show.words((_("What came nearest"), "bold")), "statement")
    for hit in nearest:
        number = answer.hits.index(hit) + 1
        yield PlaceLine(show.near(number, hit), hit, label=str(number))
    yield _line(CERTIFICATE, "statement")
