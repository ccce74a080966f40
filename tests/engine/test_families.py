"""Models of other families than the embedded one: the same is true of their answers, whatever their layers keep."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from localcounsel.engine.door import Finished, Wrote
from localcounsel.engine.llama.ahead import FIRST
from localcounsel.engine.llama.memory import Memory
from localcounsel.engine.llama.writing import Writer
from localcounsel.engine.templates import family as chatml
from localcounsel.engine.templates import render
from localcounsel.errors import ModelDamaged
from localcounsel.records import Message, Span
from tests.engine.contract import asking
from tests.engine.reading_answers import fault
from tests.engine.test_locked_models import answered, opened, orders

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
families = importlib.import_module("tiny_families")

KEEPING_STATE = {"granite-4", "falcon-h1", "lfm-2", "mamba-2", "qwen-3.5"}
TEXTS = (
    "The tenant shall give notice.",
    "  two  spaces\n\tand a tab ",
    "§ 7 “quoted” 契約 ümlaut 😀",
    " x",
    "</s><|im_end|>",
)


@pytest.fixture(scope="module", params=sorted(families.FAMILIES))
def family(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def writer(family: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    path = tmp_path_factory.mktemp("families") / f"{family}.gguf"
    path.write_bytes(families.model(family))
    yield opened(path)


def test_text_is_spelled_exactly_and_steers_nothing(writer: Writer) -> None:
    vocabulary = writer.vocabulary
    for text in TEXTS:
        tokens = vocabulary.spell(text.encode())
        assert b"".join(map(vocabulary.piece, tokens)) == text.encode()
        assert not any(map(vocabulary.controls, tokens))


def test_nothing_is_invented(writer: Writer) -> None:
    quoted = 0
    for question, locked, how in orders(8):
        answer, cut = answered(writer, question, locked, how)
        assert not fault(answer, locked, cut=cut), (answer, locked, how)
        quoted += "“" in answer
    assert quoted >= 4


def test_what_was_asked_before_changes_nothing(writer: Writer) -> None:
    """Whether the cache held the same beginning, another one, or nothing."""
    greedy = [(question, locked, replace(how, temperature=0.0)) for question, locked, how in orders(6)]
    forwards = [answered(writer, *each) for each in greedy]
    backwards = [answered(writer, *each) for each in reversed(greedy)][::-1]
    assert forwards == backwards
    for each, before in zip(greedy, forwards, strict=True):
        writer.memory.forget()
        assert answered(writer, *each) == before


def test_only_what_can_be_taken_back_is_read_ahead(
    writer: Writer, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a layer keeps a state, one token too many would cost the whole prompt again."""
    assert writer.ahead == (0 if family in KEEPING_STATE else FIRST)
    read = []
    compute = Memory._compute

    def counted(memory: Memory, tokens: list[int], *, rows: int) -> None:
        read.append(len(tokens))
        compute(memory, tokens, rows=rows)

    question, locked, how = next(iter(orders(1)))
    writer.memory.forget()
    alone = [answered(writer, question, locked, replace(how, temperature=0.0))]
    monkeypatch.setattr(Memory, "_compute", counted)
    writer.memory.forget()
    assert [answered(writer, question, locked, replace(how, temperature=0.0))] == alone
    once = sum(read)
    monkeypatch.setattr(writer, "ahead", 0)
    read.clear()
    writer.memory.forget()
    answered(writer, question, locked, replace(how, temperature=0.0))
    assert once <= 1.5 * sum(read)


def test_a_follow_up_reads_only_what_is_new_and_says_the_same(writer: Writer) -> None:
    """In a conversation that goes on, also after answers that were stopped while reading and while writing."""
    question, locked, how = next(iter(orders(1)))
    order = (locked, replace(how, temperature=0.0, most_tokens=40))
    block = writer.memory._block
    asked = [asking(question, about="\n\n".join(locked.passages))]
    follow_ups = []
    for number in range(4):
        prompt = writer.vocabulary.prompt(render(chatml("chatml"), asked[-1]))
        patience = iter(range(number * 3))
        list(writer.answer(prompt, order[1], partial(_used_up, patience), order[0]))
        events = list(writer.answer(prompt, order[1], lambda: False, order[0]))
        writer.settle()
        end = events[-1]
        assert isinstance(end, Finished)
        follow_ups.append((prompt, "".join(each.text for each in events if isinstance(each, Wrote)), end.reused_tokens))
        said = (
            Message("assistant", (Span(follow_ups[-1][1], False),)),
            Message("user", (Span(f"And what of {number}?", True),)),
        )
        asked.append((*asked[-1], *said))
    for before, (_, _, reused) in pairwise(follow_ups):
        assert reused >= len(before[0]) // block * block > 0 or writer.memory._window
    for prompt, answer, _ in follow_ups:
        writer.memory.forget()
        events = list(writer.answer(prompt, order[1], lambda: False, order[0]))
        assert "".join(each.text for each in events if isinstance(each, Wrote)) == answer


def _used_up(left: Iterator[int]) -> bool:
    return next(left, None) is None


def test_what_writes_all_at_once_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "dream.gguf"
    path.write_bytes(families.model("qwen-2", architecture="dream"))
    with pytest.raises(ModelDamaged, match="word by word"):
        opened(path)
