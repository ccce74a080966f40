"""The one fake: engines that say what they were told to say, and remember what they were asked.

`ScriptedModel` and `ScriptedIndex` keep the promises of `engine.door`; `tests/engine/contract.py` holds them to it.
"""

from __future__ import annotations

import math
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from localcounsel import errors
from localcounsel.engine.door import (
    Finished,
    GenerationEvent,
    IndexItem,
    IndexState,
    LoadedModel,
    Locked,
    Reading,
    Recall,
    Sampling,
    Wrote,
)
from localcounsel.engine.quotable import quotable
from localcounsel.records import ApprovedModel, Message, ModelCard, ModelFile

NOTHING_FOUND = "Not found in these documents."
_TOKEN = re.compile(r"\w+\s?|\W")
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.;])\s")
_BATCH = 64

Line = str | errors.CounselError | Callable[[Sequence[Message]], str]
"""What the model says next: a text, a text made from the prompt, or an error it raises half-way."""


def approved_model(role: str = "chat", name: str = "scripted", *, files: bool = False) -> ApprovedModel:
    """An approval for an engine that opens no files; `files` names one all the same."""
    named = (ModelFile(f"{name}.gguf", 0, ""),) if files else ()
    card = ModelCard(
        name=name, role=role, family="chatml", licence="none", parameters=1, context=4096, files=named, dimensions=3
    )
    return ApprovedModel(card, Path(), f"fingerprint of {name}")


class ScriptedModel:
    """A model engine in memory. `lines` are its answers, in order; then it says `otherwise`.

    Locked, and with no lines left, it quotes the first sentence of the opening passage, or of the first that has one.
    """

    def __init__(self, *lines: Line, context: int = 4096, otherwise: Line = NOTHING_FOUND) -> None:
        self._lines: deque[Line] = deque(lines)
        self._context = context
        self._otherwise = otherwise
        self._loaded: LoadedModel | None = None
        self._cache: list[str] = []
        self._closed = False
        self.history: list[tuple[tuple[Message, ...], Sampling]] = []
        """Every prompt it was given, oldest first."""
        self.locked_history: list[Locked | None] = []
        """What it was held to with each of these."""
        self.loads: list[str] = []
        """Names of the models it was made to load."""
        self.cancelled = 0
        """Answers that were closed before their end."""

    def enqueue(self, *lines: Line) -> None:
        """More answers, after those already waiting."""
        self._lines.extend(lines)

    def load(self, model: ApprovedModel) -> LoadedModel:
        self._open()
        if self._loaded is None or self._loaded.name != model.card.name:
            self.loads.append(model.card.name)
            self._loaded = LoadedModel(model.card.name, self._context, 1, 0, 1, 0.0, "script")
        return self._loaded

    def count(self, texts: Sequence[str]) -> list[int]:
        self._ready()
        return [len(tokens(text)) for text in texts]

    def generate(
        self, messages: Sequence[Message], sampling: Sampling, locked: Locked | None = None
    ) -> Iterator[GenerationEvent]:
        self._ready()
        self.history.append((tuple(messages), sampling))
        self.locked_history.append(locked)
        prompt = tokens("\n".join(span.text for message in messages for span in message.spans))
        if len(prompt) + 32 > self._context:
            raise errors.PromptTooLong(f"It takes {len(prompt)} tokens; the window has {self._context}.")
        otherwise = self._otherwise if locked is None else first_quotation(locked)
        line = self._lines.popleft() if self._lines else otherwise
        whole = False
        try:
            reused = self._reuse(prompt)
            yield from (
                Reading(done, len(prompt), reused) for done in (*range(reused, len(prompt), _BATCH), len(prompt))
            )
            answer = _answer(line, messages, sampling)
            for token in answer:
                self._open()
                yield Wrote(token)
            if isinstance(line, errors.CounselError):
                raise line
            whole = True
            stopped = "length" if len(answer) == sampling.most_tokens else "end"
            yield Finished(stopped, len(prompt), reused, len(answer), 0.0, 0.0)
        finally:
            self.cancelled += not whole

    def forget(self) -> None:
        self._cache = []

    def close(self) -> None:
        self._closed = True

    def _reuse(self, prompt: list[str]) -> int:
        common = 0
        while common < min(len(self._cache), len(prompt) - 1) and self._cache[common] == prompt[common]:
            common += 1
        self._cache = prompt
        return common

    def _open(self) -> None:
        if self._closed:
            raise errors.EngineDied("The model was closed.")

    def _ready(self) -> None:
        self._open()
        if self._loaded is None:
            raise errors.EngineRefused("No model is loaded.")


