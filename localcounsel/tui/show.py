"""The glass: foreign text becomes something a widget may draw, literally, and in no other way.

Documents, file names, questions and model output reach a widget only through `literal` or `one_line`, or through
the two widgets that draw their own rows with them. Markup is never interpreted.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from localcounsel.core.searched import first_words
from localcounsel.core.text import clean
from localcounsel.errors import CounselError
from localcounsel.records import Answer, Claim, Covered, Hit, Verdict
from localcounsel.tui import wording
from localcounsel.tui.language import _
from localcounsel.tui.statements import Piece, Reference, pieces
from localcounsel.tui.wrapping import TAB

_PIECES = {
    "plain": "",
    "number": "bold $primary",
    "unproven": "dim",
    Verdict.EXACT.value: "bold",
    Verdict.FOLDED.value: "bold",
    Verdict.ABSENT.value: "$error",
}


def safe(untrusted: str) -> str:
    """Cleaned once more, at the glass; tabs drawn as spaces."""
    return clean(untrusted).replace("\t", TAB)


def literal(untrusted: str, style: str = "") -> Content:
    """Foreign text exactly as it is, over as many lines as it has."""
    text = safe(untrusted)
    return Content.styled(text, style) if style else Content(text)


def one_line(untrusted: str, style: str = "") -> Content:
    """Foreign text in one line: what would break it is drawn as a blank."""
    return literal(untrusted.replace("\n", " "), style)


def words(*parts: str | tuple[str, str] | Content) -> Content:
    """Our own words, styled, with foreign parts that are Content already."""
    return Content.assemble(*parts)


def error(problem: CounselError) -> Content:
    """Title, what happened, what to do."""
    return words(
        ("✗ " + _(problem.title), "bold $error"),
        "\n",
        literal(problem.message),
        "\n",
        literal(_(problem.advice), "$soft"),
    )


def statement(answer: Answer, index: int, cited: tuple[Reference, ...]) -> Content:
    """One statement of an answer with its quotations and numbers."""
    parts = pieces(answer.claims[index], tuple(reference for reference in cited if reference.claim == index))
    return words(*(_piece(piece) for piece in parts))


def _piece(piece: Piece) -> Content:
    return literal(piece.text, _PIECES[piece.kind])


def citation(reference: Reference) -> Content:
    """One citation: number, where it stands, and the verdict in shape and words."""
    sign = wording.VERDICTS[reference.citation.verdict]
    mark = f"{sign.shape} {sign.words}"
    if not reference.located:
        return words((f"[{sign.shape}] {sign.words}: ", sign.style), one_line(f"“{reference.citation.quote}”"))
    return words(
        (f"[{reference.label}]", "bold $primary"),
        " ",
        one_line(reference.citation.document),
        ", ",
        one_line(reference.citation.pinpoint),
        "  ",
        (mark, sign.style),
    )


def standing(answer: Answer) -> Content:
    """What the answer as a whole rests on."""
    sign = wording.QUOTED if answer.quotes_only else wording.STANDINGS[answer.standing]
    return words((f"{sign.shape} {sign.words}", sign.style))


def support(claim: Claim) -> Content:
    """The verdict on a statement in shape and words, with its reasons."""
    if claim.support is None:
        return Content("")
    sign = wording.SUPPORTS[claim.support]
    reasons = f": {'; '.join(claim.reasons)}" if claim.reasons else ""
    return words((f"{sign.shape} {sign.words}", sign.style), one_line(reasons))


def near(number: int, hit: Hit) -> Content:
    """A passage that came near: number, where it stands, and how it begins."""
    return words(
        (f"[{number}]", "bold $primary"),
        " ",
        one_line(hit.document_name),
        ", ",
        one_line(str(hit.passage.pinpoint)),
        one_line(f"  “{first_words(hit.passage.text, 90)}”", "$soft"),
    )


def covered(title: str, style: str, documents: Sequence[Covered], most: int) -> Content:
    """Documents of one outcome, a line each, with what is to be said of them."""
    lines = [words((title, style))]
    for each in documents[:most]:
        note = one_line(f"  {each.note}" if each.note else "", "$soft")
        lines.append(words("  ", one_line(each.document), note))
    if len(documents) > most:
        more = _("and {count} more").format(count=f"{len(documents) - most:,}")
        lines.append(words((f"  {more}", "$soft")))
    return Content("\n").join(lines)


def figures(answer: Answer) -> Content:
    """Which model, how long, how much it read."""
    if not answer.model:
        return words((wording.joined((wording.duration(answer.timing.total), _("no model was needed"))), "$faint"))
    reused = ""
    if answer.tokens.reused:
        reused = " " + _("({count} known already)").format(count=f"{answer.tokens.reused:,}")
    first = _("{time}, first word after {wait}").format(
        time=wording.duration(answer.timing.total), wait=wording.duration(answer.timing.first_token)
    )
    read = _("read {count} tokens").format(count=f"{answer.tokens.prompt:,}")
    return words(
        (wording.joined((first, f"{read}{reused}")) + " · ", "$faint"),
        one_line(answer.model, "$faint"),
    )


def hit_lines(number: int, hit: Hit) -> tuple[Content, Content]:
    """A passage in a list: document and how it was found; place and heading."""
    also = f" = {hit.also_as[0]}" if hit.also_as else ""
    return (
        words((f"{number:>2} ", "bold $primary"), one_line(hit.document_name + also)),
        words(
            "   ",
            one_line(str(hit.passage.pinpoint), "$soft"),
            one_line(f"  {hit.passage.heading}" if hit.passage.heading and not hit.brought else "", "$soft"),
            one_line(_brought(hit.brought), "$primary"),
        ),
    )


def _brought(why: str) -> str:
    return "  ↳ " + _("brought along: {why}").format(why=why) if why else ""


def spread(width: int, left: Content, right: Content) -> Content:
    """One line: `left` cut to what `right` leaves of `width` cells."""
    if not right.cell_length:
        return left.truncate(width, ellipsis=True)
    room = max(0, width - right.cell_length - 1)
    return Content.assemble(left.truncate(room, ellipsis=True, pad=True), " ", right)


def columns(width: int, *cells: tuple[Content, int]) -> Content:
    """Cells of fixed widths with a blank between; the one of width 0 takes what is left. Negative: flush right."""
    fixed = sum(abs(size) + 1 for _, size in cells if size)
    parts: list[Content | str] = []
    for content, size in cells:
        room = abs(size) or max(4, width - fixed)
        cut = content.truncate(room, ellipsis=True)
        blank = " " * (room - cut.cell_length)
        parts += [" ", blank, cut] if size < 0 else [" ", cut, blank]
    return Content.assemble(*parts[1:])
