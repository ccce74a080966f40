"""The desk's side of the index child: everything it answers is checked before it is believed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from localcounsel import errors
from localcounsel.core.text import clean
from localcounsel.engine.client import Child, Exchange
from localcounsel.engine.door import IndexItem, IndexState, Recall
from localcounsel.records import ApprovedModel

_MOST_AT_ONCE = 128
"""Passages in one request, so that a question's turn comes soon."""
_OPENING = 300.0
"""Seconds to open an index: without a prepared model, torch is imported first."""


class IndexClient:
    """An index child for one matter; implements `door.IndexEngine`. Starts late, starts again when it died."""

    def __init__(self, work: Path, *, threads: int = 0) -> None:
        """`work` is a folder of ours the child runs in; `threads` 0 lets it choose."""
        self._threads = threads
        self._opened: dict[str, Any] | None = None
        self._ranker: dict[str, Any] | None = None
        self._chroma = True
        self._child = Child("localcounsel.engine.index_child", role="index", work=work, on_start=self._open_again)

    @property
    def pid(self) -> int | None:
        """The running child's process id."""
        return self._child.pid

    def open(self, folder: Path, embedder: ApprovedModel, key: bytes | None = None) -> IndexState:
        """Open (or make) the vector index in `folder`, encrypted with `key` if there is one.

        Raises ModelDamaged, MatterInUse, StorageError, EngineError.
        """
        wanted = {
            "folder": str(folder.absolute()),
            "model": str(embedder.folder.absolute()),
            "files": [asdict(file) for file in embedder.card.files],
            "fingerprint": embedder.fingerprint,
            "context": embedder.card.context,
            "threads": self._threads,
            "chroma": self._chroma,
            "key": (key or b"").hex(),
        }
        self._opened = None
        state = _state(self._child.call("open", wanted, deadline=_OPENING))
        self._opened = wanted
        return state

    def present(self) -> frozenset[int]:
        """The passage ids whose vectors are safely in the sidecar."""
        return frozenset(_ids(self._child.call("present")))

    def add(self, items: Sequence[IndexItem]) -> None:
        """Embed and store; when it returns, the vectors are on disk and are found by `nearest`."""
        for start in range(0, len(items), _MOST_AT_ONCE):
            some = items[start : start + _MOST_AT_ONCE]
            request = {
                "ids": [item.id for item in some],
                "documents": [item.document for item in some],
                "texts": [item.text for item in some],
            }
            self._child.call("add", request, deadline=600)

    def remove(self, ids: Sequence[int]) -> None:
        """Take passages out; they are never found again."""
        if ids:
            self._child.call("remove", {"ids": list(ids)})

    def nearest(self, query: str, count: int, documents: Sequence[int] = ()) -> list[tuple[int, float]]:
        """The nearest passages as (id, cosine), best first; within `documents` (keys) unless empty."""
        request = {"query": query, "count": count, "documents": list(documents)}
        reply = self._child.call("nearest", request, urgent=True)
        ids = _ids(reply)
        if len(ids) > count:
            raise _nonsense()
        return list(zip(ids, _scores(reply, len(ids)), strict=True))

    def alike(self, query: str, texts: Sequence[str]) -> list[float]:
        """The cosine of each text with the query, in their order; nothing is stored."""
        if not texts:
            return []
        return _scores(self._child.call("alike", {"query": query, "texts": list(texts)}, urgent=True), len(texts))

    def concepts(self, query: str) -> dict[str, float]:
        """Each concept whose known wordings are like the query, with its share of them; empty where none are known."""
        reply = self._child.call("concepts", {"query": query}, urgent=True)
        names = reply.get("names")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise _nonsense()
        return dict(zip(names, _scores(reply, len(names)), strict=True))

    def load_ranker(self, ranker: ApprovedModel) -> None:
        """Have the cross-encoder ready, or do nothing when it is. Raises ModelDamaged, EngineError."""
        wanted = {
            "model": str(ranker.folder.absolute()),
            "files": [asdict(file) for file in ranker.card.files],
            "fingerprint": ranker.fingerprint,
            "threads": self._threads,
        }
        if self._ranker != wanted:
            self._ranker = None
            self._child.call("load_ranker", wanted, deadline=_OPENING)
            self._ranker = wanted

    def rank(self, query: str, texts: Sequence[str]) -> list[float]:
        """The ranker's log-odds that each text answers the query, in their order. Raises EngineRefused without one."""
        if not texts:
            return []
        request = {"query": query, "texts": list(texts)}
        return _scores(self._child.call("rank", request, deadline=120, urgent=True), len(texts))

    def recall(self) -> Recall:
        """Look every vector up by itself, slice by slice: questions come in between."""
        lost: list[int] = []
        start = 0
        while True:
            reply = self._child.call("recall", {"start": start, "count": _MOST_AT_ONCE})
            lost += _ids({"ids": reply.get("lost")})
            vectors, damaged = reply.get("vectors"), reply.get("damaged")
            if type(vectors) is not int or type(damaged) is not int:
                raise _nonsense()
            start += _MOST_AT_ONCE
            if start >= vectors:
                return Recall(vectors, damaged, tuple(lost))

    def settle(self) -> IndexState:
        """Bring the Chroma generation up to date, slice by slice: questions come in between.

        When Chroma takes the child down with it, it is left out until the matter is opened again.
        """
        try:
            while True:
                reply = self._child.call("settle")
                if reply.get("finished") is not False:
                    return _state(reply)
        except errors.EngineDied:
            if self._opened is None or not self._chroma:
                raise
            self._chroma = self._opened["chroma"] = False
            return _state(self._child.call("settle"))

    def close(self) -> None:
        """End the child. Harmless twice."""
        self._child.close()

    @property
    def ended_by_force(self) -> bool:
        """Whether the child hung when it was closed."""
        return self._child.forced

    def _open_again(self, exchange: Exchange) -> None:
        """A child that was started anew goes back to the index and the ranker that it had."""
        if self._opened is not None:
            exchange("open", self._opened)
        if self._ranker is not None:
            exchange("load_ranker", self._ranker)


def _state(untrusted: Mapping[str, Any]) -> IndexState:
    vectors, dimensions = untrusted.get("vectors"), untrusted.get("dimensions")
    if not isinstance(vectors, int) or not isinstance(dimensions, int) or vectors < 0 or dimensions < 1:
        raise _nonsense()
    health = clean(str(untrusted.get("health")))[:500]
    return IndexState(vectors, dimensions, untrusted.get("rebuilt") is True, health)


def _scores(untrusted: Mapping[str, Any], count: int) -> list[float]:
    given = untrusted.get("scores")
    scores = [float(one) for one in given if isinstance(one, int | float)] if isinstance(given, list) else []
    if len(scores) != count or not all(map(math.isfinite, scores)):
        raise _nonsense()
    return scores


def _ids(untrusted: Mapping[str, Any]) -> list[int]:
    ids = untrusted.get("ids")
    if not isinstance(ids, list) or not all(type(one) is int and 0 <= one < 1 << 63 for one in ids):
        raise _nonsense()  # a bool is an int to isinstance
    if len(set(ids)) != len(ids):
        raise _nonsense()
    return ids


def _nonsense() -> errors.EngineError:
    return errors.EngineError("The index child answered nonsense.")
