"""Health: what was looked at on this machine and in the open matter, how it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from localcounsel.tui import show
from localcounsel.tui.language import _, ngettext, said
from localcounsel.tui.ports import Desk
from localcounsel.tui.ports_shell import ShellPorts
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.fact_lists import FactListScreen
from localcounsel.tui.signs import Sign
from localcounsel.tui.workers import background

if TYPE_CHECKING:
    from localcounsel.flows.checkup.line import Check

STANDINGS = {
    "pass": Sign("✓", _("well"), "$success"),
    "attention": Sign("▲", _("attention"), "$warning"),
    "fail": Sign("✗", _("fails"), "bold $error"),
}


class HealthScreen(FactListScreen[None]):
    """The findings of `doctor`, what is wrong first."""

    HELP = _("Health")
    PLACE = _("Health")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,r", "look_again", _("Look again"), key_display="r", id="health.again"),
    ]

    def __init__(self, ports: ShellPorts, desk: Desk | None) -> None:
        super().__init__()
        self._shell = ports
        self._desk = desk

    def on_mount(self) -> None:
        self.action_look_again()

    def action_look_again(self) -> None:
        """Look at everything anew; models are hashed, which takes a while."""
        self.note(show.words(("◌ " + _("Looking; every file of every model is hashed"), "$soft")))
        background(
            self, lambda: self._shell.health(self._desk), self._looked, counsel(self).report, group="health-screen"
        )

    def _looked(self, findings: Sequence[Check]) -> None:
        self.show_items(findings)
        self.note(_whole(findings))

    def headings(self, width: int) -> Content:
        names = ((f" {_('State')}", 13), (_("What"), _name_width(width)), (_("Finding"), 0))
        return show.columns(width, *((Content.styled(name, "$soft"), size) for name, size in names))

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        sign = STANDINGS[item.standing]
        return (
            show.columns(
                width,
                (show.words((f" {sign.shape} {sign.words}", sign.style)), 13),
                (show.one_line(said(item.what)), _name_width(width)),
                (show.one_line(said(item.finding), "$soft"), 0),
            ),
        )

    def found_by(self, item: Any) -> str:
        words = " ".join(map(said, (item.what, item.finding, item.advice)))
        return f"{STANDINGS[item.standing].words} {words} {item.what}"

    def facts(self, item: Any) -> Content:
        sign = STANDINGS[item.standing]
        lines = [show.words(show.one_line(said(item.what), "bold"), "  ", (f"{sign.shape} {sign.words}", sign.style))]
        lines.append(show.literal(said(item.finding)))
        if item.advice:
            lines.append(show.words((_("What to do:") + " ", "bold $primary"), show.literal(said(item.advice))))
        return Content("\n").join(lines)


def _whole(findings: Sequence[Check]) -> Content:
    """All of it in one line."""
    failed = sum(each.standing == "fail" for each in findings)
    attention = sum(each.standing == "attention" for each in findings)
    if failed:
        words = ngettext(
            "{count} thing fails: see below what to do.", "{count} things fail: see below what to do.", failed
        )
        return show.words(("✗ " + words.format(count=failed), "bold $error"))
    if attention:
        words = ngettext("{count} thing wants attention.", "{count} things want attention.", attention)
        return show.words(("▲ " + words.format(count=attention), "$warning"))
    return show.words(("✓ " + _("All is well."), "$success"))


def _name_width(width: int) -> int:
    return max(16, min(34, width * 2 // 5))
