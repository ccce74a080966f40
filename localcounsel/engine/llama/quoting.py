"""One locked answer: the model chooses among what `engine.locked` allows, and all that is certain is read in one go."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from localcounsel.engine.door import Locked, Sampling, Wrote
from localcounsel.engine.llama.course import Course
from localcounsel.engine.llama.library import llama
from localcounsel.engine.llama.memory import Memory, Stopped
from localcounsel.engine.llama.vocabulary import LONGEST_PIECE, Spelling, Vocabulary
from localcounsel.engine.locked import Quotations

BYTES_PER_TOKEN = 2
"""Fewer than tokens of text have on the average: what is begun can be brought to its end."""
HEARTBEAT = 0.03
"""Seconds for which written text is gathered into one event."""


class Quoting:
    """The choices of one answer. Logits are read for the tokens that may come, never for the whole vocabulary."""

    def __init__(self, context: Any, vocabulary: Vocabulary, memory: Memory, locked: Locked, how: Sampling) -> None:
        self._context = context
        self._vocabulary = vocabulary
        self._memory = memory
        self._quotations = Quotations(locked)
        self._temperature = how.temperature
        self._chance = random.Random(how.seed)
        self._unread: list[int] = []
        """Tokens of the answer that the model has not read yet."""

    def write(self, course: Course, most: int, cancelled: Callable[[], bool]) -> Iterator[Wrote]:
        """The text as it grows. Raises Stopped."""
        spelling, text, shown_at = Spelling(), "", 0.0
        course.stopped = "length"
        while course.written < most:
            self._quotations.room = (most - course.written) * BYTES_PER_TOKEN
            tokens, content = self._next()
            course.count(len(tokens) or 1)
            if course.written > most:
                tokens = tokens[: most - course.written]
                content, course.written = b"".join(map(self._vocabulary.piece, tokens)), most
            self._unread += tokens
            text += spelling.add(content)
            if self._quotations.done:
                course.stopped = "end"
                break
            if text and time.monotonic() - shown_at > HEARTBEAT:
                yield Wrote(text)
                text, shown_at = "", time.monotonic()
            if cancelled():
                raise Stopped
        text += spelling.rest()
        if text:
            yield Wrote(text)

    def _next(self) -> tuple[list[int], bytes]:
        """What comes next, as tokens and as bytes; nothing where the model ends the answer."""
        content = self._quotations.forced or self._choose()
        if not content:
            self._quotations.end()
            return [], b""
        self._quotations.take(content)
        token = self._vocabulary.spellings().get(content)
        return (self._vocabulary.spell(content) if token is None else [token]), content

    def _choose(self) -> bytes:
        """One of the tokens that may come, as bytes; empty for the end of the answer."""
        known = self._vocabulary.spellings()
        pieces = self._quotations.allowed(known, LONGEST_PIECE)
        may_end = self._quotations.may_end
        if not pieces:
            return b"" if may_end else self._quotations.fallback()
        if len(pieces) == 1 and not may_end:
            return pieces[0]
        if self._unread:
            self._memory.write(*self._unread)
            self._unread = []
        logits = llama().llama_get_logits_ith(self._context, -1)
        scores = [logits[known[piece]] for piece in pieces]
        if may_end:
            pieces.append(b"")
            scores.append(max((logits[token] for token in self._vocabulary.enders()), default=-math.inf))
        best = max(scores)
        if self._temperature <= 0:
            return pieces[scores.index(best)]
        weights = [math.exp((score - best) / self._temperature) for score in scores]
        return self._chance.choices(pieces, weights)[0]
