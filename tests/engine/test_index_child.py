"""The index child over real pipes: what it confirmed survives its death; what it says is checked."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from localcounsel import errors
from localcounsel.engine.door import IndexEngine, IndexItem
from localcounsel.engine.index_client import IndexClient
from tests.engine.index_fixtures import approved, prepared_folder

TEXTS = {
    11: "The tenant shall pay a monthly rent of $4,000 on the first day of each month.",
    12: "Either party may terminate this agreement on thirty days' written notice.",
    13: "The supplier's total liability shall not exceed the fees paid in the preceding year.",
    14: "This agreement is governed by the laws of the State of New York.",
    15: "The witness stated that she had never seen the letter before the hearing.",
}


def items(ids: dict[int, str] | None = None) -> list[IndexItem]:
    return [IndexItem(one, one % 2, text) for one, text in (ids or TEXTS).items()]


def many(start: int, count: int) -> list[IndexItem]:
    subjects = ("rent", "notice", "liability", "delivery", "secrecy", "insurance", "royalties", "audits")
    return [
        IndexItem(one, 3, f"Clause {one} deals with {subjects[one % 8]} under lease number {one * 7919}.")
        for one in range(start, start + count)
    ]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[IndexClient]:
    made = IndexClient(tmp_path)
    yield made
    made.close()


@pytest.fixture
def index(client: IndexClient, tmp_path: Path) -> IndexClient:
    """A client with an open, empty index."""
    state = client.open(tmp_path / "index", approved(prepared_folder()))
    assert (state.vectors, state.dimensions, state.rebuilt, state.health) == (0, 384, False, "chroma")
    return client


@pytest.mark.model
def test_passages_are_found_by_what_they_mean(index: IndexEngine) -> None:
    index.add(items())
    assert index.present() == frozenset(TEXTS)
    assert index.nearest("How much does the lessee owe every month?", 1)[0][0] == 11
    assert index.nearest("Which law applies?", 2)[0][0] == 14
    assert index.settle().health == "chroma"
    found = index.nearest("Is there a cap on damages?", 5)
    assert found[0][0] == 13
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert {one for one, _ in index.nearest("notice", 5, [1])} == {11, 13, 15}
    index.remove([13])
    assert 13 not in dict(index.nearest("Is there a cap on damages?", 5))
    assert index.present() == frozenset(TEXTS) - {13}


@pytest.mark.model
def test_it_opens_again_where_it_was(index: IndexClient, tmp_path: Path) -> None:
    index.add(items())
    index.settle()
    index.close()
    again = IndexClient(tmp_path)
    state = again.open(tmp_path / "index", approved(prepared_folder()))
    assert (state.vectors, state.rebuilt, state.health) == (5, False, "chroma")
    assert again.nearest("Which law applies?", 1)[0][0] == 14
    (next((tmp_path / "index" / "generations").rglob("data_level0.bin"))).write_bytes(b"x")
    again.close()
    third = IndexClient(tmp_path)
    third.open(tmp_path / "index", approved(prepared_folder()))
    state = third.settle()
    assert (state.vectors, state.rebuilt, state.health) == (5, True, "chroma")
    third.close()


@pytest.mark.model
def test_another_embedder_begins_anew(index: IndexClient, tmp_path: Path) -> None:
    index.add(items())
    other = approved(prepared_folder(), context=128)
    index.close()
    again = IndexClient(tmp_path)
    assert again.open(tmp_path / "index", other).vectors == 0
    assert again.present() == frozenset()
    again.close()


@pytest.mark.model
def test_a_second_desk_is_told_the_matter_is_in_use(index: IndexClient, tmp_path: Path) -> None:
    second = IndexClient(tmp_path)
    with pytest.raises(errors.MatterInUse):
        second.open(tmp_path / "index", approved(prepared_folder()))
    second.close()


def _kill(client: IndexClient) -> None:
    assert client.pid is not None
    os.kill(client.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)


def _kills_while_adding(index: IndexClient, times: int) -> None:
    """Kill the child at random moments of adding; a restarted one must have all that was confirmed."""
    moment = random.Random(7)
    confirmed: set[int] = set()
    start = 1000
    for _ in range(times):
        timer = threading.Timer(moment.uniform(0.0, 0.5), _kill, [index])
        timer.start()
        try:
            while True:
                index.add(batch := many(start, 4))
                confirmed |= {item.id for item in batch}
                start += 4
        except errors.EngineDied:
            timer.join()
        assert confirmed <= index.present()
        assert index.present() <= confirmed | set(range(start, start + 4))
    assert index.nearest(many(start - 4, 1)[0].text, 1)[0][0] == start - 4


@pytest.mark.model
def test_a_kill_while_adding_loses_nothing_that_was_confirmed(index: IndexClient) -> None:
    _kills_while_adding(index, 4)


@pytest.mark.model
@pytest.mark.slow
def test_twenty_kills_while_adding_lose_nothing(index: IndexClient) -> None:
    _kills_while_adding(index, 20)


@pytest.mark.model
def test_a_child_that_dies_while_settling_settles_without_chroma(index: IndexClient) -> None:
    index.add(items())
    real = index._child.call
    dead: list[int] = []

    def call(verb: str, *args: Any, **named: Any) -> dict[str, Any]:
        if verb == "settle" and not dead:
            dead.append(1)
            _kill(index)
        return real(verb, *args, **named)

    index._child.call = call  # type: ignore[method-assign]
    state = index.settle()
    assert state.vectors == 5
    assert state.health.startswith("exact: Chroma ended the index child")
    assert index.nearest("Which law applies?", 1)[0][0] == 14


@pytest.mark.model
def test_questions_are_answered_between_slices_of_settling(index: IndexClient) -> None:
    index.add(many(1, 120))
    settling = threading.Thread(target=index.settle)
    settling.start()
    assert index.nearest(many(40, 1)[0].text, 1)[0][0] == 40
    settling.join()
    assert index.settle().health == "chroma"


def test_nothing_is_open_before_open(client: IndexClient) -> None:
    with pytest.raises(errors.EngineRefused, match="No index is open"):
        client.nearest("anything", 5)


def test_a_model_that_is_not_there_is_said(client: IndexClient, tmp_path: Path) -> None:
    (tmp_path / "prepared.json").write_text("{}")
    with pytest.raises(errors.ModelDamaged):
        client.open(tmp_path / "index", approved(tmp_path))


@pytest.mark.parametrize(
    "untrusted",
    [
        {},
        {"ids": [1]},
        {"ids": [1], "scores": [0.5, 0.4]},
        {"ids": [1], "scores": ["0.5"]},
        {"ids": [1], "scores": [float("nan")]},
        {"ids": ["1"], "scores": [0.5]},
        {"ids": [-1], "scores": [0.5]},
        {"ids": [1 << 63], "scores": [0.5]},
        {"ids": [True], "scores": [0.5]},
        {"ids": [1, 2, 3], "scores": [0.5, 0.4, 0.3]},
        {"ids": [1, 1], "scores": [0.5, 0.4]},
    ],
)
def test_nonsense_from_the_child_is_not_believed(
    client: IndexClient, untrusted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client._child, "call", lambda *_, **__: untrusted)
    with pytest.raises(errors.EngineError, match="nonsense"):
        client.nearest("anything", 2)
