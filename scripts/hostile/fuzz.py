#!/usr/bin/env python3
"""Mutate sound and hostile files of one medium and read each: does the readers' contract ever break?

    scripts/hostile/fuzz.py pdf|docx|msg|eml|html|rtf|txt [--minutes 10] [--seed N] [--keep FOLDER]
    scripts/hostile/fuzz.py MEDIUM --replay FILE

Seeds are the sample documents and the generated corpus. Reading happens in a contained child. A file that breaks
the contract (see `scripts/hostile/loop.py`), or takes over ten seconds of processor time, is kept in FOLDER with what
happened; `--replay` reads it again, alone. The same seed makes the same files. 1 when anything broke.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.hostile.corpus import every  # noqa: E402 - the path comes first
from scripts.hostile.loop import Loop, Served  # noqa: E402
from scripts.hostile.mutation import LARGEST, WORDS, mutated  # noqa: E402

SAMPLE = ROOT / "localcounsel" / "sample" / "documents"
SLOW = 10.0
"""Seconds of the reader's processor time."""
MOST_SECONDS = 2.0
"""Of processor time: a seed that takes longer alone would only slow everything down."""


@dataclass(slots=True)
class Tally:
    """What came of the files so far."""

    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, int] = field(default_factory=dict)
    """The last line of each way in which it broke → the number of the first file that did."""
    slowest: float = 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz or replay; the exit code."""
    options = _options(arguments)
    with Loop() as loop:
        if options.replay:
            return _replayed(loop.read(options.medium, options.replay.read_bytes()))
        seeds = _seeds(options.medium, options.seed)
        print(f"{options.medium}: {len(seeds)} seeds, seed {options.seed}, {options.minutes:g} minutes", flush=True)
        tally = _run(loop, seeds, options)
    count = sum(tally.outcomes.values())
    print(f"{count} files: {', '.join(f'{name} {n}' for name, n in tally.outcomes.most_common())}")
    print(f"slowest {tally.slowest:.1f} s of processor time; ways in which the contract broke: {len(tally.kinds)}")
    for kind, number in tally.kinds.items():
        print(f"  file {number}: {kind}")
    return 1 if tally.kinds else 0


def _run(loop: Loop, seeds: Sequence[bytes], options: argparse.Namespace) -> Tally:
    tally, number = Tally(), options.start
    until = time.monotonic() + 60 * options.minutes
    while time.monotonic() < until:
        content = mutated(options.medium, seeds, random.Random(f"{options.seed}:{number}"))
        served = loop.read(options.medium, content)
        tally.outcomes[served.outcome] += 1
        tally.slowest = max(tally.slowest, served.seconds)
        broke = served.escape or (f"{served.seconds:.0f} s" if served.seconds > SLOW else "")
        kind = broke.strip().rsplit("\n", 1)[-1][:150]
        if broke and kind not in tally.kinds:
            tally.kinds[kind] = number
            _keep(options.keep, f"{options.medium}-{options.seed}-{number}", content, broke)
        number += 1
    return tally


def _keep(folder: Path, name: str, content: bytes, broke: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.bin").write_bytes(content)
    (folder / f"{name}.txt").write_text(broke, encoding="utf-8")
    print(f"kept {folder / name}.bin: {broke.strip().splitlines()[-1]}", flush=True)


def _replayed(served: Served) -> int:
    print(f"{served.outcome} in {served.seconds:.1f} s: {served.message}\n{served.escape}")
    return 1 if served.escape else 0


def _seeds(medium: str, seed: int) -> list[bytes]:
    """The sample's files and the hostile ones of this medium that are small, quick and not killers by themselves."""
    held = [path.read_bytes() for path in sorted(SAMPLE.rglob(f"*.{medium}"))]
    dear = medium == "html"  # all of those count as dear for one or two among them, which are left out below
    held += [
        case.content for case in every(seed, medium, dear=dear) if case.ending == f".{medium}" and not case.file_name
    ]
    small = [content for content in held if 0 < len(content) <= LARGEST]
    with Loop() as loop:
        served = [loop.read(medium, content) for content in small]
    together = zip(small, served, strict=True)
    return [content for content, each in together if not each.escape and each.seconds < MOST_SECONDS]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fuzz.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("medium", choices=sorted(WORDS))
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the number of the first file")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-kept"), help="folder for what broke the contract")
    parser.add_argument("--replay", type=Path, help="a kept file to read again")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
