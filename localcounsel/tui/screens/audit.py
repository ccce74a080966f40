"""The open matter's audit log: every event, the chain checked, and the words that stand for its end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from localcounsel.tui import show
from localcounsel.tui.language import _, ngettext, said
from localcounsel.tui.ports import Desk
from localcounsel.tui.ports_shell import ShellPorts
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.fact_lists import FactListScreen, pair
from localcounsel.tui.workers import background

if TYPE_CHECKING:
    from localcounsel.flows.chain import Chain


class AuditScreen(FactListScreen[None]):
    """Nothing can be changed here."""

    HELP = _("Audit log")
    PLACE = _("Audit log")
    EMPTY = show.words((_("Nothing has been written down yet."), "bold"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,r", "check_again", _("Check again"), key_display="r", id="audit.check"),
        Binding("c", "copy_words", _("Copy the words"), id="audit.copy"),
    ]

    def __init__(self, ports: ShellPorts, desk: Desk) -> None:
        super().__init__()
        self._shell = ports
        self._desk = desk
        self._chain: Chain | None = None

    def on_mount(self) -> None:
        self.action_check_again()

    def action_check_again(self) -> None:
        """Read the log anew and follow its chain from the beginning."""
        self.note(show.words(("◌ " + _("Following the chain from its first entry"), "$soft")))
        background(self, lambda: self._shell.audit(self._desk), self._followed, counsel(self).report, group="audit")

    def _followed(self, chain: Chain) -> None:
        self._chain = chain
        self.show_items(chain.events)
        self.note(_standing(chain))

    def headings(self, width: int) -> Content:
        names = ((f" {_('No.')}", 8), (_("When"), 21), (_("What"), 0))
        return show.columns(width, *((Content.styled(name, "$soft"), size) for name, size in names))

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        chain = self._chain
        wrong = chain is not None and chain.broken is not None and item.sequence >= chain.broken
        what = show.one_line(said(item.what), "bold $error" if wrong else "")
        details = show.one_line("  " + ", ".join(value for _name, value in item.details), "$soft")
        return (
            show.columns(
                width,
                (show.words(("✗" if wrong else " ", "$error"), f"{item.sequence:,}"), 8),
                (show.one_line(_local(item.time), "$soft"), 21),
                (show.words(what, details), 0),
            ),
        )

    def found_by(self, item: Any) -> str:
        details = " ".join(value for each in item.details for value in each)
        return f"{item.sequence} {_local(item.time)} {said(item.what)} {item.what} {details}"

    def facts(self, item: Any) -> Content:
        lines = [
            show.one_line(said(item.what), "bold"),
            *([pair(_("On record as"), show.one_line(item.what))] if said(item.what) != item.what else []),
            pair(_("Entry"), f"{item.sequence:,}"),
            pair(_("When"), show.one_line(_local(item.time))),
            *(pair(show.safe(name), show.one_line(value)) for name, value in item.details),
            pair(_("Follows"), show.one_line(item.previous[:32] + "…", "$soft")),
            pair(_("Digest"), show.one_line(item.digest[:32] + "…", "$soft")),
        ]
        return Content("\n").join(lines)

    def action_copy_words(self) -> None:
        """The words that stand for the log's end, to be written down where nobody here can change them."""
        if self._chain is not None and self._chain.anchor:
            counsel(self).copy_to_clipboard(self._chain.anchor)


def _standing(chain: Chain) -> Content:
    """Whether the log can be relied on, in shape and words."""
    if chain.trouble:
        return show.words(("✗ ", "bold $error"), show.one_line(said(chain.trouble), "$error"))
    if chain.broken is not None:
        words = _("Entry {number} does not follow from those before it: from there on the log was changed.")
        advice = _("Keep {file} as it is, and compare it with a backup.")
        return show.words(
            ("✗ " + words.format(number=chain.broken) + "\n", "bold $error"),
            show.one_line(advice.format(file=chain.file), "$soft"),
        )
    count = len(chain.events)
    whole = ngettext("{count:,} entry, the chain holds.", "{count:,} entries, the chain holds.", count)
    lines = [Content.styled("✓ " + whole.format(count=count), "$success")]
    if chain.anchor:
        lines.append(show.words((_("It ends in:") + " ", "$soft"), show.one_line(chain.anchor, "bold")))
    return Content("\n").join(lines)


def _local(iso: str) -> str:
    try:
        return f"{datetime.fromisoformat(iso).astimezone():%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return iso
