"""Questions asked before, with their answers: open one again, or delete it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from localcounsel.tui import show, wording
from localcounsel.tui.ports import AnswerLine, Desk
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.lists import ListScreen
from localcounsel.tui.screens.prompts import TypedConfirm
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.workers import background


class HistoryScreen(ListScreen[AnswerLine | None]):
    """Newest first. Dismissed with the answer to open."""

    HELP = "Earlier answers"
    EMPTY = show.words(("Nothing has been asked yet.", "bold"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,delete", "delete", "Delete", key_display="d", id="history.delete"),
        Binding("escape,f3", "close", "Back", key_display="Esc", id="history.back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place, banner.note = f"{self._desk.matter.name}  ›  Answers", counsel(self).containment
        self._load()

    def _load(self) -> None:
        background(self, self._newest_first, self.show_items, counsel(self).report, group="answers")

    def _newest_first(self) -> Sequence[AnswerLine]:
        return sorted(self._desk.store.answers(), key=lambda line: line.asked, reverse=True)

    def headings(self, width: int) -> Content:
        muted = "$soft"
        return show.columns(
            width, (Content.styled(" Asked", muted), 18), (Content(" "), 1), (Content.styled("Question", muted), 0)
        )

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        sign = wording.STANDINGS[item.standing]
        when = wording.when(item.asked, datetime.now().astimezone())
        return (
            show.columns(
                width,
                (Content.styled(f" {when}", "$soft"), 18),
                (Content.styled(sign.shape, sign.style), 1),
                (show.one_line(item.question), 0),
            ),
        )

    def found_by(self, item: Any) -> str:
        return str(item.question)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self.dismiss(event.item)

    def action_close(self) -> None:
        if not self.close_filter():
            self.dismiss(None)

    def action_delete(self) -> None:
        item = self.rows.item
        if item is None:
            return
        about = show.words(show.one_line(item.question, "bold"), "\nThe question and its answer are removed for good.")
        self.app.push_screen(
            TypedConfirm("Delete answer", about, "delete"), lambda sure: self._delete(item.id) if sure else None
        )

    def _delete(self, answer_id: str) -> None:
        background(
            self,
            lambda: self._desk.store.delete_answer(answer_id),
            lambda _: self._load(),
            counsel(self).report,
            group="delete",
        )
