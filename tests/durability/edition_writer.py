#!/usr/bin/env python3
"""Write `released/schema-N.gz` for this schema: kept from its release on, never written anew.

python -m tests.durability.edition_writer
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from pathlib import Path

from localcounsel.records import Matter
from localcounsel.store import schema
from localcounsel.store.matter import open_store
from tests.store import matter_samples as samples


def written(folder: Path) -> bytes:
    """A store with a document and an answer, as the file it is."""
    with open_store(Matter("old", "Old", folder, "")) as store:
        reading = samples.reading("clause 7 of many " * 20)
        store.put(reading, samples.outline(), samples.cut(reading, 200), samples.copy("7.txt"))
        store.save_answer(samples.answer(7))
        store.tidy(thorough=True)
    return gzip.compress((folder / "store.sqlite").read_bytes(), mtime=0)


def main() -> int:
    path = Path(__file__).with_name("released") / f"schema-{len(schema.MIGRATIONS)}.gz"
    if path.exists():
        print(f"{path} is there, and stays as it is", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        path.write_bytes(written(Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
