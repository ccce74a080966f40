"""Of which documents questions are asked: always in sight, narrowed by name or by a citation, widened by a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

from localcounsel.records import DocumentState, Scope
from localcounsel.tui import show, signs
from localcounsel.tui.language import _, ngettext
from localcounsel.tui.messages import ScopeShortened, ScopeWanted
from localcounsel.tui.offers import Named
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.screens import counsel
from localcounsel.tui.widgets.composer import Composer


@dataclass(frozen=True, slots=True)
class AskedOf:
    """The documents that questions are put to, in order of name, and how many others there are."""

    documents: tuple[Named, ...] = ()
    excluded: int = 0
    failed: int = 0
    """Documents of which nothing could be read."""


def asked_of(ports: Ports, desk: Desk) -> AskedOf:
    """As the matter is now; reads the store."""
    documents, excluded = ports.filing.askable(desk)
    read = [each for each in documents if each.state is not DocumentState.FAILED]
    names = sorted(((each.id, each.name) for each in read), key=lambda each: each[1].casefold())
    return AskedOf(tuple(names), excluded, len(documents) - len(read))


class ScopingScreen(Screen[None]):
    """Needs a Composer, and Statics `#scope` and `#scope-hint`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "widen", _("Ask whole matter"), show=False, priority=True, id="matter.widen"),
    ]

    scope: reactive[Scope] = reactive(Scope(), init=False)
    """What the last question was put to, or the next one will be."""

    def __init__(self) -> None:
        super().__init__()
        self._asked = AskedOf()
        self.chosen: tuple[Named, ...] = ()
        """Documents (id, name) that questions are limited to; none: the whole matter."""

    def on_scope_wanted(self, message: ScopeWanted) -> None:
        """Add documents to those that questions are limited to."""
        known = {id for id, _name in self.chosen}
        fresh = tuple(each for each in message.documents if each[0] and each[0] not in known)
        self.limit((*self.chosen, *fresh))
        self.query_one(Composer).focus()
        if not fresh:
            counsel(self).say(_("Questions are limited to that already."))

    def on_scope_shortened(self, _message: ScopeShortened) -> None:
        """Take the last one out again."""
        if self.chosen:
            self.limit(self.chosen[:-1])

    def limit(self, chosen: tuple[Named, ...]) -> None:
        """Ask these from now on; none: the whole matter."""
        self.chosen = chosen
        self.scope = self._chosen_scope()

    def action_widen(self) -> None:
        """Ask the whole matter from now on."""
        self.limit(())

    def _chosen_scope(self) -> Scope:
        return Scope(tuple(key for key, _name in self.chosen), tuple(name for _id, name in self.chosen))

    def watch_scope(self, scope: Scope) -> None:
        limited = bool(scope.document_ids)
        name = show.one_line(
            signs.scope(scope, len(self._asked.documents), self._asked.excluded, self._asked.failed),
            "bold" if limited else "",
        )
        count = len(scope.document_ids)
        several = ngettext("{count} document: ", "{count} documents: ", count).format(count=f"{count:,}")
        lead = ("▸ " + (several if count > 1 else ""), "bold $primary") if limited else ("", "")
        self.query_one("#scope", Static).update(show.words((_("Asked of: "), "$soft"), lead, name))
        self.query_one("#scope-hint", Static).update(self._hint(scope))

    def _hint(self, scope: Scope) -> str | Content:
        """How to get out of a limit again."""
        if not scope.document_ids:
            return ""
        how = _("recognised") if scope.recognised else _("chosen")
        narrow = self.app.size.width < 104
        last = () if scope.recognised or narrow else ((" · ⌫", "bold $primary"), (_(" last one out"), "$soft"))
        return show.words((f"{how} · ", "$soft"), ("F6", "bold $primary"), (_(" whole matter"), "$soft"), *last)
