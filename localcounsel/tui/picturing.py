"""The application's part in showing pictures: what the terminal can, and what is written behind each frame."""

from __future__ import annotations

import os
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual.app import App

from localcounsel.tui.pictures.terminal import BLOCKS, KITTY, Terminal

if TYPE_CHECKING:
    from localcounsel.tui.pictures.numbers import Numbers
    from localcounsel.tui.widgets.picture_view import PictureView

PIECE = 8_192
"""Characters that Windows takes at once."""


class Picturing(App[int]):
    """Knows the terminal, and the views that show pictures in it."""

    def __init__(self) -> None:
        super().__init__()
        self.terminal = Terminal(os.environ)
        self.terminal.heard = partial(self.call_later, self._heard)
        self.pictures_wanted = "auto"
        """The setting `pictures`."""
        self._picture_views: list[PictureView] = []

    @cached_property
    def numbers(self) -> Numbers:
        """Of the pictures in the terminal's memory."""
        from localcounsel.tui.pictures.numbers import Numbers  # the first frame shows none

        return Numbers(true_colours=self.console.color_system == "truecolor")

    def pictures(self) -> str:
        """How a page is pictured now: one of the names in `pictures.terminal`."""
        protocol = self.terminal.protocol(self.pictures_wanted)
        few = self.console.color_system not in ("truecolor", "256")
        return BLOCKS if protocol == KITTY and few else protocol

    def want_pictures(self, wanted: str) -> None:
        """Put the setting into force."""
        self.pictures_wanted = wanted
        for view in self._picture_views:
            view.terminal_changed()

    def enter_pictures(self, view: PictureView) -> None:
        """A view that may show pictures is there: write for it, and ask the terminal what it can."""
        self._picture_views.append(view)
        self.write_picture(self.terminal.questions(self.pictures_wanted))

    def leave_pictures(self, view: PictureView) -> None:
        """It is gone."""
        self._picture_views.remove(view)

    def _heard(self) -> None:
        self.write_picture(self.terminal.further_questions())
        for view in self._picture_views:
            view.terminal_changed()

    def write_picture(self, sequence: str) -> None:
        """Write a sequence made by `pictures`."""
        if self._driver is not None and not self.is_headless:
            for start in range(0, len(sequence), PIECE):
                self._driver.write(sequence[start : start + PIECE])

    def paint_pictures(self) -> None:
        """Go on with what did not fit behind the last frame."""
        if self._running:
            self._begin_update()
            self._end_update()

    def _end_update(self) -> None:
        """Pictures belong to the frame: a terminal that shows frames as a whole shows both together."""
        written = "".join(view.after_frame() for view in self._picture_views)
        if written:
            at = self._previous_cursor_position
            self.write_picture(f"{written}\x1b[{at.y + 1};{at.x + 1}H")
        super()._end_update()
