"""What a query with operators asks for, as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """Which words of a text a word of the query means."""

    STEM = "stem"
    """The word and its other forms, by Porter's stem."""
    EXACT = "exact"
    PATTERN = "pattern"
    """`*` stands for any letters or none, `?` for one."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: letters and digits without anything between, folded (see `words.folded`)."""

    text: str
    form: Form


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other with nothing but signs and white space between."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All of them, anywhere in the same document."""

    parts: tuple[Node, ...]


class Unit(StrEnum):
    """In what nearness is counted."""

    WORDS = "words"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Reach:
    """How near: `count` words, or the same sentence or paragraph."""

    unit: Unit
    count: int = 0
    """Words from the one to the other: neighbours are 1 apart. 0 for sentence and paragraph."""
    ordered: bool = False
    """The left one stands first."""


@dataclass(frozen=True, slots=True)
class Close:
    """`left` near `right`; `negated`: `left` where no `right` is near."""

    left: Node
    right: Node
    reach: Reach
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Without:
    """`left` in documents in which `right` is nowhere."""

    left: Node
    right: Node


Node = Word | Phrase | Or | And | Close | Without
Leaf = Word | Phrase


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was understood."""

    text: str
    """As typed."""
    root: Node


def leaves(node: Node) -> Iterator[Leaf]:
    """Words and phrases whose places are shown; what is excluded is left out."""
    match node:
        case Word() | Phrase():
            yield node
        case Or(parts) | And(parts):
            for part in parts:
                yield from leaves(part)
        case Close(left, right, _, negated):
            yield from leaves(left)
            if not negated:
                yield from leaves(right)
        case Without(left, _):
            yield from leaves(left)


def in_one_place(node: Node) -> bool:
    """Whether it is a thing that has places of its own, so that something else can be near it."""
    match node:
        case Word() | Phrase():
            return True
        case Or(parts):
            return all(map(in_one_place, parts))
        case Close(left, right):
            return in_one_place(left) and in_one_place(right)
        case _:
            return False
