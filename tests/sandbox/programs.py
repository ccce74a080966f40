"""Small programs that tests run in processes of their own: a contained process stays contained."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from localcounsel.sandbox import environment

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


def start(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `code` with the package at hand, nothing of this process's environment, and a deadline."""
    line = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}", *arguments]
    return subprocess.run(
        line,
        env=environment.scrubbed(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


def answer(code: str, *arguments: str) -> Any:
    """What `code` printed as JSON; fails with what it said on stderr when it did not end well."""
    done = start(code, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
