"""One answer: the prompt read block by block, then token after token until the model, a stop or the window ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from localcounsel import errors
from localcounsel.engine.door import GenerationEvent, Locked, Reading, Sampling, Wrote
from localcounsel.engine.llama.ahead import FIRST, Ahead
from localcounsel.engine.llama.course import Course
from localcounsel.engine.llama.library import llama
from localcounsel.engine.llama.loading import Loaded
from localcounsel.engine.llama.memory import Memory, Stop, Stopped
from localcounsel.engine.llama.quoting import Quoting
from localcounsel.engine.llama.sampling import sampler
from localcounsel.engine.llama.vocabulary import Spelling, Stops, Vocabulary

ROOM = 32
"""Tokens of the window an answer needs at the least."""
HEARTBEAT = 0.03
"""Seconds for which written text is gathered into one event."""


class Writer:
    """A loaded model that answers one prompt at a time."""

    def __init__(self, loaded: Loaded) -> None:
        self.stop = Stop()
        self.vocabulary = Vocabulary(loaded.model)
        self._loaded = loaded
        self.memory = Memory(loaded.context, llama().llama_n_ubatch(loaded.context), self.stop)
        self.ahead = 0 if self.memory.whole_only else FIRST
        """Tokens that a locked answer reads ahead at first; 0: none, where one too many means reading all anew."""
        self._follow_up: list[int] | None = None
        """How the next prompt will spell what was read and written last, where that is known to differ."""

    def answer(
        self, prompt: Sequence[int], how: Sampling, cancelled: Callable[[], bool], locked: Locked | None = None
    ) -> Iterator[GenerationEvent]:
        """Reading…, Wrote…, Finished. `cancelled` is asked between tokens; `stop` also works within one."""
        self._follow_up = None
        if len(prompt) + ROOM > self._loaded.tokens:
            raise errors.PromptTooLong(
                f"It takes {len(prompt)} tokens and the answer at least {ROOM}; "
                f"the model's window has {self._loaded.tokens}."
            )
        course = Course(len(prompt))
        try:
            for done in self.memory.read(prompt):
                course.reused = done if course.reused < 0 else course.reused
                yield Reading(done, len(prompt), course.reused)
                if cancelled():
                    raise Stopped
            if locked is not None:
                yield from self._quote(prompt, how, locked, course, cancelled)
            else:
                with sampler(how, self.vocabulary.size) as chain:
                    yield from self._write(chain, how, course, cancelled)
        except Stopped:
            course.stopped = "cancelled"
        yield course.finished()

    def settle(self) -> None:
        """Prepare the cache for a follow-up, see `Memory.settle`."""
        self.memory.settle(self._follow_up)

    def _quote(
        self, prompt: Sequence[int], how: Sampling, locked: Locked, course: Course, cancelled: Callable[[], bool]
    ) -> Iterator[GenerationEvent]:
        most = min(how.most_tokens, self._loaded.tokens - course.prompt)
        ahead = Ahead(self.memory, self.ahead)
        quoting = Quoting(self._loaded.context, ahead, self.vocabulary, locked, how)
        written = []
        try:
            for event in quoting.write(course, most, cancelled):
                written.append(event.text)
                yield event
        finally:
            ahead.close()
        self._follow_up = [*prompt, *self.vocabulary.plain("".join(written))]

    def _write(
        self, chain: Any, how: Sampling, course: Course, cancelled: Callable[[], bool]
    ) -> Iterator[GenerationEvent]:
        lib, spelling, stops = llama(), Spelling(), Stops(how.stop)
        most = min(how.most_tokens, self._loaded.tokens - course.prompt)
        text, shown_at = "", 0.0
        course.stopped = "length"
        while course.written < most:
            token = lib.llama_sampler_sample(chain, self._loaded.context, -1)
            course.count()
            if self.vocabulary.controls(token):
                course.stopped = "end"
                break
            text += stops.add(spelling.add(self.vocabulary.piece(token)))
            if text and time.monotonic() - shown_at > HEARTBEAT:
                yield Wrote(text)
                text, shown_at = "", time.monotonic()
            if stops.met:
                course.stopped = "end"
                break
            if course.written < most:
                self.memory.write(token)
            if cancelled():
                raise Stopped
        text += stops.add(spelling.rest()) + stops.rest()
        if text:
            yield Wrote(text)
