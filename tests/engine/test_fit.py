"""What a model needs, held against what llama.cpp takes for it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from localcounsel.core import fit
from localcounsel.core.fit import Shape
from localcounsel.engine.llama import fitting, loading, machine
from localcounsel.errors import ModelTooLarge
from tests.engine.tiny import model

GIGABYTE = 1_000_000_000
QWEN3_4B = Shape(36, 2560, 151_936, 40_960, cache=36 * 8 * 256, entry=128)
"""Qwen3-4B as its configuration has it: 36 layers, 8 cache heads of 128."""


def test_grouped_attention_takes_a_token_of_cache_as_published() -> None:
    needs = fit.needs(QWEN3_4B, 0, 1, "f16", whole_window=True, block=64)
    assert needs.cache == 144 * 1024


def test_a_packed_cache_takes_about_half() -> None:
    whole = fit.needs(QWEN3_4B, 0, 4096, "f16", whole_window=True, block=64).cache
    packed = fit.needs(QWEN3_4B, 0, 4096, "q8_0", whole_window=True, block=64).cache
    assert packed / whole == pytest.approx(34 / 64)


def test_layers_with_a_window_keep_no_more_than_it() -> None:
    metadata: dict[str, fit.Value] = {
        "general.architecture": "gemma3",
        "gemma3.block_count": 12,
        "gemma3.embedding_length": 512,
        "gemma3.attention.head_count": 4,
        "gemma3.attention.head_count_kv": 1,
        "gemma3.attention.key_length": 128,
        "gemma3.attention.value_length": 128,
        "gemma3.attention.sliding_window": 512,
        "gemma3.context_length": 32_768,
        "tokenizer.ggml.tokens": 1000,
    }
    form = fit.shape(metadata)
    assert (form.cache, form.windowed, form.window) == (2 * 256, 10 * 256, 512)
    short = fit.needs(form, 0, 8192, "f16", whole_window=False, block=128).cache
    assert short == 2 * (2 * 256 * 8192 + 10 * 256 * 640)


def test_layers_may_each_have_their_own_number_of_cache_heads() -> None:
    written = {
        "general.architecture": "x",
        "x.block_count": "4",
        "x.embedding_length": "64",
        "x.attention.head_count": "4",
        "x.attention.head_count_kv": "[0, 2, 0, 2]",
    }
    assert fitting.shape_of(written).cache == 2 * 2 * 32


def test_layers_that_keep_a_state_take_no_room_for_tokens() -> None:
    """Every fourth of 32 layers attends, as in Qwen 3.5; what the others keep does not grow with the text."""
    written = {
        "general.architecture": "qwen35",
        "qwen35.block_count": "32",
        "qwen35.embedding_length": "2560",
        "qwen35.attention.head_count": "16",
        "qwen35.attention.head_count_kv": "4",
        "qwen35.attention.key_length": "256",
        "qwen35.attention.value_length": "256",
        "qwen35.full_attention_interval": "4",
        "qwen35.ssm.inner_size": "4096",
        "qwen35.ssm.state_size": "128",
        "qwen35.ssm.group_count": "16",
        "qwen35.ssm.conv_kernel": "4",
        "qwen35.ssm.time_step_rank": "32",
    }
    form = fitting.shape_of(written)
    assert form.cache == 8 * 4 * 512
    assert form.state == 24 * (128 * 4096 + 3 * (4096 + 2 * 16 * 128))
    more = fit.needs(form, 0, 4096, "f16", whole_window=True, block=64).cache
    assert more - fit.needs(form, 0, 2048, "f16", whole_window=True, block=64).cache == 2048 * 8 * 4 * 512 * 2


def test_layers_that_share_their_keys_take_no_room_of_their_own() -> None:
    written = {
        "general.architecture": "gemma4",
        "gemma4.block_count": "6",
        "gemma4.embedding_length": "64",
        "gemma4.attention.head_count": "4",
        "gemma4.attention.head_count_kv": "2",
        "gemma4.attention.shared_kv_layers": "4",
    }
    assert fitting.shape_of(written).cache == 2 * 2 * 32


def test_what_gives_way_gives_way_in_order() -> None:
    weights = int(2.5 * GIGABYTE)

    def plan(free: float) -> fit.Plan | None:
        return fit.plan(QWEN3_4B, weights, 16_384, int(free * GIGABYTE), "auto", 64)

    roomy, packed, short = plan(8), plan(4.8), plan(3.4)
    assert roomy is not None and (roomy.tokens, roomy.cache) == (16_384, "f16")
    assert packed is not None and (packed.tokens, packed.cache) == (16_384, "q8_0")
    assert short is not None and short.tokens < 16_384
    assert plan(2.6) is None


def test_graphics_devices_take_what_each_has_room_for() -> None:
    needs = fit.needs(QWEN3_4B, int(2.5 * GIGABYTE), 4096, "f16", whole_window=True, block=512)
    both = fit.offloaded(QWEN3_4B, needs, [24 * GIGABYTE, 24 * GIGABYTE])
    assert both == (37, 0)
    small = fit.offloaded(QWEN3_4B, needs, [2 * GIGABYTE, 2 * GIGABYTE])
    assert all(0 < layers < 37 for layers in small)
    assert fit.offloaded(QWEN3_4B, needs, [GIGABYTE // 2]) == (0,)


def test_a_model_that_does_not_fit_is_refused_with_the_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = model()
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    path.chmod(0o600)
    file = loading.ModelFile(path, len(content), hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(machine, "memory_free", lambda: 100_000)
    with pytest.raises(ModelTooLarge, match="would swap"):
        loading.load([file], loading.Wanted(512, 1, "off"), lambda stage, share: None)
