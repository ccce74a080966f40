"""How much memory a chat model takes, and what gives way first where there is not enough: nothing is ever swapped.

Weights are read from the file as they are. A token's cache entry holds, for each layer, the keys and values of that
layer's own cache heads, of which grouped attention has few; layers with a sliding window keep no more than the window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST_CONTEXT = 2048
"""Tokens below which no question with its passages fits."""
SPARE = 512 * 1024 * 1024
"""Bytes left to everything else on the machine when something is made smaller to fit."""
PACKED = 32
"""Numbers that q8_0 packs together."""
BYTES = {"f16": 2.0, "q8_0": 34 / 32}
"""Bytes of one number in the cache, by ggml's name of its type: q8_0 packs 32 numbers and a scale into 34 bytes."""
WINDOW_PATTERNS = {
    "gemma2": 2, "gemma3": 6, "gemma3n": 5, "cohere2": 4, "gpt-oss": 2, "exaone4": 4, "llama4": 4,
}  # fmt: skip
"""By architecture, every how many layers one sees the whole context; the others have the window: llama.cpp's own."""

Value = int | float | str | bool | Sequence[int | float | str | bool]


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers of a model that its memory depends on."""

    layers: int = 0
    embedding: int = 0
    """Width of the model: numbers for one token between layers."""
    vocabulary: int = 0
    context: int = 0
    """Tokens it was trained for."""
    cache: int = 0
    """Numbers one token takes in the cache, over all layers that see everything."""
    windowed: int = 0
    """The same over the layers with a sliding window."""
    window: int = 0
    """Tokens of that window."""
    entry: int = 0
    """Numbers of one cache head's key; only whole packs of PACKED can be packed."""
    state: int = 0
    """Numbers of 32 bits that layers keep instead of every token, over all such layers."""

    def pairs(self) -> tuple[tuple[str, int], ...]:
        """For a model's card."""
        return tuple((name, int(getattr(self, name))) for name in self.__slots__ if getattr(self, name))

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, int]]) -> Shape:
        """From a model's card; what it does not know is left at 0."""
        known = set(cls.__slots__)
        return cls(**{name: value for name, value in pairs if name in known})


@dataclass(frozen=True, slots=True)
class Needs:
    """Bytes a model takes in memory."""

    weights: int
    cache: int
    buffers: int

    @property
    def whole(self) -> int:
        """All of it."""
        return self.weights + self.cache + self.buffers


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model is to be loaded so that it fits."""

    tokens: int
    """Context window."""
    cache: str
    """Type of the cache, of BYTES."""
    whole_window: bool
    """Layers with a window keep the whole context all the same, which lets more of a prompt be used again."""
    needs: Needs


def shape(metadata: Mapping[str, Value]) -> Shape:
    """The shape in a GGUF's metadata; 0 for what it does not say."""
    architecture = str(metadata.get("general.architecture", ""))

    def found(name: str) -> Value:
        return metadata.get(f"{architecture}.{name}", 0)

    layers = _number(found("block_count"))
    heads = _listed(found("attention.head_count"), layers)
    cached = _listed(found("attention.head_count_kv"), layers)
    if not any(cached):
        cached = heads
    if every := _number(found("full_attention_interval")):
        cached = [count if (at + 1) % every == 0 else 0 for at, count in enumerate(cached)]
    if shared := _number(found("attention.shared_kv_layers")):
        cached = cached[: layers - shared] + [0] * shared
    embedding = _number(found("embedding_length"))
    width = embedding // max(heads[0] if heads else 1, 1)
    entry = (_number(found("attention.key_length")) or width) + (_number(found("attention.value_length")) or width)
    window = _number(found("attention.sliding_window"))
    within = _windowed(architecture, found("attention.sliding_window_pattern"), layers) if window else [False] * layers
    tokens = metadata.get("tokenizer.ggml.tokens", 0)
    return Shape(
        layers=layers,
        embedding=embedding,
        vocabulary=_number(found("vocab_size")) or (len(tokens) if isinstance(tokens, Sequence) else _number(tokens)),
        context=_number(found("context_length")),
        cache=sum(count * entry for count, short in zip(cached, within, strict=True) if not short),
        windowed=sum(count * entry for count, short in zip(cached, within, strict=True) if short),
        window=window,
        entry=_number(found("attention.key_length")) or width,
        state=(cached.count(0) or layers) * _state(found, embedding),
    )


