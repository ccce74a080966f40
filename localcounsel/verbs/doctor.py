"""`doctor`: what may be wrong with this machine, its models and its matters, each with what to do."""

from __future__ import annotations

import argparse

from localcounsel.flows import doctor
from localcounsel.flows.doctor import Examination, Standing
from localcounsel.store.places import Places
from localcounsel.verbs.glass import Progress, emit, say

CODES = {Standing.PASS: 0, Standing.ATTENTION: 12, Standing.FAIL: 13}
"""Exit codes: the line that stands worst."""
_SIGNS = {Standing.PASS: "✓", Standing.ATTENTION: "!", Standing.FAIL: "✗"}


def run(arguments: argparse.Namespace, places: Places) -> int:
    """0 when every line passes, 12 when one wants attention, 13 when one failed."""
    progress, done = Progress(), Examination()
    for step in doctor.examine(places, done):
        progress.show(step)
    progress.clear()
    if arguments.json:
        emit(
            {
                "worst": done.worst.value,
                "checks": [
                    {"what": each.what, "standing": each.standing.value, "finding": each.finding, "advice": each.advice}
                    for each in done.checks
                ],
            }
        )
    else:
        for check in done.checks:
            say(f"{_SIGNS[check.standing]} {check.standing.value:<9}  {check.what}: {check.finding}")
            if not check.well:
                say(f"    {check.advice}")
    return CODES[done.worst]
