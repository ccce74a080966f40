"""The index over Chroma: quick where Chroma is sound, right wherever it is not."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from localcounsel.engine.chroma import ChromaFailed, Collection
from localcounsel.engine.generation import Generation, Generations
from localcounsel.engine.index import Index
from tests.engine.index_fixtures import DIMENSIONS, clustered, python, unit_vectors


@contextlib.contextmanager
def opened(folder: Path, identity: str = "embedder", dimensions: int = DIMENSIONS) -> Iterator[Index]:
    index = Index(folder, identity, dimensions)
    try:
        yield index
    finally:
        index.close()


def settle(index: Index) -> None:
    while not index.settle():
        pass


def made(folder: Path, count: int = 300) -> NDArray[np.float32]:
    """A settled index of `count` vectors, ids from 0, in seven documents."""
    vectors = unit_vectors(count)
    with opened(folder) as index:
        index.add(range(count), [one % 7 for one in range(count)], vectors)
        settle(index)
        assert index.state.health == "chroma"
    return vectors


def generations(folder: Path) -> list[Path]:
    return sorted((folder / "generations").iterdir())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with every question that Chroma answers."""
    answered: list[int] = []
    real = Generation.nearest

    def nearest(self: Generation, query: NDArray[np.float32], count: int, documents: tuple[int, ...] = ()) -> list[int]:
        answered.append(count)
        return real(self, query, count, documents)

    monkeypatch.setattr(Generation, "nearest", nearest)
    return answered


@pytest.mark.parametrize("count", [1, 2, 3, 99, 100, 101, 700])
def test_chroma_answers_like_the_sidecar(tmp_path: Path, count: int, asked: list[int]) -> None:
    vectors = made(tmp_path, count)
    with opened(tmp_path) as index:
        settle(index)
        for query in [*vectors[:3], *unit_vectors(5, seed=8)]:
            assert index.nearest(query, 10) == index.sidecar.nearest(query, 10)
    assert len(asked) >= 6


def test_recall_against_exact_search_on_clustered_vectors(tmp_path: Path, asked: list[int]) -> None:
    vectors = clustered(3000)
    with opened(tmp_path, dimensions=384) as index:
        index.add(range(3000), [0] * 3000, vectors)
        settle(index)
        queries = clustered(60, seed=1)
        found = total = 0
        for query in [*queries, *vectors[:40]]:
            exact = {one for one, _ in index.sidecar.nearest(query, 10)}
            found += len(exact & {one for one, _ in index.nearest(query, 10)})
            total += 10
    assert len(asked) == 100
    assert found / total >= 0.99


def test_one_question_is_answered_without_chroma_and_the_next_with_it(tmp_path: Path, asked: list[int]) -> None:
    vectors = made(tmp_path)
    with opened(tmp_path) as index:
        assert index.state.health == "chroma"
        assert index.nearest(vectors[5], 1)[0][0] == 5
        assert asked == []
        assert index.nearest(vectors[6], 1)[0][0] == 6
        assert len(asked) == 1


def test_what_came_later_is_found_and_what_was_taken_out_is_not(tmp_path: Path, asked: list[int]) -> None:
    vectors = made(tmp_path)
    later = unit_vectors(40, seed=3)
    with opened(tmp_path) as index:
        settle(index)
        index.add(range(1000, 1040), [8] * 40, later)
        index.remove([5, 1001])
        index.remove([9])
        index.add([9], [8], later[1:2])
        assert index.nearest(later[0], 1)[0][0] == 1000
        assert index.nearest(later[1], 2)[0][0] == 9
        for query in [vectors[5], vectors[9], *later[:5]]:
            answer = index.nearest(query, 20)
            assert answer == index.sidecar.nearest(query, 20)
            assert not {5, 1001} & {one for one, _ in answer}
    assert len(asked) >= 9


def test_when_most_is_taken_out_the_rest_is_still_found(tmp_path: Path) -> None:
    vectors = made(tmp_path)
    with opened(tmp_path) as index:
        settle(index)
        order = [one for one, _ in index.sidecar.nearest(vectors[0], 300)]
        index.remove(order[:290])
        assert [one for one, _ in index.nearest(vectors[0], 10)] == order[290:]


@pytest.mark.parametrize("documents", [[2], [2, 5], list(range(2, 100))])
def test_a_scope_is_kept(tmp_path: Path, documents: list[int]) -> None:
    made(tmp_path)
    with opened(tmp_path) as index:
        settle(index)
        query = unit_vectors(1, seed=6)[0]
        answer = index.nearest(query, 10, documents)
        assert answer == index.sidecar.nearest(query, 10, documents)
        assert {one % 7 for one, _ in answer} <= set(documents)


