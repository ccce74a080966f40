"""What the interface asks of the flows, as a list of callables: the one place where the two are joined.

Tests pass their own; nothing else is configurable here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from localcounsel.tui import ports_asking, ports_filing, ports_reading, ports_sealing, ports_shell
from localcounsel.tui.language import spoken
from localcounsel.tui.later import later
from localcounsel.tui.ports_asking import AskingPorts
from localcounsel.tui.ports_filing import FilingPorts
from localcounsel.tui.ports_reading import ReadingPorts
from localcounsel.tui.ports_sealing import SealingPorts
from localcounsel.tui.ports_shell import ShellPorts

if TYPE_CHECKING:
    from localcounsel.flows.events import AskEvent, IngestEvent
    from localcounsel.records import Answer, Document, Matter, Page, Passage, Standing
    from localcounsel.store.places import Places


class AnswerLine(Protocol):
    """A stored answer in a list."""

    @property
    def id(self) -> str: ...
    @property
    def conversation(self) -> str: ...
    @property
    def asked(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def standing(self) -> Standing: ...


class MatterLine(Protocol):
    """A matter in a list."""

    @property
    def name(self) -> str: ...
    @property
    def documents(self) -> int: ...
    @property
    def pages(self) -> int: ...
    @property
    def unread(self) -> int: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def opened(self) -> str: ...
    @property
    def note(self) -> str:
        """Why the counts are missing, or empty."""
        ...

    @property
    def archived(self) -> str:
        """When it was put away; empty while it is worked on."""
        ...


class Store(Protocol):
    """What screens read of an open matter. All of it may be called from any thread."""

    def documents(self) -> list[Document]: ...
    def document(self, document_id: str, /) -> Document: ...
    def page(self, document_id: str, number: int, /) -> Page: ...
    def pages(self, document_id: str, /) -> list[Page]: ...
    def labels(self, document_id: str, /) -> Sequence[tuple[int, str]]: ...
    def unread(self, document_id: str, /) -> list[Page]: ...
    def document_passages(self, document_id: str, /) -> list[Passage]: ...
    def index_counts(self) -> tuple[int, int]: ...
    def answers(self) -> Sequence[AnswerLine]: ...
    def answer(self, answer_id: str, /) -> Answer: ...
    def delete_answer(self, answer_id: str, /) -> object: ...


class Desk(Protocol):
    """An open matter."""

    @property
    def matter(self) -> Matter: ...
    @property
    def store(self) -> Store: ...
    def new_conversation(self) -> object: ...
    def resume(self, answers: Sequence[Answer], /) -> object: ...
    def health(self) -> list[str]: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The flows, bound to the places they work in. `Any` stands for a desk: each only takes its own kind."""

    matters: Callable[[], Sequence[MatterLine]]
    create: Callable[[str, str], object]
    """Name and passphrase, empty for a matter in the clear."""
    rename: Callable[[str, str], object]
    delete: Callable[[str], object]
    open_desk: Callable[[str], Desk]
    add: Callable[[Any, Sequence[Path], str | None], Iterator[IngestEvent]]
    index: Callable[[Any], Iterator[IngestEvent]]
    ask: Callable[[Any, str, Sequence[str], bool], Iterator[AskEvent]]
    """Desk, question, document ids (none: the matter), and whether a document named in it is disregarded."""
    suggested: Callable[[Any], list[str]]
    certificate: Callable[[Any, str, Path], Path]
    """Desk, id of an answer that found nothing, and a path that ends in .docx or .md: where it was saved."""
    containment: Callable[[], str]
    """`no network: …`, one line."""
    asking: AskingPorts
    """Answers again, why a passage was found, copies, papers, conversations."""
    filing: FilingPorts
    """The list of documents, labels, exclusion, the archive of matters, where one left off."""
    reading: ReadingPorts
    """The page viewer and the search."""
    shell: ShellPorts
    """Models, audit, health, settings, the first start."""
    sealing: SealingPorts
    """Sealed matters: made, opened with a passphrase, locked."""


def flows(places: Places) -> Ports:
    """The real flows. Listing matters looks into each, so that it never runs while one is being opened."""
    if TYPE_CHECKING:
        from localcounsel.flows import ask, certificate, desk, ingest, matters, sample
    else:
        ask, certificate, desk = later("ask", "certificate", "desk")
        ingest, matters, sample = later("ingest", "matters", "sample")

    gate = Lock()

    def list_all() -> Sequence[MatterLine]:
        with gate:
            return matters.list_all(places)

    def open_desk(name: str) -> Desk:
        with gate:
            return desk.open_desk(places, name)

    def add(at: Any, paths: Sequence[Path], password: str | None) -> Iterator[IngestEvent]:
        yield from ingest.add(at, paths, password=password)
        yield from ingest.index(at)

    return Ports(
        matters=list_all,
        create=lambda name, passphrase: matters.create(places, name, passphrase),
        rename=lambda name, new: matters.rename(places, name, new),
        delete=lambda name: matters.delete(places, name),
        open_desk=open_desk,
        add=add,
        index=ingest.index,
        ask=lambda at, text, ids, wide: ask.ask(at, text, document_ids=ids, wide=wide),
        suggested=sample.suggested_questions,
        certificate=lambda at, answer, path: certificate.save(at, answer, path, language=spoken()).path,
        containment=_containment,
        asking=ports_asking.flows(),
        filing=ports_filing.flows(places),
        reading=ports_reading.flows(),
        shell=ports_shell.flows(places),
        sealing=ports_sealing.flows(places),
    )


def _containment() -> str:
    from localcounsel.sandbox.bootstrap import status

    now = status()
    return f"no network: {now.how}" if now.enforced else f"NETWORK NOT BLOCKED: {now.how}"
