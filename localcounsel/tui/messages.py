"""What workers tell the screens, and widgets tell the screen they are on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from localcounsel.errors import CounselError
    from localcounsel.flows.events import AskEvent, IngestEvent
    from localcounsel.records import Answer, Citation, Hit
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


@dataclass
class ScopeWanted(Message):
    """Later questions are to be limited to these documents too."""

    documents: tuple[tuple[str, str], ...]
    """As (id, name)."""


class ScopeShortened(Message):
    """The document that questions were limited to last is to be taken out of the scope."""


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


@dataclass
class StatementWanted(Message):
    """A statement of an answer is to be copied with its sources; `index` counts from 0, -1 is the whole answer."""

    answer: Answer
    index: int


@dataclass
class WhyWanted(Message):
    """Why was this found?"""

    place: Citation | Hit
