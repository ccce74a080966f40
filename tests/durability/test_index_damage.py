"""Whatever happens to the files of an index, it is found out, made anew, and every passage finds itself again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from localcounsel.engine import likeness
from localcounsel.engine.embedder import Embedder
from localcounsel.engine.index import Index
from tests.chance import anew, seed
from tests.engine.index_fixtures import DIMENSIONS, unit_vectors

COUNT = 130
KEY = bytes(range(32))
KNOWN = [(f"concept {number % 5}", f"wording {number}") for number in range(40)]


class Words:
    """An embedder of wordings, as far as `likeness` uses one."""

    identity, dimensions = "embedder", DIMENSIONS

    def passages(self, texts: list[str]) -> NDArray[np.float32]:
        return unit_vectors(len(texts), seed=len(texts[0]))


WORDS: Embedder = Words()  # type: ignore[assignment]


def learnt(folder: Path) -> None:
    for _ in likeness.learn(folder, WORDS, KNOWN):
        pass


def settled(index: Index) -> None:
    while not index.settle():
        pass


def mend(folder: Path, vectors: NDArray[np.float32], key: bytes | None) -> tuple[int, str]:
    """Open the index as the desk does, and bring it to one mind with the store; how many were lost, who answers."""
    index = Index(folder, "embedder", DIMENSIONS, key=key)
    try:
        present = index.sidecar.ids
        assert present <= frozenset(range(len(vectors)))
        for id in present:
            assert index.sidecar.nearest(vectors[id], 1)[0] == (id, pytest.approx(1.0)), id
        missing = sorted(set(range(len(vectors))) - present)
        for query in (vectors[0], vectors[-1]):
            index.nearest(query, 5)
        if missing:
            index.add(missing, [one % 7 for one in missing], vectors[missing])
        settled(index)
        assert index.recall(0, len(vectors)) == []
        assert all(index.nearest(vectors[id], 1)[0][0] == id for id in range(len(vectors)))
        return len(missing), index.state.health
    finally:
        index.close()


def cut(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 8))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def blank(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    start = chance.randrange(len(content))
    length = min(chance.choice((1, 64, 4096)), len(content) - start)
    content[start : start + length] = bytes(length)
    path.write_bytes(content)


def scrawl(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.choice((b"", b"[" * 20_000, chance.randbytes(5000), b"{}", b"null", b"SQLite format 3\0")))


def lengthen(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes() + chance.randbytes(chance.randrange(1, 400)))


def drop(path: Path, chance: random.Random) -> None:
    path.unlink()


def older(path: Path, chance: random.Random) -> None:
    """The same file as an earlier generation had it."""
    before = path.parents[len(path.parts) - path.parts.index("now") - 2] / "before"
    twins = [each for each in before.rglob(path.name) if each.is_file()]
    path.write_bytes(twins[0].read_bytes() if twins else b"")


def twice(path: Path, chance: random.Random) -> None:
    """A part of the file stands in the place of another."""
    content = bytearray(path.read_bytes())
    length = max(1, len(content) // 10)
    one, other = (chance.randrange(max(1, len(content) - length)) for _ in range(2))
    content[one : one + length] = content[other : other + length]
    path.write_bytes(content)


DAMAGES: tuple[Callable[[Path, random.Random], None], ...] = (cut, flip, blank, scrawl, lengthen, drop, older, twice)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, NDArray[np.float32]]:
    """An index as it is now with one of an earlier time beside it, the same sealed, and the vectors."""
    base = tmp_path_factory.mktemp("index")
    vectors = unit_vectors(COUNT)
    sealed = base / "sealed"
    for folder, key, most in ((base / "before", None, COUNT - 30), (base / "now", None, COUNT), (sealed, KEY, COUNT)):
        index = Index(folder, "embedder", DIMENSIONS, key=key)
        for start in range(0, most, 25):
            ids = range(start, min(start + 25, most))
            index.add(ids, [one % 7 for one in ids], vectors[start : ids.stop])
        settled(index)
        index.close()
        learnt(folder)
    return base, sealed, vectors


def _targets(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "running" not in path.parts)


def _damaged_many(made: tuple[Path, Path, NDArray[np.float32]], tmp_path: Path, times: int, seed: int) -> None:
    base, sealed, vectors = made
    chance = random.Random(seed)
    for number in range(times):
        root = tmp_path / f"{number}"
        key = KEY if number % 5 == 4 else None
        folder = root / "now"
        shutil.copytree(sealed if key else base / "now", folder)
        shutil.copytree(base / "before", root / "before")
        targets = _targets(folder)
        target, damage = chance.choice(targets), DAMAGES[number % len(DAMAGES)]
        if target.stat().st_size == 0:
            target = folder / "vectors"
        what = f"seed {seed}, number {number}: {damage.__name__} {target.relative_to(folder)}"
        whole = target.read_bytes()
        damage(target, chance)
        known = likeness.load(folder, WORDS, KNOWN)
        if target.name == likeness.NAME and (not target.exists() or target.read_bytes() != whole):
            assert known is None, what
            learnt(folder)
        assert likeness.load(folder, WORDS, KNOWN) is not None, what
        try:
            _, health = mend(folder, vectors, key)
        except BaseException as error:
            error.add_note(what)
            raise
        assert health == "chroma" if key is None else health.startswith("exact: the matter is sealed"), (what, health)
        shutil.rmtree(root)


def test_some_damages(made: tuple[Path, Path, NDArray[np.float32]], tmp_path: Path) -> None:
    _damaged_many(made, tmp_path, 16, seed(6))


@pytest.mark.slow
def test_five_hundred_damages(made: tuple[Path, Path, NDArray[np.float32]], tmp_path: Path) -> None:
    _damaged_many(made, tmp_path, 500, anew())


def test_swapped_generations_are_found_out(made: tuple[Path, Path, NDArray[np.float32]], tmp_path: Path) -> None:
    """The whole earlier generation, sound in itself, in the place of the one that counts; and the other way round."""
    base, _, vectors = made
    for one, other in (("now", "before"), ("before", "now")):
        folder = tmp_path / one
        shutil.copytree(base / one, folder)
        shutil.rmtree(folder / "generations")
        shutil.copytree(base / other / "generations", folder / "generations")
        missing, health = mend(folder, vectors, None)
        assert (missing, health) == (0 if one == "now" else 30, "chroma")
