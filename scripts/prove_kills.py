#!/usr/bin/env python3
"""Kill each kind of process in the middle of its work, many times, and check that nothing is lost or double.

    scripts/prove_kills.py --documents DIR --models HOME --work DIR [--times 25] [--only KIND] [--seed 0]
    scripts/prove_kills.py --all --done FILE [--points 0] [--way NAME]…

Every round starts a command on a fresh copy of an empty or a full matter, kills one process (SIGKILL) at a random
moment, runs the same command again to its end, and compares the matter with one that was built in peace: the same
documents, pages and passages, every passage indexed once, every vector found by itself, the audit chain whole, no
process left over. Rounds in which the command ended before the kill do not count towards the number. A failing
round prints what replays it. Linux only: processes are found in /proc.

`--all` interrupts every way in which a matter is written at every system call instead: killed, refused by the disk
once, and on a disk that stays full (see docs/durability.md). It takes hours; a proof that was stopped goes on where
FILE says it was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MATTER = "Proof"
QUESTION = "When must the goods be delivered, and what does the agreement say about liability?"
CHILDREN = {
    "reader": "localcounsel.reading.child",
    "index": "localcounsel.engine.index_child",
    "model": "localcounsel.engine.model_child",
}


@dataclass(frozen=True)
class Round:
    """One kill: which process, after how many seconds of the command."""

    number: int
    target: str
    delay: float


def command(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "localcounsel", "--home", str(home), *arguments]


def finish(home: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(command(home, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    return done.returncode, done.stdout + done.stderr


def descendants(pid: int) -> dict[int, str]:
    """Processes below `pid`, with their command lines."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
                parents[int(entry.name)] = int(stat.rsplit(")", 1)[1].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found: dict[int, str] = {}
    pending = [pid]
    while pending:
        parent = pending.pop()
        for child in [each for each, its in parents.items() if its == parent]:
            try:
                found[child] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError):
                continue
            pending.append(child)
    return found


def strike(process: subprocess.Popen[str], planned: Round) -> bool:
    """Kill the target after the delay, as soon as it is there; False when the command ended first."""
    due = time.monotonic() + planned.delay
    while process.poll() is None:
        below = descendants(process.pid)
        victims = (
            [process.pid]
            if planned.target == "desk"
            else [pid for pid, line in below.items() if CHILDREN[planned.target] in line]
        )
        if time.monotonic() >= due and victims:
            os.kill(victims[0], signal.SIGKILL)
            return True
        time.sleep(0.01)
    return False


