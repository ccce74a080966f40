"""The audit log: what is written stays, what is changed shows, what was torn is set aside and said so."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from localcounsel.core.ledger import GENESIS
from localcounsel.errors import MatterDamaged, StorageError
from localcounsel.store.audit import LONGEST_DETAIL, AuditLog


def _filled(folder: Path, count: int = 3) -> AuditLog:
    log = AuditLog(folder)
    for number in range(count):
        log.append("asked", question=f"{number}")
    return log


def test_events_are_kept_in_order_and_bound_to_each_other(tmp_path: Path) -> None:
    _filled(tmp_path)
    log = AuditLog(tmp_path)
    last = log.append("answered", standing="supported", what="a detail may have any name")
    assert [event.sequence for event in log.events()] == [1, 2, 3, 4]
    assert log.events()[0].previous == GENESIS
    assert log.events()[-1] == last
    assert log.head() == (4, last.digest)
    log.check()


def test_an_empty_log_is_sound(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    assert log.events() == []
    assert log.head() == (0, GENESIS)
    log.check()


def test_document_text_does_not_belong_here(tmp_path: Path) -> None:
    log = _filled(tmp_path)
    with pytest.raises(ValueError, match="301 characters"):
        log.append("asked", passage="x" * (LONGEST_DETAIL + 1))
    assert len(log.events()) == 3


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [(b'"question","1"', b'"question","9"', 2), (b'"sequence":2', b'"sequence":3', 2), (b"asked", b"axked", 1)],
)
def test_a_changed_line_is_named(tmp_path: Path, old: bytes, new: bytes, line: int) -> None:
    log = _filled(tmp_path)
    log.path.write_bytes(log.path.read_bytes().replace(old, new, 1))
    with pytest.raises(MatterDamaged, match=f"line {line} does not hold"):
        log.check()


def test_a_line_that_is_no_event_is_named_and_nothing_is_added_behind_one(tmp_path: Path) -> None:
    log = _filled(tmp_path)
    with log.path.open("ab") as file:
        file.write(b"not an event\n")
    with pytest.raises(MatterDamaged, match="line 4 does not hold"):
        log.check()
    with pytest.raises(MatterDamaged, match="the last line is not"):
        AuditLog(tmp_path).append("asked")


@pytest.mark.parametrize("keep", [0, 1, 20, 199, -1])
def test_a_torn_line_is_set_aside_and_the_log_says_so(tmp_path: Path, keep: int) -> None:
    log = _filled(tmp_path)
    whole = log.path.read_bytes()
    before = whole[: whole.rstrip(b"\n").rfind(b"\n") + 1]
    torn = whole[len(before) :][:keep]
    log.path.write_bytes(before + torn)
    again = AuditLog(tmp_path)
    again.append("opened")
    again.check()
    said = [event.what for event in again.events()]
    if keep == 0:
        assert said == ["asked", "asked", "opened"]
        return
    assert said == ["asked", "asked", "audit repaired", "opened"]
    assert dict(again.events()[2].details)["bytes"] == str(len(torn))
    assert (tmp_path / "audit-set-aside.bin").read_bytes() == torn + b"\n"


def test_a_log_of_nothing_but_a_torn_line_is_repaired(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    log.path.write_bytes(b'{"sequ')
    log.append("opened")
    assert [event.what for event in log.events()] == ["audit repaired", "opened"]
    log.check()


def test_two_writers_in_one_process_keep_one_chain(tmp_path: Path) -> None:
    one, other = AuditLog(tmp_path), AuditLog(tmp_path)
    for number in range(4):
        (one if number % 2 else other).append("asked")
    one.check()


def test_threads_keep_one_chain(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    threads = [threading.Thread(target=lambda: [log.append("asked") for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log.events()) == 40
    log.check()


def test_a_disk_that_refuses_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="audit"):
        AuditLog(tmp_path / "gone").append("asked")


def test_the_tail_of_a_long_log_is_found(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    for _ in range(300):
        log.append("asked", **{key * 3: "x" * 290 for key in "abcdefgh"})
    assert AuditLog(tmp_path).head() == log.head()
    assert log.head()[0] == 300
