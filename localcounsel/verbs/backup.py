"""`backup` and `restore`: a matter as one signed file, and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from localcounsel.store.places import Places


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The parsers of `backup` and `restore`."""
    saved = verbs.add_parser("backup", help="save a matter as one signed file, also while it is open")
    saved.add_argument("matter", metavar="MATTER")
    saved.add_argument("--out", required=True, metavar="FILE", help="where to: FILE.tar")
    saved.add_argument("--force", action="store_true", help="replace FILE if it exists")
    taken = verbs.add_parser("restore", help="make a matter of a backup, checked to the last bit")
    taken.add_argument("file", metavar="FILE")
    taken.add_argument("--as", dest="name", default="", metavar="NAME", help="call it this")
    taken.add_argument("--key", default="", metavar="KEY", help="the fingerprint or words printed with the backup")
    taken.add_argument("--check", action="store_true", help="only say what it is and who signed it")
    taken.add_argument("--no-wait", action="store_true", help="return when words are searchable")
    for verb in (saved, taken):
        verb.add_argument("--json", action="store_true", help="write JSON for programs")


def run(parsed: argparse.Namespace, places: Places) -> int:
    """The exit code."""
    if parsed.verb == "backup":
        return _save(parsed, places)
    return _look(parsed, places) if parsed.check else _restore(parsed, places)


def _save(parsed: argparse.Namespace, places: Places) -> int:
    from localcounsel.flows import keeping
    from localcounsel.verbs.glass import emit, line, say

    made = keeping.back_up(places, parsed.matter, Path(parsed.out).expanduser(), force=parsed.force)
    if parsed.json:
        emit(
            {
                "file": str(made.path),
                "sha256": made.signed.digest,
                "key": made.signed.fingerprint,
                "key_words": made.key_words,
                **dict(made.signed.manifest.counts),
            }
        )
        return 0
    say(f"Saved: {line(str(made.path))}")
    say(f"To restore it on another machine, keep these words apart from it: {made.key_words}")
    return 0


def _look(parsed: argparse.Namespace, places: Places) -> int:
    from localcounsel.flows import keeping
    from localcounsel.verbs.glass import emit, line, say

    signed = keeping.inspect(places, Path(parsed.file).expanduser())
    manifest = signed.manifest
    if parsed.json:
        emit(
            {
                "matter": manifest.name,
                "made": manifest.made,
                "by": manifest.by,
                "key": signed.fingerprint,
                "own": signed.own,
                "events": manifest.events,
                **dict(manifest.counts),
            }
        )
        return 0
    counts = dict(manifest.counts)
    say(f"“{line(manifest.name)}” as of {line(manifest.made)}, saved by {line(manifest.by)}")
    say(f"{counts.get('document', 0)} documents, {counts.get('page', 0)} pages, {counts.get('answer', 0)} answers")
    whose = "this home" if signed.own else "another home"
    say(f"Signed by {whose}, key {signed.fingerprint}. Its files are checked when it is restored.")
    return 0


def _restore(parsed: argparse.Namespace, places: Places) -> int:
    from localcounsel.flows import keeping
    from localcounsel.store import seal
    from localcounsel.verbs.glass import emit, line, say

    restored = keeping.restore(places, Path(parsed.file).expanduser(), parsed.name, parsed.key)
    counts = dict(restored.manifest.counts)
    sealed = seal.is_sealed(restored.matter.folder)
    indexed = 0 if parsed.no_wait or sealed else _index(places, restored.matter.name)
    if parsed.json:
        emit(
            {
                "matter": restored.matter.name,
                "id": restored.matter.id,
                "made": restored.manifest.made,
                "words": restored.anchor.words,
                "indexed": indexed,
                **counts,
            }
        )
        return 0
    say(
        f"Restored “{line(restored.matter.name)}” as of {line(restored.manifest.made)}: "
        f"{counts.get('document', 0)} documents, {counts.get('answer', 0)} answers, every byte as it was saved."
    )
    if sealed:
        say("It is sealed as it was; its meaning is indexed when documents are next added to it.")
    elif parsed.no_wait:
        say("Its meaning is indexed when documents are next added to it.")
    return 0


def _index(places: Places, name: str) -> int:
    """Make the index of meaning anew; passages indexed, 0 where there is no approved embedder."""
    from localcounsel.flows.desk import HURRIED, open_desk
    from localcounsel.flows.indexing import index
    from localcounsel.verbs.glass import Progress

    progress, done = Progress(), 0
    with open_desk(places, name, HURRIED) as desk:
        for event in index(desk):
            done = event.done
            progress.show(f"indexing: {event.done} of {event.of} passages")
    progress.clear()
    return done
