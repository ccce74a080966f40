"""`audit verify | show | export | anchor`: a matter's record, proved, shown and handed out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.errors import MatterDamaged
from localcounsel.store.places import Places

if TYPE_CHECKING:
    from localcounsel.flows.recording import Verified
    from localcounsel.records import AuditEvent

_EXIT = MatterDamaged.exit_code
"""When the log does not hold."""


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The parser of `audit`."""
    actions = verbs.add_parser("audit", help="prove, show and export what was done in a matter").add_subparsers(
        dest="action", metavar="ACTION", required=True
    )
    proved = actions.add_parser("verify", help="follow the log and hold it against its anchors")
    proved.add_argument("matter", metavar="MATTER")
    proved.add_argument(
        "--anchor", metavar="WORDS", default="", help="twelve words that were written down, or a digest"
    )
    proved.add_argument("--anchors", metavar="FILE", help="a file of anchors that was kept elsewhere")
    shown = actions.add_parser("show", help="show what was done, oldest first")
    shown.add_argument("matter", metavar="MATTER")
    shown.add_argument("--last", type=int, default=0, metavar="N", help="only the last N events")
    exported = actions.add_parser("export", help="copy the log, and the program that proves it")
    exported.add_argument("matter", metavar="MATTER")
    exported.add_argument("--out", required=True, metavar="FILE", help="where to: FILE.jsonl")
    exported.add_argument("--force", action="store_true", help="replace FILE if it exists")
    anchored = actions.add_parser("anchor", help="the twelve words of the log as it stands")
    anchored.add_argument("matter", metavar="MATTER")
    for action in (proved, shown, exported, anchored):
        action.add_argument("--json", action="store_true", help="write JSON for programs")


def run(parsed: argparse.Namespace, places: Places) -> int:
    """The exit code: 5 when the log does not hold."""
    from localcounsel.flows import recording
    from localcounsel.verbs.glass import emit, line, say

    if parsed.action == "verify":
        file = Path(parsed.anchors).expanduser() if parsed.anchors else None
        return _told(recording.verify(places, parsed.matter, parsed.anchor, file), parsed.json)
    if parsed.action == "show":
        _show(recording.show(places, parsed.matter, max(0, parsed.last)), parsed.json)
    elif parsed.action == "export":
        out = Path(parsed.out).expanduser()
        digest, anchor, program = recording.export(places, parsed.matter, out, force=parsed.force)
        if parsed.json:
            emit({"file": str(out), "sha256": digest, "program": str(program), "words": anchor.words})
        else:
            say(f"Saved: {line(str(out))}, SHA-256 {digest}")
            say(f"Anyone can prove it: python3 {line(str(program))} {line(str(out))} --anchor “{anchor.words}”")
    else:
        anchor = recording.anchor_now(places, parsed.matter)
        if parsed.json:
            emit({"events": anchor.sequence, "digest": anchor.digest, "words": anchor.words, "time": anchor.time})
        else:
            say(f"{anchor.sequence} events. Write these twelve words down, with the date:")
            say(f"    {anchor.words}")
    return 0


def _told(verified: Verified, as_json: bool) -> int:
    from localcounsel.verbs.glass import emit, line, say

    examined = verified.examined
    if as_json:
        emit(_json(verified))
        return 0 if verified.sound else _EXIT
    say(f"{len(examined.digests):,} events hold, from {verified.first or '-'} to {verified.last or '-'}")
    if examined.line:
        say(f"✗ line {examined.line} does not hold: {examined.why}")
    if examined.torn:
        say(f"✗ the last line is unfinished ({examined.torn} bytes): written when the machine stopped, or cut")
    held = sum(each.holds for each in verified.proofs)
    say(f"{'✓' if held == len(verified.proofs) else '✗'} {held} of {len(verified.proofs)} anchors are reached")
    for proof in verified.proofs:
        if not proof.holds:
            when = f" of {line(proof.time)}" if proof.time else ""
            say(f"    the anchor{when} ({line(proof.source)}) is not: the log was cut or replaced. {line(proof.words)}")
        elif proof.source == "given":
            say(f"    the words given are those of event {proof.sequence}")
    if not verified.proofs:
        say("There is no anchor to hold it against: a cut at its end, or an exchange of the whole, would not show.")
    say("The log holds." if verified.sound else "The log is not what it was.")
    return 0 if verified.sound else _EXIT


def _json(verified: Verified) -> dict[str, object]:
    examined = verified.examined
    return {
        "sound": verified.sound,
        "events": len(examined.digests),
        "first": verified.first,
        "last": verified.last,
        "head": verified.head,
        "line": examined.line,
        "why": examined.why,
        "torn_bytes": examined.torn,
        "anchors": [
            {
                "source": each.source,
                "words": each.words,
                "event": each.sequence,
                "time": each.time,
                "holds": each.holds,
            }
            for each in verified.proofs
        ],
    }


def _show(events: list[AuditEvent], as_json: bool) -> None:
    from localcounsel.verbs.glass import columns, emit

    if as_json:
        for event in events:
            emit({"event": event.sequence, "time": event.time, "what": event.what, "details": dict(event.details)})
        return
    rows = []
    for event in events:
        details = dict(event.details)
        by = details.pop("by", "")
        rows.append(
            (
                str(event.sequence),
                event.time[:19],
                by,
                event.what,
                ", ".join(f"{key} {_brief(value)}" for key, value in details.items()),
            )
        )
    columns(("No.", "When (UTC)", "Who", "What", "Of what"), rows)


def _brief(value: str) -> str:
    """A hash by its beginning, anything else as it is."""
    return value[:16] if len(value) >= 32 and set(value) <= set("0123456789abcdef") else value
