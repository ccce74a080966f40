"""The glass: foreign text becomes something a widget may draw, literally, and in no other way.

Documents, file names, questions and model output reach a widget only through `literal` or `one_line`, or through
the two widgets that draw their own rows with them. Markup is never interpreted.
"""

from __future__ import annotations

from textual.content import Content

from localcounsel.core.text import clean
from localcounsel.errors import CounselError
from localcounsel.tui.language import said
from localcounsel.tui.wrapping import TAB


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
        ("✗ " + said(problem.title), "bold $error"),
        "\n",
        literal(said(problem.message)),
        "\n",
        literal(said(problem.advice), "$soft"),
    )


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
