"""Where questions are put: the firm's matter, or one of our own that is made for the purpose and gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from localcounsel.flows import ingest
from localcounsel.flows.desk import PRODUCT, Desk, Engines
from localcounsel.flows.evaluation import attack, injections
from localcounsel.flows.evaluation.injections import Case
from localcounsel.flows.sample import FOLDER
from localcounsel.store import matters
from localcounsel.store.matter import open_store
from localcounsel.store.places import Places
from localcounsel.store.settings import Settings

NAME = "Evaluation"


@contextmanager
def own_desk(places: Places, wanted: Settings, engines: Engines = PRODUCT) -> Iterator[Desk]:
    """The desk of an empty matter in a folder that goes with it; models are those of `places`."""
    with tempfile.TemporaryDirectory(prefix="localcounsel-", ignore_cleanup_errors=True) as folder:
        matter = matters.create(Places(Path(folder).resolve()), NAME)
        store = open_store(matter)
        try:
            desk = Desk(places, matter, store, wanted, engines)
        except BaseException:
            store.close()
            raise
        with desk:
            yield desk


def take_in_sample(desk: Desk) -> None:
    """The sample matter's documents, indexed."""
    _take_in(desk, sorted((FOLDER / "documents").iterdir()))


def take_in_cases(desk: Desk, cases: Sequence[Case]) -> None:
    """The documents of the attacks, indexed."""
    with tempfile.TemporaryDirectory(prefix="localcounsel-") as folder:
        attack.write(Path(folder), injections.contents(cases))
        _take_in(desk, sorted(Path(folder).resolve().iterdir()))


def _take_in(desk: Desk, paths: Sequence[Path]) -> None:
    """Files and folders; a scan that this machine cannot read is listed by the matter, and its questions left out."""
    for _ in ingest.add(desk, paths):
        pass
    for _ in ingest.index(desk):
        pass
