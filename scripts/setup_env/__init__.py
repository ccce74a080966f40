"""Makes the repository ready to run: `.venv` from the hashed lock, the demo models, a home. Standard library only.

`ready` answers whether anything is left to do by reading a few small files; `prepare` does what is left, resumes
what was interrupted and reports on stderr, because stdout belongs to the command that follows.
"""

from __future__ import annotations

from setup_env.layout import Layout
from setup_env.stamp import Stamp, ready

__all__ = ["Layout", "Stamp", "prepare", "ready"]


def prepare(layout: Layout, *, tests: bool = False) -> int:
    """Does every step that is not done yet. Returns 0, or the exit code to end with, the reason already shown."""
    if ready(layout, tests=tests):
        return 0
    from setup_env.steps import run_all

    return run_all(layout, tests=tests)
