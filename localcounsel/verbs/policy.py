"""`policy show | check | sign | due`: what IT has fixed on this machine, and the tools to fix it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from localcounsel.store.places import Places


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb's parser."""
    actions = verbs.add_parser("policy", help="what IT has fixed on this machine").add_subparsers(
        dest="action", metavar="ACTION", required=True
    )
    shown = actions.add_parser("show", help="what is fixed, and by which file")
    checked = actions.add_parser("check", help="whether a policy file would be understood")
    checked.add_argument("file", metavar="FILE")
    signed = actions.add_parser("sign", help="sign a policy file with the firm's key")
    signed.add_argument("file", metavar="FILE")
    signed.add_argument("--key", required=True, metavar="KEY", help="the firm's private Ed25519 key, in PEM")
    signed.add_argument("--passphrase-file", metavar="FILE", help="its passphrase, in this file's first line")
    due = actions.add_parser("due", help="answers older than IT lets them be kept")
    due.add_argument("matter", metavar="MATTER")
    due.add_argument("--remove", action="store_true", help="remove them")
    due.add_argument("--yes", action="store_true", help="with --remove: do not ask")
    for action in (shown, checked, signed, due):
        action.add_argument("--json", action="store_true", help="write JSON for programs")


def run(arguments: argparse.Namespace, places: Places) -> int:
    """0 when done. Errors of the policy file end with 11."""
    if arguments.action == "show":
        return _show(arguments.json)
    if arguments.action == "check":
        return _check(Path(arguments.file), arguments.json)
    if arguments.action == "sign":
        return _sign(arguments)
    return _due(arguments, places)


def _show(as_json: bool) -> int:
    from localcounsel.store import policy
    from localcounsel.store.places import policy_file
    from localcounsel.verbs.glass import emit, say

    loaded = policy.load()
    if as_json:
        emit({"file": loaded.source, "looked_for": str(policy_file()), "policy": _values(loaded)})
    elif not loaded.source:
        say(f"IT has fixed nothing on this machine: there is no {policy_file()}.")
    else:
        say(f"Fixed by {loaded.source}:")
        for what, how in loaded.fixed() or (("nothing", "it allows everything"),):
            say(f"  {what}: {how}")
    return 0


def _values(loaded: object) -> dict[str, object]:
    from localcounsel.store.policy import Policy

    assert isinstance(loaded, Policy)
    return {name: value for name, value in asdict(loaded).items() if name != "source"}


def _check(file: Path, as_json: bool) -> int:
    from localcounsel.store import policy
    from localcounsel.verbs.glass import emit, line, say

    loaded = policy.read_unproven(file)
    if as_json:
        emit({"file": str(file), "policy": _values(loaded)})
        return 0
    say(f"{line(str(file))} is understood. It would fix:")
    for what, how in loaded.fixed() or (("nothing", "it allows everything"),):
        say(f"  {what}: {how}")
    return 0


def _sign(arguments: argparse.Namespace) -> int:
    from localcounsel.store import firm_key, policy
    from localcounsel.store.files import disk, write_whole
    from localcounsel.verbs.glass import emit, line, say
    from localcounsel.verbs.passwords import private_key

    file = Path(arguments.file).expanduser().absolute()
    policy.read_unproven(file)
    key = private_key(Path(arguments.key).expanduser(), arguments.passphrase_file)
    target = file.with_name(f"{file.name}.sig")
    with disk(target):
        write_whole(target, firm_key.sign(file.read_bytes(), key))
        target.chmod(0o644)
    fingerprint = firm_key.fingerprint(key.public_key())
    if arguments.json:
        emit({"file": str(file), "signature": str(target), "key": fingerprint})
    else:
        say(f"Signed: {line(str(target))}")
        say(f"With the key {fingerprint}")
    return 0


def _due(arguments: argparse.Namespace, places: Places) -> int:
    from localcounsel.errors import BadCall
    from localcounsel.flows import retention
    from localcounsel.flows.desk import open_desk
    from localcounsel.verbs.glass import emit, line, say

    with open_desk(places, arguments.matter) as desk:
        found = retention.due(desk)
        removing = arguments.remove and found.answers
        if removing and not arguments.yes:
            if not sys.stdin.isatty():
                raise BadCall("Removing answers asks first", "Add --yes when no person is there to answer.")
            removing = input(f"Remove {len(found.answers)} answers for good? Type yes: ").strip() == "yes"
        removed = retention.remove(desk, found) if removing else 0
    if arguments.json:
        emit(
            {
                "days": found.days,
                "before": found.before,
                "due": [asdict(row) for row in found.answers],
                "removed": removed,
            }
        )
        return 0
    say(f"IT keeps answers for {found.days} days; {len(found.answers)} are older.")
    for row in found.answers:
        say(f"  {row.asked}  {row.id[:8]}  {line(row.question)}")
    if found.answers:
        say(f"Removed {removed}." if removed else "They are still there; `--remove` takes them out.")
    return 0
