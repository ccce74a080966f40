"""Notes where a person is in a matter, so that it opens there again: conversation, scope, screen."""

from __future__ import annotations

import threading

from localcounsel.errors import CounselError
from localcounsel.tui.messages import FlowEnded
from localcounsel.tui.offers import Named
from localcounsel.tui.ports import Ports
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.keeping import KeepingScreen
from localcounsel.tui.workers import background


class ResumingScreen(KeepingScreen):
    """Notes the place with every change, so that not even a kill loses it."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self._left = threading.Event()
        """The matter is being closed."""

    def _note_place(self, screen: str = "matter", document: str = "") -> None:
        """Where one is now, to go back to when the matter is opened again."""
        from localcounsel.flows.left_off import LeftOff

        desk = self.desk
        if desk is not None:
            place = LeftOff(chosen=tuple(id for id, _name in self.chosen), screen=screen, document=document)
            remember = self._ports.filing.remember
            background(self, lambda: remember(desk, place), lambda _done: None, self._not_noted, group="place")

    def _not_noted(self, error: CounselError) -> None:
        if not self._left.is_set():  # a matter that is being closed takes no more notes
            counsel(self).report(error)

    def limit(self, chosen: tuple[Named, ...]) -> None:
        super().limit(chosen)
        self._note_place()

    def on_flow_ended(self, _message: FlowEnded) -> None:
        """An answer is there: that is where one is now. What ended is shown by `AskingScreen`."""
        self._note_place()
