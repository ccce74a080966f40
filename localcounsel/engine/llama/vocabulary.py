"""Text ↔ tokens. Nobody's text can become a control token, and no character is ever cut in two."""

from __future__ import annotations

import codecs
import ctypes
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from localcounsel.engine.freedom import Freedom
from localcounsel.engine.llama.library import llama
from localcounsel.engine.templates import Piece

LONGEST_PIECE = 32
"""Bytes up to which a token is looked for when text is spelled from the dictionary."""


class Vocabulary:
    """One model's tokens."""

    def __init__(self, model: Any) -> None:
        self._lib = llama()
        self._vocab = self._lib.llama_model_get_vocab(model)
        self.size: int = self._lib.llama_vocab_n_tokens(self._vocab)
        self._pieces: dict[int, bytes] = {}
        self._markers: frozenset[int] = frozenset()
        self._spellings: dict[bytes, int] = {}
        self._enders: list[int] = []
        self._freedom: Freedom | None = None

    def prompt(self, pieces: Iterable[Piece]) -> list[int]:
        """The tokens of a rendered prompt; control tokens come from the template's own pieces only."""
        pieces = tuple(pieces)
        marked = [self._tokenise(piece.text, control=True) if piece.control else None for piece in pieces]
        for tokens in marked:
            self._remember(tokens or ())
        start = []
        if self._lib.llama_vocab_get_add_bos(self._vocab):
            start = [self._lib.llama_vocab_bos(self._vocab)]
        for piece, tokens in zip(pieces, marked, strict=True):
            start += self.plain(piece.text) if tokens is None else tokens
        return start

    def plain(self, text: str) -> list[int]:
        """The tokens of anybody's text, every character of it as text."""
        tokens = self._tokenise(text, control=False)
        forged = next((token for token in tokens if self.controls(token)), None)
        if forged is None:
            return tokens
        # llama.cpp recognises a vocabulary's user-defined tokens in plain text too; cut, it is only letters.
        mark = self.piece(forged, control=True).decode("utf-8", "replace")
        between = text.split(mark) if len(mark) > 1 else [text]
        if len(between) == 1:
            return [token for token in tokens if not self.controls(token)]
        last = len(between) - 1
        cut = [(mark[1:] if n else "") + part + (mark[:1] if n < last else "") for n, part in enumerate(between)]
        return [token for part in cut for token in self.plain(part)]

    def controls(self, token: int) -> bool:
        """Whether this token steers the model rather than says something."""
        return token in self._markers or self._is_control(token) or self.ends(token)

    def ends(self, token: int) -> bool:
        """Whether the model says with it that it has finished."""
        return bool(self._lib.llama_vocab_is_eog(self._vocab, token))

    def piece(self, token: int, *, control: bool = False) -> bytes:
        """The bytes a token stands for, of any length; control tokens are nothing unless asked for."""
        if not control and (known := self._pieces.get(token)) is not None:
            return known
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            count = self._lib.llama_token_to_piece(self._vocab, token, buffer, room, 0, control)
            if count >= 0:
                break
            room = -count
        found = buffer.raw[:count]
        if not control:
            self._pieces[token] = found
        return found

    def spellings(self) -> Mapping[bytes, int]:
        """Every token that says something, by its bytes. Made when it is first wanted, in some tenths of a second."""
        if not self._spellings:
            lib = self._lib
            silent = lib.LLAMA_TOKEN_ATTR_CONTROL | lib.LLAMA_TOKEN_ATTR_UNKNOWN | lib.LLAMA_TOKEN_ATTR_UNUSED
            found: dict[bytes, int] = {}
            for token in range(self.size):
                attributes = lib.llama_vocab_get_attr(self._vocab, token)
                if attributes & silent or token in self._markers or self.ends(token):
                    continue
                piece = self.piece(token)
                if piece and not (attributes & lib.LLAMA_TOKEN_ATTR_BYTE and piece in found):
                    found[piece] = token
            self._spellings = found
        return self._spellings

    def freedom(self) -> Freedom:
        """Where tokens may stand in the model's own words. Made when it is first wanted, in about a second."""
        if self._freedom is None:
            silent = set(range(self.size)) - set(self.spellings().values())
            pieces = [None if token in silent else self.piece(token) for token in range(self.size)]
            self._freedom = Freedom(pieces, self.enders())
        return self._freedom

    def spell(self, content: bytes) -> list[int]:
        """Tokens of exactly these bytes, which may begin within a character; the usual ones where possible."""
        head = 0
        while head < len(content) and content[head] & 0xC0 == 0x80:
            head += 1
        tokens = self._matched(content[:head]) + self.plain(content[head:].decode("utf-8", "replace"))
        if b"".join(map(self.piece, tokens)) == content:
            return tokens
        matched = self._matched(content)  # a tokeniser that puts a space before whatever it is given
        return matched if b"".join(map(self.piece, matched)) == content else tokens

    def enders(self) -> list[int]:
        """The tokens with which the model says that it has finished."""
        if not self._enders:
            self._enders = [token for token in range(self.size) if self.ends(token)]
        return self._enders

    def _matched(self, content: bytes) -> list[int]:
        """Tokens of `content`, each the longest that fits, as far as the vocabulary can spell it."""
        known, tokens, start = self.spellings(), [], 0
        while start < len(content):
            lengths = range(min(LONGEST_PIECE, len(content) - start), 0, -1)
            length = next((n for n in lengths if content[start : start + n] in known), 0)
            if not length:
                break
            tokens.append(known[content[start : start + length]])
            start += length
        return tokens

    def _is_control(self, token: int) -> bool:
        return bool(self._lib.llama_vocab_is_control(self._vocab, token))

    def _remember(self, tokens: Sequence[int]) -> None:
        """Keep the user-defined tokens a template uses as marks: in text they would pass for the template's."""
        defined = self._lib.LLAMA_TOKEN_ATTR_USER_DEFINED
        marks = {t for t in tokens if self._lib.llama_vocab_get_attr(self._vocab, t) & defined}
        self._markers |= {token for token in marks if self.piece(token, control=True).strip()}

    def _tokenise(self, text: str, *, control: bool) -> list[int]:
        content = text.encode("utf-8", "replace")
        if not content:
            return []
        room = len(content) + 8
        while True:
            buffer = (self._lib.llama_token * room)()
            count = self._lib.llama_tokenize(self._vocab, content, len(content), buffer, room, False, control)
            if count >= 0:
                return list(buffer[:count])
            room = -count


