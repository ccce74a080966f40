"""The list of matters: names, folders, and what a kill leaves half done."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from localcounsel.errors import BadCall, MatterExists, MatterInUse, NoSuchMatter, StorageError
from localcounsel.store import matters
from localcounsel.store.matter import open_store
from localcounsel.store.places import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "home")


def _names(places: Places) -> list[str]:
    return [matter.name for matter in matters.list_all(places)]


def test_there_are_none_at_first_and_looking_creates_nothing(places: Places) -> None:
    assert matters.list_all(places) == []
    assert not places.home.exists()


def test_a_matter_is_made_listed_and_found(places: Places) -> None:
    made = matters.create(places, "  Acme   v.\tBrightwater ")
    assert made.name == "Acme v. Brightwater"
    assert made.created.endswith("+00:00")
    assert matters.list_all(places) == [made]
    assert matters.find(places, "Acme v. Brightwater") == made


def test_the_folder_does_not_give_the_client_away(places: Places) -> None:
    made = matters.create(places, "Acme")
    assert made.folder == places.matters / made.id
    assert "acme" not in str(made.folder.relative_to(places.home)).lower()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists and no permission bits")
def test_everything_is_for_this_account_only(places: Places) -> None:
    made = matters.create(places, "Acme")
    open_store(made).close()
    for path in [places.home, places.matters, *places.matters.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize("same", ["acme", "ACME", "Ａｃｍｅ", " Acme ", "Ac\u200dme"])
def test_a_name_that_looks_the_same_is_taken(places: Places, same: str) -> None:
    matters.create(places, "Acme")
    with pytest.raises(MatterExists, match="Acme"):
        matters.create(places, same)


@pytest.mark.parametrize("name", ["", "  ", "\u200d", "a\x1b[2Jb", "a\u202eb", "a\ud800b", "x" * 121])
def test_a_name_that_cannot_be_used_is_refused(places: Places, name: str) -> None:
    with pytest.raises(BadCall):
        matters.create(places, name)
    assert _names(places) == []


@pytest.mark.parametrize("name", ["../../etc", "con", "株式会社ミドリ", "O'Brien/Smith \\ 50%", "x" * 120, "."])
def test_any_name_that_can_be_shown_is_fine(places: Places, name: str) -> None:
    assert matters.find(places, matters.create(places, name).name).name == name


def test_finding_goes_from_exact_to_any_case_to_the_only_beginning(places: Places) -> None:
    for name in ("Acme", "Acme Lease", "Brightwater"):
        matters.create(places, name)
    assert matters.find(places, "acme").name == "Acme"
    assert matters.find(places, "acme l").name == "Acme Lease"
    assert matters.find(places, "bri").name == "Brightwater"


def test_two_that_begin_so_are_both_named(places: Places) -> None:
    matters.create(places, "Acme Lease")
    matters.create(places, "Acme Loan")
    with pytest.raises(NoSuchMatter, match="“Acme Lease”, “Acme Loan”"):
        matters.find(places, "acme l")


def test_a_name_that_is_not_there_brings_the_nearest(places: Places) -> None:
    matters.create(places, "Brightwater")
    with pytest.raises(NoSuchMatter) as raised:
        matters.find(places, "Brigthwater")
    assert raised.value.advice == "Did you mean “Brightwater”?"


def test_renaming_keeps_the_folder(places: Places) -> None:
    made = matters.create(places, "Acme")
    matters.create(places, "Brightwater")
    assert matters.rename(places, "acme", "ACME Corp.").folder == made.folder
    assert _names(places) == ["ACME Corp.", "Brightwater"]
    with pytest.raises(MatterExists):
        matters.rename(places, "ACME Corp.", "brightwater")


def test_a_matter_may_be_renamed_to_its_own_name_in_another_case(places: Places) -> None:
    matters.create(places, "Acme")
    assert matters.rename(places, "Acme", "ACME").name == "ACME"


def test_deleting_leaves_nothing(places: Places) -> None:
    made = matters.create(places, "Acme")
    open_store(made).close()
    matters.delete(places, "acme")
    assert _names(places) == []
    assert [path.name for path in places.matters.iterdir()] == [".names"]


def test_deleting_wants_the_whole_name(places: Places) -> None:
    matters.create(places, "Acme Lease")
    with pytest.raises(NoSuchMatter, match="no matter called “Acme”"):
        matters.delete(places, "Acme")
    assert _names(places) == ["Acme Lease"]


def test_an_open_matter_is_not_deleted(places: Places) -> None:
    made = matters.create(places, "Acme")
    with open_store(made), pytest.raises(MatterInUse):
        matters.delete(places, "Acme")
    assert _names(places) == ["Acme"]


def test_what_a_kill_left_half_done_is_cleared_away(places: Places) -> None:
    made = matters.create(places, "Acme")
    gone = matters.create(places, "Gone")
    gone.folder.rename(places.matters / f".deleting-{gone.id}")
    (places.matters / ".new-0123").mkdir()
    assert _names(places) == ["Acme"]
    assert sorted(path.name for path in places.matters.iterdir()) == sorted([".names", made.id])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"name": 3}', b'{"name": "\\u001b[2J", "created": ""}', None])
def test_a_matter_whose_facts_are_lost_is_still_listed_and_can_be_named_again(
    places: Places, content: bytes | None
) -> None:
    made = matters.create(places, "Acme")
    facts = made.folder / "matter.json"
    facts.unlink() if content is None else facts.write_bytes(content)
    (name,) = _names(places)
    assert name == f"matter without a name {made.id[:8]}"
    assert matters.rename(places, name, "Acme").folder == made.folder
    assert json.loads(facts.read_text("utf-8"))["name"] == "Acme"


def test_a_name_that_the_disk_does_not_give_is_not_called_missing(places: Places) -> None:
    matter = matters.create(places, "Acme")
    facts = matter.folder / "matter.json"
    facts.unlink()
    facts.mkdir()
    with pytest.raises(StorageError, match=r"matter\.json"):
        matters.find(places, "Acme")
    assert [each.name for each in matters.list_all(places)] == [f"matter without a name {matter.id[:8]}"]
