"""One matter's vector index: the sidecar holds the truth, Chroma makes it quick, and the two are merged here.

Vectors newer than Chroma's generation are searched exactly; what was taken out is never shown; whatever
happens to Chroma, the sidecar answers.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from localcounsel import errors
from localcounsel.engine.chroma import ChromaFailed
from localcounsel.engine.door import IndexState
from localcounsel.engine.folder_lock import FolderLock
from localcounsel.engine.generation import Generation, Generations
from localcounsel.engine.sidecar import Found, Rows, Sidecar

SLICE = 0.25
"""Seconds of settling at a time: a question need not wait longer than that for its turn."""
_FEW_DOCUMENTS = 64
"""Up to so many documents in scope, an exact search of theirs beats a filtered graph."""
_TAIL = 2000
"""Vectors outside the generation that exact search handles without anybody noticing."""


class Index:
    """An open index folder. One thread at a time."""

    def __init__(
        self,
        folder: Path,
        identity: str,
        dimensions: int,
        *,
        threads: int = 1,
        chroma: bool = True,
        key: bytes | None = None,
    ) -> None:
        """Open or make it: the sidecar is read, Chroma waits until it is wanted.

        With a sealed matter's `key` Chroma is left out, because it writes vectors in the clear. Raises MatterInUse
        when another process has it, StorageError when the disk does not take it.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = FolderLock(folder)
            try:
                self.sidecar = Sidecar(folder, identity, dimensions, key)
                self._generations = Generations(folder, identity, threads)
                if key is not None:
                    self._generations.discard()
            except BaseException:
                self._lock.release()
                raise
        except OSError as error:
            raise errors.StorageError(f"{folder}: {error.strerror or type(error).__name__}.") from error
        self._generation: Generation | None = None
        self._trouble = "" if chroma else "Chroma ended the index child earlier, so it is left out until next time"
        if key is not None:
            self._trouble = "the matter is sealed, and its vectors stay out of Chroma's files"
        self._asked = 0
        self._rebuilt = False
        self._settling: Generator[None] | None = None
        self._tail: Rows | None = None

    @property
    def state(self) -> IndexState:
        """What it has, and who answers."""
        there = self._generation is not None
        with contextlib.suppress(OSError):  # a folder that cannot be listed has no generation for us
            there = there or self._generations.newest() is not None
        health = "chroma"
        if self._trouble:
            health = f"exact: {self._trouble}"
        elif len(self.sidecar) and not there:
            health = "exact: Chroma's index is not built yet"
            if self._generations.refused(len(self.sidecar)):
                health = "exact: Chroma does not find every vector of this matter"
        return IndexState(len(self.sidecar), self.sidecar.dimensions, self._rebuilt, health)

    def add(self, ids: Sequence[int], documents: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Take vectors in; on return they are on disk and are found."""
        self.sidecar.add(ids, documents, vectors)
        self._tail = None

    def remove(self, ids: Sequence[int]) -> None:
        """Take passages out; on return that is on disk and they are never found again."""
        self.sidecar.remove(ids)
        self._tail = None

    def nearest(self, query: NDArray[np.float32], count: int, documents: Sequence[int] = ()) -> Found:
        """The nearest passages as (id, cosine), best first. Cosines are always the sidecar's own."""
        self._asked += 1
        if self._generation is None and self._asked == 2 and not self._trouble and self._settling is None:
            self._open_generation()  # one question may be all there is; who asks twice will ask again
        if self._generation is not None and not 0 < len(documents) <= _FEW_DOCUMENTS:
            found = self._by_graph(self._generation, query, count, documents)
            if found is not None:
                return found
        return self.sidecar.nearest(query, count, documents)

    def recall(self, start: int, count: int) -> list[int]:
        """Of `count` vectors from the `start`th on, the passages that are not found by their own vector.

        Passages with the very same vector stand for each other.
        """
        if self._generation is None and not self._trouble and self._settling is None:
            self._open_generation()
        records = self.sidecar.at(self.sidecar.rows()[start : start + count])
        lost = []
        for record in records:
            found = self.nearest(record["vector"], 3)
            if int(record["id"]) not in [one for one, _ in found] and not (found and found[0][1] > 1 - 1e-5):
                lost.append(int(record["id"]))
        return lost

    def settle(self) -> bool:
        """Work for about SLICE seconds at bringing Chroma up to date; whether nothing is left to do."""
        self._settling = self._settling or self._settle()
        until = time.monotonic() + SLICE
        try:
            for _ in self._settling:
                if time.monotonic() > until:
                    return False
        except (ChromaFailed, OSError) as error:
            self._give_up(error)
        self._settling = None
        return True

    def close(self) -> None:
        """Let go of everything. Harmless twice."""
        if self._settling is not None:
            self._settling.close()
        self._settling = None
        self._close_generation()
        self.sidecar.close()
        self._lock.release()

    def _by_graph(
        self, generation: Generation, query: NDArray[np.float32], count: int, documents: Sequence[int]
    ) -> Found | None:
        """Chroma's candidates and the tail, scored exactly; None when Chroma's answer falls short."""
        tail = self._outside(generation)
        covered = len(self.sidecar) - len(tail)
        try:
            candidates = generation.nearest(query, count + max(16, count // 2), tuple(documents))
        except ChromaFailed as error:
            self._give_up(error)
            return None
        rows = np.setdiff1d(self.sidecar.rows_of(candidates), tail)
        if not documents and len(rows) < min(count, covered):
            return None  # too many of them have been taken out since
        return self.sidecar.nearest(query, count, documents, np.union1d(rows, tail))

    def _outside(self, generation: Generation) -> Rows:
        """The rows whose vectors the generation does not have."""
        if self._tail is None:
            rows = self.sidecar.rows()
            ids, sums = self.sidecar.marks(rows)
            known = generation.contents
            at = np.minimum(np.searchsorted(known["id"], ids), len(known) - 1)
            self._tail = rows[(known["id"][at] != ids) | (known["crc"][at] != sums)]
        return self._tail

    def _settle(self) -> Generator[None]:
        if self.sidecar.waste:
            self.sidecar.compact()
            self._tail = None
            yield
        if self._trouble:
            return
        had = self._generation is not None or self._generations.newest() is not None
        if self._generation is None:
            self._open_generation()
            yield
        if self._trouble or not self._worth_building():
            return
        self._rebuilt = self._rebuilt or (had and self._generation is None)
        try:
            yield from self._generations.build(self.sidecar.at(self.sidecar.rows()))
        except ChromaFailed:
            self._generations.refuse(len(self.sidecar))
            raise
        self._close_generation()
        self._generations.prune()
        self._open_generation()

    def _worth_building(self) -> bool:
        """No generation, or one that knows too little, or one that still holds what was taken out."""
        if self._generation is None:
            return len(self.sidecar) > 0 and not self._generations.refused(len(self.sidecar))
        known, tail = len(self._generation.contents), len(self._outside(self._generation))
        gone = known - (len(self.sidecar) - tail)
        return gone > 0 or tail > max(_TAIL, known // 4)

    def _open_generation(self) -> None:
        self._tail = None
        try:
            self._generation = self._generations.open()
        except (ChromaFailed, OSError) as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """From here on the sidecar answers alone; the next opening of the matter tries Chroma afresh."""
        self._close_generation()
        what = str(error) if isinstance(error, ChromaFailed) else f"{type(error).__name__} on Chroma's files"
        self._trouble = what
        with contextlib.suppress(OSError):
            self._generations.discard()

    def _close_generation(self) -> None:
        generation, self._generation, self._tail = self._generation, None, None
        if generation is not None:
            with contextlib.suppress(ChromaFailed):  # it is only ever read: there is nothing to lose
                generation.close()
