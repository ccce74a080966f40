"""`doctor`, `verify-airgap`, `report` on the command line: what is printed, and the exit code that says the worst."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from localcounsel.cli import main
from localcounsel.flows import airgap, doctor
from localcounsel.flows.checkup.line import Check, attention, failed, passed
from localcounsel.flows.doctor import Examination
from localcounsel.sandbox import bootstrap
from localcounsel.sandbox.bootstrap import ContainmentStatus
from localcounsel.store.places import Places
from tests.flows.test_doctor import run

WELL, SOME, BAD = passed("a", "fine"), attention("b", "so so", "Look."), failed("c", "\x1b[31mbad", "Mend it.")


@pytest.mark.parametrize(
    ("lines", "code"), [([WELL], 0), ([WELL, SOME], 12), ([SOME, BAD, WELL], 13), ([WELL, BAD], 13)]
)
def test_the_exit_code_of_doctor_says_the_worst(
    lines: list[Check], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def examine(places: Places, into: Examination) -> Iterator[str]:
        into.checks += lines
        yield "all"

    monkeypatch.setattr(doctor, "examine", examine)
    assert main(["doctor"]) == code
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert all(each.standing.value in printed and each.advice in printed for each in lines)
    assert main(["doctor", "--json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert [each["what"] for each in told["checks"]] == [each.what for each in lines]


@pytest.mark.parametrize(("enforced", "open_way", "code"), [(True, "", 0), (True, "UDP", 10), (False, "", 10)])
def test_verify_airgap_ends_with_0_only_when_the_system_refuses_all(
    enforced: bool,
    open_way: str,
    code: int,
    empty_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(airgap, "trials", lambda: iter(run(enforced, open_way).trials))
    monkeypatch.setattr(bootstrap, "status", lambda: ContainmentStatus(enforced, "by trial", "desk"))
    assert main(["verify-airgap", "--json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert (told["denied"], told["attempts"]) == (24 - 2 * bool(open_way), 24)
    assert main(["verify-airgap"]) == code
    assert ("OPEN" in capsys.readouterr().out) is bool(open_way)
    assert (empty_home / "audit.jsonl").read_text().count("air gap tried") == 2


def test_report_says_where_it_is_and_judges_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def examine(places: Places, into: Examination) -> Iterator[str]:
        into.checks.append(BAD)
        yield "all"

    monkeypatch.setattr(doctor, "examine", examine)
    out = tmp_path / "report.md"
    assert main(["report", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["signature"], told["worst"]) == (str(out), None, "fail")
    assert "NOT shown to hold" in out.read_text("utf-8")
