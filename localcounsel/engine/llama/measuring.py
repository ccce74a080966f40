"""How fast a loaded model reads and writes: random words of its own vocabulary, so that nobody's text is needed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from localcounsel.engine.llama.memory import Memory

_PROMPT = 512
"""Tokens of a prompt that is read: the length at which llama.cpp's own benchmark measures."""
_BEFORE = 64
"""Tokens that stand before those that are written."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Tokens a second."""

    read: float
    written: float


def measure(memory: Memory, words: Sequence[int], window: int, seconds: float, check: Callable[[], None]) -> Measured:
    """Read for half of the time and write for the other half; at least one block and one token of each.

    `words`: tokens that say something. `check` is called between computations and may raise to stop.
    """
    chance = random.Random(1)
    until = time.monotonic() + seconds / 2
    read, read_in = 0, 0.0
    while not read or time.monotonic() < until:
        memory.forget()
        began, done = time.monotonic(), 0
        for done in memory.read(chance.choices(words, k=min(_PROMPT, window))):
            check()
            if done and time.monotonic() >= until:
                break
        read, read_in = read + done, read_in + time.monotonic() - began
    until = time.monotonic() + seconds / 2
    written, written_in, held = 0, 0.0, window
    while not written or time.monotonic() < until:
        check()
        if held >= window:
            memory.forget()
            held = max(memory.read(chance.choices(words, k=_BEFORE)))
        began = time.monotonic()
        memory.write(chance.choice(words))
        written, written_in, held = written + 1, written_in + time.monotonic() - began, held + 1
    memory.forget()
    return Measured(read / max(read_in, 1e-6), written / max(written_in, 1e-6))


def resident() -> int:
    """Bytes of memory this process holds, the mapped weights it has touched among them; 0 where it cannot tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * 4096
