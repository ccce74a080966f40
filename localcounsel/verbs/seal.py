"""`seal now | passphrase | recover MATTER`, and asking for the passphrase on behalf of every other verb."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from localcounsel.errors import BadCall, MatterSealed, WrongPassphrase
from localcounsel.store.places import Places

TRIES = 3


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Its parser."""
    verb = verbs.add_parser("seal", help="encrypt a matter under a passphrase, or give it another one")
    actions = verb.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in (
        ("now", "encrypt a matter with everything in it"),
        ("passphrase", "give a sealed matter another passphrase"),
        ("recover", "give it a new passphrase with IT's recovery key"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("matter", metavar="MATTER")
        if name == "recover":
            action.add_argument("--key", required=True, metavar="FILE", help="the recovery key, 64 hexadecimal digits")
        action.add_argument("--new-passphrase-file", metavar="FILE", help="the new passphrase, instead of a prompt")
        action.add_argument("--json", action="store_true", help="JSON instead of text")


def run(parsed: argparse.Namespace, places: Places) -> int:
    """The exit code."""
    from localcounsel.flows import sealing
    from localcounsel.verbs.glass import emit, say

    if parsed.action == "now":
        for stage in sealing.close_up(places, parsed.matter, new_passphrase(parsed.new_passphrase_file)):
            if not parsed.json:
                say(stage.text)
    elif parsed.action == "recover":
        new = new_passphrase(parsed.new_passphrase_file)
        sealing.recover(places, parsed.matter, Path(parsed.key).expanduser(), new)
    else:
        old = _said(parsed.passphrase_file) if parsed.passphrase_file else _typed("Passphrase: ")
        sealing.change_passphrase(places, parsed.matter, old, new_passphrase(parsed.new_passphrase_file))
    if parsed.json:
        emit({"matter": parsed.matter, "done": parsed.action})
    elif parsed.action != "now":
        say("It opens with the new passphrase from now on.")
    return 0


def new_passphrase(file: str | None) -> str:
    """A passphrase to be: from a file, or typed twice. Raises BadCall."""
    if file:
        return _said(file)
    first = _typed("New passphrase: ")
    if _typed("The same again: ") != first:
        raise BadCall("The two were not the same: nothing was changed.")
    return first


def unlocking(command: Callable[[], int], places: Places, file: str | None) -> int:
    """Run a command; where it meets a sealed matter, have it unlocked and run the command anew.

    Verbs open their matter before they do anything else, so that beginning anew repeats nothing.
    """
    met: set[str] = set()
    while True:
        try:
            return command()
        except MatterSealed as sealed:
            if not sealed.matter or sealed.matter in met or isinstance(sealed, WrongPassphrase):
                raise
            met.add(sealed.matter)
            _unlock(sealed, places, file)


def _unlock(sealed: MatterSealed, places: Places, file: str | None) -> None:
    from localcounsel.store import matters, seal

    if not file and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise sealed
    matter = matters.find(places, sealed.matter)
    if file:
        seal.unlock(matter, _said(file))
        return
    for left in range(TRIES, 0, -1):
        try:
            seal.unlock(matter, _typed(f"Passphrase for “{matter.name}”: "))
            return
        except WrongPassphrase as wrong:
            if left == 1:
                raise
            print(wrong.message, file=sys.stderr)


LONGEST_FILE = 1 << 16
"""Bytes that are read of a file for its first line: a device has no end."""


def _said(file: str) -> str:
    """The first line of a file."""
    path = Path(file).expanduser()
    try:
        with path.open("rb") as file_given:
            lines = file_given.read(LONGEST_FILE).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadCall(f"{path} cannot be read as a passphrase.", "Write it into the file's first line.") from error
    said = lines[0] if lines else ""
    if any(character < " " for character in said):
        raise BadCall(f"{path} cannot be read as a passphrase.", "Write it into the file's first line, as plain text.")
    return said


def _typed(prompt: str) -> str:
    import getpass

    if not sys.stdin.isatty():
        raise BadCall("A passphrase is asked for, and nobody is there to type it.", "Give it in a file.")
    return getpass.getpass(prompt, stream=sys.stderr)
