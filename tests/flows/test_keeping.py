"""Backup and restore: the same matter comes out, or nothing does."""

from __future__ import annotations

import io
import random
import shutil
import sqlite3
import tarfile
from pathlib import Path

import pytest

from localcounsel.errors import BackupRefused, BadCall, CounselError, MatterExists
from localcounsel.flows import keeping, matters
from localcounsel.flows.ask import ask
from localcounsel.flows.ingest import add
from localcounsel.store import backup
from localcounsel.store import matters as shelf
from localcounsel.store.audit import AuditLog
from localcounsel.store.matter import open_store
from localcounsel.store.places import Places
from tests.chance import anew, seed
from tests.flows.conftest import OpenDesk


@pytest.fixture
def worked(scripted: OpenDesk, folder: Path) -> OpenDesk:
    desk = scripted()
    for _ in add(desk, [folder]):
        pass
    for _ in ask(desk, "When is the rent due?"):
        pass
    desk.close()
    return scripted


def _picture(places: Places, name: str) -> object:
    """Everything that a matter holds."""
    with open_store(shelf.find(places, name)) as store:
        return (
            [(each.id, each.copies, each.outline, store.pages(each.id)) for each in store.documents()],
            [list(store.document_passages(each.id)) for each in store.documents()],
            [store.answer_text(row.id) for row in store.answers()],
            store.words("rent", 10),
        )


def _all_is_as_it_was(places: Places, before: list[str]) -> bool:
    listed = sorted(path.name for path in places.matters.iterdir() if path.name != ".names")
    return listed == before


def _restored_many(places: Places, saved: Path, times: int) -> None:
    wanted = _picture(places, "Case")
    log = AuditLog(shelf.find(places, "Case").folder).events()
    for number in range(times):
        restored = keeping.restore(places, saved, f"Again {number}")
        assert _picture(places, f"Again {number}") == wanted
        events = AuditLog(restored.matter.folder).events()
        held = next(place for place, event in enumerate(events) if event.what == "restored")
        assert events[:held] == log[:held]
        matters.delete(places, f"Again {number}")


