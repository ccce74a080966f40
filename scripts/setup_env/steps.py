"""The steps of set-up, in order. Each may be interrupted and is taken up again by the next start."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from datetime import datetime

from setup_env import advice, environment, native
from setup_env.commands import StepFailed
from setup_env.layout import Layout
from setup_env.screen import Screen
from setup_env.stamp import Stamp, due
from setup_env.turns import turn

NEEDED = 3_000_000_000
"""Bytes of disk that a set-up takes at its peak, with the CPU build of torch."""

Step = Callable[[Layout, Screen, bool], str]
"""Does one step and returns a note on it. The flag says that an earlier try may have left files half written."""

STEPS: dict[str, tuple[str, Step]] = {
    "environment": ("Virtual environment", environment.make),
    "tools": ("Build tools", environment.tools),
    "packages": ("Packages", environment.packages),
    "torch": ("torch", environment.torch),
    "llama": ("Compiling llama.cpp for this machine", native.build),
    "localcounsel": ("LocalCounsel itself", environment.itself),
    "models": ("Demo models", environment.models),
    "tests": ("Test tools", environment.tests),
}


def run_all(layout: Layout, *, tests: bool) -> int:
    """Does what is not done yet. Returns 0, or the exit code to end with, the reason already shown."""
    try:
        with turn(layout.work / "setup.lock", _waiting):
            return _run(layout, tests=tests)
    except KeyboardInterrupt:
        print("\nSet-up was interrupted. Start again: it goes on where it stopped.", file=sys.stderr)
        return 130


def _waiting(other: str) -> None:
    print(f"Another set-up of this folder is running (process {other}); waiting for it.", file=sys.stderr)


def _run(layout: Layout, *, tests: bool) -> int:
    steps = due(layout, tests=tests)
    if "llama" in steps and (lacking := advice.missing_compiler(os.environ)):
        print(f"{lacking}\nThe engine is compiled on this machine, once.", file=sys.stderr)
        return 1
    screen = Screen(len(steps))
    _announce(layout, screen, steps)
    stamp = Stamp(layout)
    for step in steps:
        title, work = STEPS[step]
        screen.step(title)
        repair = stamp.begun(step)
        try:
            if step != "environment":
                stamp.begin(step)
            note = work(layout, screen, repair)
        except (StepFailed, OSError) as error:
            return _failed(layout, screen, title, error)
        if step == "environment":
            stamp = Stamp(layout)
        stamp.finish(step)
        screen.finished(note)
    return 0


def _announce(layout: Layout, screen: Screen, steps: list[str]) -> None:
    layout.work.mkdir(exist_ok=True)
    with layout.log.open("a", encoding="utf-8") as log:
        log.write(f"\n=== {datetime.now().isoformat(timespec='seconds')} {sys.version} {' '.join(steps)}\n")
    if "llama" in steps:
        screen.say("Setting LocalCounsel up in this folder, once. It takes some minutes; later starts do not.")
    free = shutil.disk_usage(layout.root).free
    if "packages" in steps and free < NEEDED:
        screen.say(f"Only {free / 1e9:.1f} GB of disk are free; set-up needs about {NEEDED / 1e9:.0f} GB.")


def _failed(layout: Layout, screen: Screen, title: str, error: StepFailed | OSError) -> int:
    lines = error.lines if isinstance(error, StepFailed) else []
    with layout.log.open("a", encoding="utf-8") as log:
        log.write(f"{title}: {error}\n")
    screen.say(f"Set-up stopped at: {title}")
    screen.say(f"  {error}")
    for line in advice.meaningful(lines):
        screen.say(f"  | {line}")
    known = error.advice if isinstance(error, StepFailed) and error.advice else advice.advice([*lines, str(error)])
    screen.say(f"{known}\nLog: {layout.log.relative_to(layout.root)}. Start again to go on from this step.")
    return 1
