"""A child of the desk dies, runs out of memory or hangs at any point: the desk lives, says so, and goes on."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from localcounsel.engine.client import Child, ModelClient
from localcounsel.engine.index_client import IndexClient
from localcounsel.engine.process import Process
from localcounsel.errors import CounselError, EngineError
from localcounsel.flows import ingest, matters
from localcounsel.flows.ask import ask
from localcounsel.flows.desk import Desk, Engines, open_desk
from localcounsel.flows.evaluation.earned import Earned
from localcounsel.flows.events import Answered
from localcounsel.flows.find import find
from localcounsel.flows.indexing import index
from localcounsel.flows.ingest import add
from localcounsel.records import ApprovedModel
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from tests.chance import anew, seed
from tests.durability.near import NearReaders
from tests.durability.works import QUESTION, text
from tests.fakes import approved_model

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and stops another process, as Linux can")

PATIENCE = 8.0
"""Seconds after which a child that may have been stopped counts as stuck; the product waits minutes, as these desks do
for all others, however busy the machine is."""
UNHURRIED = 120.0
STARTING = ("open", "load", "load_ranker")
"""Calls that wait for a process to start."""


class Impatient(Child):
    """A child that is waited for a short time only, while it may have been stopped."""

    patience = UNHURRIED
    chroma = False
    """Whether its index is searched by Chroma, which takes seconds to start; without it exactly."""

    def call(
        self, verb: str, args: Mapping[str, Any] | None = None, *, deadline: float = UNHURRIED, urgent: bool = False
    ) -> dict[str, Any]:
        patience = deadline if verb in STARTING else self.patience
        return super().call(verb, args, deadline=min(deadline, patience), urgent=urgent)

    def stream(self, verb: str, args: Mapping[str, Any] | None = None, **named: Any) -> Any:
        return super().stream(verb, args, **{**named, "silence": self.patience})


def _model(folder: Path, wanted: object) -> ModelClient:
    client = ModelClient(folder, module="tests.engine.scripted_child")
    client._child = Impatient("tests.engine.scripted_child", role="model", work=folder, on_start=client._restore)
    return client


def _index(folder: Path, wanted: object) -> IndexClient:
    client = IndexClient(folder)
    client._chroma = Impatient.chroma
    client._child = Impatient("tests.durability.near_child", role="index", work=folder, on_start=client._open_again)
    return client


@pytest.fixture
def places(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    def approved(self: ModelShelf, name: str | None, role: str, *, prepared: bool = True) -> ApprovedModel:
        return approved_model(role, name or "scripted", files=True)

    monkeypatch.setattr(ModelShelf, "approved", approved)
    monkeypatch.setattr("localcounsel.flows.ask.earned", lambda places, fingerprint: Earned(True, ""))
    monkeypatch.setattr(ingest, "Readers", NearReaders)
    (tmp_path / "files").mkdir()
    for number in range(8):
        (tmp_path / "files" / f"paper{number}.txt").write_text(text(f"paper{number}"), "utf-8")
    return Places(empty_home)


@contextmanager
def opened(places: Places) -> Iterator[Desk]:
    with open_desk(places, "Case", Engines(_model, _index)) as desk:
        desk.settings = replace(desk.settings, index=replace(desk.settings.index, batch=4))
        yield desk


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def abort(pid: int) -> None:
    os.kill(pid, signal.SIGABRT)


def starve(pid: int) -> None:
    """It gets no memory any more."""
    import resource

    resource.prlimit(pid, resource.RLIMIT_AS, (1 << 20, 1 << 20))


def hang(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)


BLOWS = (kill, abort, kill, starve, hang)
PHASES = ("indexing", "searching", "ranking", "generating")


def _deal(pid: int | None, blow: Callable[[int], None], delay: float) -> threading.Timer | None:
    """Deal the blow some moments from now."""
    if pid is None:
        return None

    def strike() -> None:
        with suppress(ProcessLookupError, PermissionError):
            blow(pid)

    timer = threading.Timer(delay, strike)
    timer.start()
    return timer


def _at_work(desk: Desk, phase: str, step: Callable[[], None]) -> None:
    """One phase of work; `step` is called whenever something of it was done."""
    if phase == "indexing":
        for _ in index(desk):
            step()
    elif phase == "generating":
        for _ in ask(desk, QUESTION):
            step()
    else:
        for number in range(12):
            step()
            if phase == "searching":
                find(desk, f"{QUESTION} {number}")
            else:
                desk.rank_texts(QUESTION, [text(f"paper{each}") for each in range(20)])


def _struck(desk: Desk, phase: str, blow: Callable[[int], None], at: int, delay: float) -> CounselError | None:
    """Work while the child is struck at its `at`th step; what the person is told, if the work could not go on."""
    child = desk.model if phase == "generating" else desk.index
    done = 0
    timers: list[threading.Timer] = []

    def step() -> None:
        nonlocal done
        done += 1
        if done == at and not timers:
            timer = _deal(getattr(child, "pid", None), blow, delay)
            timers.extend([timer] if timer else [])

    told: CounselError | None = None
    try:
        _at_work(desk, phase, step)
    except CounselError as error:
        told = error
    for timer in timers:
        timer.join()
    return told


def _ready(desk: Desk, phase: str, files: Path) -> None:
    """Everything that comes before the phase."""
    for _ in add(desk, [files]):
        pass
    if phase == "indexing":
        desk.ready_index()
        return
    for _ in index(desk):
        pass
    desk.ready_ranker()
    if phase == "generating":
        desk.load_model(desk.approved_chat())


def _goes_on(desk: Desk) -> None:
    """Everything works again, within the same desk; once more where the first try met the dead child."""
    for attempt in range(3):
        try:
            for _ in index(desk):
                pass
            assert desk.ready_index() is not None, desk.index_trouble
            whole = desk.store.index_counts()
            assert whole[0] == whole[1] > 0
            found = find(desk, QUESTION)
            assert found.hits
            desk.ready_ranker()
            assert any(isinstance(event, Answered) for event in ask(desk, QUESTION))
            assert desk.index_trouble is None
            assert desk.index.recall().lost == ()
            break
        except EngineError:
            if attempt == 2:
                raise
        finally:
            Impatient.patience = UNHURRIED


def _die_many(places: Places, files: Path, times: int, begun: int) -> None:
    chance = random.Random(begun)
    for number in range(times):
        phase, blow = PHASES[number % len(PHASES)], chance.choice(BLOWS)
        at, delay = chance.randint(1, 6), chance.choice((0.0, chance.uniform(0, 0.03)))
        what = f"seed {begun}, number {number}: {phase} {blow.__name__} at step {at} after {delay:.3f} s"
        matters.create(places, "Case")
        try:
            with opened(places) as desk:
                _ready(desk, phase, files)
                documents = {each.id for each in desk.store.documents()}
                answers = len(desk.store.answers())
                Impatient.patience = PATIENCE if blow in (hang, starve) else UNHURRIED
                told = _struck(desk, phase, blow, at, delay)
                if told is not None:
                    assert isinstance(told, EngineError) and told.message and told.advice, told
                    assert any(word in told.advice for word in ("lost", "Wait", "again")), told.advice
                    if phase == "generating" and len(desk.store.answers()) > answers:
                        kept = desk.store.answer(desk.store.answers()[-1].id)
                        assert kept.draft.stopped in ("died", "end")
                _goes_on(desk)
                assert {each.id for each in desk.store.documents()} == documents
                assert len(desk.store.answers()) > answers
                desk.store.check()
                desk.audit.check()
        except BaseException as error:
            error.add_note(what)
            raise
        matters.delete(places, "Case")


@pytest.mark.heavy
def test_an_index_that_hangs_while_it_is_started_is_ended_and_said(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stopped before it has opened anything; the desk searches words meanwhile, and starts another one."""
    real = Child._start

    def stopped(child: Child) -> Process:
        process = real(child)
        os.kill(process.pid, signal.SIGSTOP)
        return process

    matters.create(places, "Case")
    monkeypatch.setattr("localcounsel.engine.index_client._OPENING", 2.0)
    with opened(places) as desk:
        for _ in add(desk, [tmp_path / "files"]):
            pass
        with monkeypatch.context() as patched:
            patched.setattr(Impatient, "_start", stopped)
            assert desk.ready_index() is None
            assert desk.index_trouble is not None and "did not answer in time" in desk.index_trouble.message
            assert any("searching words only" in line for line in desk.health())
            assert find(desk, QUESTION).hits
            assert isinstance(desk.index, IndexClient) and desk.index.pid is None
        monkeypatch.setattr("localcounsel.engine.index_client._OPENING", UNHURRIED)
        _goes_on(desk)


@pytest.mark.heavy
def test_children_that_hang_while_they_are_closed_are_ended_and_said(places: Places, tmp_path: Path) -> None:
    matters.create(places, "Case")
    with opened(places) as desk:
        _ready(desk, "generating", tmp_path / "files")
        pids = []
        for engine in (desk.index, desk.model):
            assert isinstance(engine, IndexClient | ModelClient) and engine.pid is not None
            hang(engine.pid)
            pids.append(engine.pid)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    last = desk.audit.events()[-1]
    assert (last.what, dict(last.details).get("ended_by_force")) == ("matter closed", "model, index")


def test_four_deaths(places: Places, tmp_path: Path) -> None:
    _die_many(places, tmp_path / "files", 4, seed(21))


@pytest.mark.slow
def test_two_hundred_deaths(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Impatient, "chroma", True)
    _die_many(places, tmp_path / "files", 200, anew())
