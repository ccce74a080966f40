"""What stands around a value, a name or a verb: by it two places of two texts are known to be the same place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from localcounsel.core.checks.wording import Token, frame

_PALE = frozenset("period date time amount sum rate number day month year writt days equal".split())
"""They stand beside values of every meaning."""
REACH = 6
"""Meaning-bearing words that are looked at on each side."""
_FARTHEST = 40
"""Words of any kind that are passed on a side, at most: a page of figures has no end."""

Context = Mapping[tuple[str, str], float]
"""Weights by (side, stem); the side is empty where order does not matter."""


def around(words: Sequence[Token], first: int, last: int, skipped: frozenset[int], ordered: bool) -> Context:
    """The content words on both sides of words `first` to `last` (inclusive), the nearer the heavier.

    `ordered` keeps the sides apart. Indexes in `skipped` are passed over: values where values are compared, names
    where names are; a name then counts as a name, whichever it is.
    """
    found: dict[tuple[str, str], float] = {}
    before = range(first - 1, max(-1, first - _FARTHEST), -1)
    for side, steps in (("<", before), (">", range(last + 1, min(len(words), last + _FARTHEST)))):
        distance = 0
        for index in steps:
            token = words[index]
            if token.text == ";" or (token.text == "." and not ordered) or distance >= REACH:
                break
            if index in skipped:
                if ordered and index - 1 not in skipped:
                    distance += 1
                    found.setdefault((side, "*"), 1 / distance)
                continue
            if not token.content or token.text[0].isdigit():
                continue
            distance += 1
            weight = (0.4 if frame(token.stem) or token.stem in _PALE else 1.0) / (
                distance if ordered else 1 + distance / 2
            )
            key = (side if ordered else "", token.stem)
            found[key] = max(found.get(key, 0.0), weight)
    return found


def likeness(here: Context, there: Context) -> float:
    """Share of the weight around one place that stands as near around the other, 0 to 1; 0 where nothing is around."""
    whole = sum(here.values())
    return sum(min(weight, there.get(key, 0.0)) for key, weight in here.items()) / whole if whole else 0.0
