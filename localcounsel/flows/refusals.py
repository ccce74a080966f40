"""How refusals did when they were measured on this machine: read from the reports that `evaluate` left in the home."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from localcounsel.core.language import ENGLISH, Language
from localcounsel.core.searched import percent
from localcounsel.records import Answer
from localcounsel.store.files import disk
from localcounsel.store.places import Places

REPORT = "report.json"
LARGEST = 16 << 20
"""Bytes of a report that are read."""
MOST = 50
"""Reports that are looked at, latest first."""
NONE = (
    "not measured on this machine with these models; docs/evaluation.md holds the published figures, and "
    "“localcounsel evaluate” measures them here"
)


def measured(places: Places, answer: Answer, language: Language = ENGLISH) -> str:
    """What the latest evaluation with the same ranker and, where one answered, the same model says of refusals."""
    found = [said for report in reports(places) if _alike(report, answer) and (said := _said(report, language))]
    return max(found)[1] if found else language.say(NONE)


def reports(places: Places) -> Iterator[Mapping[str, Any]]:
    """The reports in the home. A file that is none says nothing about refusals and is passed over."""
    for folder in (places.home / "evaluations", places.cache / "evaluations"):
        with disk(folder):
            paths = sorted(folder.glob(f"*/{REPORT}"), reverse=True)[:MOST]
            for path in paths:
                untrusted = _parsed(path)
                if isinstance(untrusted, dict):
                    yield untrusted


def _parsed(path: Path) -> object:
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    try:
        return json.loads(content.decode("utf-8")) if len(content) <= LARGEST else None
    except (ValueError, RecursionError):
        return None


def _alike(report: Mapping[str, Any], answer: Answer) -> bool:
    """Whether what was measured decides as this answer was decided."""
    ranker = _at(report, "run", "ranker", "name")
    same_ranker = ranker == (answer.record.judged_by or "none")
    same_model = not answer.model or _at(report, "run", "model", "fingerprint") == answer.model_sha256
    return same_ranker and same_model


def _said(report: Mapping[str, Any], language: Language) -> tuple[datetime, str] | None:
    """When it was measured, and the two shares in words; None where a report does not hold them."""
    untrusted = _at(report, "tracks", "refusal")
    listed = untrusted if isinstance(untrusted, list) else []
    figures = {str(each.get("name")): each for each in listed if isinstance(each, dict)}
    refused = _share(figures.get("refused, of the unanswerable"), language)
    answered = _share(figures.get("answered, of the answerable"), language)
    date, matter = _at(report, "run", "date"), _at(report, "run", "matter")
    if not refused or not answered or not isinstance(date, str):
        return None
    try:
        when = datetime.fromisoformat(date).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    on = language.moment(date)
    if isinstance(matter, str):
        on = language.say("{0} on {1}", on, matter)
    words = language.say(
        "of questions with no answer there {0} were refused, of those with one {1} were answered", refused, answered
    )
    return when, language.say("measured on this machine ({0}): {1}", on, words)


def _share(untrusted: object, language: Language) -> str:
    """`93 % (of 14)`, or nothing where there is no such figure."""
    if not isinstance(untrusted, dict):
        return ""
    value, number = untrusted.get("value"), untrusted.get("count")
    if isinstance(value, bool) or not isinstance(value, int | float) or not isinstance(number, int):
        return ""
    return (
        language.say("{0} (of {1})", percent(value, language), f"{number:,}") if 0 <= value <= 1 and number > 0 else ""
    )


def _at(untrusted: object, *path: str) -> Any:
    """What stands at a path of keys, None where there is nothing."""
    for key in path:
        untrusted = untrusted.get(key) if isinstance(untrusted, dict) else None
    return untrusted
