"""The lines below the list of documents: what questions are limited to, how far a batch has come, what was left out."""

from __future__ import annotations

from textual.content import Content

from localcounsel.errors import CounselError, NeedsPassword
from localcounsel.tui import show, states, wording
from localcounsel.tui.language import _
from localcounsel.tui.progress import Progress

LISTED = 4
"""Files left out that are named below the list; all of them stand in the list as failed."""


def batch(progress: Progress, chosen: int) -> list[Content]:
    """One line each; none when there is nothing to say."""
    lines: list[Content] = []
    if chosen:
        asked = _("Questions are asked of {documents} only.").format(documents=wording.count(chosen, "document"))
        lines.append(show.words((f"{states.CHOSEN} ", "bold $primary"), asked))
    if progress.running:
        done, of = progress.share
        line = show.one_line(progress.line())
        lines.append(show.words((wording.bar(done, of), "$primary"), "  ", line))
        if pace := progress.pace():
            lines.append(show.words(" " * 22, show.one_line(pace, "$soft")))
    elif progress.line():
        lines.append(show.one_line(progress.line(), "$error" if progress.error else "bold"))
    return lines + _left_out(progress)


def _left_out(progress: Progress) -> list[Content]:
    lines = [
        show.words(
            ("✗ ", "$error"),
            show.one_line(left.name, "bold"),
            "  ",
            show.one_line(f"{_(left.error.title)}. {_advice(left.error)}", "$soft"),
        )
        for left in progress.left_out[-LISTED:]
    ]
    if len(progress.left_out) > LISTED:
        more = _("  and {count} more left out; all stand in the list.").format(count=len(progress.left_out) - LISTED)
        lines.append(Content(more))
    return lines


def _advice(error: CounselError) -> str:
    return _("Choose it in the list and press p.") if isinstance(error, NeedsPassword) else _(error.advice)
