"""The parts of the interface that know no screen: wrapping, paths, statements, words, copying."""

from __future__ import annotations

import base64
import os
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from localcounsel.errors import Damaged, NeedsPassword
from localcounsel.flows.events import FileLeftOut, FileStarted, FileTaken, Indexing, Ingested, PageRead, Scanning
from localcounsel.records import Citation, Claim, Question, SearchRecord, Verdict
from localcounsel.tui import clipboard, paths, signs, statements, wording
from localcounsel.tui.progress import Progress
from localcounsel.tui.wrapping import Wrapped, drawn
from tests.tui.scripted import CLAUSE, HOSTILE, answer_of, citation_in, document_of, hit_in, page_of

TEXTS = st.text(st.sampled_from("ab \n\t\u00a0契約書.é“"), max_size=200)


@given(TEXTS, st.integers(2, 30))
def test_wrapping_keeps_every_character_in_its_place(text: str, width: int) -> None:
    rows = Wrapped(text, width).rows
    assert all(text[end:following] in ("", "\n") for (_, end), (following, _) in pairwise(rows))
    assert rows[0][0] == 0
    assert rows[-1][1] == len(text)


@given(TEXTS, st.integers(8, 30))
def test_no_row_is_wider_than_the_screen(text: str, width: int) -> None:
    rows = [drawn(text[start:end]) for start, end in Wrapped(text, width).rows]
    # a blank at which a row was broken may stand beyond its edge: nothing is lost when it is not seen
    assert all(cell_len(row.rstrip(" \u00a0")) <= width for row in rows)


@given(TEXTS, st.data())
def test_the_row_of_an_offset_holds_it(text: str, data: st.DataObject) -> None:
    wrapped = Wrapped(text, 12)
    offset = data.draw(st.integers(0, len(text)))
    start, end = wrapped.rows[wrapped.row_of(offset)]
    assert start <= offset <= end


def test_a_contract_of_one_page_is_wrapped_whole() -> None:
    text = (CLAUSE + " ") * 1500
    assert len(text) > 250_000
    rows = Wrapped(text, 70).rows
    assert "".join(text[start:end] for start, end in rows) == text


def test_a_number_is_that_of_the_passage_where_the_words_stand() -> None:
    page = page_of(4, f"Recital.\n\n{CLAUSE}\n")
    document = document_of("agreement.pdf")
    hits = [hit_in(document, page, "Recital."), hit_in(document, page, CLAUSE)]
    citation = citation_in(hits[1], page, "sixty (60) days")
    claim = Claim("It is “sixty (60) days” [1], as the recital [3] says.", (citation,))
    answer = answer_of("?", hits, [claim], SearchRecord((), 1, 1, (), 0))
    cited = statements.references(answer)
    assert [reference.label for reference in cited] == ["2"]
    assert statements.pieces(claim, cited) == [
        statements.Piece("It is “", "plain"),
        statements.Piece("sixty (60) days", "exact"),
        statements.Piece("”,", "plain"),
        statements.Piece(" [2]", "number"),
        statements.Piece(" as the recital ", "plain"),
        statements.Piece("[3]", "unproven"),
        statements.Piece(" says.", "plain"),
    ]


def test_words_found_outside_the_passages_are_numbered_on() -> None:
    page = page_of(1, CLAUSE)
    hit = hit_in(document_of("a.pdf"), page, "7.2 Termination")
    outside = Citation("registered mail", Verdict.EXACT, "id-b.pdf", "b.pdf", 9, "9", 3, 18, "p. 9")
    invented = Citation("for free", Verdict.ABSENT)
    claims = [Claim("“registered mail”", (outside,)), Claim("“for free”, “registered mail”", (invented, outside))]
    answer = answer_of("?", [hit], claims, SearchRecord((), 1, 1, (), 0))
    assert [reference.label for reference in statements.references(answer)] == ["2", "✗", "2"]


def test_a_quotation_keeps_its_brackets() -> None:
    claim = Claim("“the [3] Client [sic]” [1]", (Citation("the [3] Client [sic]", Verdict.ABSENT),))
    cited = (statements.Reference("✗", claim.citations[0], 0),)
    assert statements.Piece("the [3] Client [sic]", "absent") in statements.pieces(claim, cited)


@pytest.mark.parametrize(("seconds", "words"), [(2.44, "2.4 s"), (48, "48 s"), (200, "3 min"), (3900, "1 h 05 min")])
def test_durations(seconds: float, words: str) -> None:
    assert wording.duration(seconds) == words


def test_times_are_said_as_people_say_them() -> None:
    now = datetime(2026, 11, 22, 15, tzinfo=UTC)
    said = [wording.when(iso, now) for iso in ("2026-11-22T14:05:00+00:00", "2026-11-21T09:00:00+00:00", "")]
    assert said == ["today 14:05", "yesterday 09:00", "never"]
    assert wording.when("2026-10-02T10:00:00+00:00", now) == "2 Oct 2026"


def test_not_found_says_what_was_searched_and_what_was_not() -> None:
    record = SearchRecord(("notice",), 17, 212, (("a.pdf", 3, "a scan"), ("b.pdf", 0, "encrypted")), 40)
    assert signs.not_found(record) == [
        "Searched 17 documents, 212 pages, for: notice.",
        "Not read: a.pdf, p. 3: a scan",
        "Not read: b.pdf: encrypted",
        "40 passages could be searched by words only, not yet by meaning.",
    ]


