"""`verify-airgap`: every way out tried from every kind of process, shown as a table and put on record."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from localcounsel.store.places import Places

GIVES_WAY = 10
"""Exit code when something was not refused: the one of Containment."""


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb's parser."""
    verb = verbs.add_parser("verify-airgap", help="try every way out from every kind of process, and show it")
    verb.add_argument("--json", action="store_true", help="write JSON for programs")


def run(arguments: argparse.Namespace, places: Places) -> int:
    """0 when the operating system refused everything, 10 otherwise."""
    from localcounsel.flows import airgap
    from localcounsel.verbs.glass import Progress, columns, emit, say

    progress = Progress()
    done = []
    for trial in airgap.trials():
        done.append(trial)
        progress.show(f"{trial.source}: {len(trial.attempts)} ways tried")
    progress.clear()
    found = airgap.gathered(tuple(done))
    event = airgap.put_on_record(places, found)
    if arguments.json:
        emit({**asdict(found), "denied": found.denied, "attempts": found.all, "audit": event.digest})
    else:
        columns(*airgap.as_table(found))
        say()
        say(f"{found.denied} of {found.all} attempts denied. {found.how}")
        say(f"In the installation's audit log, line {event.sequence}, digest {event.digest}")
    return 0 if found.holds else GIVES_WAY
