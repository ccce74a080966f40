"""A legal hold keeps everything; a purge leaves nothing, wherever it was interrupted."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from localcounsel.errors import BadCall, CounselError, MatterInUse, NoSuchMatter, OnLegalHold
from localcounsel.flows import holding, matters, purging
from localcounsel.flows.ask import ask
from localcounsel.flows.checkup import holdings
from localcounsel.flows.desk import Engines
from localcounsel.flows.events import FileLeftOut, FileTaken
from localcounsel.flows.ingest import add
from localcounsel.flows.repairing import repair
from localcounsel.store import hold, purge
from localcounsel.store import matters as shelf
from localcounsel.store.audit import AuditLog
from localcounsel.store.matter import open_store
from localcounsel.store.places import Places
from localcounsel.store.residue import Marks, files_below, marks, scan
from tests.chance import anew, seed
from tests.durability.spoilt import held_to_modes
from tests.fakes import ScriptedIndex, ScriptedModel
from tests.flows.conftest import OpenDesk

ROOT = Path(__file__).resolve().parents[2]
SCRIPTED = Engines(lambda folder, wanted: ScriptedModel(), lambda folder, wanted: ScriptedIndex())
DRIVER = Path(__file__).with_name("purge_until.py")
KILLED = 137
SENTENCE = "The quick zebracanary shall deliver nine crates of amber lanterns to the harbour master before noon today"


@pytest.fixture
def worked(scripted: OpenDesk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenDesk:
    (folder / "canary.txt").write_text(f"{SENTENCE}.\n")
    desk = scripted()
    for _ in add(desk, [folder]):
        pass
    for _ in ask(desk, "When is the rent due?"):
        pass
    desk.close()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "tmp"))
    return scripted


def _holding(folder: Path) -> list[Path]:
    """Files in which a word of the canary stands."""
    return [path for path in folder.rglob("*") if path.is_file() and b"zebracanary" in path.read_bytes().lower()]


def _purged(places: Places, certificate: Path, name: str = "Case") -> purging.Purged:
    *_, last = purging.destroy(places, name, certificate)
    assert isinstance(last, purging.Purged)
    return last


def test_a_purge_leaves_nothing_and_says_so(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    matter = shelf.find(places, "Case")
    assert _holding(places.home)
    done = _purged(places, tmp_path / "certificate.md")
    assert _holding(places.home) == []
    assert list(places.matters.glob("[!.]*")) == []
    assert not list((places.home / "purges").iterdir())
    assert done.traces == 0
    said = done.certificate.read_text("utf-8")
    for part in ("Case", matter.id, done.order.head, "Nothing of its documents was found", "| **Documents** | 3 |"):
        assert part in said, part
    assert "zebracanary" not in said
    assert "lease.txt" not in said
    assert "purged" in (places.home / "anchors" / f"{matter.id}.jsonl").read_text().splitlines()[-1]


def test_what_is_left_elsewhere_is_found_and_named(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    places.logs.mkdir(exist_ok=True)
    (places.logs / "plain.txt").write_text(f"before {SENTENCE.upper()}\nafter")
    (tmp_path / "tmp" / "wide.bin").write_bytes(b"\x01" + SENTENCE.encode("utf-16-be"))
    (tmp_path / "tmp" / "little.bin").write_bytes(SENTENCE.encode("utf-16-le"))
    (tmp_path / "tmp" / "innocent.txt").write_text("The quick brown fox jumps over the lazy dog many times")
    done = _purged(places, tmp_path / "certificate.md")
    assert done.traces == 3
    said = done.certificate.read_text("utf-8")
    assert all(name in said for name in ("plain.txt", "wide.bin", "little.bin"))
    assert "innocent.txt" not in said


def test_a_certificate_that_cannot_be_written_keeps_the_matter(
    worked: OpenDesk, places: Places, tmp_path: Path
) -> None:
    (tmp_path / "there.md").write_text("x")
    for path in (tmp_path / "there.md", tmp_path / "c.txt", tmp_path / "gone" / "c.md", places.home / "c.md"):
        with pytest.raises(CounselError):
            _purged(places, path)
    with pytest.raises(NoSuchMatter):
        _purged(places, tmp_path / "c.md", "Cas")
    assert shelf.find(places, "Case")


def test_an_open_matter_is_not_purged(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    desk = worked()
    with pytest.raises(MatterInUse):
        _purged(places, tmp_path / "c.md")
    desk.close()
    _purged(places, tmp_path / "c.docx")


def test_a_sealed_matters_key_is_destroyed_first(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    (shelf.find(places, "Case").folder / "key").write_bytes(b"wrapped")
    done = _purged(places, tmp_path / "c.md")
    assert len(done.order.key) == 64
    assert done.order.key in done.certificate.read_text("utf-8")


# Legal hold


def test_nothing_of_a_held_matter_is_removed(worked: OpenDesk, places: Places, folder: Path, tmp_path: Path) -> None:
    holding.put(places, "Case", "Smith v Jones, order of 1 May")
    with pytest.raises(OnLegalHold, match="Smith v Jones"):
        _purged(places, tmp_path / "c.md")
    with pytest.raises(OnLegalHold):
        matters.delete(places, "Case")
    with pytest.raises(OnLegalHold):
        purging.clean(places, "Case")
    with open_store(shelf.find(places, "Case")) as store:
        before = {each.id for each in store.documents()}
        with pytest.raises(OnLegalHold):
            store.remove_copy(
                "case/lease.txt" if "case/lease.txt" in {c.name for c, _ in store.copies()} else "lease.txt"
            )
        with pytest.raises(OnLegalHold):
            store.delete_answer(store.answers()[0].id)
        with pytest.raises(OnLegalHold):
            store.delete_conversation(store.answers()[0].conversation)
    (folder / "nda.txt").unlink()
    (folder / "lease.txt").write_text("Another text altogether, which would take the place of the lease.\n")
    desk = worked()
    events = list(add(desk, [folder]))
    assert sum(isinstance(event, FileLeftOut) and isinstance(event.error, OnLegalHold) for event in events) == 2
    assert not any(isinstance(event, FileTaken) and event.outcome == "removed" for event in events)
    assert {each.id for each in desk.store.documents()} == before
    desk.close()
    done = [event.what for event in AuditLog(shelf.find(places, "Case").folder).events()]
    assert holding.ON in done
    assert "purge refused" in done
    holding.lift(places, "Case", "settled")
    _purged(places, tmp_path / "c.md")


def test_a_hold_is_put_on_while_the_matter_is_open(worked: OpenDesk, places: Places) -> None:
    desk = worked()
    holding.put(places, "Case", "asked by the court")
    with pytest.raises(OnLegalHold):
        desk.store.remove_copy(desk.store.documents()[0].name)
    desk.close()
    AuditLog(desk.matter.folder).check()


def test_a_hold_whose_file_is_lost_or_damaged_still_holds(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    holding.put(places, "Case", "asked by the court")
    path = shelf.find(places, "Case").folder / hold.NAME
    path.write_text("{}")
    with pytest.raises(OnLegalHold):
        matters.delete(places, "Case")
    path.unlink()
    with pytest.raises(OnLegalHold, match="missing"):
        _purged(places, tmp_path / "c.md")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_a_hold_has_a_reason(worked: OpenDesk, places: Places, reason: str) -> None:
    with pytest.raises(BadCall):
        holding.put(places, "Case", reason)
    with pytest.raises(BadCall):
        holding.lift(places, "Case", "it has none")


def test_a_hold_that_comes_in_between_wins(
    worked: OpenDesk, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put on after the purge looked, before the folder is moved."""
    real = purge.write_down

    def then_held(places: Places, order: purge.Order) -> None:
        real(places, order)
        holding.put(places, "Case", "at the last moment")

    monkeypatch.setattr(purge, "write_down", then_held)
    with pytest.raises(OnLegalHold, match="last moment"):
        _purged(places, tmp_path / "c.md")
    assert purge.orders(places) == []
    open_store(shelf.find(places, "Case")).close()


