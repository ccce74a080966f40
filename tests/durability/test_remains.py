"""A crash of a sealed matter leaves no plaintext: not in the home, nor in temporary files, nor in logs."""

from __future__ import annotations

import base64
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.chance import anew, seed
from tests.durability.near import vector

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("sealed_writer.py")


def _markers(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [f"Zq{chance.randrange(1 << 60):015x}Xv" for _ in range(count)]


def _forms(marker: str) -> list[bytes]:
    """A marker in every form in which a program may write it: text, wide text, base64 at each of its offsets, hex."""
    plain = marker.encode()
    forms = [plain, plain.lower(), plain.upper(), marker.encode("utf-16-le"), marker.encode("utf-16-be")]
    for shift in range(3):
        coded = base64.b64encode(b"x" * shift + plain)
        forms.append(coded[4 if shift else 0 : len(coded) - 4])  # without what its neighbours would change
    return [*forms, plain.hex().encode()]


def found_in(folders: list[Path], markers: list[str], vectors: list[bytes]) -> list[str]:
    """Files in which a marker stands in any form, or a vector as float32 or float64."""
    wanted = [form for marker in markers for form in _forms(marker)] + vectors
    hits = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                content = path.read_bytes()
                hits += [f"{path}: {each[:24]!r}" for each in wanted if each in content]
    return hits


def _documents(folder: Path, markers: list[str]) -> list[bytes]:
    """Ten markers a file; the vectors of its pages, a piece of each in both widths."""
    folder.mkdir()
    vectors = []
    for number in range(0, len(markers), 10):
        some = markers[number : number + 10]
        text = "\n\n".join(f"{at}. The {each} shall pay rent to the {each} Company." for at, each in enumerate(some, 1))
        (folder / f"{number}.txt").write_text(text, "utf-8")
        made = vector(text)
        vectors += [made[:8].tobytes(), made[:8].astype(np.float64).tobytes(), made[-8:].tobytes()]
    return vectors


def _killed_rounds(tmp_path: Path, count: int, rounds: int, begun: int) -> int:
    """Kill a sealed matter's desk in the middle of ingest and asking; how many kills struck."""
    chance = random.Random(begun)
    markers = _markers(count, begun)
    vectors = _documents(tmp_path / "documents", markers)
    struck = 0
    for number in range(rounds):
        home, temporary = tmp_path / f"home{number}", tmp_path / f"temporary{number}"
        temporary.mkdir()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), "HOME": str(temporary)}
        line = [sys.executable, str(PROGRAM), str(home), str(tmp_path / "documents"), *markers[:3]]
        with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            steps = chance.randint(1, 2 + count // 10 * 2)
            for _, _ in zip(range(steps), writer.stdout, strict=False):
                pass
            writer.kill()
        struck += writer.returncode == -9
        assert (home / "matters").is_dir()
        left = found_in([home, temporary], markers, vectors)
        assert left == [], (begun, number, left[:10])
        assert len(list(home.rglob("store.sqlite"))) == 1
        shutil.rmtree(home)
    return struck


def test_fifty_markers_leave_nothing(tmp_path: Path) -> None:
    assert _killed_rounds(tmp_path, 50, 2, seed(9)) >= 1


@pytest.mark.slow
def test_a_thousand_markers_leave_nothing(tmp_path: Path) -> None:
    assert _killed_rounds(tmp_path, 1000, 20, anew()) >= 10


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """The proof is worth what its search is worth: a plain matter is full of markers, in all the forms planted here."""
    (marker,) = _markers(1, 7)
    (vectors,) = [vector(marker)[:8].tobytes()]
    for name, content in {
        "utf8": f"before {marker} after".encode(),
        "wide": f"before {marker} after".encode("utf-16-le"),
        "lower": marker.lower().encode(),
        "base64": base64.b64encode(f"some text, {marker}, and more".encode()),
        "base64 moved": base64.b64encode(f"some text , {marker}, and more".encode()),
        "base64 moved again": base64.b64encode(f"some text  , {marker}, and more".encode()),
        "vector": b"\x01" + vector(marker).tobytes(),
    }.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "file").write_bytes(content)
        assert found_in([folder], [marker], [vectors]), name


def test_a_plain_matter_would_be_found_out(tmp_path: Path) -> None:
    markers = _markers(10, 3)
    vectors = _documents(tmp_path / "documents", markers)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    line = [sys.executable, str(PROGRAM), str(tmp_path / "home"), str(tmp_path / "documents"), "--plain", markers[0]]
    subprocess.run(line, env=environment, check=True, capture_output=True, timeout=120)
    assert found_in([tmp_path / "home"], markers, vectors)
