"""Answers past their time: shown, never removed by themselves, and on record when somebody removes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localcounsel.errors import BadCall, OnLegalHold
from localcounsel.flows import matters, retention
from localcounsel.flows.desk import open_desk
from localcounsel.store import hold, policy
from localcounsel.store.places import Places
from localcounsel.store.policy import Policy
from tests.core.test_certificate import ANSWER

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AGES = {"old": "2025-11-22T11:59:59+00:00", "edge": "2025-11-22T12:00:00+00:00", "new": "2026-11-21T00:00:00+00:00"}


def test_only_what_is_past_its_time_is_due_and_removed(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places(empty_home)
    matters.create(places, "Acme")
    monkeypatch.setattr(policy, "load", lambda: Policy(retention_days=365))
    with open_desk(places, "Acme") as desk:
        for name, asked in AGES.items():
            desk.store.save_answer(replace(ANSWER, id=name, asked=asked))
        found = retention.due(desk, NOW)
        assert [row.id for row in found.answers] == ["old"]
        assert len(desk.store.answers()) == 3, "looking removes nothing"
        hold.put(desk.matter.folder, "Northwind v Ashgrove")
        with pytest.raises(OnLegalHold, match="Northwind"):
            retention.remove(desk, found)
        assert len(desk.store.answers()) == 3, "a hold keeps everything"
        hold.lift(desk.matter.folder)
        assert retention.remove(desk, found) == 1
        assert [row.id for row in desk.store.answers()] == ["edge", "new"]
        assert retention.due(desk, NOW).answers == ()
        (event,) = [each for each in desk.audit.events() if each.what == "answer removed"]
        assert ("answer", "old") in event.details


def test_without_a_policy_nothing_is_ever_due(empty_home: Path) -> None:
    places = Places(empty_home)
    matters.create(places, "Acme")
    with open_desk(places, "Acme") as desk, pytest.raises(BadCall, match="sets no time"):
        retention.due(desk, NOW)