# What is left of deleted documents


def test_deleted_documents_leave_nothing_in_the_store(worked: OpenDesk, places: Places) -> None:
    matter = shelf.find(places, "Case")
    with open_store(matter) as store:
        name = next(copy.name for copy, _ in store.copies() if "canary" in copy.name)
        store.remove_copy(name)
        store.delete_answer(store.answers()[0].id)  # an answer keeps the passages it rests on
    purging.clean(places, "Case")
    left = [path for path in _holding(matter.folder) if path.name.startswith("store")]
    assert left == []
    wanted = marks([[SENTENCE]], "salt")
    assert scan(files_below(matter.folder), wanted).found == []


# Interruptions


def _interrupted(places: Places, certificate: Path, at: int) -> int:
    """Purge in a process of its own that dies at its `at`th call to the file system; its exit code."""
    line = [sys.executable, str(DRIVER), str(places.home), str(certificate), str(at)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(certificate.parent / "tmp")}
    return subprocess.run(line, env=environment, timeout=120, check=False, capture_output=True).returncode


def _unfinished(places: Places) -> bool:
    return bool(purge.orders(places)) or any(each.name == "Case" for each in shelf.list_all(places))


def _interrupt_many(places: Places, tmp_path: Path, points: list[int], again: int = 0) -> int:
    """Each point on a fresh copy; whatever happens, going on ends with nothing left and one certificate.

    `again`: going on is interrupted too, at this call.
    """
    import shutil

    struck = 0
    for at in points:
        home = tmp_path / f"home{at}"
        shutil.copytree(places.home, home)
        copy = Places(home)
        certificate = tmp_path / f"certificate{at}.md"
        certificate.unlink(missing_ok=True)
        code = _interrupted(copy, certificate, at)
        assert code in (0, KILLED), (at, code)
        struck += code == KILLED
        if again and _unfinished(copy):
            certificate.unlink(missing_ok=True)
            assert _interrupted(copy, certificate, again) in (0, KILLED), (at, again)
        assert AuditLog(next(iter(copy.matters.glob("[!.]*")), home)).examine().line == 0
        if _unfinished(copy):
            certificate.unlink(missing_ok=True)
            _purged(copy, certificate)
        assert _holding(home) == [], at
        assert certificate.read_text("utf-8").startswith("# Certificate of destruction"), at
        assert purge.orders(copy) == [] and not list(copy.matters.glob(".purging-*")), at
        shutil.rmtree(home)
    return struck


