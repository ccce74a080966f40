"""A sealed store that is damaged: what can be read is saved under the same key, the rest is said to be lost, and
nothing of it is ever written in the clear."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from localcounsel import cli
from localcounsel.errors import CounselError, MatterDamaged, MatterSealed
from localcounsel.flows import repairing, sealing
from localcounsel.flows.ask import ask
from localcounsel.flows.desk import Engines
from localcounsel.flows.ingest import add
from localcounsel.records import Matter
from localcounsel.store import matters as shelf
from localcounsel.store import salvage as saving
from localcounsel.store import seal
from localcounsel.store.matter import open_store
from localcounsel.store.places import Places
from tests.chance import anew
from tests.fakes import ScriptedIndex, ScriptedModel
from tests.flows.conftest import OpenDesk

SCRIPTED = Engines(lambda folder, wanted: ScriptedModel(), lambda folder, wanted: ScriptedIndex())
PASSPHRASE = "four plain words here"
MARKER = "Zanzibarquagga"
PAGE = 4096


@pytest.fixture
def worked(scripted: OpenDesk, places: Places, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Matter:
    """A sealed matter of eight documents with an answer, unlocked."""
    monkeypatch.setattr(seal, "_ITERATIONS", 1)
    monkeypatch.setattr(seal, "_KIB", 64)
    for number in range(6):
        clauses = (f"{n}. Clause {n}. The {MARKER} number {number} shall do the thing {n}." for n in range(1, 60))
        (folder / f"more{number}.txt").write_text(f"AGREEMENT {number}\n\n" + "\n\n".join(clauses))
    with scripted() as desk:
        for _ in add(desk, [folder]):
            pass
        for _ in ask(desk, "When is the rent due?"):
            pass
    for _ in sealing.close_up(places, "Case", PASSPHRASE):
        pass
    matter = shelf.find(places, "Case")
    with open_store(matter):
        monkeypatch.setattr(saving, "_BEYOND", 300)  # no table of these tests is longer
    return matter


def _in_the_clear(matter: Matter) -> list[str]:
    forms = (MARKER.encode(), MARKER.lower().encode(), MARKER.encode("utf-16-le"), b"SQLite format 3")
    return [
        str(path)
        for path in matter.folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def _damage(path: Path, chance: random.Random, first: int) -> None:
    whole = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(first, len(whole) // PAGE) * PAGE
        if chance.random() < 0.5:
            whole[at + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        else:
            whole[at : at + PAGE] = chance.randbytes(PAGE) if chance.random() < 0.5 else bytes(PAGE)
    path.write_bytes(whole)


def _damage_many(places: Places, matter: Matter, times: int, seed: int) -> int:
    """How many stores could be used again; the others were said to be lost, and left as they were."""
    path, chance = matter.folder / "store.sqlite", random.Random(seed)
    good, saved = path.read_bytes(), 0
    for turn in range(times):
        path.write_bytes(good)
        for each in matter.folder.glob("store.sqlite.damaged-*"):
            each.unlink()
        _damage(path, chance, 1 if turn % 8 else 0)
        damaged = path.read_bytes()
        try:
            found = list(repairing.repair(places, "Case", SCRIPTED))
        except MatterDamaged as error:
            assert "can be read" in error.message or "damaged" in error.message, (seed, turn)
            assert path.read_bytes() == damaged and _in_the_clear(matter) == [], (seed, turn)
            continue
        except CounselError as error:
            raise AssertionError((seed, turn, error.message)) from error
        (store,) = [each for each in found if each.what == "store"]
        (kept,) = matter.folder.glob("store.sqlite.damaged-*")
        assert kept.name in store.note and kept.read_bytes() == damaged, (seed, turn)
        assert store.well or "LOST" in store.note, (seed, turn, store.note)
        with open_store(matter, float("inf")) as opened:
            opened.check()
            assert opened.documents(), (seed, turn)
        assert _in_the_clear(matter) == [], (seed, turn)
        saved += 1
    return saved


def test_damaged_sealed_stores_are_salvaged_or_said_to_be_lost(worked: Matter, places: Places) -> None:
    assert _damage_many(places, worked, 9, seed=3) >= 4


@pytest.mark.slow
def test_a_hundred_damaged_sealed_stores(worked: Matter, places: Places) -> None:
    assert _damage_many(places, worked, 100, seed=anew()) >= 50


def test_one_lost_page_costs_its_own_rows_only(worked: Matter, places: Places) -> None:
    """A page of SQLCipher that cannot be decrypted leaves its connection unusable: what lies behind it is read all the
    same."""
    path = worked.folder / "store.sqlite"
    with open_store(worked) as store:
        before = store.counts()
    whole = bytearray(path.read_bytes())
    saved = []
    for at in range(1, len(whole) // PAGE, 3):
        path.write_bytes(bytes(whole[: at * PAGE]) + bytes([whole[at * PAGE] ^ 1]) + bytes(whole[at * PAGE + 1 :]))
        try:
            counts, kept = saving.salvage(path, seal.key_for(worked, seal.STORE))
        except MatterDamaged:
            continue
        kept.unlink()
        saved.append(counts["page"][0])
    assert saved.count(0) <= 1  # the one page that says where the others lie
    assert sum(each >= before.pages - 2 for each in saved) >= len(saved) - 1


def test_repair_asks_for_the_passphrase(
    worked: Matter, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("localcounsel.flows.desk.ModelClient", lambda *given: ScriptedModel())
    monkeypatch.setattr("localcounsel.flows.desk.IndexClient", lambda *given, **named: ScriptedIndex())
    path = worked.folder / "store.sqlite"
    whole = bytearray(path.read_bytes())
    whole[5 * PAGE + 100] ^= 1
    path.write_bytes(whole)
    seal.lock(worked)
    with pytest.raises(MatterSealed):
        cli.main(["--home", str(places.home), "repair", "Case"])
    assert path.read_bytes() == whole
    said = tmp_path / "passphrase"
    said.write_text(PASSPHRASE + "\n")
    assert cli.main(["--home", str(places.home), "--passphrase-file", str(said), "repair", "Case"]) in (0, 5)
    assert "store: it was damaged" in capsys.readouterr().out
    assert _in_the_clear(worked) == []


def test_a_matter_with_a_damaged_store_in_the_clear_beside_it_is_not_sealed(
    scripted: OpenDesk, places: Places, folder: Path
) -> None:
    with scripted() as desk:
        for _ in add(desk, [folder]):
            pass
    matter = shelf.find(places, "Case")
    kept = matter.folder / "store.sqlite.damaged-20261122T101112Z"
    shutil.copyfile(matter.folder / "store.sqlite", kept)
    with pytest.raises(CounselError, match=kept.name):
        list(sealing.close_up(places, "Case", PASSPHRASE))
    assert not seal.is_sealed(matter.folder)
    kept.unlink()
    list(sealing.close_up(places, "Case", PASSPHRASE))
    assert seal.is_sealed(matter.folder)
