"""The index child: embedder, sidecar of vectors, Chroma and ranker, for one matter."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localcounsel import errors
from localcounsel.engine.child import Job, serve

if TYPE_CHECKING:  # numpy, onnxruntime and Chroma are imported once the sandbox is on
    from localcounsel.engine.embedder import Embedder
    from localcounsel.engine.index import Index
    from localcounsel.engine.likeness import Likeness
    from localcounsel.engine.reranker import Ranker


class IndexProgram:
    """The verbs of the index child."""

    def __init__(self) -> None:
        self._opened: tuple[str, str] | None = None
        self._embedder: Embedder | None = None
        self._index: Index | None = None
        self._likeness: Likeness | None = None
        self._learning: Iterator[None] | None = None
        self._ranker: tuple[str, Ranker] | None = None

    def open(self, job: Job) -> dict[str, Any]:
        """`folder`, `model` (its folder), `files`, `fingerprint`, `context`, `threads`, `chroma`, `key` → the state."""
        from localcounsel.core import wordings
        from localcounsel.engine import embedder, held, likeness
        from localcounsel.engine.index import Index

        wanted = job.arguments
        key = (wanted["folder"], wanted["fingerprint"])
        if self._index is None or self._opened != key:
            self.close()
            threads = wanted["threads"] or default_threads()
            files = held.approved_content(Path(wanted["model"]), held.files_from(wanted["files"]))
            model = embedder.load(files, wanted["fingerprint"], context=wanted["context"], threads=threads)
            folder = Path(wanted["folder"])
            self._index = Index(
                folder,
                model.identity,
                model.dimensions,
                threads=threads,
                chroma=wanted["chroma"],
                key=bytes.fromhex(wanted["key"]) or None,
            )
            self._embedder, self._opened = model, key
            self._likeness = likeness.load(folder, model, wordings.read()[0])
            self._learning = None if self._likeness else likeness.learn(folder, model, wordings.read()[0])
        return dataclasses.asdict(self._index.state)

    def present(self, job: Job) -> dict[str, Any]:
        """→ `ids`."""
        return {"ids": sorted(self._parts()[1].sidecar.ids)}

    def add(self, job: Job) -> None:
        """`ids`, `documents`, `texts`. Answered when the vectors are on disk."""
        model, index = self._parts()
        ids, documents, texts = (job.arguments[name] for name in ("ids", "documents", "texts"))
        missing = [at for at, one in enumerate(ids) if one not in index.sidecar]
        vectors = model.passages([texts[at] for at in missing], job.check)
        index.add([ids[at] for at in missing], [documents[at] for at in missing], vectors)

    def remove(self, job: Job) -> None:
        """`ids`. Answered when that is on disk."""
        self._parts()[1].remove(job.arguments["ids"])

    def nearest(self, job: Job) -> dict[str, Any]:
        """`query`, `count`, `documents` → `ids`, `scores`, best first."""
        model, index = self._parts()
        wanted = job.arguments
        found = index.nearest(model.query(wanted["query"]), wanted["count"], wanted["documents"])
        return {"ids": [one for one, _ in found], "scores": [score for _, score in found]}

    def alike(self, job: Job) -> dict[str, Any]:
        """`query`, `texts` → `scores`, the cosine of each."""
        model, _ = self._parts()
        scores = model.passages(job.arguments["texts"], job.check) @ model.query(job.arguments["query"])
        return {"scores": [float(score) for score in scores]}

    def concepts(self, job: Job) -> dict[str, Any]:
        """`query` → `names` and `scores` of the concepts whose known wordings it is like; none where none are known."""
        model, _ = self._parts()
        found = self._likeness.concepts(model.query(job.arguments["query"])) if self._likeness else {}
        return {"names": list(found), "scores": list(found.values())}

    def load_ranker(self, job: Job) -> None:
        """`model` (its folder), `files`, `fingerprint`, `threads`."""
        from localcounsel.engine import held, reranker

        wanted = job.arguments
        if self._ranker is None or self._ranker[0] != wanted["fingerprint"]:
            threads = wanted["threads"] or min(4, os.cpu_count() or 1)  # somebody waits for it, and not for long
            files = held.approved_content(Path(wanted["model"]), held.files_from(wanted["files"]))
            self._ranker = (wanted["fingerprint"], reranker.load(files, threads=threads))

    def rank(self, job: Job) -> dict[str, Any]:
        """`query`, `texts` → `scores`, the log-odds of each."""
        if self._ranker is None:
            raise errors.EngineRefused("No ranker is loaded.")
        return {"scores": self._ranker[1].scores(job.arguments["query"], job.arguments["texts"], job.check)}

    def settle(self, job: Job) -> dict[str, Any]:
        """A slice of the work → `finished` and the state."""
        index = self._parts()[1]
        finished = index.settle() and self._learnt()
        return {"finished": finished, **dataclasses.asdict(index.state)}

    def _learnt(self) -> bool:
        """Learn known wordings for a slice of time; whether nothing is left to do."""
        from localcounsel.core import wordings
        from localcounsel.engine import likeness
        from localcounsel.engine.index import SLICE

        until = time.monotonic() + SLICE
        if self._learning is None or self._opened is None or self._embedder is None:
            return True
        for _ in self._learning:
            if time.monotonic() > until:
                return False
        self._learning = None
        self._likeness = likeness.load(Path(self._opened[0]), self._embedder, wordings.read()[0])
        return True

    def recall(self, job: Job) -> dict[str, Any]:
        """`start`, `count` → `lost` (ids), `vectors`, `damaged`."""
        index = self._parts()[1]
        lost = index.recall(job.arguments["start"], job.arguments["count"])
        return {"lost": lost, "vectors": len(index.sidecar), "damaged": index.sidecar.damaged}

    def close(self) -> None:
        """Let go of the index folder. Harmless twice."""
        index, self._index, self._opened = self._index, None, None
        if index is not None:
            index.close()

    def _parts(self) -> tuple[Embedder, Index]:
        if self._embedder is None or self._index is None:
            raise errors.EngineRefused("No index is open.")
        return self._embedder, self._index


def default_threads() -> int:
    """Two, where that leaves a core to the model child."""
    return 2 if (os.cpu_count() or 1) > 2 else 1


def main() -> None:
    """Serve the desk until it goes."""
    program = IndexProgram()

    def close(job: Job) -> None:
        program.close()

    handlers = {
        name: getattr(program, name)
        for name in (
            "open",
            "present",
            "add",
            "remove",
            "nearest",
            "alike",
            "concepts",
            "load_ranker",
            "rank",
            "recall",
            "settle",
        )
    }
    serve("index", {**handlers, "close": close}, program.close)


if __name__ == "__main__":
    main()
