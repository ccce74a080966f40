"""Chroma behind a wall: build one generation, open one generation, ask it for neighbours. Nothing else of it.

Its collections hold numbers only: passage ids, vectors, document keys. Only `add(ids, embeddings, metadatas)`
and `query(query_embeddings)` are ever called: the forms that take text can run code a stored schema names.
A process killed while Chroma writes loses vectors without an error, so what was built is never written again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from localcounsel.engine import absent

BATCH = 100
"""Vectors handed over at a time; one by one bloats its files, see FACTS."""
_NAME = "vectors"
_DOCUMENT = "document"


class ChromaFailed(Exception):
    """Chroma raised, or gave an answer that cannot be right. The sidecar answers instead."""


class Collection:
    """One open Chroma folder. The folder must be ours alone: freshly built, or checked byte by byte."""

    def __init__(self, folder: Path, *, make_for: int = 0, threads: int = 1) -> None:
        """Open the collection in `folder`; `make_for` > 0 makes it, for exactly that many vectors.

        Raises ChromaFailed.
        """
        with _translated():
            self._client = _client(folder)
            try:
                if make_for:
                    self._collection = self._client.create_collection(
                        _NAME, embedding_function=None, configuration={"hnsw": _shape(make_for, threads)}
                    )
                else:
                    self._collection = self._client.get_collection(_NAME, embedding_function=None)
            except BaseException:
                self._client.close()
                raise

    def add(self, ids: Sequence[int], embeddings: NDArray[np.float32], documents: Sequence[int]) -> None:
        """Hand over at most BATCH vectors. Raises ChromaFailed."""
        with _translated():
            self._collection.add(
                ids=[str(one) for one in ids],
                embeddings=embeddings,
                metadatas=[{_DOCUMENT: key} for key in documents],
            )

    def count(self) -> int:
        """How many vectors it says it has. Raises ChromaFailed."""
        with _translated():
            return int(self._collection.count())

    def nearest(
        self, query_embeddings: NDArray[np.float32], count: int, documents: Sequence[int] = ()
    ) -> list[list[int]]:
        """For each row of `query_embeddings` the ids of about its `count` nearest. Raises ChromaFailed."""
        where: dict[str, Any] | None = {_DOCUMENT: {"$in": list(documents)}} if documents else None
        with _translated():
            answer = self._collection.query(query_embeddings=query_embeddings, n_results=count, where=where, include=[])
            return [[int(one) for one in row] for row in answer["ids"]]

    def close(self) -> None:
        """Let go of its files (Windows cannot rename or delete them before). Harmless twice."""
        with _translated():
            self._client.close()


def fill(folder: Path, vectors: NDArray[np.void], threads: int) -> Iterator[None]:
    """Build a collection of sidecar records in the empty `folder`; every step is a place to pause.

    Ends only when, after closing and opening again, every id finds itself. Raises ChromaFailed.
    """
    made = Collection(folder, make_for=len(vectors), threads=threads)
    with contextlib.closing(made):
        for batch in _batches(vectors):
            made.add(batch["id"].tolist(), np.ascontiguousarray(batch["vector"]), batch["document"].tolist())
            yield
    yield
    with contextlib.closing(Collection(folder)) as opened:
        if opened.count() != len(vectors):
            raise ChromaFailed("Chroma did not keep every vector.")
        for batch in _batches(vectors):
            _recall_itself(opened, batch)
            yield


def _recall_itself(opened: Collection, batch: NDArray[np.void]) -> None:
    """Every id must be found by its own vector; documents with the same text share one, hence several places."""
    found = opened.nearest(np.ascontiguousarray(batch["vector"]), 1)
    for at, (one, row) in enumerate(zip(batch["id"].tolist(), found, strict=True)):
        if one not in row and one not in opened.nearest(np.ascontiguousarray(batch["vector"][at : at + 1]), 50)[0]:
            raise ChromaFailed("A vector that was given to Chroma is not found by it.")


def _batches(vectors: NDArray[np.void]) -> Iterator[NDArray[np.void]]:
    for start in range(0, len(vectors), BATCH):
        yield vectors[start : start + BATCH]


def _shape(vectors: int, threads: int) -> dict[str, Any]:
    """The graph's parameters. With both thresholds at `vectors`, it is written once, when it is complete."""
    return {
        "space": "ip",
        "max_neighbors": 24,
        "ef_construction": 128,
        "ef_search": 128,
        "num_threads": threads,
        "batch_size": max(vectors, 2),
        "sync_threshold": max(vectors, 2),
    }


def _client(folder: Path) -> Any:
    """A client with every setting of consequence named, deaf to `.env` files and to the environment."""
    absent.keep_out()
    before = Path.cwd()
    os.chdir(Path(__file__).parent)  # importing it reads `.env` in the current folder; there is none in ours
    try:
        import chromadb
        from chromadb.config import Settings
    finally:
        os.chdir(before)
    settings = Settings(
        _env_file=None,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        chroma_otel_collection_endpoint="",
        chroma_server_host=None,
        is_persistent=True,
        persist_directory=str(folder),
        allow_reset=False,
        anonymized_telemetry=False,
        migrations="apply",
        migrations_hash_algorithm="md5",
    )
    return chromadb.PersistentClient(path=str(folder), settings=settings)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Chroma's errors, its Rust part's panics included, as ChromaFailed: named, not quoted."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, ChromaFailed):
        raise
    except BaseException as error:  # a panic in Rust is a BaseException
        raise ChromaFailed(f"Chroma: {type(error).__name__}.") from error
