"""Builds the statements of one half of the contracts and counts what the check says about them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from localcounsel.core.checks import Checked, check
from localcounsel.records import Support
from scripts.statements.alterations import ALTERATIONS
from scripts.statements.clauses import Clause, clauses
from scripts.statements.rewording import reworded

VERBATIM = 0.25
"""Share of the statements that are the sentence itself."""
MOST_OF_A_KIND = 90


@dataclass(frozen=True, slots=True)
class Item:
    """One statement, what was done to it and what the check says."""

    kind: str
    """`true`, or one of the alterations."""
    ways: str
    """How it was reworded; empty for the sentence itself."""
    statement: str
    clause: Clause
    checked: Checked

    @property
    def alarmed(self) -> bool:
        return self.checked.support is not Support.SUPPORTED


@dataclass(slots=True)
class Figures:
    """Shares by kind."""

    items: list[Item] = field(default_factory=list)

    def share(self, kinds: Sequence[str], reworded_only: bool = False) -> tuple[float, int]:
        """Share of alarms among the statements of these kinds, and how many there are."""
        counted = [item for item in self.items if item.kind in kinds and (item.ways or not reworded_only)]
        return (sum(item.alarmed for item in counted) / len(counted) if counted else 0.0), len(counted)

    def target(self, name: str) -> tuple[float, int]:
        """Alarms among all alterations that count for `value` or `meaning`."""
        return self.share([kind for kind, (target, _) in ALTERATIONS.items() if target == name])


def measured(half: int, contracts_at_most: int = 1000, seed: int = 20) -> Figures:
    """All statements of one half of the contracts, or of the first of them, checked."""
    return Figures(list(_items(half, contracts_at_most, seed)))


def _items(half: int, most: int, seed: int) -> Iterator[Item]:
    chance = random.Random(seed * 31 + half)
    made: Counter[str] = Counter()
    for clause in clauses(half, seed, most):
        base, ways = _base(clause, chance)
        yield _item("true", ways, base, clause)
        fitting = [(kind, change) for kind, (_, change) in ALTERATIONS.items() if made[kind] < MOST_OF_A_KIND]
        chance.shuffle(fitting)
        for kind, change in sorted(fitting, key=lambda pair: made[pair[0]]):
            altered = change(base, clause, chance)
            if altered != base:
                made[kind] += 1
                yield _item(kind, ways, altered, clause)
                break


def _base(clause: Clause, chance: random.Random) -> tuple[str, str]:
    return (clause.sentence, "") if chance.random() < VERBATIM else reworded(clause.sentence, chance)


def _item(kind: str, ways: str, statement: str, clause: Clause) -> Item:
    return Item(kind, ways, statement, clause, check(statement, [clause.source]))
