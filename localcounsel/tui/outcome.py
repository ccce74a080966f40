"""A verified answer as the lines of its turn: statements with their verdicts, places, and what was searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from textual.content import Content
from textual.widgets import Static

from localcounsel.core import searched
from localcounsel.records import Answer, Citation, Coverage, Covered, Standing, Support, Verdict
from localcounsel.tui import show, show_answer, signs, statements, wording
from localcounsel.tui.language import _, ngettext, said
from localcounsel.tui.statements import Reference
from localcounsel.tui.widgets.place_line import PlaceLine

LISTED = 100
"""Documents of one outcome that are named."""
NAMED = 3
"""Passages that did not fit and are named."""
_PASSAGE = "passage: "
"""How a passage begins among what did not fit."""
PLACE = 64
"""Cells for the name and place of each."""
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
    yield _line(show_answer.standing(answer), "standing")
    if why := searched.why_only_quotes(answer):
        yield _line(show.words((_("The model only quotes: "), "$soft"), show.one_line(said(why), "$soft")), "record")
    yield from _searched(answer)
    for words in _left_out(answer.left_out):
        yield _line(show.one_line(words, "$warning"), "record")
    if answer.draft.stopped in CUT_SHORT:
        yield _line(show.words((CUT_SHORT[answer.draft.stopped], "$warning")), "record")
    yield _line(show_answer.figures(answer), "figures")


def _left_out(left_out: Sequence[str]) -> Iterator[str]:
    """What the model did not get: how many passages, and which; then anything else. Contains foreign names."""
    passages = [each.removeprefix(_PASSAGE) for each in left_out if each.startswith(_PASSAGE)]
    others = [said(each) for each in left_out if not each.startswith(_PASSAGE)]
    names = [wording.file_name(each, PLACE) for each in passages]
    count = len(passages)
    words = ngettext(
        "{count} passage did not fit and was not read by the model: {what}",
        "{count} passages did not fit and were not read by the model: {what}",
        count,
    )
    if passages:
        yield words.format(count=f"{count:,}", what=wording.and_more(names, NAMED, "; "))
    if others:
        yield _("Did not fit, not read by the model: {what}").format(what="; ".join(others))


def _line(content: Content, classes: str) -> Static:
    return Static(content, classes=classes, markup=False)


def _statement(answer: Answer, index: int, cited: tuple[Reference, ...]) -> Iterator[Static]:
    claim = answer.claims[index]
    own = [reference for reference in cited if reference.claim == index]
    yield _line(show_answer.statement(answer, index, cited), "statement")
    told = claim.support is not None and not (answer.quotes_only and claim.support is Support.SUPPORTED)
    if told:
        yield _line(show_answer.support(claim), "support")
    yield from (_cited(reference) for reference in own)
    if not own and claim.support is None:
        yield _line(show.words((_("✗ no quotation"), "$warning")), "bare")


def _cited(reference: Reference, classes: str = "") -> PlaceLine:
    return PlaceLine(
        partial(show_answer.citation, reference),
        reference.citation,
        classes,
        label=reference.label,
        claim=reference.claim,
    )


def _collected(answer: Answer, cited: tuple[Reference, ...]) -> Iterator[Static]:
    """A question to every document: the count, what stands in each, then what was not covered, then the rest."""
    if answer.claims:
        counted, *others = answer.claims
        answer = replace(answer, claims=(replace(counted, text=said(counted.text)), *others))
        yield from _statement(answer, 0, cited)
    yield _line(show.words((signs.coverage(answer.covered), "bold")), "statement")
    for index in range(1, len(answer.claims)):
        for reference in (each for each in cited if each.claim == index):
            yield _cited(reference, "head")
        if answer.claims[index].support not in (None, Support.SUPPORTED):
            yield _line(show_answer.support(answer.claims[index]), "support")
        yield _line(show_answer.statement(answer, index, cited), "support")
    for coverage, title, style in (
        (Coverage.NOT_COVERED, _("Not covered"), "$warning"),
        (Coverage.NOT_FOUND, _("Nothing was located in"), "$soft"),
    ):
        listed = searched.of_coverage(answer.covered, coverage)
        if listed:
            yield _line(show.words((f"{signs.COVERAGES[coverage]} {title}:", style)), "statement")
        yield from (_document(each) for each in listed[:LISTED])
        if len(listed) > LISTED:
            more = _("and {count} more; a saved paper lists all").format(count=f"{len(listed) - LISTED:,}")
            yield _line(show.words((f"  {more}", "$soft")), "bare")


def _document(covered: Covered) -> PlaceLine:
    """A document in which nothing is cited, to be gone to all the same."""
    note = show.one_line(f"  {said(covered.note)}" if covered.note else "", "$soft")
    whole = Citation("", Verdict.FOLDED, covered.document_id, covered.document, 1, "1")
    return PlaceLine(lambda _width: show.words(show.one_line(covered.document), note), whole)


def _searched(answer: Answer) -> Iterator[Static]:
    """The ground on which "not found" stands; otherwise what of the question stands nowhere, or was not searched."""
    record = answer.record
    absent = answer.standing is Standing.NOT_FOUND
    if absent or record.unread or record.not_indexed or record.unknown:
        ground = signs.not_found(record, answer.question) if absent else signs.searched_of(record)
        yield _line(show.literal("\n".join(ground), "$soft"), "record")
    if not absent:
        return
    yield _line(show.literal(signs.decided(answer), "$soft"), "record")
    nearest = searched.nearest(answer)
    if nearest:
        yield _line(show.words((_("What came nearest"), "bold")), "statement")
    for hit in nearest:
        number = answer.hits.index(hit) + 1
        yield PlaceLine(partial(show_answer.near, number, hit), hit, label=str(number))
    yield _line(CERTIFICATE, "statement")
