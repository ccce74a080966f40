"""The sidecar of vectors: what it was told and confirmed is there, whatever happened since."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from localcounsel.engine.folder_lock import FolderLock
from localcounsel.engine.sidecar import Sidecar
from tests.engine.index_fixtures import DIMENSIONS, python, unit_vectors

HEADER = 64
RECORD = 24 + 4 * DIMENSIONS


def opened(folder: Path, identity: str = "embedder") -> Sidecar:
    return Sidecar(folder, identity, DIMENSIONS)


def filled(folder: Path, count: int = 20) -> Sidecar:
    sidecar = opened(folder)
    sidecar.add(range(1, count + 1), [one % 3 for one in range(1, count + 1)], unit_vectors(count))
    return sidecar


def test_what_was_added_is_there_after_opening_again(tmp_path: Path) -> None:
    filled(tmp_path).close()
    again = opened(tmp_path)
    assert again.ids == frozenset(range(1, 21))
    assert again.nearest(unit_vectors(20)[6], 1) == [(7, pytest.approx(1.0))]


def test_large_ids_and_document_keys_survive(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.add([2**63 - 1], [2**63 - 2], unit_vectors(1))
    first.close()
    again = opened(tmp_path)
    assert again.nearest(unit_vectors(1)[0], 5, [2**63 - 2]) == [(2**63 - 1, pytest.approx(1.0))]


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    sidecar = filled(tmp_path)
    size = (tmp_path / "vectors").stat().st_size
    sidecar.add([3, 3], [0, 0], unit_vectors(2, seed=9))
    assert (tmp_path / "vectors").stat().st_size == size
    assert sidecar.nearest(unit_vectors(20)[2], 1)[0][0] == 3


def test_nearest_is_what_numpy_says(tmp_path: Path) -> None:
    vectors = unit_vectors(500)
    sidecar = opened(tmp_path)
    for start in range(0, 500, 100):
        sidecar.add(
            range(start, start + 100), [one % 7 for one in range(start, start + 100)], vectors[start : start + 100]
        )
    query = unit_vectors(1, seed=5)[0]
    expected = np.argsort(-(vectors @ query))
    assert [one for one, _ in sidecar.nearest(query, 10)] == expected[:10].tolist()
    within = [int(one) for one in expected if one % 7 in (2, 3)][:10]
    assert [one for one, _ in sidecar.nearest(query, 10, [2, 3])] == within
    assert sidecar.nearest(query, 10, [99]) == []
    assert len(sidecar.nearest(query, 10_000)) == 500


def test_equal_scores_come_in_the_order_of_ids(tmp_path: Path) -> None:
    sidecar = opened(tmp_path)
    same = np.repeat(unit_vectors(1), 5, axis=0)
    sidecar.add([50, 10, 40, 20, 30], [1] * 5, same)
    assert [one for one, _ in sidecar.nearest(same[0], 5)] == [10, 20, 30, 40, 50]


def test_removed_passages_stay_away_and_leave_the_disk(tmp_path: Path) -> None:
    sidecar = filled(tmp_path)
    sidecar.remove([7, 8, 999])
    assert 7 not in [one for one, _ in sidecar.nearest(unit_vectors(20)[6], 20)]
    sidecar.close()
    again = opened(tmp_path)
    assert again.ids == frozenset(range(1, 21)) - {7, 8}
    gone = unit_vectors(20)[6].tobytes()
    assert gone in (tmp_path / "vectors").read_bytes()
    again.compact()
    assert gone not in (tmp_path / "vectors").read_bytes()
    assert again.ids == frozenset(range(1, 21)) - {7, 8}
    assert again.nearest(unit_vectors(20)[9], 1)[0][0] == 10


def test_a_passage_can_come_back_with_another_vector(tmp_path: Path) -> None:
    sidecar = filled(tmp_path)
    sidecar.remove([7])
    sidecar.add([7], [5], unit_vectors(1, seed=77))
    sidecar.close()
    again = opened(tmp_path)
    assert again.nearest(unit_vectors(1, seed=77)[0], 1, [5]) == [(7, pytest.approx(1.0))]
    assert len(again) == 20


@pytest.mark.parametrize("torn", range(1, RECORD + 1, 19))
def test_a_torn_tail_is_cut_away(tmp_path: Path, torn: int) -> None:
    filled(tmp_path).close()
    file = tmp_path / "vectors"
    file.write_bytes(file.read_bytes()[:-torn])
    again = opened(tmp_path)
    assert again.ids == frozenset(range(1, 20))
    again.add([20, 21], [1, 1], unit_vectors(2, seed=3))
    again.close()
    assert opened(tmp_path).ids == frozenset(range(1, 22))


def test_any_damaged_byte_costs_one_passage_at_most(tmp_path: Path) -> None:
    filled(tmp_path).close()
    whole = (tmp_path / "vectors").read_bytes()
    for at in random.Random(4).sample(range(HEADER, len(whole)), 60):
        (tmp_path / "vectors").write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        again = opened(tmp_path)
        lost = (at - HEADER) // RECORD + 1
        assert again.ids == frozenset(range(1, 21)) - {lost}, f"byte {at}"
        again.close()


@pytest.mark.parametrize("content", [b"", b"LCVECTOR", b"\0" * 500, b"SQLite format 3\0" * 40])
def test_a_file_of_another_kind_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vectors").write_bytes(content)
    sidecar = opened(tmp_path)
    assert sidecar.foreign
    assert len(sidecar) == 0
    sidecar.add([1], [1], unit_vectors(1))
    sidecar.close()
    assert opened(tmp_path).ids == {1}


def test_another_embedders_vectors_are_never_mixed_in(tmp_path: Path) -> None:
    filled(tmp_path).close()
    other = opened(tmp_path, "another embedder")
    assert other.foreign
    assert other.ids == frozenset()
    other.close()
    assert Sidecar(tmp_path, "another embedder", DIMENSIONS * 2).foreign


def test_only_one_process_at_a_time(tmp_path: Path) -> None:
    held = FolderLock(tmp_path)
    script = (
        "from pathlib import Path\n"
        "from localcounsel import errors\n"
        "from localcounsel.engine.folder_lock import FolderLock\n"
        "try:\n    FolderLock(Path(sys.argv[1]), patience=0)\n"
        "except errors.MatterInUse:\n    print('in use')\n"
        "else:\n    print('free')\n"
    )
    ask = python(script, str(tmp_path))
    assert subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip() == "in use"
    held.release()
    assert subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip() == "free"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_full_disk_is_said_and_costs_nothing_confirmed(tmp_path: Path) -> None:
    script = (
        "import resource\nfrom pathlib import Path\n"
        "from index_fixtures import unit_vectors\n"
        "from localcounsel import errors\nfrom localcounsel.engine.sidecar import Sidecar\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        "sidecar = Sidecar(Path(sys.argv[1]), 'embedder', 32)\n"
        "for start in range(0, 100, 10):\n"
        "    try:\n"
        "        sidecar.add(range(start, start + 10), [0] * 10, unit_vectors(10))\n"
        "    except errors.StorageError:\n"
        "        print('full after', start, len(sidecar))\n"
        "        break\n"
    )
    said = subprocess.run(python(script, str(tmp_path)), capture_output=True, text=True, check=True).stdout
    assert said.split() == ["full", "after", "30", "30"]
    assert opened(tmp_path).ids == frozenset(range(30))


WRITER = """
from pathlib import Path
from tests.engine.index_fixtures import unit_vectors
from localcounsel.engine.sidecar import Sidecar
sidecar = Sidecar(Path(sys.argv[1]), "embedder", 32)
start = len(sidecar)
print("open", flush=True)
for at in range(start, start + 100000, 8):
    sidecar.add(range(at, at + 8), [0] * 8, unit_vectors(8, seed=at))
    print(at + 8, flush=True)
    if at % 80 == 72:
        sidecar.compact()
"""


@pytest.mark.parametrize("after", [1, 2, 9, 10, 11, 30])
def test_a_kill_loses_nothing_that_was_confirmed(tmp_path: Path, after: int) -> None:
    confirmed = 0
    with subprocess.Popen(python(WRITER, str(tmp_path)), stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for number, line in enumerate(writer.stdout):
            confirmed = int(line) if line.strip() != "open" else confirmed
            if number >= after:
                writer.kill()
                break
        confirmed = max([confirmed, *(int(line) for line in writer.stdout if line.endswith("\n"))])
    again = opened(tmp_path)
    assert frozenset(range(confirmed)) <= again.ids
    assert len(again) <= confirmed + 8
    for one in (0, confirmed - 1):
        assert again.nearest(unit_vectors(8, seed=one // 8 * 8)[one % 8], 1)[0] == (one, pytest.approx(1.0))
