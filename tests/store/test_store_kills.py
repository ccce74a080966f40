"""A desk killed in the middle of writing: what was said to be on disk is there, whole; the rest is there or not."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from localcounsel.records import Matter
from localcounsel.store import matters
from localcounsel.store.audit import AuditLog
from localcounsel.store.matter import MatterStore, open_store
from localcounsel.store.places import Places
from tests.store import matter_samples as samples

ROOT = Path(__file__).resolve().parents[2]
SEED = int(os.environ.get("LOCALCOUNSEL_TEST_SEED", "20261122"))


def _write_until_killed(folder: Path, chance: random.Random) -> list[tuple[str, int]]:
    """What the desk said before it was killed, some moments after a random one of its lines."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(Path(__file__).with_name("kill_writer.py")), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, encoding="utf-8") as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(chance.randint(1, 12))]
        for _ in range(chance.randint(0, 300_000)):
            pass  # the kill falls somewhere within the next write
        writer.kill()
        said += writer.stdout.readlines()
    assert all(line.endswith("\n") for line in said)
    return [(what, int(number)) for what, number in (line.split() for line in said)]


def _look(store: MatterStore, said: list[tuple[str, int]]) -> None:
    """Everything that was said is so, and every document is whole."""
    documents = {document.name: document for document in store.documents()}
    answers = {row.id for row in store.answers()}
    removed = {number for what, number in said if what == "removed"}
    for what, number in said:
        if what == "document" and number not in removed and f"{number}.txt" not in documents:
            # the removal may have reached the disk before the kill kept it from being said
            assert number % 4 == 0
            assert f"{number + 3}.txt" in documents
        if what == "answer":
            assert store.answer(samples.answer(number).id) == samples.answer(number)
            assert samples.answer(number).id in answers
    assert not {f"{number}.txt" for number in removed} & documents.keys()
    for name, document in documents.items():
        word = f"number{name.removesuffix('.txt')}"
        found = store.passages([id for id, _ in store.words(word, 999, [document.id])])
        passages = store.document_passages(document.id)
        assert [page.number for page in store.pages(document.id)] == [1, 2]
        assert {passage.id for passage in found} == {each.id for each in passages if word in each.text}
        assert document.outline.title == "Services Agreement"


def _kill_many(matter: Matter, times: int, seed: int) -> None:
    chance = random.Random(seed)
    said: list[tuple[str, int]] = []
    for turn in range(times):
        said += _write_until_killed(matter.folder, chance)
        with open_store(matter, 1e9) as store:
            store.check()
            _look(store, said)
            assert len(store.documents()) == len(store.copies()), (seed, turn)
        log = AuditLog(matter.folder)
        log.append("looked")
        log.check()
        written = [dict(event.details).get("number") for event in log.events()]
        for what, number in said:
            assert what != "audit" or str(number) in written, (seed, turn)


@pytest.fixture
def matter(tmp_path: Path) -> Matter:
    return matters.create(Places(tmp_path / "home"), "Acme")


def test_a_few_kills(matter: Matter) -> None:
    _kill_many(matter, 4, seed=SEED)


@pytest.mark.slow
def test_a_hundred_kills(matter: Matter) -> None:
    _kill_many(matter, 100, seed=int(os.environ.get("LOCALCOUNSEL_TEST_SEED") or random.randrange(1 << 30)))