def needs(form: Shape, weights: int, tokens: int, cache: str, *, whole_window: bool, block: int) -> Needs:
    """Bytes for a context of `tokens`. `weights` is the size of the files, `block` the tokens computed together."""
    kept = tokens if whole_window or not form.window else min(tokens, form.window + block)
    numbers = form.cache * tokens + form.windowed * kept
    states = 2 * 4 * form.state  # one in use, and one that the cache can be brought back to
    # For each token computed: its likelihood of every word, some layers' worth of intermediate numbers, and who may
    # see whom. An estimate: for the demo model 223 MB are reckoned where 256 are held.
    buffers = block * (4 * form.vocabulary + 40 * form.embedding + 4 * tokens)
    return Needs(weights, int(numbers * BYTES[cache]) + states, buffers)


def plan(form: Shape, weights: int, wanted: int, free: int | None, cache: str, block: int) -> Plan | None:
    """The best way to load that fits into `free` bytes (None: not known, so it is tried); None when there is none.

    Given up in this order: the whole context in layers with a window; a cache of 16 bits, where `cache` is `auto`;
    then context, by halves down to SMALLEST_CONTEXT; at the last also SPARE.
    """
    most = min(wanted, form.context or wanted)
    types = ("f16", "q8_0") if cache == "auto" else (cache,)
    if form.entry % PACKED:
        types = ("f16",)
    sizes = [most]
    while sizes[-1] > SMALLEST_CONTEXT:
        sizes.append(max(SMALLEST_CONTEXT, sizes[-1] // 2))
    ways = [
        (tokens, kind, whole, SPARE)
        for tokens in sizes
        for kind in types
        for whole in ((True, False) if form.window and form.windowed else (True,))
    ]
    ways.append((*ways[-1][:3], 0))
    for tokens, kind, whole, spare in ways:
        made = Plan(tokens, kind, whole, needs(form, weights, tokens, kind, whole_window=whole, block=block))
        if free is None or made.needs.whole + spare <= free:
            return made
    return None


def offloaded(form: Shape, wanted: Needs, free: Sequence[int]) -> tuple[int, ...]:
    """Layers each graphics device takes, given its free bytes: weights and cache together, buffers on every one.

    One more than the model's layers stands for its output.
    """
    layers = form.layers + 1
    each = max(1, (wanted.weights + wanted.cache) // layers)
    left, found = layers, []
    for room in free:
        taken = min(left, max(0, room - SPARE - wanted.buffers) // each)
        found.append(taken)
        left -= taken
    return tuple(found)


def _state(found: Callable[[str], Value], embedding: int) -> int:
    """Numbers that one layer with a state keeps: of Mamba 2 and gated delta nets, or of a short convolution."""
    inner, each, groups = (_number(found(f"ssm.{name}")) for name in ("inner_size", "state_size", "group_count"))
    folded = max(0, _number(found("ssm.conv_kernel")) - 1) * (inner + 2 * groups * each)
    return each * inner + folded + max(0, _number(found("shortconv.l_cache")) - 1) * embedding


def _number(value: Value) -> int:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return max([_number(each) for each in value], default=0)
    return max(0, int(value)) if isinstance(value, int | float) else 0


def _listed(value: Value, layers: int) -> list[int]:
    """One number for each layer."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        known = [_number(each) for each in value][:layers]
        return known + [0] * (layers - len(known))
    return [_number(value)] * layers


def _windowed(architecture: str, pattern: Value, layers: int) -> list[bool]:
    """Which layers have the window."""
    if isinstance(pattern, Sequence) and not isinstance(pattern, str):
        return [bool(each) for each in pattern][:layers] + [False] * (layers - len(pattern))
    every = _number(pattern) or WINDOW_PATTERNS.get(architecture, 0)
    return [bool(every) and (number + 1) % every != 0 for number in range(layers)]
