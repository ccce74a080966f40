"""A desk over a real store and real readers, with scripted engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from localcounsel.errors import NoModel
from localcounsel.flows import matters
from localcounsel.flows.desk import Desk, Engines, open_desk
from localcounsel.flows.evaluation.earned import Earned
from localcounsel.records import ApprovedModel
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from tests.fakes import ScriptedIndex, ScriptedModel, approved_model

OpenDesk = Callable[..., Desk]

SMALL = "small"
"""The scripted model that has not earned statements of its own; every other has."""
RANKER = "ranker of this test"
"""Set as the matter's ranker, it is approved; without it there is none."""
LEASE = """COMMERCIAL LEASE

This Lease is made between Acme Holdings LLC (the "Landlord") and Beta Foods Inc. (the "Tenant").

1. Term. The term of this Lease is five years from 1 March 2024.

2. Rent. The Tenant shall pay rent of $4,500 on the first day of each month.

3. Repairs. The Landlord shall keep the roof and the outer walls in repair.
"""
NDA = """MUTUAL NON-DISCLOSURE AGREEMENT

This Agreement is made between Harbor LLC and Zed Inc.

1. Confidentiality. The receiving party shall not disclose Confidential Information to any person.

2. Return. On request the receiving party shall return or destroy all Confidential Information.
"""


@pytest.fixture
def places(empty_home: Path) -> Places:
    return Places(empty_home)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two agreements."""
    case = tmp_path / "case"
    case.mkdir()
    (case / "lease.txt").write_text(LEASE, encoding="utf-8")
    (case / "nda.txt").write_text(NDA, encoding="utf-8")
    return case


@pytest.fixture
def scripted(places: Places, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenDesk]:
    """Opens the matter "Case" with the lines a model is to say; the shelf approves scripted models."""
    matters.create(places, "Case")
    opened: list[Desk] = []

    def approved(self: ModelShelf, name: str | None, role: str, *, prepared: bool = True) -> ApprovedModel:
        if role == "ranker" and name != RANKER:
            raise NoModel("No model is approved for the role ranker.")
        return approved_model(role, name or "scripted")

    def leave(places: Places, fingerprint: str) -> Earned:
        return Earned(SMALL not in fingerprint, f"{fingerprint} was not measured")

    monkeypatch.setattr(ModelShelf, "approved", approved)
    monkeypatch.setattr("localcounsel.flows.ask.earned", leave)
    kept = ScriptedIndex()

    def open_it(*lines: str) -> Desk:
        engines = Engines(lambda folder, wanted: ScriptedModel(*lines), lambda folder, wanted: kept.started_again())
        desk = open_desk(places, "Case", engines)
        opened.append(desk)
        return desk

    yield open_it
    for desk in opened:
        desk.close()
