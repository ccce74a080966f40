"""`models list | show | keygen | import | inspect | approve | revoke | rotate-key | verify | evaluate | bench`, and
`setup`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from localcounsel.flows import models
from localcounsel.flows.models import ModelLine
from localcounsel.store.models import ModelShelf, Placed
from localcounsel.store.places import Places
from localcounsel.verbs import model_signing
from localcounsel.verbs.glass import Progress, columns, complain, emit, line, say, size, table


def run(arguments: argparse.Namespace, places: Places) -> int:
    """The exit code."""
    actions: Mapping[str, Callable[[argparse.Namespace, Places], int]] = {
        "list": _list,
        "show": _show,
        "keygen": model_signing.keygen,
        "import": model_signing.take_in,
        "inspect": model_signing.inspect,
        "approve": model_signing.approve,
        "revoke": model_signing.revoke,
        "rotate-key": _rotate_key,
        "verify": _verify,
        "evaluate": _evaluate,
        "bench": _bench,
    }
    return actions[arguments.action](arguments, places)


def _list(arguments: argparse.Namespace, places: Places) -> int:
    lines = models.overview(places)
    if arguments.json:
        emit([asdict(each) for each in lines])
        return 0
    if models.demo_mode(places):
        say(models.DEMO_MODE)
        say("")
    if not lines:
        say("No model is here yet. Import one: localcounsel models import PATH")
        return 0
    rows = [_row(each) for each in lines]
    table(("Model", "Role", "Size", "Needs", "Speed here", "Licence", "Approval"), rows)
    for each in lines:
        if each.why_not:
            say(f"{line(each.name)} is not loaded: {line(each.why_not)}.")
    return 0


def _row(each: ModelLine) -> tuple[str, ...]:
    needs = ""
    if each.memory:
        needs = size(each.memory) + ("" if each.fits is not False else " too much")
    speed = f"{each.speed.read:.0f} / {each.speed.written:.1f} t/s" if each.speed else ""
    name = f"{each.name} *" if each.in_use else each.name
    return name, each.role, size(each.size), needs, speed, each.licence, each.standing


def _show(arguments: argparse.Namespace, places: Places) -> int:
    shelf = ModelShelf(places)
    placed = shelf.find(arguments.name)
    if arguments.json:
        emit([_as_json(placed, models.standing(placed, shelf.key))])
        return 0
    card = placed.entry.card
    for label, value in (
        ("name", card.name),
        ("role", card.role),
        ("family", card.family),
        ("licence", card.licence),
        ("parameters", f"{card.parameters:,}" if card.parameters else "not counted"),
        ("weights", card.quantisation or "not stated"),
        ("window", f"{card.context:,} tokens"),
        ("approval", f"{models.standing(placed, shelf.key)}, by {card.approved_by or 'nobody'} {card.approved_on}"),
        ("grounds", card.grounds or "none given"),
        ("origin", card.origin or "nothing proves where the files come from"),
        ("template", card.template_sha256 or "none in the file"),
        ("loaded", f"no: {placed.trouble}" if placed.trouble else "when it is needed, its files hashed then"),
        ("needs", card.minimum_version and f"LocalCounsel {card.minimum_version} or later"),
    ):
        if value:
            say(f"{label:<12}{line(str(value))}")
    for file in card.files:
        say(f"{'file':<12}{line(file.name)}  {size(file.size)}  sha256 {file.sha256}")
    return 0


def _as_json(placed: Placed, standing: str) -> dict[str, Any]:
    entry = placed.entry
    return {
        **asdict(entry.card),
        "approval": entry.approval.value,
        "standing": standing,
        "usable": not placed.trouble,
        "why_not": placed.trouble,
        "made_from": entry.source,
    }


def _verify(arguments: argparse.Namespace, places: Places) -> int:
    """0 when every model that may be loaded is as it was approved, 7 otherwise."""
    shelf = ModelShelf(places)
    signed, key = shelf.signed(), shelf.key
    found = list(models.verify(places, arguments.name))
    bad = [each for each in found if not each.well]
    if arguments.json:
        emit(
            {
                "key": asdict(key) | {"path": str(key.path)} if key else None,
                "list": str(shelf.signed_folder / "manifest.json"),
                "serial": signed.manifest.serial,
                "serial_kept_safely": signed.seen.kept_safely,
                "former": list(signed.manifest.former),
                "models": [asdict(each) for each in found],
            }
        )
        return 7 if bad else 0
    if key is None:
        say(models.DEMO_MODE)
    else:
        kept = "where users cannot write" if signed.seen.kept_safely else "in the home, which this account can write"
        say(f"Signed list: serial {signed.manifest.serial}, checked with {key.words}; the serial is remembered {kept}.")
    columns(("Model", "Role", "", "Found"), [(e.name, e.role, "✓" if e.well else "✗", e.finding) for e in found])
    return 7 if bad else 0


def _rotate_key(arguments: argparse.Namespace, places: Places) -> int:
    from localcounsel.verbs import model_rotation

    return model_rotation.rotate(arguments, places)


def _evaluate(arguments: argparse.Namespace, places: Places) -> int:
    from localcounsel.verbs import evaluate

    return evaluate.model(arguments, places)


def _bench(arguments: argparse.Namespace, places: Places) -> int:
    from localcounsel.flows.bench import Benched, bench

    progress = Progress()
    for event in bench(places, arguments.name, arguments.seconds):
        if not isinstance(event, Benched):
            progress.show(event.text)
            continue
        progress.clear()
        speed = event.speed
        if arguments.json:
            emit({"fingerprint": event.fingerprint, **asdict(speed)})
            continue
        say(f"{line(speed.model)} on {line(speed.machine)} ({line(speed.backend)}, {speed.threads} threads):")
        say(f"  reads {speed.read:,.0f} tokens a second, writes {speed.written:,.1f}")
        say(f"  loads in {speed.load:.1f} s, {speed.verifying:.1f} s of it for hashing the files")
        say(f"  window of {speed.context:,} tokens, cache in {speed.cache}, holds {size(speed.memory)}")
        for device, layers in speed.devices:
            say(f"  {layers} layers on {line(device)}")
    return 0


def setup(arguments: argparse.Namespace, places: Places) -> int:
    """Register the demo models and build the sample matter, a line for each step; harmless when it is done."""
    from localcounsel.flows import preparing, sample
    from localcounsel.flows.events import FileLeftOut, FileTaken, Indexing

    preparing.forget_work(places)
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
