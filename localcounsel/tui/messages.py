"""What workers tell the screens, and widgets tell the screen they are on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

from localcounsel.errors import CounselError
from localcounsel.flows.events import AskEvent, IngestEvent
from localcounsel.records import Citation, Hit

if TYPE_CHECKING:
    from localcounsel.tui.workers import Run


@dataclass
class FlowEvent(Message):
    """A running flow reported something."""

    run: Run[Any]
    event: AskEvent | IngestEvent


@dataclass
class FlowEnded(Message):
    """A flow is over: by itself, stopped, or with an error."""

    run: Run[Any]
    error: CounselError | None


@dataclass
class QuestionSent(Message):
    """The composer's text was sent."""

    text: str


class ComposerLeft(Message):
    """A key in the empty composer asked for what stands above it."""


@dataclass
class PlaceChosen(Message):
    """A citation or passage was chosen: show it beside the answer, or (`open`) at its page."""

    place: Citation | Hit
    open: bool = False


@dataclass
class CopyWanted(Message):
    """A citation or passage is to be copied with its pinpoint."""

    place: Citation | Hit
