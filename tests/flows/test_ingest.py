"""Folders are synchronised: new, changed, moved, removed; nothing is read twice and nothing is lost."""

from __future__ import annotations

import io
import threading
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from localcounsel.errors import BadCall, Cancelled
from localcounsel.flows import ingest
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import FileLeftOut, FileTaken, Indexing, Ingested, PageRead
from localcounsel.reading import ocr
from localcounsel.reading.order import ReadingOrder
from localcounsel.records import DocumentState, Page
from tests.flows.conftest import LEASE, NDA, OpenDesk


def outcomes(desk: Desk, *paths: Path) -> dict[str, str]:
    """What became of each file."""
    found: dict[str, str] = {}
    for event in ingest.add(desk, paths):
        if isinstance(event, FileTaken):
            found[event.name] = event.outcome
        elif isinstance(event, FileLeftOut):
            found[event.name] = event.error.name
    return found


def test_a_folder_is_taken_in_and_then_unchanged(scripted: OpenDesk, folder: Path) -> None:
    desk = scripted()
    assert outcomes(desk, folder) == {"case/lease.txt": "new", "case/nda.txt": "new"}
    assert outcomes(desk, folder) == {"case/lease.txt": "unchanged", "case/nda.txt": "unchanged"}
    assert len(desk.store.documents()) == 2


def test_changed_moved_copied_and_removed_files(scripted: OpenDesk, folder: Path) -> None:
    desk = scripted()
    outcomes(desk, folder)
    (folder / "lease.txt").write_text(LEASE.replace("five years", "six years"), encoding="utf-8")
    (folder / "nda.txt").rename(folder / "signed nda.txt")
    assert outcomes(desk, folder) == {"case/lease.txt": "changed", "case/signed nda.txt": "moved"}
    (folder / "BATES000123.txt").write_text(NDA, encoding="utf-8")
    assert outcomes(desk, folder)["case/BATES000123.txt"] == "same text"
    (folder / "lease.txt").unlink()
    assert outcomes(desk, folder)["case/lease.txt"] == "removed"
    (document,) = desk.store.documents()
    assert [copy.name for copy in document.copies] == ["case/signed nda.txt", "case/BATES000123.txt"]


def test_the_old_text_of_a_changed_file_is_not_found_any_more(scripted: OpenDesk, folder: Path) -> None:
    desk = scripted()
    outcomes(desk, folder)
    list(ingest.index(desk))
    (folder / "lease.txt").write_text(LEASE.replace("roof", "chimney"), encoding="utf-8")
    outcomes(desk, folder)
    list(ingest.index(desk))
    assert desk.store.words('"roof"', 5) == []
    everything = {passage.id for each in desk.store.documents() for passage in desk.store.document_passages(each.id)}
    assert desk.index.present() == everything


def test_a_bad_file_is_listed_with_the_reason_and_the_batch_goes_on(scripted: OpenDesk, folder: Path) -> None:
    desk = scripted()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "program.exe").write_bytes(b"MZ" + bytes(range(256)) * 8)
    found = outcomes(desk, folder)
    assert (found["case/empty.txt"], found["case/program.exe"]) == ("Empty", "Unsupported")
    assert found["case/nda.txt"] == "new"
    failed = [each for each in desk.store.documents() if each.state is DocumentState.FAILED]
    assert {each.name for each in failed} == {"case/empty.txt", "case/program.exe"}
    assert all(each.reason for each in failed)


def test_the_same_new_text_twice_in_one_batch_keeps_both_names(scripted: OpenDesk, folder: Path) -> None:
    desk = scripted()
    for name in ("BATES000001.txt", "BATES000002.txt", "BATES000003.txt"):
        (folder / name).write_text(NDA.replace("Zed", "Orion"), encoding="utf-8")
    (folder / "broken 1.pdf").write_bytes(b"%PDF-1.7 no more")
    (folder / "broken 2.pdf").write_bytes(b"%PDF-1.7 no more")
    found = outcomes(desk, folder)
    assert [found[f"case/BATES00000{n}.txt"] for n in (1, 2, 3)] == ["new", "same text", "same text"]
    assert (found["case/broken 1.pdf"], found["case/broken 2.pdf"]) == ("Damaged", "Damaged")
    names = [[copy.name for copy in each.copies] for each in desk.store.documents()]
    assert ["case/BATES000001.txt", "case/BATES000002.txt", "case/BATES000003.txt"] in names
    assert ["case/broken 1.pdf", "case/broken 2.pdf"] in names


