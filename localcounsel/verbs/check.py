"""`check` and `repair`: a whole matter looked at, and what can be put right put right."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from localcounsel.errors import MatterDamaged
from localcounsel.store.places import Places

if TYPE_CHECKING:
    from localcounsel.flows.checking import Finding


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The parsers of `check` and `repair`."""
    for name, text in (
        ("check", "look at a whole matter: store, passages, vectors, record, files"),
        ("repair", "make anew what is derived, save what can be read"),
    ):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("matter", metavar="MATTER")
        verb.add_argument("--json", action="store_true", help="write JSON for programs")


def run(parsed: argparse.Namespace, places: Places) -> int:
    """The exit code: 5 when something is not well."""
    from localcounsel.flows import repairing

    if parsed.verb == "repair":
        return _tell(repairing.repair(places, parsed.matter), parsed.json)
    return _tell(_checked(parsed.matter, places), parsed.json)


def _checked(name: str, places: Places) -> Iterator[Finding]:
    from localcounsel.flows.checking import Finding, check
    from localcounsel.flows.desk import open_desk

    try:
        desk = open_desk(places, name)
    except MatterDamaged as error:
        yield Finding("store", False, error.message, repairable=True)
        return
    with desk:
        yield from check(desk)


def _tell(findings: Iterable[Finding], as_json: bool) -> int:
    from localcounsel.verbs.glass import emit, line, say

    found = []
    for each in findings:
        found.append(each)
        if not as_json:
            more = " (repair can put it right)" if each.repairable and not each.well else ""
            say(f"{'✓' if each.well else '✗'} {each.what}: {line(each.note)}{more}")
    if as_json:
        emit([{"what": e.what, "well": e.well, "note": e.note, "repairable": e.repairable} for e in found])
    return 0 if all(each.well for each in found) else MatterDamaged.exit_code
