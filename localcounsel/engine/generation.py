"""Write-once generations of the Chroma index: built aside, proved, named, and from then on only read.

    index/generations/<number>/manifest.json   what it was built from, and the SHA-256 of each of its files
    index/generations/<number>/contents        ids and checksums of the vectors in it, and which stands for which
    index/generations/<number>/chroma/         Chroma's own files, never opened in place
    index/running/                             the copy that is open; Chroma writes into it even to read

A folder whose bytes are not those of its manifest may be damaged or planted: it is removed, never opened.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from localcounsel.engine.chroma import ChromaFailed, Collection, fill

FORMAT = 2
_CONTENTS = np.dtype([("id", "<i8"), ("crc", "<u4"), ("stands_for", "<i8")])
"""Of passages of one document with the very same vector (a line on every page), one stands in the graph for all:
hundreds of equal vectors link to each other only, and what lies behind them is not found any more."""


_REFUSED = "refused.json"


class Generation:
    """One open generation: what it holds, and its neighbours."""

    def __init__(self, contents: NDArray[np.void], collection: Collection, folder: Path) -> None:
        self.contents = contents
        """`id` and `crc` of every vector in it, sorted by id."""
        self.folder = folder
        self._collection = collection

    def nearest(self, query: NDArray[np.float32], count: int, documents: tuple[int, ...] = ()) -> list[int]:
        """Ids of about the `count` nearest or somewhat more, in no order. Raises ChromaFailed."""
        found = self._collection.nearest(query[None, :], min(count, len(self.contents)), documents)[0]
        ids: list[int] = self.contents["id"][np.isin(self.contents["stands_for"], found)].tolist()
        return ids

    def close(self) -> None:
        """Let go of its files. Raises ChromaFailed."""
        self._collection.close()


class Generations:
    """The generations of one matter's index: at most one that counts, and what is being built."""

    def __init__(self, folder: Path, identity: str, threads: int = 1) -> None:
        self._home = folder / "generations"
        self._staging = folder / "staging"
        self._running = folder / "running"
        self._threads = threads
        self._for = {"format": FORMAT, "chroma": version("chromadb"), "embedder": identity}
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for leftover in (self._staging, self._running):
            _remove(leftover)

    def newest(self) -> Path | None:
        """The folder of the newest generation, unchecked."""
        there = sorted((one for one in self._home.iterdir() if one.name.isdecimal()), key=lambda one: int(one.name))
        return there[-1] if there else None

    def open(self) -> Generation | None:
        """The newest generation, proved to be what was built here for this embedder; None when there is none.

        One that is not is removed. Raises ChromaFailed when it is sound and Chroma still does not open it.
        """
        newest = self.newest()
        contents = self._proved_copy(newest) if newest is not None else None
        if newest is None or contents is None:
            self.discard()
            return None
        collection = Collection(self._running)
        if collection.count() != len(np.unique(contents["stands_for"])):
            collection.close()
            raise ChromaFailed("Chroma does not show every vector it was given.")
        return Generation(contents, collection, newest)

    def refuse(self, count: int) -> None:
        """Note that Chroma did not find every one of these `count` vectors: building them again would end alike."""
        (self._home.parent / _REFUSED).write_text(json.dumps({**self._for, "count": count}), encoding="utf-8")

    def refused(self, count: int) -> bool:
        """Whether that was noted of as many vectors, for this embedder and this Chroma."""
        try:
            noted = json.loads((self._home.parent / _REFUSED).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return False
        return bool(noted == {**self._for, "count": count})

    def discard(self) -> None:
        """Remove every generation. None may be open."""
        for one in self._home.iterdir():
            _remove(one)
        _remove(self._running)

    def build(self, vectors: NDArray[np.void]) -> Iterator[None]:
        """Build a generation of these sidecar records; every step is a place to pause. Raises ChromaFailed.

        It counts from the moment its folder has its name; older ones are for the caller to `prune`.
        """
        _remove(self._staging)
        chroma = self._staging / "chroma"
        chroma.mkdir(mode=0o700, parents=True)
        first, of = _equals(vectors)
        yield from fill(chroma, vectors[first], self._threads)
        contents = np.zeros(len(vectors), _CONTENTS)
        contents["id"], contents["crc"] = vectors["id"], vectors["crc"]
        contents["stands_for"] = vectors["id"][first][of]
        contents.sort(order="id")
        (self._staging / "contents").write_bytes(contents.tobytes())
        manifest = {**self._for, "count": len(vectors), "files": _digests(self._staging)}
        (self._staging / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        newest = self.newest()
        self._staging.rename(self._home / str(int(newest.name) + 1 if newest else 1))

    def prune(self) -> None:
        """Remove all generations but the newest."""
        newest = self.newest()
        for one in self._home.iterdir():
            if one != newest:
                _remove(one)

    def _proved_copy(self, generation: Path) -> NDArray[np.void] | None:
        """Copy Chroma's files to `running` while hashing them: what is opened is what was hashed."""
        _remove(self._running)
        manifest = _manifest(generation)
        if manifest is None or any(manifest.get(key) != value for key, value in self._for.items()):
            return None
        expected, found = dict(manifest["files"]), {}
        for name in _files(generation):
            if (generation / name).is_symlink() or not (generation / name).is_file():
                return None
            found[name] = _copy(generation / name, self._running / Path(name).relative_to("chroma"))
        contents = (generation / "contents").read_bytes()
        found["contents"] = hashlib.sha256(contents).hexdigest()
        whole = len(contents) == manifest.get("count", -1) * _CONTENTS.itemsize
        proved = found == expected and whole and _names_no_code(self._running)
        return np.frombuffer(contents, _CONTENTS) if proved else None


def _equals(vectors: NDArray[np.void]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows of the first of equal vectors of one document, and for every row which of these it equals."""
    width = vectors["vector"].shape[1] * vectors["vector"].itemsize
    whole = np.empty(len(vectors), np.dtype([("document", "<i8"), ("vector", f"S{width}")]))
    whole["document"] = vectors["document"]
    whole["vector"] = np.ascontiguousarray(vectors["vector"]).view(f"S{width}").reshape(len(vectors))
    _, first, of = np.unique(whole, return_index=True, return_inverse=True)
    return first, of


def _manifest(generation: Path) -> dict[str, Any] | None:
    """What is written in the manifest; None when it is missing or not one."""
    try:
        untrusted = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
        (generation / "contents").stat()
    except (OSError, ValueError, RecursionError):
        return None
    shaped = isinstance(untrusted, dict) and isinstance(untrusted.get("files"), dict)
    return untrusted if shaped and isinstance(untrusted.get("count"), int) else None


def _names_no_code(chroma: Path) -> bool:
    """Whether the stored collections name no embedding function: Chroma would construct the one they name.

    Only a forged manifest gets a folder this far. Chroma must not have the file open meanwhile.
    """
    file = chroma / "chroma.sqlite3"
    if not file.is_file():
        return False
    try:
        with contextlib.closing(sqlite3.connect(file)) as connection:
            rows = connection.execute("SELECT name, config_json_str, schema_str FROM collections").fetchall()
        stored = [json.loads(text or "{}") for row in rows for text in row[1:]]
    except (sqlite3.Error, ValueError, RecursionError):
        return False
    return len(rows) == 1 and not any(_names_function(one) for one in stored)


def _names_function(value: Any) -> bool:
    if isinstance(value, list):
        return any(_names_function(one) for one in value)
    if not isinstance(value, dict):
        return False
    named = value.get("embedding_function")
    if named is not None and named not in ({"type": "legacy"}, {"type": "unknown"}):
        return True
    return any(_names_function(one) for one in value.values())


def _files(generation: Path) -> list[str]:
    """Chroma's files in a generation, as posix paths relative to it. Links count as files, to be refused."""
    chroma = generation / "chroma"
    return sorted(one.relative_to(generation).as_posix() for one in chroma.rglob("*") if not one.is_dir())


def _digests(staging: Path) -> dict[str, str]:
    names = [*_files(staging), "contents"]
    return {name: hashlib.sha256((staging / name).read_bytes()).hexdigest() for name in names}


def _copy(source: Path, target: Path) -> str:
    """Copy one file; the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := reading.read(1 << 20):
            digest.update(piece)
            writing.write(piece)
    return digest.hexdigest()


def _remove(folder: Path) -> None:
    """Remove a folder or file, wherever it stands in its life."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)