def test_not_found_tells_the_own_words_from_their_variants_and_says_how_likely() -> None:
    terms = ("notice", *(f"phrase {number}" for number in range(10)))
    record = SearchRecord(terms, 1, 1, (), 0, ("notice",), 0.123, 0.5, "ranker")
    assert signs.not_found(record, Question("What notice?")) == [
        "Searched 1 document, 1 page, for: notice.",
        "Also in other words: " + ", ".join(terms[1:9]) + " and 2 more.",
        "Nowhere in what was searched: notice. Are they spelled as the documents spell them?",
        "Judged 12 % likely to be there; below 50 % it counts as not found.",
    ]


def test_a_batch_is_followed_from_its_events() -> None:
    progress = Progress(running=True)
    locked = FileLeftOut("locked.pdf", NeedsPassword("locked.pdf is encrypted"))
    for event in (Scanning(3), FileStarted("a.pdf", 1, 3), PageRead("a.pdf", 2, 8)):
        progress = progress.after(event)
    assert progress.line() == "Reading 1 of 3 · a.pdf · p. 2 of 8"
    assert progress.share == (0.25, 3)
    scan = progress.after(PageRead("a.pdf", 2, 8, 3, seconds=12.0, left=75.0))
    assert scan.line() == "Reading 1 of 3 · a.pdf · p. 3 of 8"
    assert scan.pace() == "recognising words for 12 s · about 75 s left"
    assert scan.after(PageRead("a.pdf", 2, 8, 3, seconds=12.0)).pace() == "recognising words for 12 s"
    assert scan.after(PageRead("a.pdf", 3, 8)).pace() == ""
    for late in (FileTaken("a.pdf", "new", "id", 8, 1, 0.5), locked, FileLeftOut("x.bin", Damaged("x"))):
        progress = progress.after(late)
    assert progress.locked == (locked,)
    progress = progress.after(Ingested(1, 2, 0, 8, 1, 4.2)).after(Indexing(120, 800, 76, 9))
    assert progress.line() == "Indexing meaning: 120 of 800 passages · 76 a second · 9.0 s left"
    assert progress.short() == "indexing 15 %"


def test_paths_as_people_write_and_paste_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a; b.pdf").touch()
    (tmp_path / "c d.pdf").touch()
    (tmp_path / "e.pdf").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert paths.paths_in(f"{tmp_path}/a; b.pdf") == [tmp_path / "a; b.pdf"]
    assert paths.paths_in("~/c d.pdf; ~/e.pdf") == [tmp_path / "c d.pdf", tmp_path / "e.pdf"]
    assert paths.paths_in(f"'{tmp_path}/c d.pdf'") == [tmp_path / "c d.pdf"]
    if sys.platform != "win32":
        dropped = paths.paths_in(f"'{tmp_path}/c d.pdf' {tmp_path}/e.pdf")
        assert dropped == [tmp_path / "c d.pdf", tmp_path / "e.pdf"]
    if sys.platform != "win32":
        missing = paths.paths_in(f"'{tmp_path}/c d.pdf' file://{tmp_path}/e.pdf {tmp_path}/no\\ such.pdf")
        assert missing == [tmp_path / "c d.pdf", tmp_path / "e.pdf", tmp_path / "no such.pdf"]
    assert paths.paths_in("  ") == []


def test_completion_offers_folders_first(tmp_path: Path) -> None:
    (tmp_path / "lease").mkdir()
    (tmp_path / "Letter.pdf").touch()
    (tmp_path / ".hidden").touch()
    offered = paths.completions(f"x; {tmp_path}{os.sep}le")
    assert offered == [f"x; {tmp_path}{os.sep}lease{os.sep}", f"x; {tmp_path}{os.sep}Letter.pdf"]
    assert paths.common_start(["/a/lease", "/a/left"]) == "/a/le"


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({"TERM": "xterm"}, ""),
        ({"TERM": "xterm", "SSH_CONNECTION": "10.0.0.1"}, "this is a remote connection"),
        ({"TERM": "xterm", "TERM_PROGRAM": "Apple_Terminal"}, "Apple's Terminal does not take it"),
    ],
)
def test_when_the_terminal_is_not_asked_to_copy(environ: dict[str, str], reason: str) -> None:
    assert clipboard.obstacle(environ, "words") == reason
    assert clipboard.obstacle({"TERM": "xterm"}, "x" * 80_000) == "the text is too long for the terminal"


def test_the_sequence_carries_clean_text_only() -> None:
    sequence = clipboard.sequence(HOSTILE)
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\x07")
    assert "\x1b" not in base64.b64decode(sequence[7:-1]).decode()


def test_a_copy_in_a_file_is_for_its_owner_only(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 15, 4, 5)
    first, second = (clipboard.write(tmp_path, f"{HOSTILE} {n}", now) for n in (1, 2))
    assert first.name == "copied-20261122-150405.txt"
    assert second.name == "copied-20261122-150405-2.txt"
    assert "\x1b" not in first.read_text(encoding="utf-8")
    if sys.platform != "win32":
        assert first.stat().st_mode & 0o777 == 0o600
        assert first.parent.stat().st_mode & 0o777 == 0o700
