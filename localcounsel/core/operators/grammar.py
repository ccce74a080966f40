"""The pieces of a query → its tree. Every mistake is said in words, with its place."""

from __future__ import annotations

import re

from localcounsel.core.operators.lexer import QueryMistake, Token, tokens
from localcounsel.core.operators.nodes import (
    And,
    Close,
    Form,
    Node,
    Or,
    Phrase,
    Query,
    Reach,
    Unit,
    Without,
    Word,
    in_one_place,
)
from localcounsel.core.operators.words import CJK, folded

MOST_PIECES = 200
DEEPEST = 20
"""Brackets within brackets."""
LEAST_LETTERS = 2
"""Before `*` or `!`: a single letter with any ending is most of a dictionary."""

_POSSESSIVE = re.compile(r"(?<=\w)['’]s?$", re.IGNORECASE)
_PIECE = re.compile(rf"[{CJK}]|[^\W_{CJK}*?!]*(?:[*?!]+[^\W_{CJK}*?!]*)+|[^\W_{CJK}]+")
_NOTHING = "There is nothing to look for: write a word."


def parse(text: str) -> Query:
    """What the query asks for. Raises QueryMistake, which says what is wrong with it and where."""
    pieces = tokens(text)
    if not pieces:
        raise QueryMistake(_NOTHING, 0, len(text))
    if len(pieces) > MOST_PIECES:
        raise QueryMistake(f"The search has more than {MOST_PIECES} parts.", pieces[MOST_PIECES].start, len(text))
    reader = _Reader(pieces, len(text))
    root = reader.whole()
    if reader.next is not None:
        raise QueryMistake(
            "This bracket closes nothing: take it out, or open one before it.", reader.next.start, reader.next.end
        )
    return Query(text, root)


