"""Where the cache of a model can be brought back to, whose layers keep a state instead of every token.

Of such a cache nothing can be cut off. What the layers kept at one place is copied, and put back to go on from there:
a follow-up then reads what is new and not the whole conversation.
"""

from __future__ import annotations

import ctypes
from typing import Any

from localcounsel.engine.llama.library import llama

_SEQUENCE = 0


class Checkpoint:
    """One place in one context's cache."""

    def __init__(self, context: Any) -> None:
        """Nothing is kept yet."""
        self._lib = llama()
        self._context = context
        self._kept: Any = None
        self.tokens = 0
        """How many tokens the cache held there; 0: there is no such place."""

    def take(self, tokens: int) -> None:
        """Keep what the layers hold now, after so many tokens. Takes the place of what was kept before."""
        self.drop()
        flags = self._lib.LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY
        size = self._lib.llama_state_seq_get_size_ext(self._context, _SEQUENCE, flags)
        kept = (ctypes.c_uint8 * size)()
        if size and self._lib.llama_state_seq_get_data_ext(self._context, kept, size, _SEQUENCE, flags) == size:
            self._kept, self.tokens = kept, tokens

    def back(self, most: int) -> int:
        """Put back what was kept, if that was after at most so many tokens; how many, 0 where it was not."""
        if not 0 < self.tokens <= most:
            return 0
        flags = self._lib.LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY
        size = len(self._kept)
        read = self._lib.llama_state_seq_set_data_ext(self._context, self._kept, size, _SEQUENCE, flags)
        return self.tokens if read == size else 0

    def drop(self) -> None:
        """Overwrite what was kept: it was made of a document's words."""
        if self._kept is not None:
            ctypes.memset(self._kept, 0, len(self._kept))
        self._kept, self.tokens = None, 0
