"""The record of a matter: who did what, without a word of any document, proved by anchors that lie elsewhere."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from localcounsel.errors import BadCall
from localcounsel.flows import recording
from localcounsel.flows.ask import ask
from localcounsel.flows.ingest import add
from localcounsel.store import anchors, matters
from localcounsel.store.audit import AuditLog
from localcounsel.store.places import Places
from tests.flows.conftest import OpenDesk

MARKER = "zebracanary"


def _worked(scripted: OpenDesk, folder: Path) -> None:
    """A matter in which something was added, asked and closed; a marker is in document, name, question and answer."""
    (folder / f"{MARKER}.txt").write_text(f"The {MARKER} shall pay rent of $4,500 to the Landlord each month.\n")
    desk = scripted(f"The {MARKER} pays [1].")
    for _ in add(desk, [folder]):
        pass
    for _ in ask(desk, f"What shall the {MARKER} pay?"):
        pass
    desk.close()


def test_what_was_done_is_on_record_and_no_text_is(scripted: OpenDesk, folder: Path, places: Places) -> None:
    _worked(scripted, folder)
    events = recording.show(places, "Case")
    done = [event.what for event in events]
    assert done[:2] == ["matter created", "matter opened"]
    assert done[-1] == "matter closed"
    assert done.count("added") == 3
    assert {"asked", "answered"} <= set(done)
    asked = next(dict(event.details) for event in events if event.what == "asked")
    assert {"by", "question_sha256", "settings_sha256", "documents_sha256", "index", "model"} <= asked.keys()
    answered = next(dict(event.details) for event in events if event.what == "answered")
    assert len(answered["sha256"]) == 64
    written = [*matters.find(places, "Case").folder.glob("audit*"), *(places.home / "anchors").iterdir()]
    for path in written:
        for encoding in ("utf-8", "utf-16-le"):
            assert MARKER.encode(encoding) not in path.read_bytes().lower(), path


def test_closing_leaves_an_anchor_that_a_cut_log_does_not_reach(
    scripted: OpenDesk, folder: Path, places: Places
) -> None:
    _worked(scripted, folder)
    log = AuditLog(matters.find(places, "Case").folder)
    verified = recording.verify(places, "Case")
    assert verified.sound
    assert len(verified.proofs) == 1
    words = verified.proofs[0].words
    lines = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(b"".join(lines[:-1]))
    assert recording.verify(places, "Case").examined.sound
    assert not recording.verify(places, "Case").sound
    assert not recording.verify(places, "Case", words).sound
    desk = scripted()
    assert "cut or replaced" in desk.record_trouble
    assert desk.record_trouble in desk.health()
    desk.close()
    assert "anchor not reached" in [event.what for event in log.events()]


def test_a_matter_that_was_not_closed_says_so(scripted: OpenDesk, places: Places) -> None:
    desk = scripted()
    desk.audit.append("asked")
    desk.store.close()  # as when the machine stops: nothing more is written
    desk = scripted()
    last = desk.audit.last()
    assert last is not None
    assert dict(last.details)["before"] == "was not closed"


def test_anchors_go_to_the_policys_folder_too(
    scripted: OpenDesk, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from localcounsel.store import policy

    share = tmp_path / "share"
    monkeypatch.setattr(policy, "load", lambda *_: policy.Policy(audit_folder=str(share)))
    scripted().close()
    matter = matters.find(places, "Case")
    assert anchors.latest(share, matter.id) == anchors.latest(places.home / "anchors", matter.id) is not None


def test_a_second_place_that_cannot_be_written_is_on_record(
    scripted: OpenDesk, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from localcounsel.store import policy

    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setattr(policy, "load", lambda *_: policy.Policy(audit_folder=str(blocked)))
    scripted().close()
    log = AuditLog(matters.find(places, "Case").folder)
    assert log.events()[-1].what == "anchor not written"
    latest = anchors.latest(places.home / "anchors", log.path.parent.name)
    assert latest is not None
    assert latest.digest == log.head()[1]


def test_words_that_are_no_anchor_are_refused(scripted: OpenDesk, places: Places) -> None:
    scripted().close()
    with pytest.raises(BadCall, match="no anchor"):
        recording.verify(places, "Case", "twelve words that are none at all in this list of ours really")


def test_the_export_is_proved_by_the_program_beside_it(scripted: OpenDesk, places: Places, tmp_path: Path) -> None:
    scripted().close()
    out = tmp_path / "out" / "log.jsonl"
    out.parent.mkdir()
    _, anchor, program = recording.export(places, "Case", out)
    assert program.read_bytes() == recording.verifier()
    assert out.read_bytes() == AuditLog(matters.find(places, "Case").folder).path.read_bytes()
    assert anchor.digest in out.read_text()
    with pytest.raises(BadCall, match="exists"):
        recording.export(places, "Case", out)


def test_several_desks_and_threads_write_one_chain(tmp_path: Path) -> None:
    logs = [AuditLog(tmp_path) for _ in range(4)]

    def work(log: AuditLog) -> None:
        for number in range(25):
            log.append("asked", n=f"{number}")

    threads = [threading.Thread(target=work, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    logs[0].check()
    assert len(logs[0].events()) == 100


def test_anchor_files_survive_a_torn_line(tmp_path: Path) -> None:
    first, second = anchors.now("m", 1, "a" * 64), anchors.now("m", 2, "b" * 64)
    assert anchors.write(first, [tmp_path]) == []
    path = anchors.file_in(tmp_path, "m")
    with path.open("ab") as file:
        file.write(b'{"matter": "m", "sequ')
    assert anchors.write(second, [tmp_path]) == []
    assert anchors.read(path) == [first, second]