def test_words_before_meaning_and_then_both(scripted: OpenDesk, folder: Path) -> None:
    desk = scripted()
    outcomes(desk, folder)
    assert desk.store.words('"roof"', 5)
    assert all(each.state is DocumentState.READ for each in desk.store.documents())
    events = list(ingest.index(desk))
    assert isinstance(events[-1], Indexing)
    assert events[-1].done == events[-1].of > 0
    assert all(each.state is DocumentState.INDEXED for each in desk.store.documents())


def test_stopping_keeps_what_was_taken(scripted: OpenDesk, folder: Path) -> None:
    desk = scripted()
    running = ingest.add(desk, [folder])
    for event in running:
        if isinstance(event, FileTaken):
            break
    running.close()  # type: ignore[attr-defined]
    assert len(desk.store.documents()) == 1
    assert "new" in outcomes(desk, folder).values()
    assert len(desk.store.documents()) == 2


def test_a_mail_brings_its_attachment_as_a_document(scripted: OpenDesk, folder: Path) -> None:
    desk = scripted()
    mail = (
        "From: a@example.com\r\nTo: b@example.com\r\nSubject: Delivery\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n'
        '--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="terms.txt"\r\n\r\n'
        "The goods are due on 3 May 2024.\r\n--x--\r\n"
    )
    (folder / "mail.eml").write_bytes(mail.encode())
    found = outcomes(desk, folder)
    assert found["case/mail.eml!terms.txt"] == "new"
    (folder / "mail.eml").unlink()
    assert outcomes(desk, folder)["case/mail.eml!terms.txt"] == "removed"


@pytest.mark.parametrize("inside", [False, True])
def test_a_scan_is_told_of_while_it_is_recognised_and_can_be_stopped(
    scripted: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: bool
) -> None:
    """Also one that came inside a mail. Recognition goes on here until somebody stops it."""
    stopped = threading.Event()

    def never_done(page: Page, picture: object, recogniser: object, order: ReadingOrder) -> Page:
        while not order.stopped:
            stopped.wait(0.05)
        stopped.set()
        raise Cancelled("Recognition was stopped.")

    monkeypatch.setattr(ocr, "recognised", never_done)
    held = io.BytesIO()
    Image.new("L", (200, 200), 255).save(held, "PNG")
    path = tmp_path / ("scan.eml" if inside else "scan.png")
    mail = EmailMessage()
    mail["Subject"] = "Signed"
    mail.set_content("See attached.")
    mail.add_attachment(held.getvalue(), maintype="image", subtype="png", filename="scan.png")
    path.write_bytes(mail.as_bytes() if inside else held.getvalue())
    name = "scan.eml!scan.png" if inside else "scan.png"
    running = ingest.add(scripted(), [path])
    told = next(event for event in running if isinstance(event, PageRead) and event.recognising and event.seconds)
    running.close()  # type: ignore[attr-defined]
    assert (told.name, told.done, told.of, told.recognising) == (name, 0, 1, 1)
    assert stopped.is_set()


def test_the_summary_counts(scripted: OpenDesk, folder: Path, tmp_path: Path) -> None:
    last = list(ingest.add(scripted(), [folder, tmp_path / "missing"]))[-1]
    assert isinstance(last, Ingested)
    assert (last.taken, last.left_out, last.pages, last.unread) == (2, 1, 2, 0)


def test_its_own_data_is_refused(scripted: OpenDesk) -> None:
    desk = scripted()
    with pytest.raises(BadCall, match="own data"):
        list(ingest.add(desk, [desk.places.home]))
