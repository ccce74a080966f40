"""Files built to harm their reader, taken in as a person would: each reaches its outcome, and nothing else happens.

Forty of the corpus by default, all of it with the marker `slow`. `python -m scripts.hostile FOLDER` writes the files.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from localcounsel.flows import ingest, matters
from localcounsel.flows.desk import Desk, Engines, open_desk
from localcounsel.flows.events import FileLeftOut, FileTaken
from localcounsel.records import DocumentState, PageState
from localcounsel.store.places import Places
from scripts.hostile import corpus
from scripts.hostile.case import OK, PARTIAL, Case
from scripts.hostile.loop import ABOUT_PAGES
from tests.fakes import ScriptedIndex, ScriptedModel

SEED = 6
COUNT = 12
"""By default; with the slow tests all of them are taken in."""
SECONDS, SECONDS_A_PAGE, KILLING = 60.0, 0.5, 15.0
"""What a file may take, and what stopping its reader may take on a busy machine."""
CHARACTERS = 8_000_000
"""The most of one document. The corpus is made for it, and would be three times as large for the usual limit."""
MEMORY = 1024 * 1024 * 1024
"""Bytes a reader may hold, beyond twice its file's."""
OURS = ("localcounsel.reading.child", "localcounsel.reading.ocr_child", "localcounsel.reading.drawing_child")
MARK = "localcounsel-hostile"
"""What every file that wants to leave something behind calls it."""

_started: list[Sequence[str]] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "subprocess.Popen":
        _started.append([str(each) for each in arguments[1]])


sys.addaudithook(_watch)


@pytest.fixture
def desk(empty_home: Path) -> Iterator[Desk]:
    places = Places(empty_home)
    places.settings_file.parent.mkdir(parents=True, exist_ok=True)
    places.settings_file.write_text(f"[reading]\ncharacters = {CHARACTERS}\n", encoding="utf-8")
    matters.create(places, "Case")
    opened = open_desk(places, "Case", Engines(lambda *_: ScriptedModel(), lambda *_: ScriptedIndex()))
    yield opened
    opened.close()


def test_some_of_the_corpus_reach_their_outcomes(desk: Desk, tmp_path: Path) -> None:
    taken_in(desk, corpus.drawn(SEED, COUNT), tmp_path)


@pytest.mark.slow
def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    families = [case.family for case in corpus.every(SEED)]
    assert len(families) >= 300
    assert sum(family.startswith("pdf") for family in families) >= 120
    assert sum(family.startswith("docx") for family in families) >= 80


@pytest.mark.slow
@pytest.mark.parametrize("module", [module.__name__.rsplit(".", 1)[-1] for module in corpus.MODULES])
def test_every_file_reaches_its_outcome(module: str, desk: Desk, tmp_path: Path) -> None:
    taken_in(desk, list(corpus.every(SEED, module)), tmp_path)


def taken_in(desk: Desk, cases: Sequence[Case], folder: Path) -> None:
    """Take the files in and look at what came of each, at the disk, and at what was started."""
    written = {os.fsdecode(path): case for path, case in corpus.write(cases, folder / "corpus").items()}
    before, home = listing(folder), listing(desk.places.home.parent, besides=desk.places.home)
    _started.clear()
    held = _most_memory()  # by other tests' processes
    ended = {case.name: FileEnd() for case in cases}
    for event in ingest.add(desk, [folder / "corpus"]):
        if isinstance(event, FileTaken | FileLeftOut):
            ended[_case(event, cases)].note(event)
    wrong = [said for case in cases if (said := ended[case.name].wrong(desk, case))]
    assert not wrong, "\n".join(wrong)
    assert listing(folder) == before
    assert listing(desk.places.home.parent, besides=desk.places.home) == home
    assert list(Path("/tmp").glob(f"{MARK}*")) == []
    assert [line for line in _started if not any(module in line for module in OURS)] == []
    assert len(written) == len(cases)
    largest = max(len(case.content) for case in cases)
    assert _most_memory() <= max(held, MEMORY + 2 * largest)


def _most_memory() -> int:
    """Bytes that the largest process held of those that this one has started and that have ended; 0: nobody counts."""
    if sys.platform != "linux":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def listing(folder: Path, besides: Path | None = None) -> list[bytes]:
    """Every path below a folder, as the system has it."""
    kept = os.fsencode(besides) if besides else b"\n"
    found = [above + b"/" + name for above, _, names in os.walk(os.fsencode(folder)) for name in names]
    return sorted(path for path in found if not path.startswith(kept))


def _case(event: FileTaken | FileLeftOut, cases: Sequence[Case]) -> str:
    """Which case an event speaks of: each lies in a folder of its own."""
    return next(case.name for case in cases if f"corpus/{case.name}/" in event.name)


class FileEnd:
    """What the desk said of one file; of the files within it only that they came to an end."""

    def __init__(self) -> None:
        self.event: FileTaken | FileLeftOut | None = None

    def note(self, event: FileTaken | FileLeftOut) -> None:
        self.event = self.event or event

    def wrong(self, desk: Desk, case: Case) -> str:
        """What does not hold; nothing when all of it does."""
        event = self.event
        if event is None:
            return f"{case.name}: no outcome"
        if "\x1b" in event.name or "\u202e" in event.name:
            return f"{case.name}: its name is shown as it is"
        if isinstance(event, FileLeftOut):
            told = str(event.error.message) + event.error.advice
            return corpus.wrong(case, event.error.name) or (f"{case.name}: {told!r}" if "\x1b" in told else "")
        if event.seconds > SECONDS + SECONDS_A_PAGE * event.pages + KILLING:
            return f"{case.name}: took {event.seconds:.0f} s"
        said = (*event.warnings, *(f"{key}: {value}" for key, value in desk.store.document(event.document_id).metadata))
        return corpus.wrong(case, self._outcome(event), _text(desk, event.document_id), said)

    @staticmethod
    def _outcome(event: FileTaken) -> str:
        warned = [note for note in event.warnings if not note.startswith(ABOUT_PAGES) and " on p. " not in note]
        return PARTIAL if event.unread or warned else OK


def _text(desk: Desk, document_id: str) -> str:
    assert desk.store.document(document_id).state in (DocumentState.READ, DocumentState.INDEXED)
    pages = desk.store.pages(document_id)
    assert all(page.reason for page in pages if page.state is PageState.UNREAD)
    return "\n".join(page.text for page in pages)
