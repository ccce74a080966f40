"""A line of an answer that stands for a place in a document: a citation, or a passage that came near."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Static

from localcounsel.records import Citation, Hit, Verdict

Draw = Callable[[int], Content]
"""Width in cells → what stands there: long names are cut to it."""


class PlaceLine(Static):
    """Where something stands; the conversation's cursor goes from one to the next."""

    def __init__(
        self, draw: Draw, place: Citation | Hit, classes: str = "", *, label: str = "", claim: int = -1
    ) -> None:
        super().__init__(classes=f"citation {classes}", markup=False)
        self._draw = draw
        self.place = place
        self.label = label
        """The number under which the answer shows it; the key that goes to it."""
        self.claim = claim
        """The statement it belongs to, from 0; -1 where it belongs to none."""

    def render(self) -> Content:
        return self._draw(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._draw(width).get_height({}, width)

    @property
    def located(self) -> bool:
        """Whether there is a page to go to."""
        return isinstance(self.place, Hit) or self.place.verdict is not Verdict.ABSENT

    @property
    def cites(self) -> bool:
        """Whether it stands for words, and not for a document as a whole."""
        return isinstance(self.place, Hit) or bool(self.place.quote)

    class Clicked(Message):
        """The line was clicked."""

        def __init__(self, line: PlaceLine, twice: bool) -> None:
            super().__init__()
            self.line = line
            self.twice = twice

    def on_click(self, event: Click) -> None:
        self.post_message(self.Clicked(self, event.chain == 2))
