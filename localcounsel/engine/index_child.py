"""The index child: embedder, sidecar of vectors, Chroma and ranker, for one matter."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localcounsel import errors
from localcounsel.engine.child import Job, serve

if TYPE_CHECKING:  # numpy, onnxruntime and Chroma are imported once the sandbox is on
    from localcounsel.engine.embedder import Embedder
    from localcounsel.engine.index import Index
    from localcounsel.engine.reranker import Ranker


class IndexProgram:
    """The verbs of the index child."""

    def __init__(self) -> None:
        self._opened: tuple[str, str] | None = None
        self._embedder: Embedder | None = None
        self._index: Index | None = None
        self._ranker: tuple[str, Ranker] | None = None

    def open(self, job: Job) -> dict[str, Any]:
        """`folder`, `model` (its folder), `fingerprint`, `context`, `threads`, `chroma` → the state."""
        from localcounsel.engine import embedder
        from localcounsel.engine.index import Index

        wanted = job.arguments
        key = (wanted["folder"], wanted["fingerprint"])
        if self._index is None or self._opened != key:
            self.close()
            threads = wanted["threads"] or default_threads()
            model = embedder.load(
                Path(wanted["model"]), wanted["fingerprint"], context=wanted["context"], threads=threads
            )
            folder = Path(wanted["folder"])
            self._index = Index(folder, model.identity, model.dimensions, threads=threads, chroma=wanted["chroma"])
            self._embedder, self._opened = model, key
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

    def load_ranker(self, job: Job) -> None:
        """`model` (its folder), `fingerprint`, `threads`."""
        from localcounsel.engine import reranker

        wanted = job.arguments
        if self._ranker is None or self._ranker[0] != wanted["fingerprint"]:
            threads = wanted["threads"] or min(4, os.cpu_count() or 1)  # somebody waits for it, and not for long
            self._ranker = (wanted["fingerprint"], reranker.load(Path(wanted["model"]), threads=threads))

    def rank(self, job: Job) -> dict[str, Any]:
        """`query`, `texts` → `scores`, the log-odds of each."""
        if self._ranker is None:
            raise errors.EngineRefused("No ranker is loaded.")
        return {"scores": self._ranker[1].scores(job.arguments["query"], job.arguments["texts"], job.check)}

    def settle(self, job: Job) -> dict[str, Any]:
        """A slice of the work → `finished` and the state."""
        index = self._parts()[1]
        return {"finished": index.settle(), **dataclasses.asdict(index.state)}

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
        for name in ("open", "present", "add", "remove", "nearest", "alike", "load_ranker", "rank", "settle")
    }
    serve("index", {**handlers, "close": close}, program.close)


if __name__ == "__main__":
    main()
