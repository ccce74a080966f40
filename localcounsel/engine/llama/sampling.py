"""Which token comes next: chosen by llama.cpp's own samplers, in C."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from localcounsel.engine.door import Sampling
from localcounsel.engine.llama.library import llama

PENALISED = 256
"""Latest tokens that a repetition is measured against."""


@contextmanager
def sampler(how: Sampling, vocabulary_size: int) -> Iterator[Any]:
    """The chain of samplers for one answer, freed at the end."""
    lib = llama()
    chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
    try:
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
