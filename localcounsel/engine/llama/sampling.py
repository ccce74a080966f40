"""Which token comes next: chosen by llama.cpp's own samplers, in C."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from localcounsel.engine.door import Sampling
from localcounsel.engine.llama.library import llama

PENALISED = 256
"""Latest tokens that a repetition is measured against."""


_NO_CHANCE = array("i", array("f", [float("-inf")]).tobytes())[0]


@contextmanager
def sampler(how: Sampling, vocabulary_size: int, barred: Sequence[int] = ()) -> Iterator[Any]:
    """The chain of samplers for one answer, freed at the end. `barred` tokens are never chosen unless all are."""
    lib = llama()
    chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
    try:
        if barred:
            pairs = array("i", bytes(8 * len(barred)))
            pairs[0::2], pairs[1::2] = array("i", barred), array("i", [_NO_CHANCE]) * len(barred)
            biases = (lib.llama_logit_bias * len(barred)).from_buffer(pairs)
            given = ctypes.cast(biases, ctypes.POINTER(lib.llama_logit_bias))
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_logit_bias(vocabulary_size, len(barred), given))
        if how.repeat_penalty != 1.0:
            penalty = lib.llama_sampler_init_penalties(vocabulary_size, PENALISED, how.repeat_penalty, 0.0, 0.0)
            lib.llama_sampler_chain_add(chain, penalty)
        if how.temperature <= 0:
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_greedy())
        else:
            if how.top_p < 1.0:
                lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_top_p(how.top_p, 1))
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_temp(how.temperature))
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_dist(how.seed & 0xFFFFFFFF))
        yield chain
    finally:
        lib.llama_sampler_free(chain)
