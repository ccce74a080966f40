"""`history`: the conversations of a matter, and what was asked in them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from localcounsel.store.places import Places

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from localcounsel.flows.conversations import Line

SHOWN = 8
"""Characters of an id that are shown; enough to name it by."""


def options(verbs: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    verb = verbs.add_parser("history", help="list the conversations of a matter")
    verb.add_argument("matter", metavar="MATTER")
    verb.add_argument("--json", action="store_true", help="write JSON for programs")


def run(parsed: argparse.Namespace, places: Places) -> int:
    """Pinned conversations first, then the one asked in last; in each the questions, oldest first."""
    from localcounsel.flows import conversations
    from localcounsel.flows.desk import open_desk
    from localcounsel.verbs.glass import emit, line, say

    with open_desk(places, parsed.matter) as desk:
        lines = conversations.listed(desk)
    if parsed.json:
        emit({"matter": desk.matter.name, "conversations": [_json(each) for each in lines]})
        return 0
    if not lines:
        say("Nothing has been asked yet.")
    for each in lines:
        pinned = "pinned  " if each.pinned else ""
        say(f"{each.id[:SHOWN]}  {pinned}{line(each.title)}")
        for row in each.answers:
            sign = _SIGNS[row.standing.value]
            say(f"    {row.id[:SHOWN]}  {row.asked[:16].replace('T', ' ')}  {sign}  {line(row.question)}")
    return 0


_SIGNS = {"supported": "✓", "partly": "◐", "unsupported": "✗", "not_found": "○"}


def _json(each: Line) -> dict[str, Any]:
    return {
        "conversation": each.id,
        "title": each.title if each.named else "",
        "pinned": each.pinned,
        "answers": [
            {"answer": row.id, "asked": row.asked, "question": row.question, "standing": row.standing.value}
            for row in each.answers
        ],
    }
