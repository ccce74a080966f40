"""What about a page asks for a second look, in words: unread, recognised from an image, hidden text."""

from __future__ import annotations

from textual.content import Content

from localcounsel.records import Page, PageState
from localcounsel.tui import show
from localcounsel.tui.language import _, said


def notes(page: Page) -> Content:
    """A line each; empty for a page like any other."""
    lines: list[Content] = []
    if page.state is PageState.UNREAD:
        lines.append(
            show.words(("▲ " + _("This page could not be read:") + " ", "$warning"), show.one_line(said(page.reason)))
        )
    elif page.state is PageState.RECOGNISED:
        sign = "◌ " + _("Recognised from an image: compare with the original.") + " "
        lines.append(show.words((sign, "$warning"), show.one_line(said(page.reason), "$soft")))
    elif page.state is PageState.BLANK:
        lines.append(show.words((_("This page is blank."), "$soft")))
    kinds = sorted({flag.kind for flag in page.flags})
    for kind in kinds:
        of_kind = [flag for flag in page.flags if flag.kind == kind]
        lines.append(
            show.words(
                ("▲ ", "$warning"),
                show.one_line(said(kind), "bold $warning"),
                f" ({len(of_kind):,})  ",
                show.one_line(said(of_kind[0].note), "$soft"),
            )
        )
    return Content("\n").join(lines) if lines else Content("")
