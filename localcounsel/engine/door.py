"""The narrow door to native code: what the desk may ask of the two engine children, and what comes back.

Flows know only these protocols. `client` implements them over pipes; the tests' scripted engine in memory.
Generators are handles: closing one cancels the work behind it within half a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from localcounsel.records import ApprovedModel, Message


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the model writes. Recorded with every answer."""

    most_tokens: int = 512
    temperature: float = 0.0
    """0 is greedy."""
    top_p: float = 0.95
    repeat_penalty: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Locked:
    """What may be written: quotations copied from these passages, character by character, or the refusal.

    Alone, the answer is `refusal`, or lines `“…” [n]` in each of which … stands in the passage numbered n. With
    `statements`, each line is a sentence in the model's own words, without any marks of quotation, and at least one
    such quotation after it. Stop strings and the repetition penalty do not apply, `top_p` only to the model's own
    words; `most_tokens` may cut the answer short.
    """

    passages: tuple[str, ...]
    numbers: tuple[int, ...]
    """The number under which each passage stands in the prompt."""
    refusal: str
    """The one sentence that may stand instead."""
    most_quotations: int = 3
    """In the whole answer; so at most as many statements."""
    opening: int = 0
    """Number of the passage the first quotation must come from, which excludes the refusal; 0: the model chooses."""
    from_its_start: bool = False
    """The first quotation begins where the opening passage can first be quoted, and not where the model likes."""
    statements: bool = False
    """The model may say what it quotes for."""
    ellipsis: bool = False
    """A quotation may leave out sentences of its passage, marked ` … `, see `core.ellipsis`."""

    def __post_init__(self) -> None:
        if len(self.passages) != len(self.numbers) or not self.refusal or self.most_quotations < 1:
            raise ValueError("quotations need a number for each passage, a refusal, and room for one")


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """What the model child says about the model it loaded."""

    name: str
    context: int
    """Tokens of the context window in use, prompt and answer together."""
    layers: int
    layers_on_gpu: int
    threads: int
    seconds: float
    backend: str
    cache: str = ""
    """Type of the numbers in the cache: `f16` or `q8_0`."""
    memory: int = 0
    """Bytes it was held to need, weights, cache and working space."""
    verifying: float = 0.0
    """Seconds of `seconds` that went into hashing its files."""
    devices: tuple[tuple[str, int], ...] = ()
    """Layers on each graphics device; the model's output counts as one more layer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Progress of prefill. `reused` prompt tokens were in the cache already and count as done."""

    done: int
    of: int
    reused: int


@dataclass(frozen=True, slots=True)
class Wrote:
    """More text of the answer: whole characters only."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a generation."""

    stopped: str
    """`end`, `length` or `cancelled`."""
    prompt_tokens: int
    reused_tokens: int
    written_tokens: int
    first_token_seconds: float
    seconds: float


GenerationEvent = Reading | Wrote | Finished


class ModelEngine(Protocol):
    """The model child: llama.cpp and nothing else."""

    def load(self, model: ApprovedModel) -> LoadedModel:
        """Load it, or do nothing when it is loaded. Raises ModelError or EngineError."""
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text under the loaded model, control tokens in it counted as plain text."""
        ...

    def generate(
        self, messages: Sequence[Message], sampling: Sampling, locked: Locked | None = None
    ) -> Iterator[GenerationEvent]:
        """Write an answer: Reading…, Wrote…, then exactly one Finished; with `locked`, one that can only quote.

        Raises PromptTooLong, EngineDied.
        """
        ...

    def forget(self) -> None:
        """Drop everything the cache holds of any prompt."""
        ...

    def close(self) -> None:
        """End the child, by force if need be. Harmless twice."""
        ...


@dataclass(frozen=True, slots=True)
class IndexState:
    """What the index child has when a matter is opened."""

    vectors: int
    """Passages whose vector is in the sidecar, under this embedder."""
    dimensions: int
    rebuilt: bool
    """The Chroma generation was missing or damaged and was made anew from the sidecar."""
    health: str
    """`chroma` or `exact`, and why if the latter is a fallback."""


@dataclass(frozen=True, slots=True)
class Recall:
    """What came of looking every vector up by itself."""

    vectors: int
    damaged: int
    """Records of the sidecar whose checksum was wrong when it was opened: their passages count as not indexed."""
    lost: tuple[int, ...]
    """Passages that are not found by their own vector."""


@dataclass(frozen=True, slots=True)
class IndexItem:
    """One passage to embed. `text` already carries the contextual header."""

    id: int
    document: int
    """63-bit document key, see `core.passages.document_key`."""
    text: str


class IndexEngine(Protocol):
    """The index child: embedder, sidecar of vectors, Chroma."""

    def open(self, folder: Path, embedder: ApprovedModel, key: bytes | None = None) -> IndexState:
        """Open (or make) the vector index in `folder`, checked and if need be rebuilt from its sidecar.

        With a sealed matter's `key` everything in it is encrypted.
        """
        ...

    def present(self) -> frozenset[int]:
        """The passage ids whose vectors are safely in the sidecar."""
        ...

    def add(self, items: Sequence[IndexItem]) -> None:
        """Embed and store; when it returns, the vectors are on disk and are found by `nearest`."""
        ...

    def remove(self, ids: Sequence[int]) -> None:
        """Take passages out; they are never found again."""
        ...

    def nearest(self, query: str, count: int, documents: Sequence[int] = ()) -> list[tuple[int, float]]:
        """The nearest passages as (id, cosine), best first; within `documents` (keys) unless empty."""
        ...

    def alike(self, query: str, texts: Sequence[str]) -> list[float]:
        """The cosine of each text with the query, in their order; nothing is stored."""
        ...

    def concepts(self, query: str) -> dict[str, float]:
        """Each concept whose known wordings are like the query, with its share of them; empty where none are known."""
        ...

    def load_ranker(self, ranker: ApprovedModel) -> None:
        """Have the cross-encoder ready, or do nothing when it is. Raises ModelDamaged, EngineError."""
        ...

    def rank(self, query: str, texts: Sequence[str]) -> list[float]:
        """The ranker's log-odds that each text answers the query, in their order. Raises EngineRefused without one."""
        ...

    def recall(self) -> Recall:
        """Look every vector up by itself, in the way in which questions are answered."""
        ...

    def settle(self) -> IndexState:
        """Bring the Chroma generation up to date with the sidecar, if enough has changed to be worth it."""
        ...

    def close(self) -> None:
        """End the child. Harmless twice."""
        ...
