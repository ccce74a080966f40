"""The lines below the list of documents: what questions are limited to, how far a batch has come, what was left out."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from localcounsel.errors import CounselError, NeedsPassword
from localcounsel.tui import show, states, wording
from localcounsel.tui.language import _, said
from localcounsel.tui.progress import Progress

BAR = 12
"""Cells of the bar; what follows it begins under its end."""
LISTED = 4
"""Files left out that are named below the list; all of them stand in the list as failed."""


def batch(progress: Progress, chosen: int, width: int) -> list[Content]:
    """Lines for so many cells; none when there is nothing to say."""
    lines: list[Content] = []
    if chosen:
        asked = _("Questions are asked of {documents} only.").format(documents=wording.count(chosen, "document"))
        lines.append(show.words((f"{states.CHOSEN} ", "bold $primary"), asked))
    if progress.running:
        lines += _running(progress, width)
    elif progress.line():
        lines.append(show.one_line(progress.line(), "$error" if progress.error else "bold"))
    return lines + _left_out(progress)


def _running(progress: Progress, width: int) -> list[Content]:
    """How far it has come and how fast, in one line where there is room; then the file in hand, never more than one."""
    bar, indent, room = wording.bar(*progress.share, BAR), " " * (BAR + 2), width - BAR - 2
    doing, pace = progress.doing(), progress.pace()
    together = wording.joined((doing, pace))
    if cell_len(together) <= room:
        lines = [show.words((bar, "$primary"), "  ", doing, (together[len(doing) :], "$soft"))]
    else:
        lines = [show.words((bar, "$primary"), "  ", doing), show.words(indent, (pace, "$soft"))]
    if progress.reading:
        page = f" · {progress.place()}" if progress.place() else ""
        name = wording.middle(show.safe(progress.file).replace("\n", " "), max(8, room - cell_len(page)))
        lines.append(show.words(indent, show.one_line(name), (page, "$soft")))
    return lines


def _left_out(progress: Progress) -> list[Content]:
    lines = [
        show.words(
            ("✗ ", "$error"),
            show.one_line(left.name, "bold"),
            "  ",
            show.one_line(_why(left.error), "$soft"),
        )
        for left in progress.left_out[-LISTED:]
    ]
    if len(progress.left_out) > LISTED:
        more = _("  and {count} more left out; all stand in the list.").format(count=len(progress.left_out) - LISTED)
        lines.append(Content(more))
    return lines


def _why(error: CounselError) -> str:
    return _("{title}. {advice}").format(title=said(error.title), advice=_advice(error))


def _advice(error: CounselError) -> str:
    return _("Choose it in the list and press p.") if isinstance(error, NeedsPassword) else said(error.advice)
