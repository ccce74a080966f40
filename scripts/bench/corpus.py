#!/usr/bin/env python3
"""A whole folder through the product: pages a second, passages a second, memory of each process, size on disk.

    scripts/bench/corpus.py --documents DIR --home DIR [--matter NAME] [--json OUT]

`--home` holds approved models (made by `scripts/run.py`). Runs the command line twice, first with `--no-wait`
(until words are searchable), then to the end (until meaning is), and samples memory from /proc. Linux only.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("engine.index_child", "engine.model_child", "reading.child", "reading.ocr_child")
MEGABYTE = 1e6


def process_tree(pid: int) -> list[int]:
    """`pid` and everything below it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


class Memory:
    """The largest resident size seen of each kind of process, in megabytes."""

    def __init__(self, pid: int) -> None:
        self.peaks: dict[str, float] = {}
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.2):
            for pid in process_tree(self._pid):
                try:
                    status = Path(f"/proc/{pid}/status").read_text()
                    line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
                except (FileNotFoundError, ProcessLookupError):
                    continue
                kind = next((kind for kind in KINDS if kind in line), "desk")
                size = next((int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM")), 0)
                self.peaks[kind] = round(max(self.peaks.get(kind, 0.0), size / 1000), 1)


def run(home: Path, *arguments: str) -> tuple[float, list[str], dict[str, float]]:
    """(seconds, lines of output, memory) of one command."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "localcounsel", "--home", str(home), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    memory = Memory(process.pid)
    assert process.stdout is not None
    lines = process.stdout.read().splitlines()
    process.wait()
    memory.close()
    return time.monotonic() - began, lines, memory.peaks


def size_of(folder: Path) -> float:
    """Megabytes of all files below a folder."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / MEGABYTE, 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--matter", default="Corpus")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    documents = str(arguments.documents.resolve())
    run(arguments.home, "matter", "new", arguments.matter)
    read_seconds, lines, reading = run(arguments.home, "add", arguments.matter, documents, "--no-wait", "--json")
    summary = json.loads(lines[-1])["summary"]
    left_out = [json.loads(line)["file"] for line in lines if '"left out"' in line]
    index_seconds, _, indexing = run(arguments.home, "add", arguments.matter, documents, "--json")
    _, status, _ = run(arguments.home, "status", arguments.matter, "--json")
    passages = json.loads(status[-1])["passages"]
    identity = json.loads(run(arguments.home, "matter", "show", arguments.matter, "--json")[1][-1])[0]
    folder = max((arguments.home / "matters").iterdir(), key=lambda each: each.stat().st_mtime)
    result = {
        "files": summary["taken"],
        "left_out": left_out,
        "pages": summary["pages"],
        "unread_pages": summary["unread"],
        "words_searchable_after_seconds": round(read_seconds, 1),
        "pages_a_second": round(summary["pages"] / read_seconds, 1),
        "passages": passages,
        "indexing_seconds": round(index_seconds, 1),
        "passages_a_second": round(passages["indexed"] / index_seconds, 1),
        "memory_peak_mb_reading": reading,
        "memory_peak_mb_indexing": indexing,
        "store_mb": size_of(folder) - size_of(folder / "index"),
        "index_mb": size_of(folder / "index"),
        "matter_mb": round(identity["size_bytes"] / MEGABYTE, 1),
    }
    text = json.dumps(result, indent=1)
    print(text)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
