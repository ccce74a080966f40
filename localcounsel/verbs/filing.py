"""`documents list | label | exclude | include`: what people say of a matter's documents."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localcounsel.core.filing import Filed, OnDisk
    from localcounsel.flows.desk import Desk
    from localcounsel.store.places import Places


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    verb = verbs.add_parser("documents", help="list, label, exclude and include a matter's documents")
    actions = verb.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in (
        ("list", "list documents with their labels, narrowed by a filter"),
        ("label", "give documents labels, or take them away"),
        ("exclude", "leave documents out of every search and answer"),
        ("include", "put them back in"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("matter", metavar="MATTER")
        if name != "list":
            action.add_argument("documents", nargs="*", metavar="DOCUMENT")
        action.add_argument("--where", metavar="FILTER", help="those a filter leaves: 'state:unread label:exhibit'")
        if name == "list":
            action.add_argument(
                "--disk", action="store_true", help="also look whether files changed since they were read"
            )
        if name == "label":
            action.add_argument("--add", action="append", default=[], metavar="LABEL", help="repeatable")
            action.add_argument("--remove", action="append", default=[], metavar="LABEL", help="repeatable")
        action.add_argument("--json", action="store_true", help="write JSON for programs")


def run(arguments: argparse.Namespace, places: Places) -> int:
    """The exit code."""
    from localcounsel.errors import BadCall
    from localcounsel.flows import filing
    from localcounsel.flows.desk import open_desk

    with open_desk(places, arguments.matter) as desk:
        if arguments.action == "list":
            _list(desk, arguments)
            return 0
        ids = _meant(desk, arguments)
        if arguments.action == "label":
            if not arguments.add and not arguments.remove:
                raise BadCall("No label is given.", "Add --add LABEL or --remove LABEL.")
            before = filing.label(desk, ids, arguments.add, arguments.remove)
        else:
            before = filing.exclude(desk, ids, arguments.action == "exclude")
        changed = [each for each in filing.listed(desk.store) if each.document.id in before]
        _tell(changed, len(before), desk.matter.name if arguments.json else "")
    return 0


def _tell(changed: Sequence[Filed], documents: int, as_json_of: str) -> None:
    """What was changed; `documents` may have more than one name each. `as_json_of`: the matter's name, or empty."""
    from localcounsel.core.searched import count
    from localcounsel.verbs.glass import emit, line, say

    if as_json_of:
        emit({"matter": as_json_of, "changed": [_as_json(each) for each in changed]})
        return
    for each in changed:
        excluded = "excluded from questions" if each.marking.excluded else ""
        say("  ".join(filter(None, (line(each.name), excluded, *(f"#{label}" for label in each.marking.labels)))))
    say(f"{count(documents, 'document')} changed.")


def _meant(desk: Desk, arguments: argparse.Namespace) -> list[str]:
    """The ids of the documents that are named, or that the filter leaves. Raises NoSuchDocument or BadCall."""
    from localcounsel.errors import BadCall
    from localcounsel.flows import filing

    if bool(arguments.documents) == bool(arguments.where):
        raise BadCall("It is not clear which documents are meant.", "Give their names, or --where FILTER.")
    if arguments.documents:
        return [desk.store.named(name).id for name in arguments.documents]
    found = [each.document.id for each in _narrowed(filing.listed(desk.store), arguments.where)]
    if not found:
        raise BadCall(f"The filter leaves no document: {arguments.where}")
    return list(dict.fromkeys(found))


def _narrowed(files: Sequence[Filed], wanted: str | None) -> list[Filed]:
    from localcounsel.core.filing import parse
    from localcounsel.errors import BadCall

    narrowed = parse(wanted or "")
    if narrowed.trouble:
        raise BadCall(f"The filter cannot be understood: {narrowed.trouble}")
    return narrowed.of(files)


def _list(desk: Desk, arguments: argparse.Namespace) -> None:
    from localcounsel.core.searched import count
    from localcounsel.flows import filing, on_disk
    from localcounsel.verbs.glass import emit, say, table

    seen: dict[str, OnDisk] = {}
    if arguments.disk:
        for compared in on_disk.compare(desk.store):
            seen.update(compared.found)
    files = _narrowed(filing.listed(desk.store, seen), arguments.where)
    if arguments.json:
        emit({"matter": desk.matter.name, "documents": [_as_json(each) for each in files]})
        return
    rows = [
        (each.name, ", ".join(sorted(each.states)), str(each.document.page_count), " ".join(each.marking.labels))
        for each in files
    ]
    table(("Document", "State", "Pages", "Labels"), rows)
    say(f"{count(len(files), 'file')}.")


def _as_json(filed: Filed) -> dict[str, Any]:
    return {
        "name": filed.name,
        "sha256": filed.document.id,
        "pages": filed.document.page_count,
        "states": sorted(filed.states),
        "labels": list(filed.marking.labels),
        "excluded": filed.marking.excluded,
    }
