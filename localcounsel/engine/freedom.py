"""Which tokens may stand in the model's own words: readable text on one line, with no marks of quotation.

Looked at once for each vocabulary; which of them are barred at a place in an answer is then a matter of bits.
"""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Iterable, Sequence

NEVER, SPACE, APOSTROPHE, BREAK, WORDLESS = 1, 2, 4, 8, 16
"""What may bar a token: it is not readable text; it begins with a space; with an apostrophe; it ends the model's own
words (an opening mark, a new line); it brings no letter or digit."""

OPENERS = '“"«「『„‟〝＂'
"""With any of these the model says that it wants to quote; the answer has “ in its place."""
LONGEST = 40
"""Bytes of a token. Longer ones are rows of signs."""
_BREAK = re.compile(f"[\r\n{OPENERS}]")
_BARRED = re.compile("[”»」』〞〟‘‚‛‹›`´＇\\[\\]［］【】]|  |(?<=[\\W_])['’]")
_CONTINUING = range(0x80, 0xC0)


def profile(content: bytes) -> tuple[int, bytes]:
    """What may bar these bytes, and the beginning of a character at their end."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        text = decoder.decode(content)
    except UnicodeDecodeError:
        return NEVER, b""
    rest = decoder.getstate()[0]
    stop = _BREAK.search(text)
    head = text[: stop.start()] if stop else text
    if len(content) > LONGEST or not head.isprintable() or _BARRED.search(head):
        return NEVER, b""
    bits = (SPACE if head[:1] == " " else 0) | (APOSTROPHE if head[:1] in ("'", "’") else 0)
    bits |= 0 if any(map(str.isalnum, head)) else WORDLESS
    return bits | (BREAK if stop else 0), b"" if stop else rest


class Freedom:
    """One vocabulary's tokens, as they may stand in free text."""

    def __init__(self, pieces: Sequence[bytes | None], enders: Iterable[int]) -> None:
        """`pieces`: the bytes of each token, None for those that say nothing. `enders` end the answer."""
        self._pieces = pieces
        self._enders = frozenset(enders)
        self._continuing = [token for token, piece in enumerate(pieces) if piece and piece[0] in _CONTINUING]
        self._complete = {bytes([value]) for value in _CONTINUING} <= {pieces[each] for each in self._continuing}
        """Every character that was begun can be ended."""
        self._bits = [self._look(token, piece) for token, piece in enumerate(pieces)]
        self._barred: dict[int, list[int]] = {}

    def barred(self, bits: int) -> list[int]:
        """The tokens that any of `bits` bars."""
        if bits not in self._barred:
            self._barred[bits] = [token for token, own in enumerate(self._bits) if own & bits]
        return self._barred[bits]

    def completions(self, begun: bytes, bits: int) -> list[int]:
        """The tokens that may follow the beginning of a character."""
        found = []
        for token in self._continuing:
            own, rest = profile(begun + (self._pieces[token] or b""))
            if not self._look_on(own, rest) & bits and not (own & BREAK and own & WORDLESS):
                found.append(token)
        return found

    def _look(self, token: int, piece: bytes | None) -> int:
        if token in self._enders:
            return BREAK
        return self._look_on(*profile(piece)) if piece else NEVER

    def _look_on(self, bits: int, rest: bytes) -> int:
        """The bits of a token that leaves a character half-written: it must be possible to write it to its end."""
        if not rest:
            return bits
        words, readable = _beginnings()
        if not self._complete or rest not in readable:
            return NEVER
        return bits & ~WORDLESS if rest in words else bits | WORDLESS


@functools.cache
def _beginnings() -> tuple[frozenset[bytes], frozenset[bytes]]:
    """The beginnings of letters and digits in UTF-8, and of all characters that may stand anywhere."""
    words, readable = set[bytes](), set[bytes]()
    for first in range(0x80, 0x110000, 64):  # characters with the same bytes but the last
        block = [chr(code) for code in range(first, first + 64)]
        plain = [each for each in block if each.isprintable() and not _BARRED.search("a" + each) and each != "’"]
        for found, ok in ((words, any(map(str.isalnum, plain))), (readable, any(not _BREAK.match(c) for c in plain))):
            if ok:
                begun = block[0].encode()[:-1]
                found |= {begun[:length] for length in range(1, len(begun) + 1)}
    return frozenset(words), frozenset(readable)
