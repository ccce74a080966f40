"""What was measured on this machine of the models that are approved here: speed, leave to write, and evaluations.

The files are the home's own and could have been written by its account: the report says where the figures come from,
and a figure that is not understood is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from localcounsel.errors import CounselError
from localcounsel.flows import fitting, refusals
from localcounsel.flows.evaluation.earned import earned
from localcounsel.flows.evaluation.report import written
from localcounsel.flows.evaluation.statistics import Figure
from localcounsel.store import measured, weights
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places

Row = tuple[str, str, str, str]
HEADS = ("Measure", "Value", "95 % interval", "Count")
NONE = "nothing: `localcounsel evaluate` measures the approved models on this machine"
OF_ITS_OWN = "; the model was made to write sentences of its own throughout, as `models evaluate` has it do"


def of_model(places: Places, fingerprint: str, role: str) -> str:
    """What is known of one model here, in words; empty for a role that neither is timed nor writes."""
    if role != "chat":
        return ""
    said = [earned(places, fingerprint).reason]
    if speed := measured.speeds(places, fitting.machine_key()).get(fingerprint):
        said.append(f"reads {speed.read:,.0f} and writes {speed.written:,.1f} tokens a second ({speed.on})")
    return "; ".join(said)


def latest(places: Places) -> tuple[str, list[Row]]:
    """The last evaluation in this home with models that are approved now: what it was, and a row for each figure.

    One of the program as it answers goes before one that `models evaluate` made; the rows are empty where there is
    neither.
    """
    approved = _approved(places)
    found = [each for each in refusals.reports(places) if _models(each) and set(_models(each).values()) <= approved]
    if not found:
        return NONE, []
    report = max(found, key=lambda each: (not _made_to_write(each), str(_run(each).get("date", ""))))
    run = _run(report)
    names = ", ".join(_models(report))
    about = f"{_text(run.get('matter')) or 'the sample matter'}"
    words = f"on {_text(run.get('date'))[:10]} by {_text(run.get('application'))}, of {about}, with {names}"
    return words + (OF_ITS_OWN if _made_to_write(report) else ""), list(_rows(report))


def _made_to_write(report: Mapping[str, Any]) -> bool:
    """Whether the run let the model write freely, whatever it had earned."""
    settings = _run(report).get("settings")
    ask = settings.get("ask") if isinstance(settings, dict) else None
    return isinstance(ask, dict) and ask.get("prose") == "always"


def _approved(places: Places) -> set[str]:
    """Fingerprints of the models that may be loaded."""
    try:
        return {weights.fingerprint(card.files) for card in ModelShelf(places).list()}
    except CounselError:
        return set()


def _run(report: Mapping[str, Any]) -> Mapping[str, Any]:
    run = report.get("run")
    return run if isinstance(run, dict) else {}


def _models(report: Mapping[str, Any]) -> dict[str, str]:
    """Fingerprint by name of the models that a run used."""
    found = {}
    for role in ("model", "embedder", "ranker"):
        used = _run(report).get(role)
        if isinstance(used, dict) and used.get("fingerprint"):
            found[_text(used.get("name"))] = _text(used["fingerprint"])
    return found


def _rows(report: Mapping[str, Any]) -> Iterator[Row]:
    tracks = report.get("tracks")
    for track, figures in tracks.items() if isinstance(tracks, dict) else ():
        for each in figures if isinstance(figures, Sequence) else ():
            figure = _figure(each)
            if figure is not None:
                value, interval = written(figure)
                yield f"{_text(track)}: {figure.name}", value, interval, f"{figure.count:,}"


def _figure(untrusted: object) -> Figure | None:
    """A figure of a report; None for what is none."""
    if not isinstance(untrusted, dict):
        return None
    numbers = [untrusted.get(name) for name in ("value", "low", "high")]
    count, unit = untrusted.get("count"), untrusted.get("unit")
    if not all(each is None or isinstance(each, int | float) for each in numbers) or not isinstance(count, int):
        return None
    if unit not in ("share", "area", "seconds", "count"):
        return None
    value, low, high = numbers
    return Figure(_text(untrusted.get("name")), value, low, high, count, unit)


def _text(untrusted: object) -> str:
    return str(untrusted or "")[:120]
