"""`matter new | list | show | rename | archive | unarchive | delete`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from localcounsel.errors import BadCall
from localcounsel.flows import matters
from localcounsel.store.places import Places
from localcounsel.verbs import seal
from localcounsel.verbs.glass import emit, say, size, table


def run(arguments: argparse.Namespace, places: Places) -> int:
    """The exit code."""
    action: str = arguments.action
    if action == "new":
        passphrase = seal.new_passphrase(arguments.new_passphrase_file) if arguments.sealed else ""
        made = matters.create(places, arguments.name, passphrase)
        _tell(arguments.json, {"name": made.name, "id": made.id}, f"Made the matter “{made.name}”.")
    elif action == "rename":
        renamed = matters.rename(places, arguments.name, arguments.new_name)
        _tell(arguments.json, {"name": renamed.name, "id": renamed.id}, f"It is called “{renamed.name}” now.")
    elif action in ("archive", "unarchive"):
        away = matters.archive(places, arguments.name, action == "archive")
        words = "is archived: `matter list --archived` lists it" if away.archived else "is out of the archive"
        _tell(arguments.json, {"name": away.name, "id": away.id, "archived": away.archived}, f"“{away.name}” {words}.")
    elif action == "delete":
        _delete(arguments, places)
    else:
        rows = matters.list_all(places) if action == "list" else [matters.show(places, arguments.name)]
        shown = [row for row in rows if action == "show" or arguments.archived or not row.archived]
        if shown or not rows or arguments.json:
            _show(shown, arguments.json)
        if len(shown) < len(rows) and not arguments.json:
            say(f"{len(rows) - len(shown)} archived: --archived lists them too.")
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
                    row.note or ("archived" if row.archived else ""),
                )
                for row in rows
            ],
        )
