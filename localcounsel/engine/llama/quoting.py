"""One locked answer: the model chooses among what `engine.locked` allows, and what is certain or likely is read ahead.

Reading ahead changes the speed, never the choice: a token that was read ahead and not chosen is taken back.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from localcounsel.engine.door import Locked, Sampling, Wrote
from localcounsel.engine.llama.ahead import Ahead
from localcounsel.engine.llama.course import Course
from localcounsel.engine.llama.library import llama
from localcounsel.engine.llama.memory import Stopped
from localcounsel.engine.llama.sampling import sampler
from localcounsel.engine.llama.vocabulary import LONGEST_PIECE, Spelling, Vocabulary
from localcounsel.engine.locked import Quotations
from localcounsel.engine.statements import Statements

BYTES_PER_TOKEN = 2
"""Fewer than tokens of text have on the average: what is begun can be brought to its end."""
HEARTBEAT = 0.03
"""Seconds for which written text is gathered into one event."""


class Quoting:
    """The choices of one answer. Among quotations, logits are read only for the tokens that may come."""

    def __init__(self, context: Any, ahead: Ahead, vocabulary: Vocabulary, locked: Locked, how: Sampling) -> None:
        self._context = context
        self._ahead = ahead
        self._vocabulary = vocabulary
        self._answer = Statements(locked) if locked.statements else Quotations(locked)
        self._how = replace(how, repeat_penalty=1.0)
        self._chance = random.Random(how.seed)
        self._held = ExitStack()
        self._samplers: dict[int, Any] = {}
        """By what they bar."""

    def write(self, course: Course, most: int, cancelled: Callable[[], bool]) -> Iterator[Wrote]:
        """The text as it grows. Raises Stopped."""
        spelling, text, shown_at = Spelling(), "", 0.0
        course.stopped = "length"
        with self._held:
            while course.written < most:
                self._answer.room = (most - course.written) * BYTES_PER_TOKEN
                self._ahead.room = most - course.written
                tokens, content = self._next()
                course.count(len(tokens) or 1)
                if whole := course.written <= most:
                    self._ahead.add(tokens)
                else:
                    tokens = tokens[: len(tokens) - (course.written - most)]
                    content, course.written = b"".join(map(self._vocabulary.piece, tokens)), most
                text += spelling.add(content)
                if self._answer.done:
                    course.stopped = "end" if whole else "length"
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
        if isinstance(self._answer, Statements) and self._answer.wishes:
            return self._wish(self._answer)
        content = self._answer.forced or self._choose()
        if not content:
            self._answer.end()
            return [], b""
        self._answer.take(content)
        return self._tokens(content), content

    def _wish(self, answer: Statements) -> tuple[list[int], bytes]:
        """The model's own words: any token that is not barred, chosen by llama.cpp."""
        row, known = self._ahead.row(lambda _: []), self._vocabulary
        if answer.begun:
            tokens = known.freedom().completions(answer.begun, answer.barred)
            logits = llama().llama_get_logits_ith(self._context, row)
            token = tokens[self._pick([logits[each] for each in tokens])] if tokens else None
        else:
            token = llama().llama_sampler_sample(self._sampler(answer.barred), self._context, row)
        piece = None if token is None or known.controls(token) else known.piece(token)
        try:
            content = answer.wish(piece)
        except ValueError:  # a vocabulary in which everything is barred here
            content = answer.wish(piece := None)
        if token is not None and content == piece:
            return [token], content
        return self._tokens(content), content

    def _choose(self) -> bytes:
        """One of the tokens that may come, as bytes; empty for the end of the answer."""
        known = self._vocabulary.spellings()
        pieces = self._answer.allowed(known, LONGEST_PIECE)
        may_end = self._answer.may_end
        if not pieces:
            return b"" if may_end else self._answer.fallback()
        if len(pieces) == 1 and not may_end:
            return pieces[0]
        logits = llama().llama_get_logits_ith(self._context, self._ahead.row(self._likely))
        scores = [logits[known[piece]] for piece in pieces]
        if may_end:
            pieces.append(b"")
            scores.append(max((logits[token] for token in self._vocabulary.enders()), default=-math.inf))
        return pieces[self._pick(scores)]

    def _pick(self, scores: list[float]) -> int:
        """The best one, or one by chance when the temperature says so."""
        best = max(scores)
        if self._how.temperature <= 0 or not math.isfinite(best):
            return scores.index(best)
        weights = [math.exp((score - best) / self._how.temperature) for score in scores]
        return self._chance.choices(range(len(scores)), weights)[0]

    def _likely(self, most: int) -> list[int]:
        """Tokens that probably come next: the passage goes on, in its own spelling.

        Only as far as the last choice among them. What is certain after it is read with the next choice anyway.
        """
        twin, tokens, useful = self._answer.twin(), list[int](), 0
        while len(tokens) <= most and not twin.done and not twin.wishes:
            content = twin.forced
            useful = useful if content else len(tokens)
            if not content:
                expected = twin.likely()
                spelled = self._vocabulary.spell(expected[: 2 * LONGEST_PIECE])
                content = self._vocabulary.piece(spelled[0]) if spelled else b""
                if not content or not expected.startswith(content):
                    break
            twin.take(content)
            tokens += self._tokens(content)
        return tokens[:useful]

    def _sampler(self, bars: int) -> Any:
        """Chooses in C among all tokens that these bits do not bar."""
        if bars not in self._samplers:
            barred = self._vocabulary.freedom().barred(bars)
            self._samplers[bars] = self._held.enter_context(sampler(self._how, self._vocabulary.size, barred))
        return self._samplers[bars]

    def _tokens(self, content: bytes) -> list[int]:
        token = self._vocabulary.spellings().get(content)
        return self._vocabulary.spell(content) if token is None else [token]
