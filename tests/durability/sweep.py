#!/usr/bin/env python3
"""Interrupt every way of writing a matter at every system call: nothing is lost, and the next start goes on.

    python -m tests.durability.sweep [--work NAME]… [--points N] [--seed S] [--done FILE] [--again BLOW]

One line of JSON for each blow; `--points 0` is all of them. With `--done` a sweep that was stopped goes on. `--again`
is what a failing line calls `replay`.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.durability import near, struck  # noqa: E402
from tests.durability.looking import Said, troubles  # noqa: E402
from tests.durability.saying import Saying  # noqa: E402
from tests.durability.struck import LOOKING, Blow, Ended  # noqa: E402
from tests.durability.works import CHROMA, WORKS, Ground, Work, told  # noqa: E402

DISK_WORDS = ("space", "full", "Input/output", "the disk", "Read-only", "cannot be written", "cannot be opened")
TIMES = 3
"""That a blow is dealt until it falls on a file of ours."""


class Sweep:
    """One way of writing, prepared once and interrupted on a fresh copy each time."""

    def __init__(self, work: Work, folder: Path) -> None:
        self.work = work
        self._start = folder / "start"
        self._trial = folder / "trial"
        self._trial.mkdir(parents=True)
        done = struck.run(self._prepare)
        if done.code:
            raise RuntimeError(f"{work.name} could not be prepared: {done.said[-1:]}")
        self._before: Said = done.said
        shutil.copytree(self._trial, self._start, symlinks=True)

    def blows(self) -> list[Blow]:
        """Everything that can go wrong with it, from a run in which nothing did."""
        ground = self._fresh()
        trace = self._start.parent / "trace"
        done = struck.run(self._told(ground), trace=trace)
        if done.code:
            raise RuntimeError(f"{self.work.name} fails by itself: {done.said[-1:]}")
        return struck.blows(struck.calls(trace, ground.folder))

    def strike(self, blow: Blow) -> dict[str, Any]:
        """Deal a blow, look, begin again, look again; what was found."""
        for _ in range(TIMES):
            ground = self._fresh()
            first = struck.run(self._told(ground), blow=blow)
            if not first.elsewhere:
                break
        found = [] if first.elsewhere else list(_ending(blow, first))
        said = [*self._before, *first.said]
        found += self._looked(ground, said, finished=False)
        second = struck.run(self._told(ground))
        if second.code:
            found.append(f"it does not go on by itself: {second.said[-1:]}")
        found += self._looked(ground, [*said, *second.said], finished=True)
        outcome = (
            "elsewhere"
            if first.elsewhere
            else "killed"
            if first.code == -9
            else {0: "went on", 1: "said"}.get(first.code, str(first.code))
        )
        words = [each["message"] for each in first.of("error")]
        return {"work": self.work.name, "blow": str(blow), "outcome": outcome, "words": words, "troubles": found}

    def _looked(self, ground: Ground, said: Said, *, finished: bool) -> list[str]:
        def look(saying: Saying) -> None:
            for trouble in troubles(self.work, ground, said, finished=finished):
                saying.say("trouble", text=("at the end: " if finished else "") + trouble)

        done = struck.run(look)
        found = [each["text"] for each in done.of("trouble")]
        if done.code:
            found.append(f"looking {'at the end ' if finished else ''}failed: {done.said[-1:]}")
        return found

    def _prepare(self, saying: Saying) -> None:
        ground = Ground(self._trial)
        told(ground, saying)
        self.work.prepare(ground)
        from localcounsel.store import seal
        from tests.durability.works import desk_of

        with desk_of(ground) as desk:
            for copy, id in desk.store.copies():
                saying.say("document", name=copy.name, id=id, outcome="new")
            for row in desk.store.answers():
                saying.say("answer", id=row.id)
            seal.lock(desk.matter)

    def _told(self, ground: Ground) -> Any:
        def work(saying: Saying) -> None:
            told(ground, saying)
            self.work.run(ground, saying)

        return work

    def _fresh(self) -> Ground:
        """A copy of the beginning, always at the same path: documents remember where they lay."""
        shutil.rmtree(self._trial, ignore_errors=True)
        shutil.copytree(self._start, self._trial, symlinks=True)
        return Ground(self._trial)


def _ending(blow: Blow, ended: Ended) -> Iterator[str]:
    """What is wrong with the way in which the work ended."""
    if ended.hung:
        yield "it hung"
        return
    if blow.kind == "kill":
        if ended.code not in (-9, 0):
            yield f"killed, it ended with {ended.code}"
        return
    for each in ended.of("mistake"):
        yield f"a traceback: {each['trail']}"
    for each in ended.of("error"):
        if each["name"] == "MatterDamaged" and blow.kind == "EIO" and blow.call.name in LOOKING:
            continue  # SQLite takes a page that the disk does not give for one that is not sound
        if not any(word in each["message"] for word in DISK_WORDS):
            yield f"the disk is not named: {each['name']}: {each['message']}"


def chosen(every: list[Blow], points: int, seed: int) -> list[Blow]:
    """So many blows, as even over the kinds as can be; all of them for 0."""
    if not points or points >= len(every):
        return every
    drawn = random.Random(seed)
    kinds: dict[str, list[Blow]] = {}
    for blow in every:
        kinds.setdefault(blow.kind, []).append(blow)
    for each in kinds.values():
        drawn.shuffle(each)
    order = sorted(kinds, key=lambda kind: (kind != "kill", drawn.random()))
    picked: list[Blow] = []
    while len(picked) < points:
        picked += [kinds[kind].pop() for kind in order if kinds[kind]]
    return picked[:points]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", action="append", choices=(*WORKS, CHROMA.name))
    parser.add_argument("--points", type=int, default=5, help="blows for each way of writing; 0: all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--done", type=Path, help="what was done is added to this file, and not done again")
    parser.add_argument("--again", help="one blow, as a failing line names it")
    parser.add_argument("--kind", help="only blows of this kind")
    arguments = parser.parse_args()
    near.install()
    known = {**WORKS, CHROMA.name: CHROMA}
    done = _read(arguments.done)
    failed = 0
    for name in arguments.work or list(WORKS):
        with tempfile.TemporaryDirectory(prefix="localcounsel-proof-") as folder:
            sweep = Sweep(known[name], Path(folder))
            every = [blow for blow in sweep.blows() if arguments.kind in (None, blow.kind)]
            picked = [blow for blow in every if str(blow) == arguments.again] if arguments.again else []
            picked = picked or chosen(every, arguments.points, arguments.seed)
            left = [blow for blow in picked if (name, str(blow)) not in done]
            print(json.dumps({"work": name, "possible": len(every), "chosen": len(left)}), flush=True)
            for blow in left:
                began = time.monotonic()
                result = {**sweep.strike(blow), "seconds": round(time.monotonic() - began, 2)}
                if result["troubles"]:
                    failed += 1
                    result["replay"] = f"python -m tests.durability.sweep --work '{name}' --again '{blow}'"
                line = json.dumps(result)
                print(line, flush=True)
                if arguments.done is not None and not result["troubles"]:
                    with arguments.done.open("a", encoding="utf-8") as file:
                        file.write(line + "\n")
    return 1 if failed else 0


def _read(path: Path | None) -> set[tuple[str, str]]:
    if path is None or not path.exists():
        return set()
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {(each["work"], each["blow"]) for each in lines}


if __name__ == "__main__":
    sys.exit(main())