def test_some_interrupted_purges_end_clean(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    begun = seed(5)
    points = random.Random(begun).sample(range(1, 60), 6)
    assert _interrupt_many(places, tmp_path, points) >= 3, (begun, points)


@pytest.mark.slow
def test_a_hundred_interrupted_purges_end_clean(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    """At every call, and then a second time while the purge goes on."""
    at, struck = 1, 0
    while _interrupt_many(places, tmp_path, [at]):
        at, struck = at + 1, struck + 1
    assert struck > 50
    begun = anew()
    chance = random.Random(begun)
    for _ in range(100 - struck):
        first, second = chance.randint(1, struck), chance.randint(1, struck)
        assert _interrupt_many(places, tmp_path, [first], again=second), (begun, first, second)


def test_a_log_of_which_lines_are_lost_may_hide_a_hold(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    holding.put(places, "Case", "Smith v Jones")
    folder = shelf.find(places, "Case").folder
    (folder / "hold.json").unlink()
    log = folder / "audit.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:-1]) + lines[-1].replace(b'"', b"?"))
    with pytest.raises(OnLegalHold, match="may be"):
        _purged(places, tmp_path / "c.md")
    list(repair(places, "Case", SCRIPTED))
    with pytest.raises(OnLegalHold, match="may be"):
        _purged(places, tmp_path / "c.md")
    holding.put(places, "Case", "to say that there is none")
    holding.lift(places, "Case", "settled last year")
    _purged(places, tmp_path / "c.md")
    assert _holding(places.home) == []


def test_an_interrupted_purge_is_listed_among_the_matters(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir(exist_ok=True)
    reached = 25
    while not purging.pending(places):
        assert _interrupted(places, tmp_path / f"certificate{reached}.md", reached) == KILLED
        reached += 3
    (row,) = matters.list_all(places)
    assert row.name == "Case" and "interrupted" in row.note and "purge" in row.note
    assert "interrupted" in next(each for each in holdings._matters(places) if "Case" in each.what).finding
    _purged(places, tmp_path / "c.md")
    assert matters.list_all(places) == []


def test_a_folder_that_cannot_be_listed_is_counted_and_not_taken_for_empty(
    worked: OpenDesk, places: Places, tmp_path: Path
) -> None:
    shut = tmp_path / "tmp" / "shut"
    shut.mkdir()
    (shut / "notes.txt").write_text(SENTENCE)
    shut.chmod(0)
    try:
        with held_to_modes():
            said = _purged(places, tmp_path / "c.md").certificate.read_text("utf-8")
    finally:
        shut.chmod(0o700)
    (line,) = [each for each in said.splitlines() if each.startswith("| temporary files |")]
    assert line.split("|")[4].strip() == "1", line


# The marks


def test_sequences_are_found_across_pieces_and_in_japanese() -> None:
    text = "本契約は甲と乙との間で締結される秘密保持契約であり、以下の条項に従うものとする。"
    made = marks([[text], ["only five words stand here"]], "salt")
    assert made.count > 3
    assert all(len(each) == 32 for group in made.by_first.values() for each in group)
    assert Marks("other", made.by_first).count == made.count
