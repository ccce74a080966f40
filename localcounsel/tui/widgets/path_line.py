"""An input line for paths that hands a paste of several on whole, where an ordinary line keeps the first only."""

from __future__ import annotations

from textual.events import Paste
from textual.message import Message

from localcounsel.tui.widgets.line_input import LineInput


class PathLine(LineInput):
    """One line. What is pasted with line breaks, quotation marks, escapes or as a `file:` address is Pasted."""

    class Pasted(Message):
        """Paths in some form, as they came; foreign."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def _on_paste(self, event: Paste) -> None:
        text = event.text.strip()
        if "\n" in text or text.startswith(("'", '"', "file:")) or "\\ " in text:
            event.stop()
            event.prevent_default()
            self.post_message(self.Pasted(text))  # anything else is left to the line itself, which is told as well
