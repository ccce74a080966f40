"""`replay`: a stored answer made again from its record and compared."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from localcounsel.store.places import Places

if TYPE_CHECKING:
    from localcounsel.flows.replay import Replayed

DIFFERS = 1
"""Exit code when something is not as it was."""


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The parser of `replay`."""
    verb = verbs.add_parser("replay", help="make a stored answer again from its record and compare")
    verb.add_argument("matter", metavar="MATTER")
    verb.add_argument("answer", nargs="?", default="last", metavar="ANSWER", help="id of an answer, or `last`")
    verb.add_argument("--json", action="store_true", help="write JSON for programs")


def run(parsed: argparse.Namespace, places: Places) -> int:
    """The exit code: 0 when the answer came out again and nothing it rests on has changed."""
    from localcounsel.engine.door import Reading
    from localcounsel.flows.desk import open_desk
    from localcounsel.flows.replay import Replayed, replay
    from localcounsel.verbs.glass import Progress

    progress = Progress()
    result: Replayed | None = None
    with open_desk(places, parsed.matter) as desk:
        for event in replay(desk, parsed.answer):
            if isinstance(event, Replayed):
                result = event
            else:
                progress.show(
                    f"reading {event.done} of {event.of} tokens" if isinstance(event, Reading) else "writing …"
                )
    progress.clear()
    assert result is not None
    _tell(result, parsed.json)
    return 0 if result.proved else DIFFERS


def _tell(result: Replayed, as_json: bool) -> None:
    from localcounsel.verbs.glass import emit, line, say

    if as_json:
        emit(
            {
                "answer": result.answer.id,
                "outcome": result.outcome,
                "where": result.where,
                "before": result.before,
                "after": result.after,
                "compared": [{"what": each.what, "state": each.state, "note": each.note} for each in result.found],
            }
        )
        return
    say(f"Answer {result.answer.id} of {line(result.answer.asked)}")
    for each in result.found:
        say(f"  {'✓' if each.state == 'same' else '✗'} {each.what}: {line(each.note)} ({each.state})")
    say(f"Made again: {result.outcome}{', ' if result.where else ''}{line(result.where)}")
    if result.outcome == "different" and (result.before or result.after):
        say(f"    then  …{line(result.before)}…")
        say(f"    now   …{line(result.after)}…")