class Spelling:
    """Token bytes in, whole characters out."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def add(self, piece: bytes) -> str:
        """What can be shown now: a character's last byte releases it."""
        return self._decoder.decode(piece)

    def rest(self) -> str:
        """What is left at the end; half a character becomes U+FFFD."""
        return self._decoder.decode(b"", True)


class Stops:
    """Strings that end an answer. Text that might be the beginning of one is held back."""

    def __init__(self, strings: Sequence[str]) -> None:
        self._strings = tuple(string for string in strings if string)
        self._held = ""
        self.met = False
        """A stop string has come; what followed it was dropped."""

    def add(self, text: str) -> str:
        """The text that can be shown."""
        if self.met:
            return ""
        self._held += text
        places = [place for string in self._strings if (place := self._held.find(string)) >= 0]
        if places:
            self.met = True
            shown, self._held = self._held[: min(places)], ""
            return shown
        keep = max((_overlap(self._held, string) for string in self._strings), default=0)
        shown, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return shown

    def rest(self) -> str:
        """What was held back in vain."""
        shown, self._held = self._held, ""
        return shown


def _overlap(text: str, string: str) -> int:
    """Length of the longest end of `text` with which `string` begins."""
    for length in range(min(len(text), len(string) - 1), 0, -1):
        if text.endswith(string[:length]):
            return length
    return 0