class _Reader:
    """Goes through the pieces from left to right."""

    def __init__(self, pieces: list[Token], length: int) -> None:
        self._pieces = pieces
        self._at = 0
        self._depth = 0
        self._length = length

    @property
    def next(self) -> Token | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._pieces[at].kind if at < len(self._pieces) else ""

    def _take(self) -> Token:
        self._at += 1
        return self._pieces[self._at - 1]

    def whole(self) -> Node:
        """all `%` all …"""
        left = self._all()
        while self._kind() == "but not":
            sign = self._take()
            left = Without(left, self._needed(sign, self._all))
        return left

    def _all(self) -> Node:
        """near near … : all of them, without those after NOT or a minus."""
        wanted: list[Node] = []
        unwanted: list[Node] = []
        first = self.next
        while self._kind() not in ("", ")", "but not"):
            if self._kind() == "and":
                sign = self._take()
                if not wanted or self._kind() in ("", ")", "and", "or", "but not", "reach"):
                    raise QueryMistake(f"{sign.text} needs something before and after it.", sign.start, sign.end)
                continue
            if self._kind() in ("not", "minus"):
                sign = self._take()
                unwanted.append(self._needed(sign, self._near))
                continue
            wanted.append(self._near())
        if not wanted:
            place = (first.start, first.end) if first is not None else (0, self._length)
            message = "Say also what to look for, not only what to leave out." if unwanted else _NOTHING
            raise QueryMistake(message, *place)
        found = wanted[0] if len(wanted) == 1 else And(tuple(wanted))
        if not unwanted:
            return found
        return Without(found, unwanted[0] if len(unwanted) == 1 else Or(tuple(unwanted)))

    def _needed(self, sign: Token, part: object) -> Node:
        """What has to follow an operator."""
        if self._kind() in ("", ")"):
            raise QueryMistake(f"{sign.text} needs something after it.", sign.start, sign.end)
        assert callable(part)
        node: Node = part()
        return node

    def _near(self, unit: Unit = Unit.PARAGRAPH) -> Node:
        """One thing, or things near each other: words are joined before sentences, sentences before paragraphs."""
        below = {Unit.PARAGRAPH: Unit.SENTENCE, Unit.SENTENCE: Unit.WORDS}.get(unit)
        start = self.next
        left = self._either() if below is None else self._near(below)
        while (reach := self._reach(unit)) is not None:
            sign, negated, how = reach
            begin = self.next
            right = self._needed(sign, self._either if below is None else lambda: self._near(below))
            self._check_places(left, start, sign)
            self._check_places(right, begin, sign)
            left = Close(left, right, how, negated)
        return left

    def _reach(self, unit: Unit) -> tuple[Token, bool, Reach] | None:
        """The nearness that comes next, when it is of this unit; `NOT w/5` is one sign."""
        negated = self._kind() == "not" or (self._kind() == "word" and self._pieces[self._at].text.lower() == "not")
        if self._kind(1 if negated else 0) != "reach":
            return None
        sign = self._pieces[self._at + (1 if negated else 0)]
        assert sign.reach is not None
        if sign.reach.unit is not unit:
            return None
        self._at += 2 if negated else 1
        return sign, negated, sign.reach

    def _check_places(self, node: Node, first: Token | None, sign: Token) -> None:
        if not in_one_place(node):
            start = first.start if first is not None else sign.start
            message = f"AND, NOT and % speak of whole documents and cannot stand inside {sign.text}: use OR there."
            raise QueryMistake(message, start, sign.end)

    def _either(self) -> Node:
        parts = [self._unit()]
        while self._kind() == "or":
            sign = self._take()
            parts.append(self._needed(sign, self._unit))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _unit(self) -> Node:
        token = self._take()
        if token.kind == "(":
            return self._bracketed(token)
        if token.kind == "phrase":
            return _phrase(token)
        if token.kind == "word":
            return _word(token)
        if token.kind == ")":
            raise QueryMistake("This bracket closes nothing.", token.start, token.end)
        raise QueryMistake(f"{token.text} needs something before it and after it.", token.start, token.end)

    def _bracketed(self, opening: Token) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise QueryMistake(f"There are more than {DEEPEST} brackets within each other.", opening.start, opening.end)
        if self._kind() == ")":
            raise QueryMistake("There is nothing between these brackets.", opening.start, self._pieces[self._at].end)
        inner = self.whole()
        if self._kind() != ")":
            raise QueryMistake("This bracket is not closed.", opening.start, opening.end)
        self._take()
        self._depth -= 1
        return inner


def _word(token: Token) -> Node:
    """A word with its other forms; several pieces (`4.2(a)`, `cross-default`) are an exact phrase."""
    pieces = _pieces(token, _POSSESSIVE.sub("", token.text))
    if len(pieces) == 1:
        piece = pieces[0]
        return Word(piece.text, Form.STEM) if piece.form is Form.EXACT and piece.text.isalpha() else piece
    return Phrase(tuple(pieces))


def _phrase(token: Token) -> Node:
    pieces = _pieces(token, token.text)
    return pieces[0] if len(pieces) == 1 else Phrase(tuple(pieces))


def _pieces(token: Token, text: str) -> list[Word]:
    """The words of a piece, exact or with wildcards."""
    text = re.sub(r"[?!]+(?=[\s.,;:]*$)", lambda found: "*" if "!" in found[0] else "", text)
    words: list[Word] = []
    for found in _PIECE.finditer(folded(text).text):
        bare = found[0].replace("!", "*")
        if not re.search(r"[*?]", bare):
            words.append(Word(bare, Form.EXACT))
            continue
        if not bare.strip("*?"):
            raise QueryMistake("A wildcard needs letters: * stands for any letters, ? for one.", token.start, token.end)
        if len(re.split(r"[*?]", bare)[0]) < LEAST_LETTERS:
            raise QueryMistake(
                f"At least {LEAST_LETTERS} letters must stand before a wildcard.", token.start, token.end
            )
        words.append(Word(re.sub(r"\*+", "*", bare), Form.PATTERN))
    if not words:
        raise QueryMistake("There is no word or number in this.", token.start, token.end)
    return words
