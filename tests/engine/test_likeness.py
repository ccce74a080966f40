"""Known wordings are learnt once, kept with the index, and tell the concept of a question worded like them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from localcounsel.engine import likeness
from localcounsel.engine.embedder import Vectors, unit

KNOWN = (("leaving", "walk away early"), ("leaving", "get out of it"), ("money", "who pays the bill"))


class Letters:
    """An embedder of letter counts."""

    dimensions = 26

    def __init__(self, identity: str = "letters") -> None:
        self.identity = identity
        self.read = 0

    def passages(self, texts: Sequence[str], check: Callable[[], None] = lambda: None) -> Vectors:
        self.read += len(texts)
        counts = np.array([[text.count(chr(97 + at)) for at in range(26)] for text in texts], np.float32)
        return unit(counts)

    def query(self, text: str) -> Vectors:
        found: Vectors = self.passages([text])[0]
        return found


def learnt(folder: Path) -> Letters:
    embedder = Letters()
    assert len(list(likeness.learn(folder, embedder, KNOWN))) == 1
    return embedder


def test_a_question_is_of_the_concept_whose_wordings_it_is_like(tmp_path: Path) -> None:
    embedder = learnt(tmp_path)
    found = likeness.load(tmp_path, embedder, KNOWN)
    assert found is not None
    shares = found.concepts(embedder.query("who pays this bill"))
    assert sum(shares.values()) == pytest.approx(1)
    assert set(shares) == {"leaving", "money"}
    assert shares["money"] > 0.6


def test_other_wordings_or_another_embedder_are_learnt_anew(tmp_path: Path) -> None:
    embedder = learnt(tmp_path)
    assert likeness.load(tmp_path, embedder, KNOWN[:2]) is None
    assert likeness.load(tmp_path, Letters("others"), KNOWN) is None
    assert likeness.load(tmp_path / "elsewhere", embedder, KNOWN) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"of": 1}', b"\xff\xfe"])
def test_a_damaged_file_counts_as_nothing(tmp_path: Path, damage: bytes) -> None:
    embedder = learnt(tmp_path)
    (tmp_path / likeness.NAME).write_bytes(damage)
    assert likeness.load(tmp_path, embedder, KNOWN) is None


def test_a_file_cut_short_counts_as_nothing(tmp_path: Path) -> None:
    embedder = learnt(tmp_path)
    whole = (tmp_path / likeness.NAME).read_text()
    (tmp_path / likeness.NAME).write_text(whole.replace('"vectors": "', '"vectors": "AAAA'))
    assert likeness.load(tmp_path, embedder, KNOWN) is None
