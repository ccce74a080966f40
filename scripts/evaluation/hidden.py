#!/usr/bin/env python3
"""How much hidden text is found, and how often a page is flagged that hides nothing.

    scripts/evaluation/hidden.py [--data DIR] [--pages 1000] [--seed 1] [--show]

Recall: of the generated documents (`scripts/hostile/hidden.py`), those whose hidden words are all flagged. Flags on
words that can be seen are counted besides. False flags: pages of real PDFs below DIR on which anything is flagged as
hidden, less those looked at and found to hide something (`JUDGED`); `--show` prints each for judging.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from localcounsel import records  # noqa: E402 - the path comes first
from localcounsel.reading.client import Limits  # noqa: E402
from scripts.hostile.hidden import CLEAN, Hidden, documents  # noqa: E402
from scripts.hostile.loop import Loop  # noqa: E402

KINDS = ("hidden text", "text outside the page", "text under a box", "comment")
A_FILE = 12
"""Pages looked at of one real file, from its beginning."""
JUDGED = {
    "federal-register-2020-17221": "the typesetter's own line at the foot of each page is white",
    "rectangles_yes": "a test of redaction: words in the colour of the box on them",
    "Dova": "letters left of the area painted in are cut away: ARTICLE 13 shows as LE 13",
    "WestPharm": "the same: DATA PRIVACY shows as VACY",
    "Scansource": "the same",
    "QuantumGroup": "the same",
}
"""Real files, by the beginning of their names, that were looked at as pictures: their words cannot be seen."""
MOST_OF = 0.9
"""Of the hidden letters under a flag, for them to count as found."""


def main() -> int:
    """Print both figures; 1 when one misses its target."""
    parser = argparse.ArgumentParser(prog="hidden.py", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    found, wanted = recall(asked.seed, asked.show)
    print(f"recall: {found} of {wanted} documents, {found / wanted:.1%} (target 95 %)")
    if not asked.data.is_dir():
        print(f"no real documents at {asked.data}")
        return 0 if found >= 0.95 * wanted else 1
    flagged, rightly, pages = false_flags(asked.data, asked.pages, asked.seed, asked.show)
    wrongly = flagged - rightly
    print(f"{pages} real pages: {flagged} flagged, {rightly} of them rightly, as far as was judged")
    print(f"false flags: {wrongly / max(pages, 1):.2%} of pages (target at most 1 %)")
    return 0 if found >= 0.95 * wanted and wrongly <= 0.01 * pages else 1


def recall(seed: int, show: bool = False) -> tuple[int, int]:
    """(documents in which all is found and nothing else flagged, documents)."""
    found = wanted = 0
    missed: Counter[str] = Counter()
    with Loop() as loop:
        for document in documents(seed):
            served = loop.read(document.ending[1:], document.content)
            good = served.reading is not None and held(document, served.reading)
            wanted += 1
            found += good
            missed[document.way] += not good
    if show or found < wanted:
        print("missed:", {way: count for way, count in missed.items() if count})
    return found, wanted


def held(document: Hidden, reading: records.Reading) -> bool:
    """Whether the hidden words are flagged, or left out with a warning, and those that can be seen are not."""
    if any(_covered(page, line) for page in reading.pages for line in CLEAN if line in page.text):
        return False
    if not all(any(line in page.text for page in reading.pages) for line in CLEAN):
        return False
    standing = [page for page in reading.pages if document.words in page.text]
    if document.left_out:
        return not standing and any("deletions" in warning for warning in reading.warnings)
    return bool(standing) and all(_covered(page, document.words) >= MOST_OF for page in standing)


def _covered(page: records.Page, words: str) -> float:
    """The share of the words' characters that a flag lies on."""
    start = page.text.index(words)
    under = {at for flag in page.flags if flag.kind in KINDS for at in range(flag.start, flag.end)}
    return len(under & set(range(start, start + len(words)))) / len(words)


def false_flags(data: Path, most: int, seed: int, show: bool) -> tuple[int, int, int]:
    """(pages with a flag, those of files judged to hide something, pages) of real PDFs drawn by the seed."""
    files = sorted(data.rglob("*.pdf"))
    random.Random(seed).shuffle(files)
    flagged = rightly = pages = 0
    with Loop(Limits(pages=A_FILE)) as loop:
        for path in files:
            if pages >= most:
                break
            reading = loop.read("pdf", path.read_bytes()).reading
            for page in reading.pages[:A_FILE] if reading else ():
                pages += bool(page.text)
                marks = [flag for flag in page.flags if flag.kind in KINDS]
                flagged += bool(marks)
                rightly += bool(marks) and path.name.startswith(tuple(JUDGED))
                if show and marks:
                    words = page.text[marks[0].start : marks[0].end][:60]
                    print(f"{path.name} p.{page.number}: {len(marks)} × {marks[0].note}: {words!r}")
    return flagged, rightly, pages


if __name__ == "__main__":
    sys.exit(main())
