"""Which documents a search goes to: their types, labels and dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from localcounsel.flows.searching import Filters
from localcounsel.records import Document, Marking
from localcounsel.tui import show
from localcounsel.tui.language import _
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.widgets.rows import Rows

_DATE = re.compile(r"(\d{4})(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")


@dataclass(frozen=True, slots=True)
class Choice:
    """A type or label, and how many documents have it."""

    what: str
    """`type` or `label`."""
    value: str
    count: int


def choices(documents: Sequence[Document], markings: Mapping[str, Marking]) -> list[Choice]:
    """What there is to choose from, the commonest first."""
    kinds = Counter(kind for each in documents for kind in {each.outline.kind, each.media} if kind)
    labels = Counter(label for each in documents if each.id in markings for label in markings[each.id].labels)
    return [Choice("label", value, count) for value, count in labels.most_common()] + [
        Choice("type", value, count) for value, count in kinds.most_common()
    ]


class FilterScreen(ModalScreen[Filters | None]):
    """Types and labels to tick, and two dates; None when left."""

    HELP = _("Search filters")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", _("Leave"), id="filters.leave"),
        Binding("ctrl+s,f10", "accept", _("Search"), priority=True, id="filters.accept"),
        Binding("space", "tick", _("Tick"), show=False, id="filters.tick"),
        Binding("ctrl+r", "clear", _("None"), id="filters.clear"),
    ]

    def __init__(self, filters: Filters, offered: Sequence[Choice]) -> None:
        super().__init__()
        self._filters = filters
        self._offered = offered
        self._ticked = {("type", each) for each in filters.kinds} | {("label", each) for each in filters.labels}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -follow"):
            yield Static(show.words((_("Search only in"), "bold $primary")), markup=False)
            yield Rows(self._draw, id="filter-choices")
            yield Static(_("Dated (2019, 2019-06 or 2019-06-30)"), classes="about", markup=False)
            with Horizontal(id="filter-dates"):
                yield LineInput(self._filters.since, placeholder=_("from"), id="filter-since")
                yield LineInput(self._filters.until, placeholder=_("to"), id="filter-until")
            yield Static(id="filter-note", markup=False)
            keys = (("Space", _("ticks")), ("Enter", _("searches")), ("Ctrl+R", _("clears")), ("Esc", _("leaves")))
            said = [part for key, does in keys for part in ((f"{key} ", "bold"), f"{does}  ")]
            yield Static(show.words(*said), classes="keys", markup=False)

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.styles.height = max(1, min(len(self._offered), 5))
        rows.styles.margin = (1, 0, 0, 0)
        rows.show(self._offered, 0)
        (rows if self._offered else self.query_one("#filter-since")).focus()

    def _draw(self, index: int, choice: Choice, width: int) -> tuple[Content, ...]:
        ticked = (choice.what, choice.value) in self._ticked
        what = _("label") if choice.what == "label" else _("type")
        left = show.words(("[x] " if ticked else "[ ] ", "bold"), (f"{what} ", "$soft"), show.one_line(choice.value))
        return (show.spread(width, left, show.words((f"{choice.count:,}", "$soft"))),)

    def action_tick(self) -> None:
        rows = self.query_one(Rows)
        choice = rows.item
        if choice is None or not rows.has_focus:
            return
        self._ticked ^= {(choice.what, choice.value)}
        rows.refresh()

    def action_clear(self) -> None:
        self._ticked.clear()
        for line in self.query(LineInput):
            line.value = ""
        self.query_one(Rows).refresh()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.action_accept()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Search with these; a date that is none is said to be so."""
        since, until = (self.query_one(f"#filter-{name}", LineInput).value.strip() for name in ("since", "until"))
        for line, date in (("since", since), ("until", until)):
            if date and not _DATE.match(date):
                self.query_one("#filter-note", Static).update(
                    show.words((_("A date is a year, a month or a day: 2019, 2019-06, 2019-06-30."), "$error"))
                )
                self.query_one(f"#filter-{line}").focus()
                return
        labels = tuple(sorted(value for what, value in self._ticked if what == "label"))
        kinds = tuple(sorted(value for what, value in self._ticked if what == "type"))
        self.dismiss(replace(self._filters, labels=labels, kinds=kinds, since=since, until=until))
