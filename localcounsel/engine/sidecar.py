"""The truth about vectors: every passage's vector, in memory and in a plain file, searched exactly.

Chroma is built from it and may be lost at any time; nothing here may. One process writes (folder_lock).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from localcounsel.engine.vectorfile import HELD, REMOVED, Records, VectorFile, layout, records

if TYPE_CHECKING:  # its cipher is loaded for sealed matters only
    from localcounsel.engine.sealed_vectorfile import SealedVectorFile

Rows = NDArray[np.int64]
"""Positions in the sidecar's arrays."""
Found = list[tuple[int, float]]
"""Passages as (id, cosine), best first."""


def _file(path: Path, identity: str, dimensions: int, key: bytes | None) -> VectorFile | SealedVectorFile:
    if key is None:
        return VectorFile(path, identity, dimensions)
    from localcounsel.engine.sealed_vectorfile import SealedVectorFile

    return SealedVectorFile(path, identity, dimensions, key)


class Sidecar:
    """The vectors of one matter under one embedder. All vectors are unit vectors: a dot product is a cosine."""

    def __init__(self, folder: Path, identity: str, dimensions: int, key: bytes | None = None) -> None:
        """Read `folder/vectors`, which is encrypted with `key` if there is one.

        Another embedder's vectors are removed and `foreign` says so.
        """
        self.dimensions = dimensions
        self._file = _file(folder / "vectors", identity, dimensions, key)
        self.foreign = self._file.foreign
        found, self.damaged = self._file.read()
        """Records whose checksum was wrong: their passages count as not indexed."""
        self._rows: dict[int, int] = {}
        self._records = found.copy()
        self._count = 0
        self._live = np.zeros(len(found), np.bool_)
        self._take(found)
        if self.damaged or self.waste > max(len(self), 1000):
            self.compact()

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, identifier: int) -> bool:
        return identifier in self._rows

    @property
    def waste(self) -> int:
        """Records in the file that hold nothing any more."""
        return self._count - len(self._rows)

    @property
    def ids(self) -> frozenset[int]:
        """The passages whose vectors are safely on disk."""
        return frozenset(self._rows)

    def rows(self) -> Rows:
        """Where the live vectors are, in order of arrival."""
        return np.flatnonzero(self._live[: self._count])

    def rows_of(self, ids: Iterable[int]) -> Rows:
        """Where the vectors of these passages are; those it has not are left out."""
        return np.array([self._rows[one] for one in ids if one in self._rows], np.int64)

    def at(self, rows: Rows) -> Records:
        """A copy of the records in `rows`."""
        taken: Records = self._records[rows]
        return taken

    def marks(self, rows: Rows) -> tuple[Rows, NDArray[np.uint32]]:
        """The ids and checksums in `rows`: where both are equal, it is the same vector of the same passage."""
        return self._records["id"][rows], self._records["crc"][rows]

    def add(self, ids: Sequence[int], documents: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Take vectors in; on return they are on disk. Passages it has already are left as they are."""
        fresh = [at for at, one in enumerate(ids) if one not in self._rows]
        fresh = list({ids[at]: at for at in fresh}.values())
        if fresh:
            batch = records([ids[at] for at in fresh], [documents[at] for at in fresh], vectors[fresh])
            self._file.append(batch)
            self._take(batch)

    def remove(self, ids: Iterable[int]) -> None:
        """Take passages out; on return that is on disk. Ids it does not have are none of its concern."""
        gone = sorted({one for one in ids if one in self._rows})
        if gone:
            blank = np.zeros((len(gone), self.dimensions), np.float32)
            batch = records(gone, np.zeros(len(gone), np.int64), blank, REMOVED)
            self._file.append(batch)
            self._take(batch)

    def compact(self) -> None:
        """Rewrite the file without what was taken out: then those vectors are no longer on the disk."""
        kept = self._records[self.rows()]
        self._file.rewrite(kept)
        self._rows, self._count = {}, 0
        self._records = kept
        self._live = np.zeros(len(kept), np.bool_)
        self._take(kept)

    def nearest(
        self,
        query: NDArray[np.float32],
        count: int,
        documents: Sequence[int] = (),
        among: Rows | None = None,
    ) -> Found:
        """Exact search: the `count` nearest of the live vectors, or of those in `among` (rows)."""
        rows = self.rows() if among is None else among
        if documents:
            rows = rows[np.isin(self._records["document"][rows], np.array(documents, np.int64))]
        if not len(rows) or count <= 0:
            return []
        whole = among is None and not documents and len(rows) == self._count
        vectors = self._records["vector"][: self._count] if whole else self._records["vector"][rows]
        scores = vectors @ query
        if len(scores) > count:
            best = np.argpartition(-scores, count - 1)[:count]
            rows = rows[best]
        exact = self._records["vector"][rows].astype(np.float64) @ query.astype(np.float64)
        scores = np.round(exact, 6)  # a cosine does not depend on which way it was found
        ids = self._records["id"][rows]
        order = np.lexsort((ids, -scores))  # equal scores: by id, so that a search can be repeated
        return [(int(ids[at]), float(scores[at])) for at in order]

    def close(self) -> None:
        """Close the file. Harmless twice."""
        self._file.close()

    def _take(self, batch: Records) -> None:
        """Follow in memory what stands in the file."""
        self._grow(self._count + len(batch))
        start, self._count = self._count, self._count + len(batch)
        self._records[start : self._count] = batch
        self._live[start : self._count] = batch["kind"] == HELD
        for row, one, kind in zip(range(start, self._count), batch["id"].tolist(), batch["kind"].tolist(), strict=True):
            if (before := self._rows.pop(one, None)) is not None:
                self._live[before] = False
            if kind == HELD:
                self._rows[one] = row

    def _grow(self, wanted: int) -> None:
        room = len(self._records)
        if wanted > room:
            more = max(wanted, room + room // 2, 256) - room
            self._records = np.concatenate([self._records, np.zeros(more, layout(self.dimensions))])
            self._live = np.concatenate([self._live, np.zeros(more, np.bool_)])
