"""`purge`: a matter destroyed for good, with a certificate; or the remains of what was deleted from it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.errors import BadCall
from localcounsel.store.places import Places

if TYPE_CHECKING:
    from localcounsel.flows.purging import Purged

TRACES_LEFT = 1
"""Exit code when the matter is gone and something of it was found elsewhere."""


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The parser of `purge`."""
    verb = verbs.add_parser("purge", help="destroy a matter for good and write a certificate")
    verb.add_argument("matter", nargs="?", metavar="MATTER", help="without it: list purges that were interrupted")
    verb.add_argument("--certificate", metavar="FILE", help="where the certificate goes: FILE.md or FILE.docx")
    verb.add_argument(
        "--deleted", action="store_true", help="only remove what is left of deleted documents and answers"
    )
    verb.add_argument("--yes", action="store_true", help="do not ask for the name again")
    verb.add_argument("--json", action="store_true", help="write JSON for programs")


def run(parsed: argparse.Namespace, places: Places) -> int:
    """The exit code."""
    from localcounsel.flows import purging
    from localcounsel.verbs.glass import Progress, emit, say

    if not parsed.matter:
        return _pending(parsed, places)
    if parsed.deleted:
        before, after = purging.clean(places, parsed.matter)
        if parsed.json:
            emit({"before": before, "after": after})
        else:
            say(f"Nothing of what was deleted is left in the store: {before:,} bytes before, {after:,} now.")
        return 0
    if not parsed.certificate:
        raise BadCall("A purge writes a certificate", "Say where: --certificate FILE.md or FILE.docx.")
    _confirm(parsed)
    progress = Progress()
    for event in purging.destroy(places, parsed.matter, Path(parsed.certificate).expanduser()):
        if isinstance(event, purging.Stage):
            progress.show(f"{event.text} …")
            continue
        progress.clear()
        _tell(event, parsed.json)
        return TRACES_LEFT if event.traces else 0
    raise AssertionError("a purge ends with its certificate")


def _tell(event: Purged, as_json: bool) -> None:
    from localcounsel.verbs.glass import emit, line, say

    if as_json:
        emit(
            {
                "purged": event.order.name,
                "id": event.order.matter,
                "certificate": str(event.certificate),
                "sha256": event.sha256,
                "files_with_traces": event.traces,
                "head": event.order.head,
                **dict(event.order.counts),
            }
        )
    else:
        say(f"Purged “{line(event.order.name)}”. Certificate: {line(str(event.certificate))}, SHA-256 {event.sha256}")
        if event.traces:
            say(f"Words of its documents were found in {event.traces} other file(s): see the certificate.")


def _pending(parsed: argparse.Namespace, places: Places) -> int:
    from localcounsel.flows import purging
    from localcounsel.verbs.glass import emit, line, say

    found = purging.pending(places)
    if parsed.json:
        emit([{"matter": each.name, "id": each.matter, "begun": each.begun} for each in found])
    elif not found:
        say("No purge was interrupted.")
    for each in [] if parsed.json else found:
        say(f"“{line(each.name)}”, begun {line(each.begun)}: run purge with its name again to go on.")
    return 0


def _confirm(parsed: argparse.Namespace) -> None:
    """The name once more, or --yes."""
    from localcounsel.verbs.glass import say

    if parsed.yes:
        return
    if not sys.stdin.isatty():
        raise BadCall("Purging a matter asks for its name", "Add --yes when no person is there to type it.")
    say("This destroys every document's text, every answer and the audit log of the matter. Nothing brings it back.")
    if input("Type the matter's name to go on: ").strip() != parsed.matter:
        raise BadCall("The name typed is not the matter's: nothing was purged")