class ScriptedIndex:
    """An index engine in memory: a passage's vector is the count of its words, so a person can check a cosine."""

    def __init__(self) -> None:
        self.items: dict[int, IndexItem] = {}
        self.calls: list[str] = []
        """The verbs it was given, oldest first."""
        self.fail: errors.CounselError | None = None
        """Raised by the next `add` or `nearest`, once."""
        self.ranker: ApprovedModel | None = None
        self._folder: Path | None = None
        self._closed = False

    def open(self, folder: Path, embedder: ApprovedModel, key: bytes | None = None) -> IndexState:
        self._note("open", opened=False)
        self._folder = folder
        return self._state()

    def present(self) -> frozenset[int]:
        self._note("present")
        return frozenset(self.items)

    def add(self, items: Sequence[IndexItem]) -> None:
        self._note("add")
        self._maybe_fail()
        self.items.update((item.id, item) for item in items)

    def remove(self, ids: Sequence[int]) -> None:
        self._note("remove")
        for each in ids:
            self.items.pop(each, None)

    def nearest(self, query: str, count: int, documents: Sequence[int] = ()) -> list[tuple[int, float]]:
        self._note("nearest")
        self._maybe_fail()
        wanted = set(documents)
        found = [
            (item.id, _cosine(query, item.text))
            for item in self.items.values()
            if not wanted or item.document in wanted
        ]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:count]

    def alike(self, query: str, texts: Sequence[str]) -> list[float]:
        self._note("alike")
        return [_cosine(query, text) for text in texts]

    def concepts(self, query: str) -> dict[str, float]:
        """It knows no wordings."""
        self._note("concepts")
        return {}

    def started_again(self) -> ScriptedIndex:
        """As a new child finds the folder."""
        self._closed, self._folder, self.ranker = False, None, None
        return self

    def load_ranker(self, ranker: ApprovedModel) -> None:
        self._note("load_ranker", opened=False)
        self.ranker = ranker

    def rank(self, query: str, texts: Sequence[str]) -> list[float]:
        """The same likeness, on a scale of log-odds."""
        self._note("rank", opened=False)
        self._maybe_fail()
        if self.ranker is None:
            raise errors.EngineRefused("No ranker is loaded.")
        return [10 * _cosine(query, text) - 3 for text in texts]

    def recall(self) -> Recall:
        """Every passage whose own text does not find it."""
        self._note("recall")
        lost = [id for id, item in self.items.items() if not item.text.strip()]
        return Recall(len(self.items), 0, tuple(lost))

    def settle(self) -> IndexState:
        self._note("settle")
        return self._state()

    def close(self) -> None:
        self._closed = True

    def _state(self) -> IndexState:
        return IndexState(vectors=len(self.items), dimensions=3, rebuilt=False, health="exact")

    def _note(self, verb: str, *, opened: bool = True) -> None:
        self.calls.append(verb)
        if self._closed:
            raise errors.EngineDied("The index was closed.")
        if opened and self._folder is None:
            raise errors.EngineRefused("No index is open.")

    def _maybe_fail(self) -> None:
        error, self.fail = self.fail, None
        if error is not None:
            raise error


def tokens(text: str) -> list[str]:
    """The scripted model's tokens: a word with the space after it, or one other character."""
    return _TOKEN.findall(text)


def quoting(messages: Sequence[Message]) -> str:
    """An answer that quotes the first sentence of the first foreign text of some length; for `enqueue`."""
    foreign = [span.text for message in messages for span in message.spans if span.foreign and len(span.text) > 40]
    if not foreign:
        return NOTHING_FOUND
    sentence = _SENTENCE.split(foreign[0].strip())[0]
    return f'The documents say: "{sentence}" [1]'


def first_quotation(locked: Locked) -> str:
    """The first sentence of the opening passage, or of the first that has one, as a locked answer; else the refusal.

    Where statements are wanted, one introduces it.
    """
    words = "The documents say: " if locked.statements else ""
    numbered = sorted(
        zip(locked.numbers, locked.passages, strict=True), key=lambda each: (each[0] != locked.opening, each[0])
    )
    for number, passage in numbered:
        for part in quotable(passage)[:1]:
            return f"{words}“{passage[part.start : part.ends[0]]}” [{number}]"
    return locked.refusal


def _answer(line: Line, messages: Sequence[Message], sampling: Sampling) -> list[str]:
    text = "I was about to say" if isinstance(line, errors.CounselError) else line
    if callable(text):
        text = text(messages)
    ends = [place for stop in sampling.stop if stop and (place := text.find(stop)) >= 0]
    return tokens(text[: min(ends)] if ends else text)[: sampling.most_tokens]


def _cosine(one: str, other: str) -> float:
    first, second = (Counter(word.lower() for word in _WORD.findall(text)) for text in (one, other))
    product = sum(first[word] * second[word] for word in first)
    lengths = math.sqrt(sum(n * n for n in first.values()) * sum(n * n for n in second.values()))
    return product / lengths if lengths else 0.0
