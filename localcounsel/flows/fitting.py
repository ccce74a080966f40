"""Which machine this is, and whether a model fits into it: what can be said without starting a child."""

from __future__ import annotations

import hashlib
import os
import platform

from localcounsel.core import fit
from localcounsel.core.fit import Needs, Shape
from localcounsel.engine.llama import machine
from localcounsel.flows.evaluation.machine import cpu
from localcounsel.records import ModelCard

_BLOCK = 128
"""Tokens computed together on a processor, at most."""


def machine_words() -> str:
    """This machine, for people: processor and cores."""
    return f"{cpu()}, {os.cpu_count() or 1} cores"


def machine_key() -> str:
    """What measurements belong to: the processor, its cores and the system."""
    named = f"{machine_words()}\n{platform.system()} {platform.machine()}"
    return hashlib.sha256(named.encode("utf-8")).hexdigest()[:16]


def needed(card: ModelCard, context: int) -> Needs | None:
    """Bytes a chat model takes with a context of so many tokens; None for other roles and an unknown shape."""
    form = Shape.of(card.shape)
    if card.role != "chat" or not form.layers:
        return None
    tokens = min(context, form.context or context)
    return fit.needs(form, sum(file.size for file in card.files), tokens, "f16", whole_window=True, block=_BLOCK)


def fits(needs: Needs) -> bool | None:
    """Whether so much memory is free now without anything being swapped; None where the system does not say.

    A model that does not fit as it stands may still be loaded with a smaller cache or context: `fit.plan`.
    """
    free = machine.memory_free()
    return None if free is None else needs.whole <= free
