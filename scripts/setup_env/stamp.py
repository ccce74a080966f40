"""Remembers which set-up steps are done, and for which lock, interpreter and place, so that a second start does none.

The stamp lives inside `.venv`: deleting the folder deletes the memory with it.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from setup_env.layout import Layout

STEPS: dict[str, tuple[str, ...]] = {
    "environment": (),
    "tools": ("packaging/lock/build.txt", "packaging/lock/cmake.txt"),
    "packages": ("packaging/lock/runtime.txt",),
    "torch": ("packaging/lock/torch-cpu.txt", "packaging/lock/torch.txt", "packaging/lock/torch-cuda.txt"),
    "llama": ("packaging/lock/llama.txt", "packaging/llama_lean.cmake"),
    "localcounsel": ("pyproject.toml",),
    "models": ("packaging/lock/models.txt", "models/manifest.json"),
    "tests": ("packaging/lock/dev.txt",),
}
"""Each step with the files that, when they change, make it due again. `tests` is wanted by scripts/test.py only."""


def wanted(*, tests: bool) -> list[str]:
    """The steps there are, in order."""
    return [step for step in STEPS if tests or step != "tests"]


def due(layout: Layout, *, tests: bool) -> list[str]:
    """The steps that are not done. Reads the lock's files and the stamp, nothing else."""
    steps = wanted(tests=tests)
    if not layout.python.exists():
        return steps
    stamp = Stamp(layout)
    lost = set() if layout.models.is_dir() else {"models"}
    return [step for step in steps if step in lost or not stamp.done(step)]


def key(layout: Layout, step: str) -> str:
    """What a step was done for: its files' contents, the repository's place, the interpreter behind `.venv`."""
    digest = hashlib.sha256(f"{layout.root}\0{os.path.realpath(layout.python)}\0{step}".encode())
    for name in STEPS[step]:
        digest.update(hashlib.sha256((layout.root / name).read_bytes()).digest())
    return digest.hexdigest()


class Stamp:
    """The finished steps of one virtual environment, and the one that was begun last."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.path = layout.venv / "localcounsel-setup.json"
        self._facts: dict[str, str] = _read(self.path)

    def done(self, step: str) -> bool:
        return self._facts.get(step) == key(self.layout, step)

    def begun(self, step: str) -> bool:
        """The step was started and never finished, so files of it may be half written."""
        return self._facts.get(step) == "begun"

    def begin(self, step: str) -> None:
        self._set(step, "begun")

    def finish(self, step: str) -> None:
        self._set(step, key(self.layout, step))

    def home(self, place: str) -> str:
        """The home that this combination of option and environment was found to mean, or empty."""
        return self._facts.get(f"home {place}", "")

    def know_home(self, place: str, home: str) -> None:
        self._set(f"home {place}", home)

    def _set(self, name: str, value: str) -> None:
        self._facts[name] = value
        self.path.parent.mkdir(exist_ok=True)
        staged = self.path.with_suffix(f".{os.getpid()}.tmp")
        staged.write_text(json.dumps(self._facts, indent=1, sort_keys=True), encoding="utf-8")
        staged.replace(self.path)


def ready(layout: Layout, *, tests: bool = False) -> bool:
    """Whether nothing is left to do."""
    return not due(layout, tests=tests)


def _read(path: Path) -> dict[str, str]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in facts.items()} if isinstance(facts, dict) else {}
