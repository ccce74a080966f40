"""Reading ahead changes nothing but the speed: a model made of a hash says the same with it and without."""

from __future__ import annotations

import hashlib
import random
from types import SimpleNamespace
from typing import Any

import pytest

from localcounsel.engine.door import Locked, Sampling
from localcounsel.engine.freedom import Freedom
from localcounsel.engine.llama import quoting
from localcounsel.engine.llama.ahead import FIRST, Ahead
from localcounsel.engine.llama.course import Course
from localcounsel.engine.locked import Quotations
from tests.engine.reading_answers import fault
from tests.engine.test_locked_walks import COMMON, order

LONGER = [
    b" the rent",
    b"ant ",
    b"oof",
    b"The Tenant",
    b" pay",
    b" for",
    b" water",
    b" light",
    b" keep",
    b";\n",
    b"(b",
    b") ",
]
PIECES = [*(bytes([value]) for value in range(256)), *COMMON, *LONGER]
END = len(PIECES)


class HashVocabulary:
    """Bytes, and some longer tokens."""

    size = END + 1
    known = {piece: token for token, piece in enumerate(PIECES)}  # noqa: RUF012

    def spellings(self) -> dict[bytes, int]:
        return self.known

    def piece(self, token: int) -> bytes:
        return PIECES[token] if token < END else b""

    def spell(self, content: bytes) -> list[int]:
        tokens = []
        while content:
            length = next(n for n in range(32, 0, -1) if content[:n] in self.known)
            tokens.append(self.known[content[:length]])
            content = content[length:]
        return tokens

    def enders(self) -> list[int]:
        return [END]

    def controls(self, token: int) -> bool:
        return token == END

    def freedom(self) -> Freedom:
        return FREEDOM


FREEDOM = Freedom([*PIECES, None], [END])


class HashMemory:
    """A model whose logits depend on every token before, and on nothing else. It likes long tokens."""

    def __init__(self) -> None:
        self.tokens = [1, 2, 3]
        self.rows: list[list[float]] = [self.logits(3)]
        self.calls = 0

    def logits(self, count: int) -> list[float]:
        digest = hashlib.blake2b(repr(self.tokens[:count]).encode()).digest()
        chance = random.Random(digest)
        return [chance.random() + 0.3 * len(piece) for piece in [*PIECES, b""]]

    def write(self, *tokens: int, rows: int = 1) -> int:
        self.tokens += tokens
        self.calls += 1
        unknown: list[list[float]] = [[] for _ in range(len(tokens) - rows)]
        self.rows = [*unknown, *(self.logits(len(self.tokens) - rows + 1 + row) for row in range(rows))]
        return len(tokens) - rows

    def unwrite(self, count: int) -> None:
        del self.tokens[len(self.tokens) - count :]


def write(locked: Locked, how: Sampling, first: int, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Ahead, HashMemory]:
    memory = HashMemory()
    chance = random.Random(how.seed)

    def sample(barred: Any, _: Any, row: int) -> int:
        scores = [-1.0 if token in barred else score for token, score in enumerate(memory.rows[row])]
        if how.temperature > 0:
            return chance.choices(range(len(scores)), [max(score, 0.0) for score in scores])[0]
        return scores.index(max(scores))

    library = SimpleNamespace(llama_get_logits_ith=lambda _, row: memory.rows[row], llama_sampler_sample=sample)
    monkeypatch.setattr(quoting, "llama", lambda: library)
    ahead = Ahead(memory, first)  # type: ignore[arg-type]
    writing = quoting.Quoting(None, ahead, HashVocabulary(), locked, how)  # type: ignore[arg-type]
    monkeypatch.setattr(writing, "_sampler", lambda bars: set(FREEDOM.barred(bars)))
    course = Course(3)
    text = "".join(event.text for event in writing.write(course, how.most_tokens, lambda: False))
    ahead.close()
    assert not fault(text, locked, cut=course.stopped == "length"), text
    return text, ahead, memory


@pytest.mark.parametrize("lot", range(6))
def test_the_same_answer_with_reading_ahead_and_without(lot: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(lot)
    for number in range(8):
        locked = order(chance)
        how = Sampling(most_tokens=chance.choice((40, 400)), temperature=number % 2, seed=number)
        plain, none, alone = write(locked, how, 0, monkeypatch)
        text, ahead, memory = write(locked, how, FIRST, monkeypatch)
        assert text == plain and none.read == 0
        assert memory.tokens == alone.tokens  # nothing that was not chosen stays in the cache
        assert ahead.kept <= ahead.read and memory.calls <= alone.calls


def test_where_the_model_quotes_on_reading_ahead_saves_work(monkeypatch: pytest.MonkeyPatch) -> None:
    passage = (
        "The Tenant shall:\n(a) pay rent;\n(b) pay for water;\n(c) pay for light;\n(d) keep the roof; and\n(e) go."
    )
    locked = Locked((passage,), (1,), "-", most_quotations=1)
    wanted = f"“{passage}” [1]".encode()

    def logits(memory: HashMemory, count: int) -> list[float]:
        said = b"".join(PIECES[token] for token in memory.tokens[3:count])
        return [len(piece) * float(wanted.startswith(said + piece)) for piece in [*PIECES, b""]]

    monkeypatch.setattr(HashMemory, "logits", logits)
    plain, _, alone = write(locked, Sampling(most_tokens=400), 0, monkeypatch)
    text, ahead, memory = write(locked, Sampling(most_tokens=400), FIRST, monkeypatch)
    assert text == plain == wanted.decode()
    assert ahead.kept > ahead.read / 2 and memory.calls < alone.calls


def test_what_is_expected_of_a_quotation_is_that_it_goes_on() -> None:
    locked = Locked(
        ("The first sentence of this passage is here. The second sentence of it is here.",), (1,), "No.", opening=1
    )
    answer = Quotations(locked)
    answer.take(answer.forced)
    assert answer.likely() == b"The first sentence of this passage is here"
    twin = answer.twin()
    twin.take(answer.likely())
    assert twin.likely() == b". The second sentence of it is here"
    assert answer.likely() == b"The first sentence of this passage is here"
