"""Whether every number, amount, date and duration of a statement stands in the passages, and in the same place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from localcounsel.core.checks.context import Context, around, likeness
from localcounsel.core.checks.sources import Finding
from localcounsel.core.checks.values import Key, Value, values
from localcounsel.core.checks.wording import tokens
from localcounsel.records import Support

_CLEARLY = 0.3
"""How much better another value's surroundings must fit before it counts as the one meant."""
_ENOUGH = 0.4
_OPPOSITE = ({"least", "most"}, {"most", "more"})
_WORDS = {"least": "at least", "most": "at most", "more": "more than"}

Placed = tuple[Value, Context]


def amounts(statement: str, said: Sequence[str], elsewhere: str, question: str) -> list[Finding]:
    """What does not agree. All texts are in plain form.

    Args:
        statement: what is claimed.
        said: the sentences of the passages.
        elsewhere: headings and the like, which may bear a section number and nothing else.
        question: may bear a section number or a date that is merely taken up; never an amount or a number.
    """
    by_sentence = [_placed(sentence) for sentence in said]
    there = [placed for sentence in by_sentence for placed in sentence]
    named = {key for text in (elsewhere, question) for value in values(text) for key in value.bears}
    here = _placed(statement)
    settled = _in_order([value for value, _ in here], by_sentence)
    found = []
    for value, context in here:
        finding = _missing(value, context, there, named)
        if finding is None and any(value.says & other.bears for other, _ in there):
            finding = _bounds(value, context, there) if value.kind in settled else _elsewhere(value, context, there)
        if finding is not None:
            found.append(finding)
    return found


def _missing(value: Value, context: Context, there: Sequence[Placed], named: set[Key]) -> Finding | None:
    if any(value.says & other.bears for other, _ in there):
        return None
    if value.kind == "ref" and value.says & named:
        return None
    instead = _instead(value, context, there)
    reason = f"{value.shown} does not stand in the passage"
    if instead is not None:
        reason = f"the passage says {instead.shown}, the statement {value.shown}"
    light = value.kind == "ref" or bool(value.says & named and value.kind == "date")
    return Finding(Support.CHECK if light else Support.UNSUPPORTED, reason)


def _instead(value: Value, context: Context, there: Sequence[Placed]) -> Value | None:
    """The value of the same kind whose surroundings are the most alike."""
    rivals = [(likeness(context, around_it), -index) for index, (other, around_it) in enumerate(there)
              if other.kind == value.kind and other.says]  # fmt: skip
    best = max(rivals, default=(0.0, 0))
    return there[-best[1]][0] if rivals and (best[0] > 0 or len(rivals) == 1) else None


def _in_order(here: Sequence[Value], said: Sequence[Sequence[Placed]]) -> set[str]:
    """Kinds of which the statement has several values, in the order of one sentence: none of them is misplaced."""
    settled = {"ref", "time"}
    for kind in {value.kind for value in here}:
        mine = [value for value in here if value.kind == kind]
        if len(mine) > 1 and any(_follow(mine, [value for value, _ in sentence]) for sentence in said):
            settled.add(kind)
    return settled


def _follow(mine: Sequence[Value], theirs: Sequence[Value]) -> bool:
    left = iter(theirs)
    return all(any(value.says & other.bears for other in left) for value in mine)


def _elsewhere(value: Value, context: Context, there: Sequence[Placed]) -> Finding | None:
    """A value that is in the passage, for something else; or bounded from the other side."""
    near = max(likeness(context, at) for other, at in there if value.says & other.bears)
    rivals = [(likeness(context, at), other) for other, at in there
              if other.kind == value.kind and not value.says & other.bears]  # fmt: skip
    far, rival = max(rivals, key=lambda pair: pair[0], default=(0.0, value))
    if far >= _ENOUGH and far - near >= _CLEARLY:
        return Finding(Support.CHECK, f"the passage says {rival.shown} here, the statement {value.shown}")
    return _bounds(value, context, there)


def _bounds(value: Value, context: Context, there: Sequence[Placed]) -> Finding | None:
    """A most that is a least in the passage, or the other way round."""
    same = [(likeness(context, at), other) for other, at in there if value.says & other.bears]
    near, here = max(same, key=lambda pair: pair[0])
    bounds = {other.bound for likely, other in same if likely >= near - 0.1}
    if not value.bound or not all({value.bound, other} in _OPPOSITE for other in bounds):
        return None
    theirs = f"{_WORDS[here.bound]} {here.shown}"
    return Finding(Support.UNSUPPORTED, f"the passage says {theirs}, the statement {_WORDS[value.bound]} that")


def _placed(text: str) -> list[Placed]:
    """Values with the words around them."""
    words = tokens(text)
    found = values(text)
    covered = bytearray(len(text))
    for value in found:
        covered[value.start : value.end] = b"\1" * (value.end - value.start)
    inside = frozenset(index for index, word in enumerate(words) if covered[word.start])
    starts = [word.start for word in words]
    return [(value, around(words, *_span(starts, value), inside, False)) for value in found]


def _span(starts: Sequence[int], value: Value) -> tuple[int, int]:
    """The first and the last word of a value."""
    first = min(bisect_left(starts, value.start), len(starts) - 1)
    return first, max(first, bisect_left(starts, value.end) - 1)
