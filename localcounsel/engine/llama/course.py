"""The counts of one answer, whichever way it is written."""

from __future__ import annotations

import time
from dataclasses import dataclass

from localcounsel.engine.door import Finished


@dataclass(slots=True)
class Course:
    """The counts of one answer, as they grow."""

    prompt: int
    reused: int = -1
    written: int = 0
    stopped: str = "length"
    started: float = 0.0
    first: float = 0.0

    def __post_init__(self) -> None:
        self.started = time.monotonic()

    def count(self, tokens: int = 1) -> None:
        """One more token was chosen, or several at once."""
        if not self.written:
            self.first = time.monotonic() - self.started
        self.written += tokens

    def finished(self) -> Finished:
        """The counts, final."""
        return Finished(
            stopped=self.stopped,
            prompt_tokens=self.prompt,
            reused_tokens=max(self.reused, 0),
            written_tokens=self.written,
            first_token_seconds=self.first,
            seconds=time.monotonic() - self.started,
        )
