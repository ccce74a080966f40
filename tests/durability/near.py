"""Engines and readers within this very process, for proofs that interrupt it: real files of vectors, no children."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from localcounsel.engine.door import IndexItem, IndexState, Recall
from localcounsel.engine.index import Index
from localcounsel.errors import CounselError, DocumentError, EngineRefused, NoModel
from localcounsel.flows.desk import Engines
from localcounsel.flows.evaluation.earned import Earned
from localcounsel.flows.readers import Done, Job
from localcounsel.records import ApprovedModel, Copy, Page, PageState, Reading
from localcounsel.store import seal
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from localcounsel.store.settings import ReadingSettings
from tests.fakes import ScriptedModel, approved_model

DIMENSIONS = 48
IDENTITY = "words of these proofs"
_WORD = re.compile(r"\w+")


def vector(text: str) -> NDArray[np.float32]:
    """A unit vector that two texts share only when they have the same words."""
    made = np.full(DIMENSIONS, 1e-3, np.float64)
    for word in _WORD.findall(text.casefold()):
        seed = np.frombuffer(hashlib.sha256(word.encode()).digest() * 2, np.uint8)[:DIMENSIONS]
        made += seed.astype(np.float64) / 128 - 1
    scaled: NDArray[np.float32] = (made / np.linalg.norm(made)).astype(np.float32)
    return scaled


class NearIndex:
    """`door.IndexEngine` over the real sidecar and, where `chroma`, the real Chroma."""

    def __init__(self, chroma: bool = False) -> None:
        self._chroma = chroma
        self._index: Index | None = None

    def open(self, folder: Path, embedder: ApprovedModel, key: bytes | None = None) -> IndexState:
        self.close()
        self._index = Index(folder, IDENTITY, DIMENSIONS, chroma=self._chroma, key=key)
        return self._index.state

    @property
    def opened(self) -> Index:
        """The index. Raises EngineRefused before `open`."""
        if self._index is None:
            raise EngineRefused("No index is open.")
        return self._index

    def present(self) -> frozenset[int]:
        return self.opened.sidecar.ids

    def add(self, items: Sequence[IndexItem]) -> None:
        rows = np.stack([vector(item.text) for item in items])
        self.opened.add([item.id for item in items], [item.document for item in items], rows)

    def remove(self, ids: Sequence[int]) -> None:
        self.opened.remove(ids)

    def nearest(self, query: str, count: int, documents: Sequence[int] = ()) -> list[tuple[int, float]]:
        return self.opened.nearest(vector(query), count, documents)

    def alike(self, query: str, texts: Sequence[str]) -> list[float]:
        return [float(vector(text) @ vector(query)) for text in texts]

    def concepts(self, query: str) -> dict[str, float]:
        return {}

    def load_ranker(self, ranker: ApprovedModel) -> None:
        raise NoModel("No model is approved for the role ranker.")

    def rank(self, query: str, texts: Sequence[str]) -> list[float]:
        raise EngineRefused("No ranker is loaded.")

    def recall(self) -> Recall:
        sidecar = self.opened.sidecar
        return Recall(len(sidecar), sidecar.damaged, tuple(self.opened.recall(0, len(sidecar))))

    def settle(self) -> IndexState:
        while not self.opened.settle():
            pass
        return self.opened.state

    def close(self) -> None:
        index, self._index = self._index, None
        if index is not None:
            index.close()


class NearReaders:
    """`flows.readers.Readers` for plain text, read here: a form feed ends a page."""

    ahead = 1

    def __init__(self, wanted: ReadingSettings, password: str | None) -> None:
        self._pending: deque[Job] = deque()

    def give(self, job: Job) -> None:
        self._pending.append(job)

    def oldest(self) -> Iterator[Done]:
        job = self._pending.popleft()
        try:
            result: Reading | CounselError = read(job.path.read_bytes())
        except OSError as error:
            result = DocumentError(f"{job.path}: {error.strerror}")
        yield Done(job, result, 0.0)

    def attachment(self, copy: Copy, content: bytes) -> Iterator[Done]:
        reading = read(content)
        yield Done(Job(Path(copy.name), copy, reading.document_id, "new"), reading, 0.0)

    def close(self) -> None:
        self._pending.clear()


def read(content: bytes) -> Reading:
    """The text of a file as its reader would bring it."""
    pages = content.decode("utf-8").split("\f")
    made = tuple(Page(number, f"{number}", text, PageState.TEXT) for number, text in enumerate(pages, start=1))
    return Reading(hashlib.sha256(content).hexdigest(), "txt", made, ())


def engines(*lines: str, chroma: bool = False) -> Engines:
    """Engines for `open_desk`: a model that says these lines, and an index of real files."""
    return Engines(lambda folder, wanted: ScriptedModel(*lines), lambda folder, wanted: NearIndex(chroma))


def install(*, readers: bool = True) -> None:
    """For a process that does nothing but such a proof: every model is approved and, with `readers`, files are read
    within it."""

    def approved(self: ModelShelf, name: str | None, role: str, *, prepared: bool = True) -> ApprovedModel:
        if role == "ranker":
            raise NoModel("No model is approved for the role ranker.")
        return approved_model(role, name or "scripted")

    def leave(places: Places, fingerprint: str) -> Earned:
        return Earned(True, "")

    import localcounsel.flows.ask as asking
    import localcounsel.flows.ingest as ingesting

    seal._ITERATIONS, seal._LANES, seal._KIB = 1, 1, 64  # the key file says what it was made with
    ModelShelf.approved = approved  # type: ignore[method-assign]
    asking.earned = leave  # type: ignore[attr-defined]
    if readers:
        ingesting.Readers = NearReaders  # type: ignore[assignment, attr-defined]
