"""The conversations of the matter: found again by any word of them, opened, pinned, named, saved, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from localcounsel.core.answer_paper import file_name
from localcounsel.tui import paths, show, signs, wording
from localcounsel.tui.language import _, ngettext, spoken
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.lists import ListScreen
from localcounsel.tui.screens.prompts import LinePrompt, TypedConfirm
from localcounsel.tui.screens.save_paper import Paper, SavePaperScreen, Wanted
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.workers import background

if TYPE_CHECKING:
    from localcounsel.flows.conversations import Line


class HistoryScreen(ListScreen["Line | None"]):
    """Pinned ones first, then the one asked in last. Dismissed with the conversation to open."""

    HELP = _("Conversations")
    EMPTY = show.words((_("Nothing has been asked yet."), "bold"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pin", _("Pin"), id="history.pin"),
        Binding("r", "rename", _("Name"), id="history.name"),
        Binding("e,ctrl+s,f8", "save", _("Save"), key_display="e", id="history.save"),
        Binding("d,delete", "delete", _("Delete"), key_display="d", id="history.delete"),
        Binding("escape,f3", "close", _("Back"), key_display="Esc", id="history.back"),
    ]

    def __init__(self, ports: Ports, desk: Desk) -> None:
        super().__init__()
        self._ports = ports
        self._desk = desk
        self._said: dict[str, str] = {}
        """The words of the answers by conversation, for the filter."""

    def on_mount(self) -> None:
        banner = self.query_one(Banner)
        place = _("Conversations")
        banner.place, banner.note = f"{self._desk.matter.name}  ›  {place}", counsel(self).containment
        self._load()

    def _load(self) -> None:
        ports, desk = self._ports.asking, self._desk
        background(self, lambda: ports.conversations(desk), self._listed, counsel(self).report, group="conversations")

    def _listed(self, lines: Sequence[Line]) -> None:
        self.show_items(lines)
        ports, desk = self._ports.asking, self._desk
        background(self, lambda: ports.said(desk), self._read, counsel(self).report, group="said")

    def _read(self, said: Sequence[tuple[str, str]]) -> None:
        words: dict[str, list[str]] = {}
        for conversation, text in said:
            words.setdefault(conversation, []).append(text)
        self._said = {id: "\n".join(texts) for id, texts in words.items()}
        if self.query_one("#filter").display:
            self.show_items(self.all_items)

    # The list

    def headings(self, width: int) -> Content:
        return show.columns(
            width,
            (Content("  "), 2),
            (Content(" "), 1),
            (Content.styled(_("Conversation"), "$soft"), 0),
            (Content.styled(_("Questions"), "$soft"), -9),
            (Content.styled(_("Last asked"), "$soft"), -16),
        )

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        sign = signs.STANDINGS[item.standing]
        when = wording.when(item.asked, datetime.now().astimezone())
        others = [each for each in item.questions if each != item.title]
        also = f"  {' · '.join(others)}" if item.named or len(item.questions) > 1 else ""
        return (
            show.columns(
                width,
                (Content.styled(" ★" if item.pinned else "  ", "bold $primary"), 2),
                (Content.styled(sign.shape, sign.style), 1),
                (show.words(show.one_line(item.title, "bold" if item.named else ""), show.one_line(also, "$soft")), 0),
                (Content.styled(f"{len(item.answers):,}", "$soft"), -9),
                (Content.styled(when, "$soft"), -16),
            ),
        )

    def found_by(self, item: Any) -> str:
        return "\n".join((item.title, *item.questions, self._said.get(item.id, "")))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self.dismiss(event.item)

    def action_close(self) -> None:
        if not self.close_filter():
            self.dismiss(None)

    # What is done with one

    def action_pin(self) -> None:
        """Keep it at the top, or no longer."""
        item = self.rows.item
        if item is not None:
            self._change(lambda: self._ports.asking.pin(self._desk, item.id, not item.pinned))

    def action_rename(self) -> None:
        """Give it a name; its first question stands in while it has none."""
        item = self.rows.item
        if item is None:
            return
        about = show.words(show.one_line(item.questions[0]), ("\n" + _("A name of blanks is taken away."), "$soft"))

        def name(title: str | None) -> None:
            if title is not None:
                self._change(lambda: self._ports.asking.name(self._desk, item.id, title))

        self.app.push_screen(LinePrompt(_("Name the conversation"), about, value=item.title, blank=True), name)

    def action_save(self) -> None:
        """Save it whole as a paper."""
        item = self.rows.item
        if item is None:
            return
        count = len(item.answers)
        told = ngettext("{count} question", "{count} questions", count).format(count=count)
        path = f"~/{file_name(item.title, item.asked, language=spoken())}"
        paper = Paper("conversation", _("The conversation"), f"{item.title} ({told})", item.id, path)
        self.app.push_screen(SavePaperScreen([paper]), self._save)

    def _save(self, wanted: Wanted | None) -> None:
        if wanted is None:
            return
        to = paths.expand(wanted.path)
        background(
            self,
            lambda: self._ports.asking.save_conversation(self._desk, wanted.paper.id, to),
            self._saved,
            counsel(self).report,
            group="save",
        )

    def _saved(self, path: Path) -> None:
        counsel(self).say(_("Saved: {path}").format(path=path))

    def action_delete(self) -> None:
        item = self.rows.item
        if item is None:
            return
        count = len(item.answers)
        told = ngettext(
            "The question and its answer are removed for good.",
            "All {count} questions and their answers are removed for good.",
            count,
        ).format(count=count)
        about = show.words(show.one_line(item.title, "bold"), f"\n{told}")

        def sure(yes: bool | None) -> None:
            if yes:
                self._change(lambda: self._ports.asking.delete(self._desk, item.id))

        self.app.push_screen(TypedConfirm(_("Delete conversation"), about, "delete"), sure)

    def _change(self, change: Any) -> None:
        """Do it in a thread, and show the list as it is then."""
        background(self, change, lambda _done: self._load(), counsel(self).report, group="change")
