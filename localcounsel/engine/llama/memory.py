"""What the model has read and still knows: the cache of one conversation, kept the same whatever came before.

A token's cache entry depends, in its last bits, on how many tokens were computed along with it. So prompts are
computed in blocks that begin at fixed places, and only whole blocks are kept for the next prompt: an answer
never depends on what was asked before it, and asked again with the same seed it comes out the same.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from localcounsel import errors
from localcounsel.engine.llama import library
from localcounsel.engine.llama.checkpoint import Checkpoint
from localcounsel.engine.llama.library import llama

ABORTED = 2  # llama_decode's answer when the abort callback said so


class Stopped(Exception):
    """The computation was stopped from outside; the cache is whole."""


class Memory:
    """The tokens in a context's cache, in order. All computation goes through here."""

    def __init__(self, context: Any, block: int, stop: Stop) -> None:
        """`block`: tokens computed together while reading; at most the context's batch size."""
        self._lib = llama()
        self._context = context
        self._cache = self._lib.llama_get_memory(context)
        self._block = block
        self._stop = stop
        model = self._lib.llama_get_model(context)
        self._window: int = self._lib.llama_model_n_swa(model)
        self.whole_only = bool(self._lib.llama_model_is_recurrent(model) or self._lib.llama_model_is_hybrid(model))
        """Whether some of its layers keep a state instead of every token, so that nothing can be taken back singly."""
        self._checkpoint = Checkpoint(context)
        """The end of the last whole block, where nothing can be cut off."""
        self._batch = self._lib.llama_batch_init(block, 0, 1)
        self._tokens: list[int] = []
        self._whole = 0
        """Leading tokens that were computed in whole blocks."""
        stop.attach(context)

    def read(self, prompt: Sequence[int]) -> Iterator[int]:
        """Bring the cache to exactly `prompt`; yields how many of its tokens are done, at first those reused.

        Afterwards the logits of the last token are ready. Raises Stopped with the cache whole.
        """
        done = self._reuse(prompt)
        yield done
        while done < len(prompt):
            end = min(done + self._block, len(prompt))
            self._compute(prompt[done:end], rows=int(end == len(prompt)))
            if end - done == self._block:
                self._reached(end, last=len(prompt) - end < self._block)
            done = end
            yield done

    def write(self, *tokens: int, rows: int = 1) -> int:
        """One more token of the answer, or several. The logits that follow each of the last `rows` are ready then.

        Returns the number under which llama.cpp has the first of these rows. `rows`: at most a block's tokens.
        """
        head = max(0, len(tokens) - self._block)
        for start in range(0, head, self._block):
            self._compute(tokens[start : min(start + self._block, head)], rows=0)
        self._compute(tokens[head:], rows=rows)
        return len(tokens) - head - rows

    def unwrite(self, count: int) -> None:
        """Take the last `count` tokens back. Where the cache cannot be cut, all before them is read anew."""
        left = self._tokens[: len(self._tokens) - count]
        whole = self._whole
        if count and (kept := self._keep(len(left))) < len(left):
            for start in range(kept, len(left), self._block):
                self._compute(left[start : start + self._block], rows=0)
            self._whole = min(whole, len(left) // self._block * self._block)

    def settle(self, follow_up: Sequence[int] | None = None) -> None:
        """Compute what the model wrote anew, in whole blocks, so that a follow-up can keep that as well.

        `follow_up`: how the next prompt will begin, if it spells the answer in other tokens than the model did.
        Raises Stopped with the cache whole; what was settled by then stays.
        """
        tokens = list(self._tokens if follow_up is None else follow_up)
        if tokens[: self._whole] != self._tokens[: self._whole]:
            return
        tokens = tokens[: len(tokens) // self._block * self._block]
        if len(tokens) > self._whole:
            self._keep(self._whole)
            for start in range(self._whole, len(tokens), self._block):
                self._compute(tokens[start : start + self._block], rows=0)
                self._reached(len(self._tokens), last=len(self._tokens) == len(tokens))

    def forget(self) -> None:
        """Clear the cache, its contents overwritten."""
        self._lib.llama_memory_clear(self._cache, True)
        self._checkpoint.drop()
        self._tokens, self._whole = [], 0

    def _reuse(self, prompt: Sequence[int]) -> int:
        """Keep the common beginning with `prompt` in whole blocks, drop the rest; the length kept."""
        common = 0
        most = min(self._whole, len(prompt) - 1)  # the last token is computed anew: its logits are wanted
        while common < most and self._tokens[common] == prompt[common]:
            common += 1
        return self._keep(common // self._block * self._block)

    def _keep(self, count: int, *, torn: bool = False) -> int:
        """Cut the cache to its first `count` tokens, or to fewer where it cannot be cut there. Returns what was kept.

        `torn`: a computation behind them was stopped half-way.
        """
        if self.whole_only and (torn or count < len(self._tokens)):
            count = self._checkpoint.back(count)
        lost = self._window and self._lib.llama_memory_seq_pos_min(self._cache, 0) > max(0, count - self._window)
        if count == 0 or lost or not self._lib.llama_memory_seq_rm(self._cache, 0, count, -1):
            self._lib.llama_memory_clear(self._cache, False)
            self._checkpoint.drop()
            count = 0
        del self._tokens[count:]
        self._whole = min(self._whole, count)
        return count

    def _reached(self, count: int, *, last: bool) -> None:
        """So many leading tokens were computed in whole blocks; `last`: for now there are no more."""
        self._whole = count
        if last and self.whole_only:
            self._checkpoint.take(count)

    def _compute(self, tokens: Sequence[int], *, rows: int) -> None:
        """Read `tokens`; the logits that follow each of the last `rows` of them are wanted."""
        batch, start = self._batch, len(self._tokens)
        batch.n_tokens = len(tokens)
        for number, token in enumerate(tokens):
            batch.token[number] = token
            batch.pos[number] = start + number
            batch.n_seq_id[number] = 1
            batch.seq_id[number][0] = 0
            batch.logits[number] = int(number >= len(tokens) - rows)
        result = self._lib.llama_decode(self._context, batch)
        if result == 0:
            self._tokens += tokens
            return
        self._keep(start, torn=True)
        if result == ABORTED:
            raise Stopped
        raise errors.EngineError(f"llama.cpp could not compute (code {result}): {library.last_log()}")


class Stop:
    """A flag that ends a computation within milliseconds, from any thread.

    llama.cpp asks after every operation whether to go on, hundreds of times a token. Asking Python would cost
    a tenth of the speed, so the C library's `strlen` answers: 0 of an empty string, 1 once the flag is set.
    """

    def __init__(self) -> None:
        self._flag = ctypes.create_string_buffer(2)
        c_library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
        self._ask = ctypes.cast(c_library.strlen, llama().ggml_abort_callback)

    def attach(self, context: Any) -> None:
        """Make `context` ask this flag."""
        llama().llama_set_abort_callback(context, self._ask, ctypes.addressof(self._flag))

    def set(self) -> None:
        """Stop what is being computed, and whatever is begun before `clear`."""
        self._flag[0] = b"\x01"

    def clear(self) -> None:
        """Let computations run again."""
        self._flag[0] = b"\x00"
