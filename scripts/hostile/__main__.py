"""Write the hostile files of a seed to a folder, with a table of what must come of each.

python -m scripts.hostile FOLDER [--seed N] [--only FAMILY]
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from scripts.hostile.corpus import every, write


def main(arguments: list[str]) -> int:
    """Write the files and `expected.csv`."""
    parser = argparse.ArgumentParser(prog="hostile", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="families that begin so")
    asked = parser.parse_args(arguments)
    written = write((case for case in every(asked.seed) if case.family.startswith(asked.only)), asked.folder)
    with (asked.folder / "expected.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("case", "bytes", "outcomes"))
        table.writerows((case.name, len(case.content), " or ".join(case.outcomes)) for case in written.values())
    print(f"{len(written)} files in {asked.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
