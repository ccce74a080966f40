"""`evaluate`, and `models evaluate`: measured on questions with known answers, with a report."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from localcounsel.errors import BadCall, EngineError
from localcounsel.flows.evaluation import earned, ledger, report, tracks
from localcounsel.flows.evaluation.running import Finished, Measured, Order, Step
from localcounsel.flows.evaluation.running import run as measured
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from localcounsel.verbs.glass import Progress, duration, emit, line, say, table

MODEL_TRACKS = ("answers", "quotations", "refusal")
"""What the bar for free statements is about."""


def run(arguments: argparse.Namespace, places: Places) -> int:
    """Measure, show the table, write the report. 0 when it was finished, whatever the figures."""
    if arguments.resume and not arguments.out:
        raise BadCall("Which run should go on?", "Name its folder with --out DIR.")
    names = tracks.chosen(arguments.tracks) if arguments.tracks is not None else _usual(arguments)
    if not names:
        raise BadCall("No track is named", f"The tracks are {', '.join(tracks.TRACKS)}.")
    out = Path(arguments.out).absolute() if arguments.out else _new_folder(places)
    order = Order(
        places=places,
        out=out,
        matter=arguments.matter or "",
        questions=Path(arguments.questions) if arguments.questions else None,
        tracks=names,
        model=arguments.model or "",
        lite=arguments.lite,
        resume=arguments.resume,
        command=_command(arguments),
    )
    finished = _watched(measured(order))
    saved = report.save(finished, out)
    if arguments.json:
        emit(report.as_json(finished))
        return 0
    _show(finished)
    say("\n" + "\n".join(f"Report: {line(str(path))}" for path in saved))
    return 0


def _usual(arguments: argparse.Namespace) -> tuple[str, ...]:
    """All tracks; for a firm's own matter without the attacks, which are made on documents of their own."""
    return tuple(name for name in tracks.TRACKS if name != "injection" or not arguments.matter)


def _new_folder(places: Places) -> Path:
    return places.home / "evaluations" / datetime.now(UTC).strftime("%Y-%m-%d %H%M%S")


def _command(arguments: argparse.Namespace) -> str:
    """The command as it would be typed, without --home."""
    words = ["localcounsel", "evaluate", *([arguments.matter] if arguments.matter else [])]
    for option in ("questions", "tracks", "model", "out"):
        value = getattr(arguments, option)
        words += [f"--{option}", value] if value else []
    words += [f"--{option}" for option in ("lite", "resume", "json") if getattr(arguments, option)]
    return shlex.join(words)


def _watched(steps: Iterator[Step]) -> Finished:
    """Show how far it is, with the time left, until it is finished."""
    progress = Progress()
    for step in steps:
        if isinstance(step, Finished):
            progress.clear()
            return step
        if isinstance(step, Measured):
            left = f", {duration(step.seconds_left)} left" if step.done < step.of else ""
            progress.show(f"{step.done} of {step.of} questions{left}")
        else:
            progress.show(step.what)
    raise EngineError("The evaluation ended before its report.")


def _show(finished: Finished) -> None:
    table(
        ("Measure", "Track", "Value", "95 %", "n"),
        [(name, track, value, interval, count) for track, name, value, interval, count in report.rows_of(finished)],
    )
    errors = sum("error" in row for row in finished.rows)
    if errors:
        say(f"\n{errors} questions ended in an error and are in no figure; --resume puts them again.")
    for each in finished.left_out:
        say(f"Left out: {line(each)}")


def model(arguments: argparse.Namespace, places: Places) -> int:
    """Measure one model writing sentences, and keep whether it earned them. 0 when it was measured."""
    approved = ModelShelf(places).approved(arguments.name, "chat")
    out = places.cache / "evaluations" / approved.fingerprint[:16]
    order = Order(
        places=places,
        out=out,
        tracks=MODEL_TRACKS,
        model=approved.card.name,
        resume=True,
        renew=True,
        prose="always",
        command=shlex.join(["localcounsel", "models", "evaluate", arguments.name]),
    )
    finished = _watched(measured(order))
    report.save(finished, out)
    figures = earned.figures(finished.rows)
    verdict = earned.store(places, approved.card.name, approved.fingerprint, figures)
    (out / ledger.ROWS).unlink()  # the next evaluation measures anew
    if arguments.json:
        emit({"model": approved.card.name, "free": verdict.free, "reason": verdict.reason, **report.as_json(finished)})
        return 0
    _show(finished)
    says = "may write statements of its own" if verdict.free else "answers in quotations only"
    say(f"\n“{line(approved.card.name)}” {says}: {line(verdict.reason)}.")
    return 0
