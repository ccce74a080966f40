"""The word that one may have meant: of those that occur, the one that differs from what was typed by a slip."""

from __future__ import annotations

from collections.abc import Mapping

SHORTEST = 5
"""Letters of a word that is worth comparing: of shorter ones too many others are near."""
TWO_SLIPS = 8
"""Letters from which two slips are allowed instead of one."""


def slips(typed: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or in the other's place; `most` + 1 for more than `most`.

    The restricted distance of F. J. Damerau, A technique for computer detection and correction of spelling errors,
    Communications of the ACM 7(3), 1964.
    """
    if abs(len(typed) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(typed, start=1):
        last, before, row = before, row, [at]
        for place, known in enumerate(other, start=1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != known))
            if at > 1 and place > 1 and letter == other[place - 2] and typed[at - 2] == known:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def allowed(typed: str) -> int:
    """How many slips a word of this length may hold."""
    return 0 if len(typed) < SHORTEST else 2 if len(typed) >= TWO_SLIPS else 1


def begins(typed: str, stem: str) -> bool:
    """Whether what was typed may be a form of a word with this stem: whether it begins like it, but for slips."""
    most = allowed(typed)
    lengths = range(len(stem) - most, len(stem) + most + 1)
    return len(stem) > most + 1 and any(slips(typed[:length], stem, most) <= most for length in lengths)


def nearest(typed: str, known: Mapping[str, int]) -> str:
    """Of words with their frequencies, the one with the fewest slips, then the most frequent; empty where none is near.

    Everything is in lower case.
    """
    most = allowed(typed)
    ranked = ((slips(typed, word, most), -count, word) for word, count in known.items())
    return min((each for each in ranked if 0 < each[0] <= most), default=(0, 0, ""))[2]
