#!/usr/bin/env python3
"""Makes a whole GGUF from nothing: a language model of some kilobytes with weights by chance, to test with.

    scripts/tiny_model.py OUT.gguf [--name NAME] [--megabytes N] [--template FILE] [--adapter]

It has control tokens for ChatML and a letter for every byte, so that everything that holds of a real file can be tried:
loading, hashing, changing, exchanging. `--megabytes` makes it longer with a table of weights that nothing reads.
`scripts/random_weights.py` makes one in the shape of a real model.
"""

from __future__ import annotations

import argparse
import random
import struct
import sys
from array import array
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tiny_vocabularies import CONTROL, MARKS, NORMAL, letters

LAYERS, WIDTH, HEADS, CACHED, HIDDEN, CONTEXT = 2, 64, 4, 2, 128, 512
RANK = 4
"""Of an adapter's two narrow tables."""
_STRING, _ARRAY, _U32, _I32, _F32, _BOOL = 8, 9, 4, 5, 6, 7
Facts = dict[str, object]
"""A file's metadata."""
Tables = dict[str, tuple[int, ...]]
"""Its tables of weights with their shapes, the length of a row first."""
TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + "
    "'\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def main() -> int:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", default="tiny")
    parser.add_argument("--megabytes", type=int, default=0)
    parser.add_argument("--template", type=Path)
    parser.add_argument("--adapter", action="store_true")
    options = parser.parse_args()
    template = options.template.read_text("utf-8") if options.template else TEMPLATE
    made = adapter(options.name) if options.adapter else model(options.name, template, options.megabytes)
    options.out.write_bytes(made)
    print(f"{len(made):,} bytes in {options.out}")
    return 0


def model(
    name: str = "tiny", template: str = TEMPLATE, megabytes: int = 0, extra: dict[str, object] | None = None
) -> bytes:
    """The bytes of a model. `extra`: further keys of its metadata."""
    tokens = [*MARKS, *letters()]
    facts: Facts = {
        "general.architecture": "llama",
        "general.type": "model",
        "general.name": name,
        "general.license": "apache-2.0",
        "llama.block_count": LAYERS,
        "llama.context_length": CONTEXT,
        "llama.embedding_length": WIDTH,
        "llama.feed_forward_length": HIDDEN,
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": CACHED,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH // HEADS,
        "llama.vocab_size": len(tokens),
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [CONTROL] * len(MARKS) + [NORMAL] * (len(tokens) - len(MARKS)),
        "tokenizer.ggml.merges": ["a b"],
        "tokenizer.ggml.bos_token_id": 0,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": template,
        **(extra or {}),
    }
    narrow = WIDTH // HEADS * CACHED
    tables: Tables = {"token_embd.weight": (WIDTH, len(tokens)), "output_norm.weight": (WIDTH,)}
    for layer in range(LAYERS):
        tables |= {
            f"blk.{layer}.attn_norm.weight": (WIDTH,),
            f"blk.{layer}.ffn_norm.weight": (WIDTH,),
            f"blk.{layer}.attn_q.weight": (WIDTH, WIDTH),
            f"blk.{layer}.attn_k.weight": (WIDTH, narrow),
            f"blk.{layer}.attn_v.weight": (WIDTH, narrow),
            f"blk.{layer}.attn_output.weight": (WIDTH, WIDTH),
            f"blk.{layer}.ffn_gate.weight": (WIDTH, HIDDEN),
            f"blk.{layer}.ffn_up.weight": (WIDTH, HIDDEN),
            f"blk.{layer}.ffn_down.weight": (HIDDEN, WIDTH),
        }
    if megabytes:
        tables["padding.weight"] = (1000, megabytes * 250)
    return gguf(facts, tables, seed=name)


def adapter(name: str = "tiny-adapter") -> bytes:
    """The bytes of a LoRA adapter for `model`."""
    facts: dict[str, object] = {
        "general.architecture": "llama",
        "general.type": "adapter",
        "general.name": name,
        "adapter.type": "lora",
        "adapter.lora.alpha": 8.0,
    }
    tables = {}
    for layer in range(LAYERS):
        tables[f"blk.{layer}.attn_q.weight.lora_a"] = (WIDTH, RANK)
        tables[f"blk.{layer}.attn_q.weight.lora_b"] = (RANK, WIDTH)
    return gguf(facts, tables, seed=name)


def gguf(facts: Facts, tables: Tables, seed: str) -> bytes:
    """The bytes of a file with these facts and tables, weights by chance; a decay is always one (`ssm_a`)."""
    chance = random.Random(seed)
    head = bytearray(b"GGUF" + struct.pack("<IQQ", 3, len(tables), len(facts)))
    for key, value in facts.items():
        head += _text(key) + _value(value)
    offset, weights = 0, bytearray()
    for name, shape in tables.items():
        count = 1
        for length in shape:
            count *= length
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, offset)
        low, high = (-1.0, -0.1) if name.endswith("ssm_a") else (-0.3, 0.3)
        piece = array("f", (chance.uniform(low, high) for _ in range(min(count, 4096)))).tobytes()
        piece = (piece * (count * 4 // len(piece) + 1))[: count * 4]
        weights += piece + bytes(-len(piece) % 32)
        offset = len(weights)
    return bytes(head) + bytes(-len(head) % 32) + bytes(weights)


def _text(text: str) -> bytes:
    encoded = text.encode("utf-8")
    return struct.pack("<Q", len(encoded)) + encoded


def _value(value: object) -> bytes:
    if isinstance(value, bool):
        return struct.pack("<I?", _BOOL, value)
    if isinstance(value, int):
        return struct.pack("<II", _U32, value)
    if isinstance(value, float):
        return struct.pack("<If", _F32, value)
    if isinstance(value, str):
        return struct.pack("<I", _STRING) + _text(value)
    assert isinstance(value, list)
    if isinstance(value[0], str):
        return struct.pack("<IIQ", _ARRAY, _STRING, len(value)) + b"".join(map(_text, value))
    if isinstance(value[0], bool):
        return struct.pack(f"<IIQ{len(value)}?", _ARRAY, _BOOL, len(value), *value)
    if isinstance(value[0], float):
        return struct.pack(f"<IIQ{len(value)}f", _ARRAY, _F32, len(value), *value)
    return struct.pack(f"<IIQ{len(value)}i", _ARRAY, _I32, len(value), *value)


if __name__ == "__main__":
    sys.exit(main())
