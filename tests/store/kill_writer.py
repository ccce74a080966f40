"""A desk that writes without end, for tests that kill it: every line on stdout is a thing it was told is on disk."""

from __future__ import annotations

import sys
from pathlib import Path

from localcounsel.records import Matter
from localcounsel.store.audit import AuditLog
from localcounsel.store.matter import open_store
from tests.store import matter_samples as samples


def main() -> None:
    """Argument: the matter's folder."""
    folder = Path(sys.argv[1])
    store, log = open_store(Matter(folder.name, "Acme", folder, "")), AuditLog(folder)
    before = len(store.answers())
    for number in range(before, before + 10_000):
        reading = samples.reading(f"number{number} stands in this clause. " * 300, "second page", seed=f"{number}")
        store.put(reading, samples.outline(), samples.cut(reading), samples.copy(f"{number}.txt"))
        print("document", number, flush=True)
        store.save_answer(samples.answer(number))
        print("answer", number, flush=True)
        log.append("answered", number=str(number))
        print("audit", number, flush=True)
        if number % 4 == 3:
            store.remove_copy(f"{number - 3}.txt")
            print("removed", number - 3, flush=True)


main()
