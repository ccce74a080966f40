"""A check sees what is wrong with a matter; a repair makes anew what is derived and says what is lost."""

from __future__ import annotations

import random
import sqlite3
import sys
from pathlib import Path

import pytest

from localcounsel.errors import CounselError, MatterDamaged
from localcounsel.flows.ask import ask
from localcounsel.flows.checking import check
from localcounsel.flows.desk import Desk, Engines
from localcounsel.flows.ingest import add
from localcounsel.flows.repairing import repair
from localcounsel.store import matters as shelf
from localcounsel.store.matter import open_store
from localcounsel.store.places import Places
from tests.chance import anew
from tests.fakes import ScriptedIndex, ScriptedModel
from tests.flows.conftest import OpenDesk

SCRIPTED = Engines(lambda folder, wanted: ScriptedModel(), lambda folder, wanted: ScriptedIndex())


@pytest.fixture
def worked(scripted: OpenDesk, folder: Path) -> OpenDesk:
    for number in range(6):
        text = "\n\n".join(f"{n}. Clause {n}. The party number {number} shall do the thing {n}." for n in range(1, 60))
        (folder / f"more{number}.txt").write_text(f"AGREEMENT {number}\n\n{text}\n")
    desk = scripted()
    for _ in add(desk, [folder]):
        pass
    for _ in ask(desk, "When is the rent due?"):
        pass
    desk.close()
    return scripted


def _wrong(desk: Desk) -> list[str]:
    found = [each.what for each in check(desk) if not each.well]
    desk.close()
    return found


def _repaired(places: Places) -> dict[str, bool]:
    return {each.what: each.well for each in repair(places, "Case", SCRIPTED)}


def test_a_sound_matter_is_found_sound(worked: OpenDesk) -> None:
    desk = worked()
    assert [each.what for each in check(desk)] == [
        "store", "passages", "index of meaning", "audit log", "anchors", "answers", "legal hold", "files",
        "permissions",
    ]  # fmt: skip
    assert _wrong(desk) == []


def test_strays_and_open_permissions_are_found(worked: OpenDesk, places: Places) -> None:
    folder = shelf.find(places, "Case").folder
    (folder / "notes.txt").write_text("x")
    (folder / ".matter.json.0123456789ab").write_text("x")
    (folder / "index" / "readable").write_text("x")
    (folder / "index" / "readable").chmod(0o644)
    (folder / "notes.txt").chmod(0o600)
    assert _wrong(worked()) == (["files", "permissions"] if sys.platform != "win32" else ["files"])
    _repaired(places)
    assert (folder / "notes.txt").exists()
    assert not (folder / ".matter.json.0123456789ab").exists()
    assert _wrong(worked()) == ["files"]


def test_passages_that_are_not_their_pages_are_cut_anew(worked: OpenDesk, places: Places) -> None:
    store = sqlite3.connect(shelf.find(places, "Case").folder / "store.sqlite")
    store.execute("UPDATE passage SET start_at = start_at + 3, id = id + 1 WHERE row IN (4, 40)")
    store.execute("DELETE FROM passage WHERE row = 50")
    store.commit()
    store.close()
    assert "pages" in _wrong(worked())
    _repaired(places)
    desk = worked()
    assert [each for each in check(desk) if not each.well and each.what in ("store", "passages")] == []


def test_words_that_do_not_fit_the_passages_are_made_anew(worked: OpenDesk, places: Places) -> None:
    store = sqlite3.connect(shelf.find(places, "Case").folder / "store.sqlite")
    store.execute("INSERT INTO words (words) VALUES ('delete-all')")
    store.commit()
    store.close()
    _repaired(places)
    with open_store(shelf.find(places, "Case")) as opened:
        assert opened.words("tenant", 5)


def test_missing_pages_are_named_and_not_made_up(worked: OpenDesk, places: Places) -> None:
    store = sqlite3.connect(shelf.find(places, "Case").folder / "store.sqlite")
    store.execute("DELETE FROM passage WHERE document = 3")
    store.execute("DELETE FROM page WHERE document = 3")
    store.commit()
    store.close()
    assert "pages" in _wrong(worked())
    assert not _repaired(places)["passages"]


def test_an_answer_that_was_changed_behind_the_log_is_found(worked: OpenDesk, places: Places) -> None:
    store = sqlite3.connect(shelf.find(places, "Case").folder / "store.sqlite")
    store.execute("UPDATE answer SET record = replace(record, '2026', '2025')")
    store.commit()
    store.close()
    assert _wrong(worked()) == ["answers"]


def test_a_log_that_was_changed_is_found_and_not_mended(worked: OpenDesk, places: Places) -> None:
    path = shelf.find(places, "Case").folder / "audit.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"added"', b'"adder"', 1))
    wrong = _wrong(worked())
    assert {"audit log", "anchors"} <= set(wrong)
    assert not _repaired(places)["audit log"]


def _damage(path: Path, chance: random.Random) -> None:
    whole = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(2, len(whole) // 4096) * 4096
        whole[at : at + 4096] = chance.randbytes(4096) if chance.random() < 0.5 else bytes(4096)
    path.write_bytes(whole)


def _damage_many(worked: OpenDesk, places: Places, times: int, seed: int) -> None:
    """Pages of the store overwritten: afterwards it is whole again, or said to be lost; never a crash."""
    path = shelf.find(places, "Case").folder / "store.sqlite"
    good = path.read_bytes()
    chance = random.Random(seed)
    for turn in range(times):
        path.write_bytes(good)
        _damage(path, chance)
        try:
            found = _repaired(places)
        except MatterDamaged as error:
            assert "can be read" in error.message or "tables" in error.message or "damaged" in error.message
            continue
        except CounselError as error:
            raise AssertionError((seed, turn, error.message)) from error
        with open_store(shelf.find(places, "Case"), float("inf")) as store:
            store.check()
        assert "index of words" in found, (seed, turn)


def test_damaged_stores_are_salvaged_or_said_to_be_lost(
    worked: OpenDesk, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("localcounsel.store.salvage._BEYOND", 300)  # no table of this test is longer
    _damage_many(worked, places, 4, seed=5)


@pytest.mark.slow
def test_a_hundred_damaged_stores(worked: OpenDesk, places: Places) -> None:
    _damage_many(worked, places, 100, seed=anew())
