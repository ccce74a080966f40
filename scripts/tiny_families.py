#!/usr/bin/env python3
"""Makes small models in the shapes of the families that a firm may import, with weights by chance, to test with.

    scripts/tiny_families.py FAMILY OUT.gguf        FAMILY: one of those listed with --help

What differs between families is what a program that loads any of them must cope with: windows beyond which a layer
sees nothing, layers that keep a state instead of every token, experts, and the two kinds of vocabulary. Names and
shapes are those that llama.cpp reads (its `src/models`, load_arch_tensors).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tiny_model import CACHED, HEADS, HIDDEN, WIDTH, Facts, Tables, gguf
from tiny_vocabularies import bytewise, piecewise

HEAD = WIDTH // HEADS
CONTEXT = 4096
WINDOW = 96
"""Tokens that a layer with a window sees: fewer than a question with its passages has."""
EXPERTS, USED = 4, 2
STATE, KERNEL, GROUPS, STATE_HEADS = 16, 4, 1, 4
"""Of a layer that keeps a state (Mamba 2): numbers for each channel, tokens it folds, groups, heads."""
Layers = list[str]
"""What each layer is: `attention` or `state`."""


def main() -> int:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", choices=sorted(FAMILIES))
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    made = model(options.family)
    options.out.write_bytes(made)
    print(f"{len(made):,} bytes in {options.out}")
    return 0


def model(family: str, architecture: str = "") -> bytes:
    """The bytes of a model of this family; `architecture`: one of the same shape that it is to call itself."""
    vocabulary, make = FAMILIES[family]
    tokens = vocabulary()
    listed = tokens["tokenizer.ggml.tokens"]
    assert isinstance(listed, list)
    own, facts, tables = make(len(listed))
    architecture = architecture or own
    named = {f"{architecture}.{key}": value for key, value in facts.items()}
    known = {"general.architecture": architecture, "general.type": "model", "general.name": f"tiny {family}"}
    made: bytes = gguf({**known, **named, **tokens}, tables, seed=family)
    return made


Made = tuple[str, Facts, Tables]


def _facts(layers: int, **more: object) -> Facts:
    return {
        "block_count": layers,
        "context_length": CONTEXT,
        "embedding_length": WIDTH,
        "feed_forward_length": HIDDEN,
        "attention.head_count": HEADS,
        "attention.head_count_kv": CACHED,
        "attention.key_length": HEAD,
        "attention.value_length": HEAD,
        "attention.layer_norm_rms_epsilon": 1e-5,
        "rope.dimension_count": HEAD,
        "rope.freq_base": 10000.0,
        **{name.replace("__", "."): value for name, value in more.items()},
    }


def _ends(tokens: int, *, norm: str = "output_norm") -> Tables:
    return {"token_embd.weight": (WIDTH, tokens), f"{norm}.weight": (WIDTH,)}


def _attention(at: int, *, biased: bool = False, normed: bool = False) -> Tables:
    """Queries, keys, values and what comes out."""
    narrow = CACHED * HEAD
    made: Tables = {f"blk.{at}.attn_norm.weight": (WIDTH,), f"blk.{at}.attn_output.weight": (WIDTH, WIDTH)}
    for name, width in (("q", WIDTH), ("k", narrow), ("v", narrow)):
        made[f"blk.{at}.attn_{name}.weight"] = (WIDTH, width)
        if biased:
            made[f"blk.{at}.attn_{name}.bias"] = (width,)
    if normed:
        made |= {f"blk.{at}.attn_{name}_norm.weight": (HEAD,) for name in ("q", "k")}
    return made


def _forward(at: int) -> Tables:
    return {
        f"blk.{at}.ffn_norm.weight": (WIDTH,),
        f"blk.{at}.ffn_gate.weight": (WIDTH, HIDDEN),
        f"blk.{at}.ffn_up.weight": (WIDTH, HIDDEN),
        f"blk.{at}.ffn_down.weight": (HIDDEN, WIDTH),
    }


def _experts(at: int) -> Tables:
    return {
        f"blk.{at}.ffn_norm.weight": (WIDTH,),
        f"blk.{at}.ffn_gate_inp.weight": (WIDTH, EXPERTS),
        f"blk.{at}.ffn_gate_exps.weight": (WIDTH, HIDDEN, EXPERTS),
        f"blk.{at}.ffn_up_exps.weight": (WIDTH, HIDDEN, EXPERTS),
        f"blk.{at}.ffn_down_exps.weight": (HIDDEN, WIDTH, EXPERTS),
    }


def _keeping_state(at: int, inner: int) -> Tables:
    """A layer of Mamba 2."""
    folded = inner + 2 * GROUPS * STATE
    return {
        f"blk.{at}.attn_norm.weight": (WIDTH,),
        f"blk.{at}.ssm_in.weight": (WIDTH, inner + folded + STATE_HEADS),
        f"blk.{at}.ssm_conv1d.weight": (KERNEL, folded),
        f"blk.{at}.ssm_conv1d.bias": (folded,),
        f"blk.{at}.ssm_dt.bias": (STATE_HEADS,),
        f"blk.{at}.ssm_a": (1, STATE_HEADS),
        f"blk.{at}.ssm_d": (1, STATE_HEADS),
        f"blk.{at}.ssm_norm.weight": (inner // GROUPS, GROUPS),
        f"blk.{at}.ssm_out.weight": (inner, WIDTH),
    }


def _state_facts(inner: int) -> Facts:
    return {
        "ssm.conv_kernel": KERNEL,
        "ssm.inner_size": inner,
        "ssm.state_size": STATE,
        "ssm.time_step_rank": STATE_HEADS,
        "ssm.group_count": GROUPS,
    }


def _plain(architecture: str, *, biased: bool = False, normed: bool = False, **more: object) -> Callable[[int], Made]:
    """Every layer sees everything: Llama, Qwen 2 and 3, Granite, SmolLM 3 and their kin."""

    def make(tokens: int) -> Made:
        tables = _ends(tokens)
        for at in range(2):
            tables |= _attention(at, biased=biased, normed=normed) | _forward(at)
        return architecture, _facts(2, **more), tables

    return make


def _windowed(architecture: str, layers: int, *, normed: bool = False) -> Callable[[int], Made]:
    """Gemma 2 and 3: most layers see a window only."""

    def make(tokens: int) -> Made:
        tables = _ends(tokens)
        for at in range(layers):
            tables |= _attention(at, normed=normed) | _forward(at)
            tables |= {f"blk.{at}.{name}.weight": (WIDTH,) for name in ("post_attention_norm", "post_ffw_norm")}
        return architecture, _facts(layers, attention__sliding_window=WINDOW), tables

    return make


def _phi(tokens: int) -> Made:
    """Phi 3 and 4: queries, keys and values in one table, and so the gate with what it gates."""
    tables = _ends(tokens) | {"output.weight": (WIDTH, tokens)}
    for at in range(2):
        tables |= {
            f"blk.{at}.attn_norm.weight": (WIDTH,),
            f"blk.{at}.attn_qkv.weight": (WIDTH, WIDTH + 2 * CACHED * HEAD),
            f"blk.{at}.attn_output.weight": (WIDTH, WIDTH),
            f"blk.{at}.ffn_norm.weight": (WIDTH,),
            f"blk.{at}.ffn_up.weight": (WIDTH, 2 * HIDDEN),
            f"blk.{at}.ffn_down.weight": (HIDDEN, WIDTH),
        }
    return "phi3", _facts(2, rope__scaling__original_context_length=CONTEXT), tables


def _of_experts(tokens: int) -> Made:
    """Qwen 3 with experts."""
    tables = _ends(tokens)
    for at in range(2):
        tables |= _attention(at, normed=True) | _experts(at)
    more = {"expert_count": EXPERTS, "expert_used_count": USED, "expert_feed_forward_length": HIDDEN}
    return "qwen3moe", _facts(2, **more), tables


def _granite_hybrid(tokens: int) -> Made:
    """Granite 4: some layers attend, the others keep a state."""
    inner, tables = 2 * WIDTH, _ends(tokens)
    for at in range(4):
        tables |= _attention(at) if at == 2 else _keeping_state(at, inner)
        tables |= _forward(at)
    facts = _facts(4, attention__head_count_kv=[0, 0, CACHED, 0]) | _state_facts(inner)
    return "granitehybrid", facts, tables


def _falcon(tokens: int) -> Made:
    """Falcon H1: every layer does both."""
    inner, tables = 2 * WIDTH, _ends(tokens)
    for at in range(2):
        forward = _forward(at)
        forward[f"blk.{at}.ffn_norm"] = forward.pop(f"blk.{at}.ffn_norm.weight")
        tables |= _attention(at) | _keeping_state(at, inner) | forward
    return "falcon-h1", _facts(2) | _state_facts(inner), tables


def _lfm(tokens: int) -> Made:
    """LFM 2: short convolutions, and attention between them."""
    tables = _ends(tokens, norm="token_embd_norm")
    for at in range(3):
        if at == 1:
            tables |= _attention(at, normed=True)
        else:
            tables |= {
                f"blk.{at}.attn_norm.weight": (WIDTH,),
                f"blk.{at}.shortconv.conv.weight": (KERNEL, WIDTH),
                f"blk.{at}.shortconv.in_proj.weight": (WIDTH, 3 * WIDTH),
                f"blk.{at}.shortconv.out_proj.weight": (WIDTH, WIDTH),
            }
        tables |= _forward(at)
    return "lfm2", _facts(3, attention__head_count_kv=[0, CACHED, 0], shortconv__l_cache=KERNEL), tables


def _qwen_of_states(tokens: int) -> Made:
    """Qwen 3.5: three layers of a gated delta net for one that attends."""
    keys, values = GROUPS * STATE, STATE_HEADS * STATE
    tables = _ends(tokens)
    for at in range(4):
        if at == 3:
            tables |= _attention(at, normed=True)
            tables[f"blk.{at}.attn_q.weight"] = (WIDTH, 2 * WIDTH)
        else:
            tables |= {
                f"blk.{at}.attn_norm.weight": (WIDTH,),
                f"blk.{at}.attn_qkv.weight": (WIDTH, 2 * keys + values),
                f"blk.{at}.attn_gate.weight": (WIDTH, values),
                f"blk.{at}.ssm_conv1d.weight": (KERNEL, 2 * keys + values),
                f"blk.{at}.ssm_dt.bias": (STATE_HEADS,),
                f"blk.{at}.ssm_a": (STATE_HEADS,),
                f"blk.{at}.ssm_beta.weight": (WIDTH, STATE_HEADS),
                f"blk.{at}.ssm_alpha.weight": (WIDTH, STATE_HEADS),
                f"blk.{at}.ssm_norm.weight": (STATE,),
                f"blk.{at}.ssm_out.weight": (values, WIDTH),
            }
        forward = _forward(at)
        forward[f"blk.{at}.post_attention_norm.weight"] = forward.pop(f"blk.{at}.ffn_norm.weight")
        tables |= forward
    facts = _facts(4, rope__dimension_sections=[4, 2, 2, 0], full_attention_interval=4)
    return "qwen35", facts | _state_facts(values), tables


def _gemma_4(tokens: int) -> Made:
    """Gemma 4: a window in most layers, further embeddings for each layer, keys shared by the last ones."""
    layers, more, tables = 4, 16, _ends(tokens)
    tables |= {
        "per_layer_token_embd.weight": (more * layers, tokens),
        "per_layer_model_proj.weight": (WIDTH, more * layers),
        "per_layer_proj_norm.weight": (more,),
        "rope_freqs.weight": (HEAD // 2,),
    }
    for at in range(layers):
        tables |= _attention(at, normed=True) | _forward(at)
        names = ("post_attention_norm", "post_ffw_norm", "post_norm")
        tables |= {f"blk.{at}.{name}.weight": (WIDTH,) for name in names}
        tables |= {f"blk.{at}.inp_gate.weight": (WIDTH, more), f"blk.{at}.proj.weight": (more, WIDTH)}
        tables[f"blk.{at}.layer_output_scale.weight"] = (1,)
    facts = _facts(
        layers,
        attention__sliding_window=WINDOW,
        attention__sliding_window_pattern=[True, False, True, False],
        attention__shared_kv_layers=2,
        attention__key_length_swa=HEAD,
        attention__value_length_swa=HEAD,
        embedding_length_per_layer_input=more,
    )
    return "gemma4", facts, tables


def _mamba(tokens: int) -> Made:
    """Mamba 2: nothing but states."""
    inner, tables = 2 * WIDTH, _ends(tokens)
    for at in range(2):
        tables |= _keeping_state(at, inner)
    facts = {"block_count": 2, "context_length": CONTEXT, "embedding_length": WIDTH, "feed_forward_length": 0}
    more: Facts = {"attention.head_count": 0, "attention.layer_norm_rms_epsilon": 1e-5}
    return "mamba2", {**facts, **more, **_state_facts(inner)}, tables


FAMILIES: dict[str, tuple[Callable[[], Facts], Callable[[int], Made]]] = {
    "llama-2": (piecewise, _plain("llama")),
    "llama-3": (bytewise, _plain("llama")),
    "mistral": (piecewise, _plain("llama", rope__freq_base=1000000.0)),
    "qwen-2": (bytewise, _plain("qwen2", biased=True)),
    "qwen-3": (bytewise, _plain("qwen3", normed=True)),
    "qwen-3-experts": (bytewise, _of_experts),
    "qwen-3.5": (bytewise, _qwen_of_states),
    "smollm-3": (bytewise, _plain("smollm3")),
    "granite-3": (bytewise, _plain("granite", logit_scale=4.0, residual_scale=0.3, embedding_scale=2.0)),
    "granite-4": (bytewise, _granite_hybrid),
    "gemma-2": (lambda: piecewise(prefix=False), _windowed("gemma2", 2)),
    "gemma-3": (lambda: piecewise(prefix=False), _windowed("gemma3", 6, normed=True)),
    "gemma-4": (lambda: piecewise(prefix=False), _gemma_4),
    "phi-3": (piecewise, _phi),
    "phi-4": (bytewise, _phi),
    "falcon-h1": (bytewise, _falcon),
    "lfm-2": (bytewise, _lfm),
    "mamba-2": (bytewise, _mamba),
}


if __name__ == "__main__":
    sys.exit(main())
