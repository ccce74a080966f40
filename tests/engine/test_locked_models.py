"""The test that decides: a model of random weights and the embedded one cannot quote what is not in the passages."""

from __future__ import annotations

import hashlib
import importlib
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from localcounsel.engine.door import Finished, Locked, Sampling, Wrote
from localcounsel.engine.llama import loading
from localcounsel.engine.llama.ahead import FIRST
from localcounsel.engine.llama.memory import Memory
from localcounsel.engine.llama.writing import Writer
from localcounsel.engine.templates import family, render
from localcounsel.records import ApprovedModel
from tests.engine.contract import asking
from tests.engine.reading_answers import fault, quotations
from tests.engine.test_locked_walks import PASSAGES
from tests.engine.test_quoting import LEASE, QUESTIONS

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
randomise = importlib.import_module("random_weights").randomise

pytestmark = [pytest.mark.model, pytest.mark.heavy]

BANK = (*LEASE.passages, *PASSAGES[1:6])


def opened(path: Path) -> Writer:
    """The model in this process, without pipes."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    file = loading.ModelFile(path, path.stat().st_size, digest)
    return Writer(loading.load([file], loading.Wanted(2048, 1, "off"), lambda stage, share: None))


@pytest.fixture(scope="module")
def embedded(chat_model: ApprovedModel) -> Writer:
    return opened(chat_model.folder / chat_model.card.files[0].name)


@pytest.fixture(scope="module")
def by_chance(chat_model: ApprovedModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    """The embedded model's shape and tokens, and nothing that it has learnt."""
    path = tmp_path_factory.mktemp("random") / "random.gguf"
    assert randomise(chat_model.folder / chat_model.card.files[0].name, path, seed=7) > 100_000_000
    yield opened(path)
    path.unlink()


def orders(count: int) -> Iterator[tuple[str, Locked, Sampling]]:
    """Question, lock and sampling, of every kind in turn. Neighbours share their passages, which are read once."""
    for number in range(count):
        chance = random.Random(number // 10)
        passages = tuple(chance.sample(BANK, 3))
        temperature = (0.0, 0.7, 1.5, 5.0)[number // 4 % 4]
        locked = Locked(
            passages,
            (1, 2, 3),
            LEASE.refusal,
            most_quotations=1 + number % 3,
            opening=(0, 0, 1, 2, 3)[number % 5],
            statements=number % 2 == 0,
            ellipsis=number % 4 < 2,
        )
        yield QUESTIONS[number % len(QUESTIONS)], locked, Sampling(200, temperature, seed=number)


def answered(writer: Writer, question: str, locked: Locked, how: Sampling) -> tuple[str, bool]:
    """The answer, and whether it was cut off."""
    about = "\n\n".join(f"[{number}] {text}" for number, text in zip(locked.numbers, locked.passages, strict=True))
    prompt = writer.vocabulary.prompt(render(family("chatml"), asking(question, about=about)))
    events = list(writer.answer(prompt, how, lambda: False, locked))
    end = events[-1]
    assert isinstance(end, Finished)
    return "".join(event.text for event in events if isinstance(event, Wrote)), end.stopped == "length"


def prove(writer: Writer, count: int) -> Counter[str]:
    """Read so many answers, and count what is in them."""
    found: Counter[str] = Counter()
    for question, locked, how in orders(count):
        answer, cut = answered(writer, question, locked, how)
        assert not fault(answer, locked, cut=cut), (answer, locked, how)
        mode = "statements" if locked.statements else "quotations"
        found.update({mode: 1, "quoted": quotations(answer), "cut": int(cut), "omitted": " … " in answer})
        found["refused"] += answer == locked.refusal
    return found


@pytest.mark.parametrize("which", ["embedded", "by_chance"])
def test_no_quotation_is_invented(which: str, request: pytest.FixtureRequest) -> None:
    found = prove(request.getfixturevalue(which), 10)
    assert found["statements"] == 5 and found["quoted"] >= 7


@pytest.mark.slow
@pytest.mark.parametrize("which", ["embedded", "by_chance"])
def test_in_a_thousand_answers_no_quotation_is_invented(which: str, request: pytest.FixtureRequest) -> None:
    found = prove(request.getfixturevalue(which), 500)
    print(which, dict(found))
    assert found["quoted"] >= 500 and found["omitted"] and found["cut"] < 100


@pytest.mark.parametrize("which", ["embedded", "by_chance"])
def test_reading_ahead_and_one_by_one_say_the_same(
    which: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for near ties: a token's logits depend in their last bits on how many were computed with it."""
    writer: Writer = request.getfixturevalue(which)
    together = Memory.write

    def one_by_one(memory: Memory, *tokens: int, rows: int = 1) -> int:
        assert rows == 1
        for token in tokens[:-1]:
            together(memory, token)
        return together(memory, tokens[-1])

    greedy = [(question, locked, replace(how, temperature=0.0)) for question, locked, how in orders(6)]
    monkeypatch.setattr(writer, "ahead", FIRST)
    ahead = [answered(writer, *order) for order in greedy]
    monkeypatch.setattr(writer, "ahead", 0)
    monkeypatch.setattr(Memory, "write", one_by_one)
    alone = [answered(writer, *order) for order in greedy]
    different = sum(one != other for one, other in zip(ahead, alone, strict=True))
    print(which, "differ:", different, "of", len(greedy))
    assert different <= 1
