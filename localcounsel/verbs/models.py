"""`models list | show | import | evaluate`, and `setup`, which the set-up script calls."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from localcounsel.flows import models, sample
from localcounsel.flows.events import FileLeftOut, FileTaken, Indexing
from localcounsel.flows.models import Imported, Wish
from localcounsel.store.manifest import ShelfEntry
from localcounsel.store.places import Places
from localcounsel.verbs.glass import Progress, complain, emit, line, say, size, table


def run(arguments: argparse.Namespace, places: Places) -> int:
    """The exit code."""
    if arguments.action == "import":
        return _import(arguments, places)
    if arguments.action == "evaluate":
        from localcounsel.verbs import evaluate

        return evaluate.model(arguments, places)
    entries = models.entries(places)
    if arguments.action == "show":
        from localcounsel.store.models import ModelShelf

        entries = [ModelShelf(places).entry(arguments.name)]
    if arguments.json:
        emit([_as_json(entry) for entry in entries])
    elif arguments.action == "show":
        _show(entries[0])
    else:
        _list(entries)
    return 0


def _list(entries: list[ShelfEntry]) -> None:
    if not entries:
        say("No model is approved yet. Import one: localcounsel models import PATH")
        return
    rows = [
        (
            entry.card.name,
            entry.card.role,
            size(sum(file.size for file in entry.card.files)),
            entry.card.licence,
            entry.approval.value,
        )
        for entry in entries
    ]
    table(("Model", "Role", "Size", "Licence", "Approval"), rows)


def _show(entry: ShelfEntry) -> None:
    card = entry.card
    for label, value in (
        ("name", card.name),
        ("role", card.role),
        ("family", card.family),
        ("licence", card.licence),
        ("parameters", f"{card.parameters:,}" if card.parameters else "not counted"),
        ("window", f"{card.context} tokens"),
        ("approval", f"{entry.approval.value}, by {card.approved_by} on {card.approved_on}"),
        ("grounds", card.grounds or "none given"),
    ):
        say(f"{label:<12}{line(str(value))}")
    for file in card.files:
        say(f"{'file':<12}{line(file.name)}  {size(file.size)}  sha256 {file.sha256}")


def _as_json(entry: ShelfEntry) -> dict[str, Any]:
    return {**asdict(entry.card), "approval": entry.approval.value, "made_from": entry.source}


def _import(arguments: argparse.Namespace, places: Places) -> int:
    wish = Wish(arguments.name or "", arguments.licence or "", arguments.family or "", arguments.grounds)
    progress = Progress()
    for event in models.take_in(places, Path(arguments.path), wish):
        if not isinstance(event, Imported):
            progress.show(event.text)
            continue
        progress.clear()
        if arguments.json:
            emit({**asdict(event.card), "notes": list(event.notes)})
        else:
            say(f"Approved “{event.card.name}” as {event.card.role}, licence {line(event.card.licence)}.")
            for note in event.notes:
                say(f"  {line(note)}")
    return 0


def setup(arguments: argparse.Namespace, places: Places) -> int:
    """Register the demo models and build the sample matter, a line for each step; harmless when it is done."""
    models.forget_work(places)
    for stage in models.register_demo(places, Path(arguments.models)):
        say(stage.text)
    progress = Progress()
    taken = 0
    for event in sample.build(places):
        if isinstance(event, FileLeftOut):
            complain(event.error, event.name)
        elif isinstance(event, FileTaken):
            taken += 1
            progress.show(f"reading {event.name}")
        elif isinstance(event, Indexing):
            progress.show(f"indexing meaning: {event.done} of {event.of} passages")
    progress.clear()
    say(f"The sample matter is ready: {taken} documents.")
    return 0
