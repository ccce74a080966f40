"""`matter new | list | show | rename | delete`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from localcounsel.errors import BadCall
from localcounsel.flows import matters
from localcounsel.store.places import Places
from localcounsel.verbs.glass import emit, say, size, table


def run(arguments: argparse.Namespace, places: Places) -> int:
    """The exit code."""
    action: str = arguments.action
    if action == "new":
        made = matters.create(places, arguments.name)
        _tell(arguments.json, {"name": made.name, "id": made.id}, f"Made the matter “{made.name}”.")
    elif action == "rename":
        renamed = matters.rename(places, arguments.name, arguments.new_name)
        _tell(arguments.json, {"name": renamed.name, "id": renamed.id}, f"It is called “{renamed.name}” now.")
    elif action == "delete":
        _delete(arguments, places)
    else:
        rows = matters.list_all(places) if action == "list" else [matters.show(places, arguments.name)]
        _show(rows, arguments.json)
    return 0


def _tell(as_json: bool, value: dict[str, str], text: str) -> None:
    if as_json:
        emit(value)
    else:
        say(text)


def _delete(arguments: argparse.Namespace, places: Places) -> None:
    """Delete after the name was typed once more, or with --yes."""
    row = matters.show(places, arguments.name)
    if not arguments.yes:
        if not sys.stdin.isatty():
            raise BadCall("Deleting a matter asks for its name", "Add --yes when no person is there to type it.")
        say(f"This removes “{row.name}” with {row.documents} documents and every answer. It cannot be undone.")
        if input("Type the matter's name to go on: ").strip() != row.name:
            raise BadCall("The name typed is not the matter's: nothing was deleted")
    matters.delete(places, row.name)
    _tell(arguments.json, {"deleted": row.name}, f"Deleted “{row.name}”.")


def _show(rows: list[matters.MatterRow], as_json: bool) -> None:
    if as_json:
        emit([asdict(row) for row in rows])
    elif not rows:
        say("There are no matters yet. Make one: localcounsel matter new NAME")
    else:
        heads = ("Matter", "Documents", "Pages", "Unread pages", "Size", "Last opened", "")
        table(
            heads,
            [
                (
                    row.name,
                    str(row.documents),
                    str(row.pages),
                    str(row.unread),
                    size(row.size_bytes),
                    row.opened,
                    row.note,
                )
                for row in rows
            ],
        )