def orphans(pids: set[int]) -> set[int]:
    """Those of `pids` that still run two seconds after their desk is gone."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        alive = {pid for pid in pids if Path(f"/proc/{pid}").exists() and _state(pid) != "Z"}
        if not alive:
            return set()
        time.sleep(0.05)
    return alive


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


def picture(home: Path) -> dict[str, object]:
    """What must be the same whatever was killed: documents, passages, vectors that find themselves, audit."""
    code, out = finish(home, "status", MATTER, "--json")
    if code:
        return {"status": out}
    status = json.loads(out.splitlines()[-1])
    probe = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "inspect_matter.py"), "--home", str(home), MATTER],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    inner = json.loads(probe.stdout) if probe.returncode == 0 else {"probe": probe.stderr[-800:]}
    documents = sorted((each["name"], each["sha256"], each["pages"], each["state"]) for each in status["documents"])
    return {"documents": documents, "passages": status["passages"], **inner}


def one_round(
    planned: Round, start: Path, expected: dict[str, object], arguments: argparse.Namespace
) -> tuple[bool, bool]:
    """(the kill struck, all was well afterwards)."""
    home: Path = arguments.work / "round"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(start, home, symlinks=True)
    work = (
        ("ask", MATTER, QUESTION, "--json") if planned.target == "model" else ("add", MATTER, str(arguments.documents))
    )
    process = subprocess.Popen(
        command(home, *work), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    time.sleep(0.05)
    struck = strike(process, planned)
    below = set(descendants(process.pid))
    process.communicate(timeout=600)
    left = orphans(below)
    code, out = finish(home, *work)
    seen = picture(home)
    well = code == 0 and seen == expected and not left
    if not well:
        print(f"\nFAILED {planned} exit {code} orphans {left}\n{out[-1500:]}", file=sys.stderr)
        for key in expected:
            if seen.get(key) != expected[key]:
                print(f"  {key}: {str(seen.get(key))[:600]}\n  expected {str(expected[key])[:600]}", file=sys.stderr)
        print(f"  other: { {k: v for k, v in seen.items() if k not in expected} }", file=sys.stderr)
    return struck, well


def everywhere(arguments: argparse.Namespace) -> int:
    """Every way of writing at every system call: progress, every failure with what replays it, and a table."""
    line = [sys.executable, "-m", "tests.durability.sweep", "--points", str(arguments.points)]
    line += ["--seed", str(arguments.seed), "--done", str(arguments.done)]
    line += [part for name in arguments.way or every_way() for part in ("--work", name)]
    rows: dict[str, list[int]] = {}
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as sweep:
        assert sweep.stdout is not None
        for said in sweep.stdout:
            told = json.loads(said)
            row = rows.setdefault(told["work"], [0, 0, 0, 0])
            if "possible" in told:
                row[:2] = told["possible"], told["chosen"]
                continue
            row[2] += 1
            row[3] += bool(told["troubles"])
            if told["troubles"]:
                print(f"\nFAILED {told['blow']}: {told['replay']}\n  " + "\n  ".join(told["troubles"]), file=sys.stderr)
            print(f"\r{told['work']}: {row[2]} of {row[1]}, failed {row[3]} ", end="", file=sys.stderr, flush=True)
    print("\n| way of writing | possible | left to try | tried now | failed |\n|---|---|---|---|---|")
    for name, row in rows.items():
        print(f"| {name} | {' | '.join(map(str, row))} |")
    return sweep.returncode


def every_way() -> list[str]:
    """The names of the ways of writing."""
    sys.path.insert(0, str(ROOT))
    from tests.durability.works import CHROMA, WORKS

    return [*WORKS, CHROMA.name]


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--models", type=Path, help="a home whose approved models are used")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--all", action="store_true", help="every way of writing at every system call")
    parser.add_argument("--done", type=Path, default=Path("proved.jsonl"), help="with --all: what was tried and held")
    parser.add_argument("--points", type=int, default=0, help="with --all: so many for each way; 0: all")
    parser.add_argument("--way", action="append", help="with --all: this way of writing only")
    parser.add_argument("--times", type=int, default=25)
    parser.add_argument("--only", choices=("desk", *CHILDREN), action="append")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    if not arguments.all and not (arguments.documents and arguments.models and arguments.work):
        parser.error("--documents, --models and --work are needed, or --all")
    return arguments


def main() -> int:
    arguments = parsed()
    if arguments.all:
        return everywhere(arguments)
    arguments.documents = arguments.documents.resolve()
    empty, full = arguments.work / "empty", arguments.work / "full"
    shutil.rmtree(arguments.work, ignore_errors=True)
    empty.mkdir(parents=True)
    shutil.copytree(arguments.models / "models", empty / "models")
    for step in (("matter", "new", MATTER),):
        finish(empty, *step)
    shutil.copytree(empty, full)
    began = time.monotonic()
    code, out = finish(full, "add", MATTER, str(arguments.documents))
    if code not in (0, 6):
        raise SystemExit(out)
    took = time.monotonic() - began
    expected = picture(full)
    print(f"built in peace in {took:.1f} s: {expected['passages']}, probe {expected.get('self_found')}")
    began = time.monotonic()
    finish(full, "ask", MATTER, QUESTION, "--json")
    asked = time.monotonic() - began
    drawn = random.Random(arguments.seed)
    failures = 0
    for target in arguments.only or ("desk", "reader", "index", "model"):
        longest = {"model": asked, "reader": took * 0.3}.get(target, took)
        struck = well = rounds = 0
        while struck < arguments.times and rounds < 3 * arguments.times:
            start = full if target == "model" else empty
            planned = Round(rounds, target, round(drawn.uniform(0.1, longest), 3))
            hit, good = one_round(planned, start, expected, arguments)
            rounds, struck, well = rounds + 1, struck + hit, well + good
            print(f"\r{target}: {rounds} rounds, struck {struck}, well {well} ", end="", flush=True)
        print()
        failures += rounds - well + max(0, arguments.times - struck)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
