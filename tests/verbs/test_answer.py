"""What the command line prints of an answer, and the verb that saves a certificate."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from localcounsel.cli import main
from localcounsel.errors import BadCall
from localcounsel.flows import matters
from localcounsel.flows.desk import open_desk
from localcounsel.records import QUOTING, Answer, Citation, Claim, Standing, Support, Verdict
from localcounsel.store.places import Places
from localcounsel.verbs import answer as printed
from tests.core.test_certificate import ANSWER

CITED = (Citation("sixty (60) days", Verdict.EXACT, "1", "lease.pdf", 4, "4", 0, 15, "p. 4", 1),)
CLAIMS = (
    Claim("Sixty days.", CITED, Support.SUPPORTED),
    Claim("Ninety days.", CITED, Support.CHECK, ("the passage says 60 days, the statement 90",)),
    Claim("None.", (), Support.UNSUPPORTED, ("it quotes nothing", "\x1b[31mred")),
    Claim("Stored long ago.", ()),
)


def shown(answer: Answer, capsys: pytest.CaptureFixture[str]) -> list[str]:
    printed.show(answer)
    return capsys.readouterr().out.splitlines()


def test_every_statement_says_its_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(replace(ANSWER, claims=CLAIMS, standing=Standing.PARTLY), capsys)
    for line in (
        "    ✓ supported",
        "    ? check this: the passage says 60 days, the statement 90",
        "    ✗ not supported: it quotes nothing; ␛[31mred",
        "    ✗ no quotation supports this",
        "Nowhere in what was searched: asbestos",
    ):
        assert line in lines


def test_a_model_that_only_quotes_claims_nothing_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    settings = (QUOTING, ("why quotations only", "not evaluated here"))
    lines = shown(replace(ANSWER, claims=CLAIMS[:1], standing=Standing.SUPPORTED, settings=settings), capsys)
    assert "    ✓ supported" not in lines
    assert "The model only quotes: not evaluated here" in lines


def test_not_found_is_printed_with_its_record(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(ANSWER, capsys)
    for line in (
        "Not found in these documents.",
        "and for their variants: hold harmless, from and against",
        "Nowhere in what was searched: asbestos",
        "    not read: scan.pdf, p. 2: an image without text",
        "12 passages could be searched by words only",
        "Judged 12 % likely to be there; below 50 % it counts as not found.",
        "    [3] contract 3.pdf, p. iv, cl. 4.1: “4.1 Indemnity. The Supplier shall indemnify the Customer against all "
        "losses. 4.1 Indemnity. The …”",
    ):
        assert line in lines


def test_signs_become_letters_where_the_output_takes_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", output)
    printed.show(replace(ANSWER, claims=(*CLAIMS, Claim("契約", CITED, Support.SUPPORTED)), standing=Standing.PARTLY))
    output.flush()
    text = output.buffer.getvalue().decode("ascii")
    assert "    + supported" in text
    assert "    x not supported: it quotes nothing" in text
    assert "\\u5951\\u7d04" in text


def test_the_verb_saves_what_was_not_found(
    empty_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = Places(empty_home)
    matters.create(places, "Case")
    with open_desk(places, "Case") as desk:
        desk.store.save_answer(ANSWER)
    out = tmp_path / "c.docx"
    assert main(["certificate", "Case", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["answer"] == ANSWER.id
    with pytest.raises(BadCall, match="exists already"):
        main(["certificate", "Case", ANSWER.id[:6], "--out", str(out)])
    assert main(["certificate", "Case", "last", "--out", str(out), "--force"]) == 0
    assert out.read_bytes().startswith(b"PK")
