"""Finding a name by some of its letters: `jlr` finds "Johnson lease renewal". Work is bounded whatever is typed."""

from __future__ import annotations

import unicodedata

LONGEST = 256
"""Characters of a name, and of what is typed, that are looked at."""
_LETTER = 1.0
_AT_A_WORD = 1.5
"""More for a letter that begins a word."""
_IN_A_ROW = 1.0
"""More for a letter that follows the one before it."""
_AT_THE_BEGINNING = 1.0


Found = tuple[float, tuple[int, ...]]
"""How well it matches, larger being better, and the positions of the letters in the name."""


def fuzzy(typed: str, name: str) -> Found | None:
    """How `typed` is found in `name`, its letters in this order; None when they are not all there.

    The best of all ways: letters that begin words and letters in a row count more; among equals the shorter name.
    """
    wanted = [each for each in map(_folded, typed[:LONGEST]) if each.strip()]
    letters = [_folded(each) for each in name[:LONGEST]]
    if not wanted:
        return 0.0, ()
    best: list[dict[int, tuple[float, int]]] = []
    for letter in wanted:
        best.append(_reached(letter, letters, best[-1] if best else None))
        if not best[-1]:
            return None
    at = max(best[-1], key=lambda position: (best[-1][position][0], -position))
    score = best[-1][at][0] - len(letters) / (4 * LONGEST)
    positions = [at]
    for row in range(len(wanted) - 1, 0, -1):
        at = best[row][at][1]
        positions.append(at)
    return score, tuple(reversed(positions))


def _reached(
    letter: str, letters: list[str], before: dict[int, tuple[float, int]] | None
) -> dict[int, tuple[float, int]]:
    """Where this letter may stand: position → (best score so far, position of the letter before)."""
    found: dict[int, tuple[float, int]] = {}
    running: tuple[float, int] | None = None
    for position, here in enumerate(letters):
        if before is not None and position - 1 in before:
            score = before[position - 1][0]
            if running is None or score > running[0]:
                running = (score, position - 1)
        if here != letter:
            continue
        gain = _LETTER + (_AT_A_WORD if _begins(letters, position) else 0.0)
        if before is None:
            found[position] = (gain + (_AT_THE_BEGINNING if position == 0 else 0.0), -1)
            continue
        ways = [] if running is None else [(running[0] + gain, running[1])]
        if position - 1 in before:
            ways.append((before[position - 1][0] + gain + _IN_A_ROW, position - 1))
        if ways:
            found[position] = max(ways)
    return found


def _begins(letters: list[str], position: int) -> bool:
    return position == 0 or (letters[position].isalnum() and not letters[position - 1].isalnum())


def _folded(letter: str) -> str:
    """One letter without case, width and accents."""
    plain = unicodedata.normalize("NFKD", letter).casefold()
    return plain[:1] if plain else letter
