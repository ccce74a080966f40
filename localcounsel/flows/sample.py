"""The sample matter: invented documents that show what LocalCounsel does, and questions to begin with.

`questions.json` also holds the questions of the evaluation; those with `shows` are suggested.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import localcounsel
from localcounsel.errors import NoSuchMatter
from localcounsel.flows import ingest
from localcounsel.flows.desk import HURRIED, Desk, Engines, open_desk
from localcounsel.flows.events import IngestEvent
from localcounsel.store import matters
from localcounsel.store.places import Places

NAME = "Sample matter"
FOLDER = Path(localcounsel.__file__).parent / "sample"


def build(places: Places, engines: Engines = HURRIED) -> Iterator[IngestEvent]:
    """Make the sample matter if there is none, and take its documents in; harmless when it is complete."""
    try:
        matters.find(places, NAME)
    except NoSuchMatter:
        matters.create(places, NAME)
    with open_desk(places, NAME, engines) as desk:
        desk.store.set_setting("sample", "yes")
        yield from ingest.add(desk, sorted((FOLDER / "documents").iterdir()))
        yield from ingest.index(desk)


def suggested_questions(desk: Desk) -> list[str]:
    """Questions to begin with in the sample matter; none in any other."""
    return questions() if desk.store.setting("sample") == "yes" else []


def questions() -> list[str]:
    """The questions that show what LocalCounsel does with the sample's documents."""
    entries = json.loads((FOLDER / "questions.json").read_text(encoding="utf-8"))
    return [str(entry["question"]) for entry in entries if "shows" in entry]
