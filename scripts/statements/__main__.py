"""How well altered statements are told from true ones, on one half of the contracts.

    python -m scripts.statements [--half 0|1] [--show KIND]

Half 0 is for developing, half 1 for reporting. `--show` prints the statements on which the check was wrong.
"""

from __future__ import annotations

import argparse
import sys
import time

from scripts.statements.alterations import ALTERATIONS
from scripts.statements.clauses import DATA
from scripts.statements.measure import Figures, measured


def main(arguments: list[str]) -> int:
    """Measure and print a table; 2 where the documents are not there."""
    parser = argparse.ArgumentParser(prog="statements", description=__doc__)
    parser.add_argument("--half", type=int, choices=(0, 1), default=1)
    parser.add_argument("--show", default="", help="kind whose mistakes are printed; `true` for false alarms")
    asked = parser.parse_args(arguments)
    if not DATA.is_dir():
        print(f"the evaluation documents are not at {DATA}", file=sys.stderr)
        return 2
    began = time.monotonic()
    figures = measured(asked.half)
    table(figures)
    print(f"{len(figures.items)} statements in {time.monotonic() - began:.1f} s")
    if asked.show:
        mistakes(figures, asked.show)
    return 0


def table(figures: Figures) -> None:
    """Alarms by kind, with the targets."""
    for kind in ("true", *ALTERATIONS):
        share, count = figures.share([kind])
        again, some = figures.share([kind], reworded_only=True)
        print(f"{kind:24} {count:5}  alarms {share:6.1%}   reworded {some:5}  alarms {again:6.1%}")
    for name in ("value", "meaning"):
        share, count = figures.target(name)
        print(f"{'all: ' + name:24} {count:5}  alarms {share:6.1%}")


def mistakes(figures: Figures, kind: str) -> None:
    """Every statement of a kind that was judged wrongly."""
    for item in figures.items:
        if item.kind == kind and item.alarmed == (kind == "true"):
            print(f"\n[{item.ways}] {item.statement}\n   IN: {item.clause.sentence}\n   {item.checked.reasons}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
