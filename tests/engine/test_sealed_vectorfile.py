"""A sealed matter's vectors: on the disk as ciphertext only, and every change to it is found."""

from __future__ import annotations

import os
import random
from pathlib import Path

import numpy as np
import pytest

from localcounsel.engine.sidecar import Sidecar

KEY = bytes(range(32))
VECTORS = np.random.default_rng(5).normal(size=(60, 16)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)


def opened(folder: Path, key: bytes | None = KEY, identity: str = "embedder") -> Sidecar:
    return Sidecar(folder, identity, 16, key)


def filled(folder: Path) -> None:
    sidecar = opened(folder)
    for start in range(0, 60, 20):
        sidecar.add(range(start, start + 20), [7] * 20, VECTORS[start : start + 20])
    sidecar.remove([5, 6])
    sidecar.close()


def test_it_finds_what_was_put_in_and_nothing_is_readable(tmp_path: Path) -> None:
    filled(tmp_path)
    content = (tmp_path / "vectors").read_bytes()
    assert not any(vector.tobytes() in content for vector in VECTORS)
    sidecar = opened(tmp_path)
    assert len(sidecar) == 58
    for at in (0, 31, 59):
        assert sidecar.nearest(VECTORS[at], 1)[0][0] == at
    sidecar.compact()
    sidecar.close()
    again = opened(tmp_path)
    assert len(again) == 58
    again.add([100], [7], VECTORS[:1])
    again.close()
    assert 100 in opened(tmp_path)


@pytest.mark.parametrize("wrong", [os.urandom(32), None])
def test_another_key_finds_nothing_and_another_embedder_either(tmp_path: Path, wrong: bytes | None) -> None:
    filled(tmp_path)
    sidecar = opened(tmp_path, wrong)
    assert sidecar.foreign
    assert len(sidecar) == 0
    sidecar.close()


def test_vectors_in_the_clear_are_not_taken_over(tmp_path: Path) -> None:
    plain = opened(tmp_path, None)
    plain.add([1], [7], VECTORS[:1])
    plain.close()
    sealed = opened(tmp_path)
    assert sealed.foreign
    sealed.close()
    assert VECTORS[0].tobytes() not in (tmp_path / "vectors").read_bytes()


def test_every_flipped_bit_is_found_and_what_stands_is_true(tmp_path: Path) -> None:
    filled(tmp_path)
    whole = (tmp_path / "vectors").read_bytes()
    drawn = random.Random(3)
    for at in [drawn.randrange(len(whole)) for _ in range(60)]:
        damaged = bytearray(whole)
        damaged[at] ^= 1 << drawn.randrange(8)
        (tmp_path / "vectors").write_bytes(damaged)
        sidecar = opened(tmp_path)
        assert sidecar.foreign or sidecar.damaged
        for one in sidecar.ids:
            assert sidecar.nearest(VECTORS[one], 1)[0][0] == one
        sidecar.close()


def test_frames_cannot_change_places(tmp_path: Path) -> None:
    filled(tmp_path)
    whole = (tmp_path / "vectors").read_bytes()
    length = 4 + 12 + int.from_bytes(whole[8:12], "little")
    first, second = whole[8 : 8 + length], whole[8 + length : 8 + 2 * length]
    (tmp_path / "vectors").write_bytes(whole[:8] + second + first + whole[8 + 2 * length :])
    sidecar = opened(tmp_path)
    assert sidecar.foreign
    sidecar.close()


def test_a_frame_that_a_kill_tore_off_is_cut_away(tmp_path: Path) -> None:
    filled(tmp_path)
    whole = (tmp_path / "vectors").read_bytes()
    for cut in (1, 40, 300):
        (tmp_path / "vectors").write_bytes(whole[:-cut])
        sidecar = opened(tmp_path)
        assert len(sidecar) in (40, 60)
        sidecar.close()
        again = opened(tmp_path)
        assert again.damaged == 0
        again.close()
