"""What the scripted matter does about answers: asking again, copies, papers, conversations. It remembers all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localcounsel.flows import conversations
from localcounsel.flows.again import Choice
from localcounsel.flows.events import AskEvent
from localcounsel.flows.why import Why
from localcounsel.records import Answer, Citation, Hit
from localcounsel.tui.ports_asking import AskingPorts


@dataclass
class ScriptedAudit:
    """What was put on record."""

    events: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def append(self, what: str, /, **details: str) -> None:
        self.events.append((what, details))


@dataclass
class ScriptedAsking:
    """What the flows will do, and what they were asked."""

    calls: list[tuple[Any, ...]]
    """Shared with the script."""
    asking: Callable[[Any, str, Sequence[str], bool], Iterator[AskEvent]]
    choices: list[Choice] = field(
        default_factory=lambda: [
            Choice("SmolLM2-135M-Instruct", 134_515_008, "Apache-2.0", True),
            Choice("Counsel-7B", 7_000_000_000, "as IT read it", False),
        ]
    )
    terms: list[str] = field(default_factory=lambda: ["Change of Control", "Effective Date", "Effective Time"])
    forbidden: str = ""
    """Why the clipboard must not be used."""

    def ports(self) -> AskingPorts:
        return AskingPorts(
            again=self._again,
            models=lambda desk: self.choices,
            vocabulary=lambda desk: self.terms,
            why=self._why,
            quotation=lambda desk, place: f"“{_words(place)}”",
            statement=lambda desk, answer, index: self._copied("statement", answer.claims[index].text),
            whole=lambda desk, answer: self._copied("answer", answer.question.text),
            may_copy=lambda: self.forbidden,
            may_write=lambda kind: None,
            save_answer=lambda desk, which, path: self._saved("save answer", which, path),
            save_conversation=lambda desk, which, path: self._saved("save conversation", which, path),
            conversations=conversations.listed,
            said=lambda desk: list(conversations.said(desk)),
            name=conversations.name,
            pin=conversations.pin,
            delete=conversations.delete,
        )

    def _again(self, desk: Any, text: str, ids: Sequence[str], wide: bool, model: str) -> Iterator[AskEvent]:
        self.calls.append(("again", text, tuple(ids), wide, model))
        return self.asking(desk, text, ids, wide)

    def _why(self, desk: Any, answer: Answer, hit: Hit) -> Why:
        self.calls.append(("why", answer.id, hit.passage.id))
        return Why(
            rank=answer.hits.index(hit) + 1,
            of=len(answer.hits),
            found_by=hit.found_by,
            brought=hit.brought,
            by_words=3,
            by_drafting=1,
            by_meaning=0,
            candidates=100,
            terms=("notice",),
            missing=("convenience",),
            phrases=("prior written notice",),
            concepts=("termination for convenience",),
            ranker="clause-ranker-1",
            meaning_searched=True,
        )

    def _copied(self, what: str, text: str) -> str:
        self.calls.append(("copied", what))
        return text

    def _saved(self, what: str, which: str, path: Path) -> Path:
        self.calls.append((what, which, path))
        return path


def _words(place: Hit | Citation) -> str:
    return place.quote if isinstance(place, Citation) else place.passage.text
