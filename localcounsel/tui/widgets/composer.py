"""Where questions are written: Enter sends, Ctrl+J breaks the line, ↑ brings back earlier questions."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widgets import TextArea
from textual.widgets.text_area import EditResult, Location

from localcounsel.core.text import clean
from localcounsel.tui.messages import ComposerLeft, QuestionSent


class Composer(TextArea):
    """A few lines of text with a memory."""

    HELP = "Question line"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", "Ask", id="composer.send"),
        Binding("ctrl+j", "newline", "New line", show=False, id="composer.newline"),
        Binding("up", "earlier", "Earlier question", show=False, id="composer.earlier"),
        Binding("down", "later", "Later question", show=False, id="composer.later"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            id=id, compact=True, soft_wrap=True, highlight_cursor_line=False, placeholder="Ask about these documents"
        )
        self._history: list[str] = []
        self._at = 0
        self._begun = ""

    def remember(self, questions: list[str]) -> None:
        """Earlier questions, oldest first."""
        self._history = questions
        self._at = len(questions)

    async def _on_key(self, event: Key) -> None:
        if event.key == "enter":  # the line would take it as a character otherwise
            event.stop()
            event.prevent_default()
            self.action_send()

    def _replace_via_keyboard(self, insert: str, start: Location, end: Location) -> EditResult | None:
        return super()._replace_via_keyboard(clean(insert.replace("\r\n", "\n").replace("\r", "\n")), start, end)

    def action_send(self) -> None:
        """Send what is written; in an empty line, go to what the answer points at."""
        text = self.text.strip()
        if not text:
            self.post_message(ComposerLeft())
            return
        if not self._history or self._history[-1] != text:
            self._history.append(text)
        self._at = len(self._history)
        self.post_message(QuestionSent(text))

    def action_newline(self) -> None:
        self._replace_via_keyboard("\n", *self.selection)

    def action_earlier(self) -> None:
        """The question before, when the cursor is in the first line."""
        if not self.cursor_at_first_line or not self._at:
            self.action_cursor_up()
            return
        if self._at == len(self._history):
            self._begun = self.text
        self._recall(self._at - 1)

    def action_later(self) -> None:
        """The question after, when the cursor is in the last line."""
        if not self.cursor_at_last_line or self._at >= len(self._history):
            self.action_cursor_down()
            return
        self._recall(self._at + 1)

    def _recall(self, at: int) -> None:
        self._at = at
        self.text = self._history[at] if at < len(self._history) else self._begun
        self.move_cursor(self.document.end)
