"""What the interface asks of the flows, as a list of callables: the one place where the two are joined.

Tests pass their own; nothing else is configurable here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from localcounsel.flows.events import AskEvent, IngestEvent
from localcounsel.records import Answer, Citation, Document, Hit, Matter, Page, Passage, Standing
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


class Store(Protocol):
    """What screens read of an open matter. All of it may be called from any thread."""

    def documents(self) -> list[Document]: ...
    def document(self, document_id: str, /) -> Document: ...
    def page(self, document_id: str, number: int, /) -> Page: ...
    def pages(self, document_id: str, /) -> list[Page]: ...
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
    create: Callable[[str], object]
    rename: Callable[[str, str], object]
    delete: Callable[[str], object]
    open_desk: Callable[[str], Desk]
    add: Callable[[Any, Sequence[Path], str | None], Iterator[IngestEvent]]
    index: Callable[[Any], Iterator[IngestEvent]]
    ask: Callable[[Any, str, Sequence[str], bool], Iterator[AskEvent]]
    """Desk, question, document ids (none: the matter), and whether a document named in it is disregarded."""
    suggested: Callable[[Any], list[str]]
    copy_text: Callable[[Hit | Citation, Any], str]
    certificate: Callable[[Any, str, Path], Path]
    """Desk, id of an answer that found nothing, and a path that ends in .docx or .md: where it was saved."""
    unread: Callable[[Any], Mapping[str, int]]
    """Unread pages by document id; documents without any may be missing."""
    containment: Callable[[], str]
    """`no network: …`, one line."""


def flows(places: Places) -> Ports:
    """The real flows. Listing matters looks into each, so that it never runs while one is being opened."""
    from localcounsel.flows import ask, certificate, desk, ingest, matters, quote, sample

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
        create=lambda name: matters.create(places, name),
        rename=lambda name, new: matters.rename(places, name, new),
        delete=lambda name: matters.delete(places, name),
        open_desk=open_desk,
        add=add,
        index=ingest.index,
        ask=lambda at, text, ids, wide: ask.ask(at, text, document_ids=ids, wide=wide),
        suggested=sample.suggested_questions,
        copy_text=quote.copy_text,
        certificate=lambda at, answer, path: certificate.save(at, answer, path).path,
        unread=unread_pages,
        containment=_containment,
    )


def unread_pages(desk: Desk) -> Mapping[str, int]:
    """Unread pages of every document."""
    counts = {document.id: len(desk.store.unread(document.id)) for document in desk.store.documents()}
    return {document_id: number for document_id, number in counts.items() if number}


def _containment() -> str:
    from localcounsel.sandbox.bootstrap import status

    now = status()
    return f"no network: {now.how}" if now.enforced else f"NETWORK NOT BLOCKED: {now.how}"
