"""What the flows report while they work. Screens and the command line only ever see these."""

from __future__ import annotations

from dataclasses import dataclass

from localcounsel.engine.door import LoadedModel, Reading, Wrote
from localcounsel.errors import CounselError
from localcounsel.records import Answer, Claim, Coverage, Hit, Scope, SearchRecord

__all__ = [
    "Answered",
    "AskEvent",
    "Composed",
    "FileLeftOut",
    "FileStarted",
    "FileTaken",
    "Found",
    "Indexing",
    "IngestEvent",
    "Ingested",
    "LoadedModel",
    "LoadingModel",
    "PageRead",
    "Reading",
    "Scanning",
    "Surveyed",
    "Wrote",
]


@dataclass(frozen=True, slots=True)
class Scanning:
    """Files seen so far while a folder is walked."""

    found: int


@dataclass(frozen=True, slots=True)
class FileStarted:
    """This file is the one in hand; others may be read ahead of it. `number` counts from 1."""

    name: str
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class PageRead:
    """Pages read of the file in hand; `of` is 0 while the count is not known."""

    name: str
    done: int
    of: int
    recognising: int = 0
    """The page whose words are being recognised in its picture; 0: none."""
    seconds: float = 0.0
    """That this has taken so far."""
    left: float = 0.0
    """Seconds that the rest of the file may take; 0 while nobody can tell."""


@dataclass(frozen=True, slots=True)
class FileTaken:
    """A file is in the matter and its words are searchable."""

    name: str
    outcome: str
    """`new`, `changed`, `unchanged`, `moved`, `same text` (another name for a text already here) or `removed`."""
    document_id: str
    pages: int
    unread: int
    """Pages listed as unread."""
    seconds: float
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileLeftOut:
    """A file was not taken in; the batch goes on."""

    name: str
    error: CounselError


@dataclass(frozen=True, slots=True)
class Indexing:
    """Passages whose meaning is searchable, of all in the matter."""

    done: int
    of: int
    a_second: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Ingested:
    """The end of a batch."""

    taken: int
    left_out: int
    removed: int
    pages: int
    unread: int
    seconds: float


IngestEvent = Scanning | FileStarted | PageRead | FileTaken | FileLeftOut | Indexing | Ingested


@dataclass(frozen=True, slots=True)
class Found:
    """The passages, at once; the model has not read them yet."""

    hits: tuple[Hit, ...]
    scope: Scope
    record: SearchRecord
    seconds: float


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One document of a collection has been looked into for a question that is put to all of them."""

    document: str
    """The name it is cited under."""
    coverage: Coverage
    claim: Claim | None
    """The words that were found there, located; None when nothing was, or it was not covered."""
    done: int
    of: int
    seconds_left: float
    note: str = ""
    """Why it was not covered, or what is to be checked."""


@dataclass(frozen=True, slots=True)
class LoadingModel:
    """The model is being verified and loaded."""

    name: str


@dataclass(frozen=True, slots=True)
class Composed:
    """What the model is given to read; `Reading` counts its tokens."""

    ends: tuple[float, ...]
    """For each passage in it, the share of the prompt's characters at which it ends: passages read so far can be
    told from tokens read so far."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The verified, stored answer."""

    answer: Answer


AskEvent = Found | Surveyed | LoadingModel | LoadedModel | Composed | Reading | Wrote | Answered
