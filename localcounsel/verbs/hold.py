"""`hold`: a legal hold on a matter, shown, put on and lifted."""

from __future__ import annotations

import argparse

from localcounsel.store.places import Places


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The parser of `hold`."""
    verb = verbs.add_parser("hold", help="keep everything of a matter from being removed")
    verb.add_argument("matter", metavar="MATTER")
    verb.add_argument("state", nargs="?", choices=("on", "off"), help="without it: show")
    verb.add_argument("--reason", default="", metavar="TEXT", help="who asked for it, and in which proceedings")
    verb.add_argument("--json", action="store_true", help="write JSON for programs")


def run(parsed: argparse.Namespace, places: Places) -> int:
    """The exit code."""
    from localcounsel.flows import holding
    from localcounsel.verbs.glass import emit, line, say

    if parsed.state == "off":
        holding.lift(places, parsed.matter, parsed.reason)
        held = None
    elif parsed.state == "on":
        held = holding.put(places, parsed.matter, parsed.reason)
    else:
        held = holding.show(places, parsed.matter)
    if parsed.json:
        emit(
            {
                "held": held is not None,
                "reason": held.reason if held else "",
                "since": held.since if held else "",
                "by": held.by if held else "",
            }
        )
    elif held is None:
        say("The matter is not on legal hold.")
    else:
        say(f"On legal hold since {line(held.since)}, by {line(held.by)}: {line(held.reason)}")
    return 0
