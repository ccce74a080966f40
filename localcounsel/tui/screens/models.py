"""The approved models: who approved each, how well it works here, whether it fits, and which one answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from localcounsel.tui import show, wording
from localcounsel.tui.language import _, said
from localcounsel.tui.ports import Desk
from localcounsel.tui.ports_shell import ShellPorts
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.fact_lists import FactListScreen, pair
from localcounsel.tui.workers import background

if TYPE_CHECKING:
    from localcounsel.flows.shelf import ShownModel

ROLES = {
    "chat": _("answers"),
    "embedder": _("finds by meaning"),
    "ranker": _("puts in order"),
    "adapter": _("adapts"),
}


class ModelsScreen(FactListScreen[None]):
    """Choose which model answers."""

    HELP = _("Models")
    PLACE = _("Models")
    EMPTY = show.words(
        (_("No model is approved yet") + "\n\n", "bold"),
        _("Questions find passages without one; answers need one. IT approves a model with") + "\n",
        ("localcounsel models import PATH", "bold $primary"),
    )
    ENTER = _("Answer with it")

    def __init__(self, ports: ShellPorts, desk: Desk | None) -> None:
        super().__init__()
        self._shell = ports
        self._desk = desk
        self._loading = ""
        """Name of the model that is being loaded."""

    def on_mount(self) -> None:
        self._read()

    def _read(self) -> None:
        background(self, self._shell.models, self._show, counsel(self).report, group="models")

    def _show(self, models: Sequence[ShownModel]) -> None:
        self.show_items(models)

    def headings(self, width: int) -> Content:
        names = ((f"   {_('Model')}", 0), (_("For"), _role_width(width)), (_("Size"), -8), (_("Memory"), -9))
        return show.columns(width, *((Content.styled(name, "$soft"), size) for name, size in names))

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        mark = ("✗ ", "$error") if item.trouble else ("● ", "$primary") if item.chosen else "  "
        name = show.words(" ", mark, show.one_line(item.name, "bold" if item.chosen else ""))
        return (
            show.columns(
                width,
                (name, 0),
                (show.one_line(ROLES.get(item.role, item.role), "$soft"), _role_width(width)),
                (Content(wording.size(item.size_bytes)), -8),
                (_memory(item), -9),
            ),
        )

    def found_by(self, item: Any) -> str:
        return f"{item.name} {item.role} {item.licence} {said(item.approval)}"

    def facts(self, item: Any) -> Content:
        lines = [
            show.words(show.one_line(item.name, "bold"), (f"  ● {_('in use')}" if item.chosen else "", "$primary")),
            pair(_("For"), show.one_line(ROLES.get(item.role, item.role))),
            pair(_("Parameters"), f"{item.parameters:,}" if item.parameters else _("not counted")),
            pair(_("Context"), _("{count:,} tokens").format(count=item.context)),
            pair(_("Licence"), show.one_line(item.licence)),
            pair(_("Approved"), show.one_line(_by(item))),
        ]
        if item.trouble:
            lines.insert(1, show.words(("✗ ", "$error"), _("not loaded"), ": ", show.one_line(said(item.trouble))))
        if item.grounds:
            lines.append(pair(_("Because"), show.one_line(said(item.grounds))))
        if item.role == "chat":
            lines += [pair(_("Memory"), _memory_words(item)), pair(_("Writes"), _writes(item))]
            lines.append(pair(_("Quality"), show.one_line(said(item.quality))))
            lines += [pair(_("Speed"), show.one_line(said(line))) for line in item.speed]
        lines.append(pair("SHA-256", show.one_line(f"{item.fingerprint[:16]}…", "$soft")))
        return Content("\n").join(line for line in lines if line.plain)

    def choose(self, item: Any) -> None:
        """Let the model answer from now on; in an open matter it is loaded at once."""
        if self._loading:
            return
        if item.role != "chat":
            role = ROLES.get(item.role, item.role)
            counsel(self).say(_("This model {role}. Settings name the one to use.").format(role=role))
            return
        self._loading = item.name
        self._progress("", 0.0)

        def told(stage: str, share: float) -> None:
            self.app.call_from_thread(self._progress, stage, share)

        background(
            self,
            lambda: self._shell.choose_model(item.name, self._desk, told),
            self._chosen,
            self._refused,
            group="choose",
        )

    def _progress(self, stage: str, share: float) -> None:
        if self._loading:
            words = said(stage) or _("Checking and loading")
            bar = f"  {wording.bar(share, 1.0)} {share:.0%}" if stage else ""
            self.note(show.words("◌ ", show.one_line(self._loading, "bold"), "  ", show.one_line(words), bar))

    def _chosen(self, words: str) -> None:
        self._loading = ""
        self.note(show.words(("✓ ", "$success"), show.one_line(said(words))))
        self._read()

    def _refused(self, error: Any) -> None:
        self._loading = ""
        self.note(show.error(error))


def _role_width(width: int) -> int:
    return 18 if width > 60 else 12


def _memory(item: Any) -> Content:
    if item.fits is None:
        return Content.styled("–", "$faint")
    return Content.styled("✓ " + _("fits"), "$success") if item.fits else Content.styled("▲ " + _("tight"), "$warning")


def _memory_words(item: Any) -> Content:
    if item.fits is None:
        return Content(_("not known on this machine"))
    needs = _("needs {size}, ").format(size=wording.size(item.needs_bytes)) if item.needs_bytes else ""
    if item.fits:
        return Content.styled("✓ " + needs + _("fits in what is free now"), "$success")
    return Content.styled("▲ " + needs + _("more than is free now: close other programs first"), "$warning")


def _writes(item: Any) -> Content:
    if item.free:
        return Content.styled("✓ " + _("sentences of its own"), "$success")
    return Content(_("quotations only"))


def _by(item: Any) -> str:
    words = [said(item.approval)]
    if item.approved_by:
        words.append(_("by {name}").format(name=item.approved_by))
    if item.approved_on:
        words.append(_("on {day}").format(day=item.approved_on))
    return " ".join(words)