def test_what_is_restored_is_what_was_saved(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    keeping.back_up(places, "Case", tmp_path / "case.tar")
    _restored_many(places, tmp_path / "case.tar", 3)


@pytest.mark.slow
def test_fifty_restores_are_equal(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    keeping.back_up(places, "Case", tmp_path / "case.tar")
    _restored_many(places, tmp_path / "case.tar", 50)


def test_an_open_matter_is_saved_as_it_is_at_one_moment(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    desk = worked()
    for _ in ask(desk, "What of the roof?"):
        pass
    keeping.back_up(places, "Case", tmp_path / "case.tar")
    for _ in ask(desk, "What of the walls?"):
        pass
    desk.close()
    keeping.restore(places, tmp_path / "case.tar", "Then")
    with open_store(shelf.find(places, "Then")) as store:
        assert [row.question for row in store.answers()] == ["When is the rent due?", "What of the roof?"]


def test_its_record_comes_along_and_goes_on(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    made = keeping.back_up(places, "Case", tmp_path / "case.tar")
    restored = keeping.restore(places, tmp_path / "case.tar", "Then")
    log = AuditLog(restored.matter.folder)
    log.check()
    said = dict(log.events()[-1].details)
    assert log.events()[-1].what == "restored"
    assert said["was"] == shelf.find(places, "Case").id != restored.matter.id
    assert said["sha256"] == made.signed.digest


def test_the_index_of_a_restored_matter_is_made_anew(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    keeping.back_up(places, "Case", tmp_path / "case.tar")
    with tarfile.open(tmp_path / "case.tar") as archive:  # any program can look into it
        assert archive.getnames() == ["manifest.json", "manifest.sig", "store.sqlite", "audit.jsonl"]
    keeping.restore(places, tmp_path / "case.tar", "Then")
    assert list((shelf.find(places, "Then").folder / "index").iterdir()) == []


def test_a_second_restore_needs_another_name(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    keeping.back_up(places, "Case", tmp_path / "case.tar")
    with pytest.raises(MatterExists):
        keeping.restore(places, tmp_path / "case.tar")
    keeping.restore(places, tmp_path / "case.tar", "Then")
    with pytest.raises(MatterExists):
        keeping.restore(places, tmp_path / "case.tar", "then")


def _flips(places: Places, saved: Path, times: int, begun: int) -> None:
    """Any bit of the file that is not as it was: refused, and nothing changed."""
    chance = random.Random(begun)
    whole = saved.read_bytes()
    before = sorted(path.name for path in places.matters.iterdir() if path.name != ".names")
    taken = []
    for turn in range(times):
        flipped = bytearray(whole)
        at, bit = chance.randrange(len(whole)), chance.randrange(8)
        flipped[at] ^= 1 << bit
        saved.write_bytes(flipped)
        try:
            keeping.restore(places, saved, "Then")
            taken.append((turn, at, bit))
        except BackupRefused:
            assert _all_is_as_it_was(places, before), (begun, turn)
    assert not taken, (begun, taken)


def test_no_flipped_bit_is_restored(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    keeping.back_up(places, "Case", tmp_path / "case.tar")
    _flips(places, tmp_path / "case.tar", 40, seed(8))


@pytest.mark.slow
def test_no_flipped_bit_of_two_hundred_is_restored(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    keeping.back_up(places, "Case", tmp_path / "case.tar")
    _flips(places, tmp_path / "case.tar", 200, anew())


@pytest.mark.parametrize("cut", [0, 1, 511, 512, 1024, 3000, -512, -1])
def test_a_cut_or_longer_backup_is_refused(worked: OpenDesk, places: Places, tmp_path: Path, cut: int) -> None:
    saved = tmp_path / "case.tar"
    keeping.back_up(places, "Case", saved)
    whole = saved.read_bytes()
    for content in (whole[:cut], whole + b"\0"):
        saved.write_bytes(content)
        with pytest.raises(BackupRefused):
            keeping.restore(places, saved, "Then")


def test_another_homes_backup_needs_the_words_of_its_key(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    made = keeping.back_up(places, "Case", tmp_path / "case.tar")
    elsewhere = Places(tmp_path / "elsewhere")
    for wrong in ("", "0" * 64, made.signed.fingerprint[:8]):
        with pytest.raises(BackupRefused, match="signed"):
            keeping.restore(elsewhere, made.path, key=wrong)
    with pytest.raises(BadCall, match="no fingerprint"):
        keeping.restore(elsewhere, made.path, key="some words")
    assert not elsewhere.matters.exists()
    assert keeping.restore(elsewhere, made.path, key=made.key_words).matter.name == "Case"
    assert keeping.restore(elsewhere, made.path, "B", key=made.signed.fingerprint[:20]).matter.name == "B"


def test_a_backup_signed_anew_by_a_stranger_is_not_this_homes(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    """Whoever changes a backup can sign it only with a key of their own."""
    made = keeping.back_up(places, "Case", tmp_path / "case.tar")
    stranger = Places(tmp_path / "stranger")
    keeping.restore(stranger, made.path, key=made.signed.fingerprint)
    forged = keeping.back_up(stranger, "Case", tmp_path / "forged.tar")
    with pytest.raises(BackupRefused, match="another home"):
        keeping.restore(places, forged.path, "Then")


def _signed_with(places: Places, folder: Path, original: Path, change: str) -> Path:
    """A backup of this home whose store was tampered with before it was signed."""
    parts = folder / change
    parts.mkdir()
    with original.open("rb") as file:
        manifest = backup.open_signed(places, file).manifest
        backup.extract(file, manifest, parts)
    store = sqlite3.connect(parts / "store.sqlite")
    store.execute(change)
    store.commit()
    store.close()
    paths = {each.name: parts / each.name for each in manifest.files}
    changed = backup.Manifest(
        **{
            **{name: getattr(manifest, name) for name in manifest.__slots__},
            "files": backup.describe(list(paths.values())),
        }
    )
    out = folder / "changed.tar"
    backup.write(places, changed, paths, out)
    return out


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TRIGGER t AFTER INSERT ON fact BEGIN DELETE FROM page; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE more (a)",
        "PRAGMA user_version = 99",
        "PRAGMA application_id = 1",
        "DELETE FROM answer",
    ],
)
def test_a_store_that_is_not_ours_is_never_opened(
    worked: OpenDesk, places: Places, tmp_path: Path, change: str
) -> None:
    made = keeping.back_up(places, "Case", tmp_path / "case.tar")
    before = sorted(path.name for path in places.matters.iterdir() if path.name != ".names")
    bad = _signed_with(places, tmp_path, made.path, change)
    with pytest.raises(BackupRefused):
        keeping.restore(places, bad, "Then")
    assert _all_is_as_it_was(places, before)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "store.sqlite/../../evil", "a\\..\\evil", "manifest.json"])
def test_no_path_in_an_archive_is_followed(worked: OpenDesk, places: Places, tmp_path: Path, name: str) -> None:
    saved = tmp_path / "case.tar"
    keeping.back_up(places, "Case", saved)
    with tarfile.open(saved, "a") as archive:
        evil = tarfile.TarInfo(name)
        evil.size = 4
        archive.addfile(evil, io.BytesIO(b"evil"))
    with pytest.raises(BackupRefused):
        keeping.restore(places, saved, "Then")
    assert not list(tmp_path.rglob("evil"))


def test_what_is_no_backup_is_said_to_be_none(places: Places, tmp_path: Path) -> None:
    for content in (b"", b"x" * 5000, bytes(20_000)):
        (tmp_path / "x.tar").write_bytes(content)
        with pytest.raises(BackupRefused, match="not a backup"):
            keeping.restore(places, tmp_path / "x.tar")
    with pytest.raises(CounselError):
        keeping.restore(places, tmp_path / "none.tar")


def test_a_broken_record_is_not_saved_as_if_it_were_whole(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    log = AuditLog(shelf.find(places, "Case").folder)
    log.path.write_bytes(log.path.read_bytes().replace(b'"added"', b'"adder"', 1))
    with pytest.raises(CounselError, match="does not hold"):
        keeping.back_up(places, "Case", tmp_path / "case.tar")
    assert not (tmp_path / "case.tar").exists()
    assert not list(log.path.parent.glob(".backup-*"))


def test_a_hold_comes_along(worked: OpenDesk, places: Places, tmp_path: Path) -> None:
    from localcounsel.flows import holding

    holding.put(places, "Case", "Smith v Jones")
    keeping.back_up(places, "Case", tmp_path / "case.tar")
    keeping.restore(places, tmp_path / "case.tar", "Then")
    held = holding.show(places, "Then")
    assert held is not None
    assert held.reason == "Smith v Jones"
    shutil.rmtree(shelf.find(places, "Then").folder)
