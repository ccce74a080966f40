"""What may come next in an answer of statements: the model's own words, and after them what they rest on, copied.

Each statement is a line `words “…” [n]`. The words are chosen among the whole vocabulary; here they are only kept
free of marks of quotation, and brought to a quotation wherever they end. From “ on `engine.locked` rules.
"""

from __future__ import annotations

import re

from localcounsel.engine.door import Locked
from localcounsel.engine.freedom import APOSTROPHE, BREAK, NEVER, OPENERS, SPACE, WORDLESS, profile
from localcounsel.engine.locked import AROUND, OPENING, Place, Quotations
from localcounsel.engine.quotable import WORD

LEAST_WORDS = 3
"""Of a statement before its quotation, as far as the vocabulary has words."""
ENOUGH, GRACE = 240, 60
"""Bytes of a statement after which it stops at the next word, and how many more until it stops anywhere."""
SHARE = 2
"""At most one part in so many of the room is for the model's own words: a quotation must follow."""

_ENDED = re.compile(r"(?:\b(?!Corp|Bros|Dept|Sect)[^\W\d_]{4,}|[\d)%])[.!?]\s*$|[。！？]$")
"""The end of a sentence and not of an abbreviation: the word before the full stop has four letters."""
_NEW = re.compile(r"\s+(?:[^a-z\s]|$)")
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


class Statements(Quotations):
    """One answer as it grows. Where it `wishes`, tell `wish` what the model would write; elsewhere as `Quotations`."""

    def __init__(self, locked: Locked) -> None:
        self._words = ""
        """What the statement says so far, in the model's own words."""
        self._begun = b""
        self._after = False
        """The answer stands behind the number of a quotation."""
        self._dotted = False
        super().__init__(locked)

    @property
    def may_end(self) -> bool:
        """Never by the choice of a token: to end is a wish like others."""
        return False

    @property
    def begun(self) -> bytes:
        """The beginning of a character that the next token must go on with."""
        return self._begun

    @property
    def barred(self) -> int:
        """What bars a token from being wished, as bits of `freedom`; 0: anything may be wished."""
        if self._after:
            return 0
        last = self._words[-1:]
        bits = NEVER | (SPACE if last == " " else 0) | (0 if last.isalnum() else APOSTROPHE)
        return bits | (0 if self._said_enough else BREAK | WORDLESS)

    def wish(self, piece: bytes | None) -> bytes:
        """What is written where the model would write `piece`, or end (None); nothing when the answer ends with it.

        Raises ValueError for what is barred.
        """
        if not self.wishes:
            raise ValueError("nothing can be wished for here")
        written = self._go_on(piece) if self._after else self._say(piece)
        self.room -= len(written)
        return written

    def _say(self, piece: bytes | None) -> bytes:
        """One more token of the statement's own words, or its first quotation begun."""
        if piece is None:
            self._begun = b""
            return self._open(": " if self._words[-1:].isalnum() else " ")
        content = self._begun + piece
        bits, rest = profile(content)
        if bits & self.barred & ~(WORDLESS if rest or self._begun else 0) or not piece:
            raise ValueError("these bytes may not come here")
        text = content.decode("utf-8", "ignore")  # all but a character that is only begun
        if bits & BREAK:
            return self._break(text)
        if self._said_enough and not self._begun:
            if self._is_over(text):
                return self._open(" ")
            if text[:1] == " " and len(self._words.encode()) >= self._enough:
                return self._open("… ")
        said = text if self._words or self._begun else text.lstrip(" ")
        written = (said.encode() + rest)[len(self._begun) :]
        self._words, self._begun = self._words + said, rest
        if self._is_refusal():
            return written
        if not rest and len(self._words.encode()) >= self._enough + GRACE:
            return written + self._open("… ")
        return written

    def _break(self, text: str) -> bytes:
        """The model would quote, or end the line."""
        stop = next(at for at, character in enumerate(text) if character in OPENERS + "\r\n")
        said, mark, more = text[:stop], text[stop], text[stop + 1 :]
        begun, self._begun = self._begun, b""
        if begun and not said:  # a part of the mark is written
            if mark != OPENING:
                raise ValueError("these bytes may not come here")
            return self._open("")[len(begun) :]
        self._words += said
        lead = " " if mark in OPENERS or not self._words[-1:].isalnum() else ": "
        written = (said.encode() + self._open(lead))[len(begun) :]
        follows = more.encode() if mark in OPENERS else b""
        if follows and any(place.text.startswith(follows, place.at) for place in self._reaching(len(follows))):
            self.take(follows)
            return written + follows
        return written

    def _open(self, lead: str) -> bytes:
        """The opening mark, set off from the words before it by `lead` where they need it."""
        if not self._words or self._words[-1] == " " or (_CJK.match(self._words[-1]) and lead == " "):
            lead = ""
        mark = (lead + OPENING).encode()
        self.wishes, self._words = False, ""
        self._arrive(Place("open", mark, len(mark)))
        return mark

    def _go_on(self, piece: bytes | None) -> bytes:
        """Behind a quotation: a full stop, another quotation, another statement, or the end."""
        text = "" if piece is None else piece.decode("utf-8", "ignore").lstrip(" ")
        if text[:1] in OPENERS and text and not self._dotted:
            self.wishes = self._after = False
            mark = f" {OPENING}".encode()
            self._arrive(Place("open", mark, len(mark)))
            return mark
        dot = text[:1] if text[:1] in (".", "。") and not self._dotted else ""
        self._dotted = self._dotted or bool(dot)
        if dot and not text[1:]:
            return dot.encode()
        if piece is None or not self._has_room:
            self._finish()
            return dot.encode()
        self._after = self._dotted = False
        return f"{dot}\n".encode()

    def _after_quotation(self) -> None:
        """What may follow a quotation with its number is the model's wish, as long as there is more to quote."""
        if self._count < self._locked.most_quotations and self._open_parts():
            self.wishes = self._after = True
        else:
            self._finish()

    def _beginning(self) -> list[Place]:
        self.wishes = bool(self._parts)
        return [] if self.wishes else super()._beginning()

    def _finish(self) -> None:
        super()._finish()
        self.wishes = False

    def _is_over(self, text: str) -> bool:
        """Whether the statement has ended as a sentence, and `text` would begin another one."""
        ended = _ENDED.search(self._words)
        between = self._words[-1:] == " "
        return bool(ended and (self._words[-1] in "。！？" or _NEW.match(" " + text if between else text)))

    def _is_refusal(self) -> bool:
        """Whether the first words are those of the refusal, which is then written to its end."""
        refusal = self._locked.refusal
        first = " ".join(refusal.split(" ")[:2])
        if self._quoted or self._locked.opening or self._begun or not refusal.startswith(self._words):
            return False
        if len(self._words) < len(first):
            return False
        self.wishes, whole, at = False, refusal.encode("utf-8", "replace"), len(self._words.encode())
        self._places = [Place("refusal", whole, len(whole), at)]
        if at == len(whole):
            self._finish()
        return True

    @property
    def _said_enough(self) -> bool:
        return len(WORD.findall(self._words)) >= LEAST_WORDS

    @property
    def _enough(self) -> int:
        return min(ENOUGH, self.room // SHARE)

    @property
    def _has_room(self) -> bool:
        """Whether another statement and a quotation for it fit."""
        least = min((part.ends[0] - part.start for part in self._unquoted_parts()), default=self.room)
        return self.room >= 2 * (least + AROUND + GRACE)

    def _reaching(self, length: int) -> list[Place]:
        return [place for place in self._places if place.at + length <= place.until]