def test_taking_out_makes_a_generation_without_it_at_the_next_settling(tmp_path: Path) -> None:
    vectors = made(tmp_path)
    gone = vectors[5].tobytes()
    with opened(tmp_path) as index:
        index.remove([5])
        settle(index)
        assert index.sidecar.waste == 0
        assert index.nearest(vectors[5], 1)[0][0] != 5
    left = [one for one in tmp_path.rglob("*") if one.is_file() and gone in one.read_bytes()]
    assert left == []
    assert len(generations(tmp_path)) == 1


def test_few_new_vectors_wait_many_do_not(tmp_path: Path) -> None:
    made(tmp_path)
    first = generations(tmp_path)
    with opened(tmp_path) as index:
        index.add(range(1000, 1500), [8] * 500, unit_vectors(500, seed=3))
        settle(index)
        assert generations(tmp_path) == first
        index.add(range(2000, 3600), [8] * 1600, unit_vectors(1600, seed=4))
        settle(index)
        assert generations(tmp_path) != first
        assert len(generations(tmp_path)) == 1
        assert not index.state.rebuilt


def _flip(folder: Path, name: str) -> None:
    file = next(generations(folder)[0].rglob(name))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _change(folder: Path, **facts: object) -> None:
    file = generations(folder)[0] / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **facts}))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a bit in the graph": lambda folder: _flip(folder, "data_level0.bin"),
    "a bit in the database": lambda folder: _flip(folder, "chroma.sqlite3"),
    "a bit in the contents": lambda folder: _flip(folder, "contents"),
    "a missing file": lambda folder: next(generations(folder)[0].rglob("header.bin")).unlink(),
    "a further file": lambda folder: (generations(folder)[0] / "chroma" / "extra.bin").write_bytes(b"x"),
    "a link": lambda folder: (generations(folder)[0] / "chroma" / "extra").symlink_to("/etc/hostname"),
    "no manifest": lambda folder: (generations(folder)[0] / "manifest.json").unlink(),
    "an empty manifest": lambda folder: (generations(folder)[0] / "manifest.json").write_text("{}"),
    "no JSON": lambda folder: (generations(folder)[0] / "manifest.json").write_text("[" * 9000),
    "another Chroma": lambda folder: _change(folder, chroma="0.6.3"),
    "another embedder": lambda folder: _change(folder, embedder="another"),
    "another format": lambda folder: _change(folder, format=0),
    "another count": lambda folder: _change(folder, count=299),
    "nothing at all": lambda folder: shutil.rmtree(generations(folder)[0]),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_what_is_not_as_it_was_built_is_never_opened(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = made(tmp_path)
    DAMAGE[what](tmp_path)
    before = {one.name for one in generations(tmp_path)}
    with opened(tmp_path) as index:
        assert index.nearest(vectors[4], 1)[0][0] == 4
        with monkeypatch.context() as patched:
            patched.setattr("localcounsel.engine.generation.Collection", None)
            assert index.nearest(vectors[5], 1)[0][0] == 5
        assert generations(tmp_path) == []
        settle(index)
        assert index.state.health == "chroma"
        assert index.nearest(vectors[6], 1)[0][0] == 6
    assert len(generations(tmp_path)) == 1
    assert before <= {"1"}


def test_a_forged_generation_that_names_code_is_not_opened(tmp_path: Path) -> None:
    made(tmp_path)
    generation = generations(tmp_path)[0]
    marker = tmp_path / "ran"
    with contextlib.closing(sqlite3.connect(generation / "chroma" / "chroma.sqlite3")) as connection:
        (schema,) = connection.execute("SELECT schema_str FROM collections").fetchone()
        forged = schema.replace(
            '"embedding_function":{"type":"legacy"}',
            '"embedding_function":{"type":"known","name":"sentence_transformer","config":{"model_name":"'
            + str(marker)
            + '","kwargs":{"trust_remote_code":true}}}',
        )
        assert forged != schema
        connection.execute("UPDATE collections SET schema_str = ?", (forged,))
        connection.commit()
    from localcounsel.engine import generation as module

    manifest = json.loads((generation / "manifest.json").read_text())
    manifest["files"] = module._digests(generation)
    (generation / "manifest.json").write_text(json.dumps(manifest))
    made_by = Generations(tmp_path, "embedder")
    assert made_by.open() is None
    assert generations(tmp_path) == []


def test_chroma_failing_leaves_exact_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = made(tmp_path)
    with opened(tmp_path) as index:
        settle(index)

        def broken(*_: object) -> list[list[int]]:
            raise ChromaFailed("Chroma: InternalError.")

        monkeypatch.setattr(Collection, "nearest", broken)
        assert index.nearest(vectors[5], 3) == index.sidecar.nearest(vectors[5], 3)
        assert index.state.health == "exact: Chroma: InternalError."
        settle(index)
    monkeypatch.undo()
    with opened(tmp_path) as index:
        settle(index)
        assert index.state.health == "chroma"


def test_chroma_that_forgets_a_vector_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Collection.add

    def forgetful(self: Collection, ids: list[int], embeddings: NDArray[np.float32], documents: list[int]) -> None:
        swapped = embeddings.copy()
        swapped[0] = -swapped[0]
        real(self, ids, swapped, documents)

    monkeypatch.setattr(Collection, "add", forgetful)
    with opened(tmp_path) as index:
        index.add(range(100), [0] * 100, unit_vectors(100))
        settle(index)
        assert index.state.health == "exact: A vector that was given to Chroma is not found by it."
        assert generations(tmp_path) == []
    with opened(tmp_path) as index:  # the same vectors are not built again at every opening
        settle(index)
        assert index.state.health == "exact: Chroma does not find every vector of this matter"
    monkeypatch.undo()
    with opened(tmp_path) as index:
        index.add([100], [0], unit_vectors(101)[100:])
        settle(index)
        assert index.state.health == "chroma"


def test_passages_with_the_same_text_do_not_look_forgotten(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        index.add(range(40), range(40), np.repeat(unit_vectors(1), 40, axis=0))
        settle(index)
        assert index.state.health == "chroma"


def test_a_line_on_every_page_of_a_long_document_does_not_look_forgotten(tmp_path: Path) -> None:
    vectors = np.concatenate([np.tile(unit_vectors(1), (400, 1)), unit_vectors(200)])
    with opened(tmp_path) as index:
        index.add(range(len(vectors)), [1] * len(vectors), vectors)
        settle(index)
        assert index.state.health == "chroma"


def test_reading_never_changes_a_generation(tmp_path: Path) -> None:
    vectors = made(tmp_path)
    before = {one: one.read_bytes() for one in generations(tmp_path)[0].rglob("*") if one.is_file()}
    for _ in range(2):
        with opened(tmp_path) as index:
            settle(index)
            index.nearest(vectors[0], 5)
    after = {one: one.read_bytes() for one in generations(tmp_path)[0].rglob("*") if one.is_file()}
    assert before == after


def test_no_environment_file_is_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(
        "ALLOW_RESET=true\nCHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nIS_PERSISTENT=false\n"
    )
    script = (
        "from pathlib import Path\nfrom localcounsel.engine.chroma import Collection\n"
        "folder = Path('c').absolute()\nfolder.mkdir()\n"
        "made = Collection(folder, make_for=1)\n"
        "chosen = made._client.get_settings()\n"
        "print(chosen.allow_reset, chosen.is_persistent, chosen.chroma_api_impl)\n"
    )
    said = subprocess.run(python(script), cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "True", "chromadb.api.rust.RustBindingsAPI"]


WRITER = """
from pathlib import Path
from tests.engine.index_fixtures import unit_vectors
from localcounsel.engine.index import Index
index = Index(Path(sys.argv[1]), "embedder", 32)
print(len(index.sidecar), flush=True)
for turn in range(1000):
    at = len(index.sidecar)
    index.add(range(at, at + 500), [0] * 500, unit_vectors(500, seed=at))
    print(at + 500, flush=True)
    index.remove([at])
    index.add([at], [0], unit_vectors(500, seed=at)[:1])
    while not index.settle():
        pass
"""


def _killed_at(folder: Path, seconds: float) -> int:
    """Run the writer, end it `seconds` after its first confirmation; how many vectors it had confirmed."""
    with subprocess.Popen(python(WRITER, str(folder)), stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        confirmed = [int(writer.stdout.readline()), int(writer.stdout.readline())]
        with contextlib.suppress(subprocess.TimeoutExpired):
            writer.wait(seconds)
        writer.kill()
        confirmed += [int(line) for line in writer.stdout if line.endswith("\n")]
    return max(confirmed)


def _kills(folder: Path, times: int, seed: int) -> None:
    random_moment = random.Random(seed)
    for _ in range(times):
        moment = random_moment.uniform(0, 2.5)
        confirmed = _killed_at(folder, moment)
        with opened(folder) as index:
            assert frozenset(range(confirmed)) <= index.sidecar.ids, f"killed after {moment} s"
            query = unit_vectors(500, seed=confirmed - 500)[250]
            for _ in range(2):
                assert index.nearest(query, 1) == [(confirmed - 250, pytest.approx(1.0))], f"killed after {moment} s"
    with opened(folder) as index:
        settle(index)
        assert index.state.health == "chroma"
        assert index.nearest(query, 1) == [(confirmed - 250, pytest.approx(1.0))]


def test_a_kill_while_settling_loses_nothing(tmp_path: Path) -> None:
    _kills(tmp_path, 3, seed=1)


@pytest.mark.slow
def test_twenty_kills_while_settling_lose_nothing(tmp_path: Path) -> None:
    _kills(tmp_path, 20, seed=2)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has no permission bits")
def test_files_are_private_under_the_programs_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        made(tmp_path / "index", 5)
    finally:
        os.umask(before)
    assert [one for one in (tmp_path / "index").rglob("*") if one.stat().st_mode & 0o077] == []
