"""What a model reads before it is chosen: the words that likely come next, in one go with those that are certain.

A batch of some tokens costs little more than one. What was read and then not chosen is taken out of the cache
again, so that the next choice is made as if nothing had been read ahead.
"""

from __future__ import annotations

from collections.abc import Callable

from localcounsel.engine.llama.memory import Memory

FIRST, MOST = 8, 16
"""Tokens read ahead in an answer at first, and at the most; twice as many when all were chosen, else half."""


class Ahead:
    """The written tokens that are still to be read, and the read ones that are still to be written."""

    def __init__(self, memory: Memory, first: int = FIRST) -> None:
        """`first`: tokens to read ahead at first; 0: never any."""
        self._memory = memory
        self._count = first
        self._most = MOST if first else 0
        self._unread: list[int] = []
        self._drafted: list[int] = []
        """In the cache, and not yet chosen."""
        self._row = -1
        self.room = 0
        """Tokens that may still be written."""
        self.read = self.kept = 0
        """Tokens that were read ahead, and those among them that were chosen."""

    def add(self, tokens: list[int]) -> None:
        """These were written."""
        self._unread += tokens

    def row(self, likely: Callable[[int], list[int]]) -> int:
        """Read what was written; the number under which llama.cpp has the logits of what comes next.

        `likely(count)`: at most so many tokens that may come after it. Raises Stopped with the cache whole.
        """
        same = self._agreed()
        self._row += same
        self.kept += same
        del self._unread[:same], self._drafted[:same]
        if not self._unread:
            return self._row
        self._adapt(same)
        self.close()
        draft = likely(min(self._count, self.room - 1)) if self._count else []
        self._row = self._memory.write(*self._unread, *draft, rows=len(draft) + 1)
        self._unread, self._drafted = [], draft
        self.read += len(draft)
        return self._row

    def close(self) -> None:
        """Take out of the cache what was not chosen."""
        drafted, self._drafted = self._drafted, []
        self._memory.unwrite(len(drafted))

    def _agreed(self) -> int:
        """Leading tokens that were read as they were written."""
        same = 0
        while same < min(len(self._unread), len(self._drafted)) and self._unread[same] == self._drafted[same]:
            same += 1
        return same

    def _adapt(self, same: int) -> None:
        if self._drafted:
            self._count = max(1, self._count // 2)
        elif same:
            self._count = min(self._most, self._count * 2)
