"""The parts of an answer as a widget may draw them: statements, citations, verdicts, passages. See `show`."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from localcounsel.core.running import run_on
from localcounsel.core.searched import first_words
from localcounsel.records import Answer, Claim, Covered, Hit, Verdict
from localcounsel.tui import show, signs, wording
from localcounsel.tui.language import _, said
from localcounsel.tui.statements import Piece, Reference, pieces

_PIECES = {
    "plain": "",
    "number": "bold $primary",
    "unproven": "dim",
    Verdict.EXACT.value: "bold",
    Verdict.FOLDED.value: "bold",
    Verdict.ABSENT.value: "$error",
}


def statement(answer: Answer, index: int, cited: tuple[Reference, ...]) -> Content:
    """One statement of an answer with its quotations and numbers."""
    parts = pieces(answer.claims[index], tuple(reference for reference in cited if reference.claim == index))
    return show.words(*(_piece(piece) for piece in parts))


def _piece(piece: Piece) -> Content:
    return show.literal(run_on(piece.text), _PIECES[piece.kind])


def citation(reference: Reference, width: int) -> Content:
    """One citation: number, where it stands, and the verdict in shape and words."""
    sign = signs.VERDICTS[reference.citation.verdict]
    mark = f"{sign.shape} {sign.words}"
    if not reference.located:
        lead = (f"[{sign.shape}] {sign.words}: ", sign.style)
        return show.words(lead, show.one_line(f"“{reference.citation.quote}”"))
    lead = (f"[{reference.label}]", "bold $primary")
    where = show.words(show.one_line(reference.citation.pinpoint), "  ", (mark, sign.style))
    return _place(lead, reference.citation.document, where, width)


def _place(lead: tuple[str, str], document: str, where: Content, width: int) -> Content:
    """In one line what fits there; otherwise the name in the first, which it never leaves, and the rest below."""
    name = show.safe(document).replace("\n", " ")
    before = cell_len(lead[0]) + 1
    if before + cell_len(name) + 2 + where.cell_length <= width:
        return show.words(lead, " ", show.one_line(name), ", ", where)
    fitted = show.one_line(wording.file_name(name, max(8, width - before - 1)))
    return show.words(lead, " ", fitted, ",\n", " " * before, where)


def standing(answer: Answer) -> Content:
    """What the answer as a whole rests on."""
    sign = signs.QUOTED if answer.quotes_only else signs.STANDINGS[answer.standing]
    return show.words((f"{sign.shape} {sign.words}", sign.style))


def support(claim: Claim) -> Content:
    """The verdict on a statement in shape and words, with its reasons."""
    if claim.support is None:
        return Content("")
    sign = signs.SUPPORTS[claim.support]
    why = f": {'; '.join(map(said, claim.reasons))}" if claim.reasons else ""
    return show.words((f"{sign.shape} {sign.words}", sign.style), show.one_line(why))


def near(number: int, hit: Hit, width: int) -> Content:
    """A passage that came near: number and where it stands; below, how it begins, as far as the line goes."""
    lead = f"[{number}]"
    place = _place((lead, "bold $primary"), hit.document_name, show.one_line(str(hit.passage.pinpoint)), width)
    begins = show.one_line(f"“{first_words(hit.passage.text, 90)}”", "$soft")
    indent = " " * (len(lead) + 1)
    return show.words(place, "\n", indent, begins.truncate(max(16, width - len(indent)), ellipsis=True))


def glance(number: int, hit: Hit, width: int) -> Content:
    """A passage in one line while the model reads: number, document, place."""
    lead = f"{number:>2} "
    where = show.one_line(f", {hit.passage.pinpoint}", "$soft").truncate(max(8, width // 2), ellipsis=True)
    name = wording.file_name(show.safe(hit.document_name).replace("\n", " "), width - len(lead) - where.cell_length)
    return show.words((lead, "bold $primary"), show.one_line(name), where)


def covered(title: str, style: str, documents: Sequence[Covered], most: int) -> Content:
    """Documents of one outcome, a line each, with what is to be said of them."""
    lines = [show.words((title, style))]
    for each in documents[:most]:
        note = show.one_line(f"  {said(each.note)}" if each.note else "", "$soft")
        lines.append(show.words("  ", show.one_line(each.document), note))
    if len(documents) > most:
        more = _("and {count} more").format(count=f"{len(documents) - most:,}")
        lines.append(show.words((f"  {more}", "$soft")))
    return Content("\n").join(lines)


def figures(answer: Answer) -> Content:
    """Which model, how long, how much it read."""
    if not answer.model:
        return show.words((wording.joined((wording.duration(answer.timing.total), _("no model was needed"))), "$faint"))
    reused = ""
    if answer.tokens.reused:
        reused = " " + _("({count} known already)").format(count=f"{answer.tokens.reused:,}")
    first = _("{time}, first word after {wait}").format(
        time=wording.duration(answer.timing.total), wait=wording.duration(answer.timing.first_token)
    )
    read = _("read {count} tokens").format(count=f"{answer.tokens.prompt:,}")
    return show.words(
        (wording.joined((first, f"{read}{reused}")) + " · ", "$faint"),
        show.one_line(answer.model, "$faint"),
    )


def hit_lines(number: int, hit: Hit, room: int) -> tuple[Content, Content]:
    """A passage in a list: document, in `room` cells; place and heading, as long as they are."""
    also = f" = {hit.also_as[0]}" if hit.also_as else ""
    name = wording.file_name(show.safe(hit.document_name + also).replace("\n", " "), max(8, room - 3))
    return (
        show.words((f"{number:>2} ", "bold $primary"), show.one_line(name)),
        show.words(
            "   ",
            show.one_line(str(hit.passage.pinpoint), "$soft"),
            show.one_line(f"  {hit.passage.heading}" if hit.passage.heading and not hit.brought else "", "$soft"),
            show.one_line(_brought(hit.brought), "$primary"),
        ),
    )


def _brought(why: str) -> str:
    return "  ↳ " + _("brought along: {why}").format(why=said(why)) if why else ""
