"""Whether files are still what was read: changed, gone, unreachable, and what only looks so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from localcounsel.core.filing import OnDisk
from localcounsel.flows import ingest, on_disk
from localcounsel.flows.desk import Desk
from tests.flows.conftest import OpenDesk


@pytest.fixture
def desk(scripted: OpenDesk, folder: Path) -> Desk:
    made = scripted()
    list(ingest.add(made, [folder]))
    return made


def seen(desk: Desk) -> dict[str, OnDisk]:
    found: dict[str, OnDisk] = {}
    last = None
    for last in on_disk.compare(desk.store):
        found.update(last.found)
    assert last is not None
    assert last.done == last.of
    return found


def test_nothing_is_said_of_what_is_as_it_was(desk: Desk) -> None:
    assert seen(desk) == {}


def test_changed_gone_and_touched(desk: Desk, folder: Path) -> None:
    lease = folder / "lease.txt"
    (folder / "nda.txt").unlink()
    lease.write_text(lease.read_text("utf-8").replace("five years", "nine years"), encoding="utf-8")
    os.utime(lease, ns=(1, 1))
    assert seen(desk) == {"case/lease.txt": OnDisk.CHANGED, "case/nda.txt": OnDisk.GONE}


def test_another_time_alone_is_no_change(desk: Desk, folder: Path) -> None:
    os.utime(folder / "lease.txt", ns=(1, 1))
    assert seen(desk) == {}


def test_a_longer_file_is_changed_without_being_read(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "lease.txt").open("a", encoding="utf-8") as file:
        file.write("more")
    monkeypatch.setattr(on_disk, "digest", lambda path: pytest.fail("it was read"))
    assert seen(desk) == {"case/lease.txt": OnDisk.CHANGED}


def test_a_folder_that_is_not_there_makes_nothing_gone(desk: Desk, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    assert set(seen(desk).values()) == {OnDisk.UNREACHABLE}


def test_reading_again_makes_it_as_read(desk: Desk, folder: Path) -> None:
    (folder / "lease.txt").write_text("A new text of another length", encoding="utf-8")
    os.utime(folder / "nda.txt", ns=(1, 1))
    list(ingest.add(desk, [folder / "lease.txt", folder / "nda.txt"]))
    assert seen(desk) == {}
    facts = {copy.name: copy.modified_ns for copy, _ in desk.store.copies()}
    assert facts["case/nda.txt"] == 1
    assert {copy.root for copy, _ in desk.store.copies()} == {str(folder)}


def test_a_link_in_a_circle_is_unreachable(desk: Desk, folder: Path) -> None:
    (folder / "lease.txt").unlink()
    (folder / "lease.txt").symlink_to(folder / "lease.txt")
    assert seen(desk) == {"case/lease.txt": OnDisk.UNREACHABLE}


def test_it_can_be_left_at_any_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_disk, "REPORT_SECONDS", -1.0)
    pass_ = on_disk.compare(desk.store)
    first = next(pass_)
    assert (first.done, first.of) == (1, 2)
    pass_.close()  # type: ignore[attr-defined]
