"""Which of the references and terms in view to follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from localcounsel.tui import show
from localcounsel.tui.language import _
from localcounsel.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from localcounsel.flows.viewing import Link


class FollowScreen(ModalScreen["Link | None"]):
    """A list of what leads elsewhere; None when left."""

    HELP = _("Follow")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f", "dismiss(None)", _("Leave"), key_display="Esc", id="follow.leave"),
    ]

    def __init__(self, links: Sequence[Link]) -> None:
        super().__init__()
        self._links = links

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -follow"):
            yield Static(show.words((_("References and defined terms in view"), "bold $primary")), markup=False)
            yield Rows(_draw, id="follow-links")
            yield Static(
                show.words(("Enter ", "bold"), _("goes there"), "  ", ("Esc ", "bold"), _("leaves")), classes="keys"
            )

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.styles.height = max(1, min(len(self._links), 14))
        rows.styles.margin = (1, 0, 0, 0)
        rows.show(self._links, 0)
        rows.focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(event.item)


def _draw(index: int, link: Link, width: int) -> tuple[Content, ...]:
    sign = "§" if link.kind == "reference" else "“"
    left = show.words((f"{sign} ", "$primary"), show.one_line(" ".join(link.text.split())))
    if link.goal is None:
        right = show.words((_("leads nowhere in this document"), "$warning"))
    else:
        right = show.words(
            show.one_line(link.goal.said, "$soft"), ("  " + _("p. {page:,}").format(page=link.goal.page), "$faint")
        )
    right = right.truncate(max(10, width * 2 // 3), ellipsis=True)
    return (show.spread(width, left, right),)
