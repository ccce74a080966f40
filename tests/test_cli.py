"""The command line as programs use it: real processes, exit codes, JSON. Without models: words only."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import LEASE, NDA

ROOT = Path(__file__).resolve().parents[1]


class Command:
    """Runs `localcounsel` on an empty home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: str, expected: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "localcounsel", "--home", str(self.home), *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == expected, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        self.errors = done.stderr
        return done.stdout

    def json(self, *arguments: str, expected: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", expected=expected).splitlines()[-1])


@pytest.fixture
def run(empty_home: Path) -> Command:
    return Command(empty_home)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "lease.txt").write_text(LEASE, encoding="utf-8")
    (folder / "nda.txt").write_text(NDA, encoding="utf-8")
    return folder


@pytest.fixture
def filled(run: Command, case: Path) -> Command:
    run("matter", "new", "Acme v Beta")
    run("add", "Acme v Beta", str(case))
    return run


def test_matters_come_and_go(run: Command) -> None:
    assert "no matters" in run("matter", "list")
    assert run.json("matter", "new", "Acme v Beta")["name"] == "Acme v Beta"
    run("matter", "new", "acme V beta", expected=3)
    run("matter", "rename", "Acme v Beta", "Acme and Beta")
    assert [row["name"] for row in run.json("matter", "list")] == ["Acme and Beta"]
    assert run.json("matter", "show", "Acme and")[0]["documents"] == 0
    run("matter", "delete", "Acme and Beta", expected=2)
    run("matter", "delete", "Acme and Beta", "--yes")
    run("matter", "show", "Acme and Beta", expected=3)


def test_status_has_the_documented_fields(filled: Command) -> None:
    status = filled.json("status", "Acme v Beta")
    (lease, _) = sorted(status["documents"], key=lambda each: each["name"])
    expected = {"name", "sha256", "pages", "pages_read", "unread", "state", "reason", "labels", "excluded"}
    assert set(lease) == expected
    assert (lease["name"], lease["pages"], lease["pages_read"], lease["unread"]) == ("case/lease.txt", 1, 1, [])


def test_search_gives_offsets_into_the_text_file(filled: Command) -> None:
    found = filled.json("search", "Acme v Beta", "Who repairs the roof?", "-k", "3")
    assert set(found) == {"id", "query", "scope", "hits"}
    first = found["hits"][0]
    assert first["document"] == "case/lease.txt"
    assert LEASE[first["start"] : first["end"]] == first["text"]
    assert "roof" in first["text"]
    assert first["found_by"] == "words"


def test_search_within_one_document(filled: Command) -> None:
    found = filled.json("search", "Acme v Beta", "agreement term information", "--document", "nda.txt")
    assert found["scope"] == ["case/nda.txt"]
    assert {hit["document"] for hit in found["hits"]} == {"case/nda.txt"}
    filled("search", "Acme v Beta", "term", "--document", "nothing.pdf", expected=3)
    assert "status" in filled.errors


def test_options_stand_where_people_put_them(filled: Command) -> None:
    for line in (
        ["Acme v Beta", "-k", "1", "--json", "Who repairs the roof?"],
        ["--json", "Acme v Beta", "-k", "1", "Who repairs the roof?"],
        ["Acme v Beta", "-k", "1", "--json", "--", "Who repairs the roof?"],
    ):
        assert len(json.loads(filled("search", *line))["hits"]) == 1
    filled("documents", "label", "Acme v Beta", "--add", "exhibit", "lease.txt", "nda.txt")
    filled("search", "Acme v Beta", "roof", "walls", expected=2)
    assert "unrecognized arguments: walls" in filled.errors


@pytest.mark.skipif(sys.platform == "win32", reason="its command lines are characters, not bytes")
def test_a_question_of_bytes_that_are_no_text_is_searched_for_the_rest(filled: Command) -> None:
    found = filled.json("search", "Acme v Beta", "caf\udce9 roof")
    assert found["query"] == "caf? roof"
    assert "roof" in found["hits"][0]["text"]


def test_a_batch_goes_on_where_it_stopped(filled: Command, tmp_path: Path) -> None:
    batch, out = tmp_path / "batch.jsonl", tmp_path / "out.jsonl"
    questions = [{"id": n, "question": "Who repairs the roof?", "documents": ["lease.txt"]} for n in range(3)]
    batch.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    out.write_text('{"id": "0", "kept": true}\n{"id": "1", "cut', encoding="utf-8")
    filled("search", "Acme v Beta", "--batch", str(batch), "--resume", str(out))
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["0", "1", "2"]
    assert lines[0]["kept"]
    assert lines[2]["hits"]


def test_left_out_files_end_with_code_six_and_are_named(run: Command, case: Path) -> None:
    (case / "broken.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    run("matter", "new", "Case")
    run("add", "Case", str(case), expected=6)
    assert "case/broken.pdf" in run.errors
    failed = [each for each in run.json("status", "Case")["documents"] if each["state"] == "failed"]
    assert [each["name"] for each in failed] == ["case/broken.pdf"]
    assert failed[0]["reason"]


def test_a_name_cannot_drive_the_terminal(run: Command, tmp_path: Path) -> None:
    evil = tmp_path / "a\x1b]0;owned\x07.txt"
    try:
        evil.write_text("The rent is due.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system refuses such a name")
    run("matter", "new", "Case")
    out = run("add", "Case", str(evil)) + run("status", "Case") + run("search", "Case", "rent")
    assert "\x1b" not in out + run.errors
    assert "rent is due" in out


def test_asking_without_a_model_says_what_to_do(filled: Command) -> None:
    filled("ask", "Acme v Beta", "Who repairs the roof?", expected=7)
    assert "models import" in filled.errors


def test_bad_calls_end_with_code_two(run: Command) -> None:
    run("search", "x", expected=3)
    run("matter", "new", "x")
    run("search", "x", expected=2)
    run("frobnicate", expected=2)


def test_without_a_terminal_the_application_is_not_drawn_into_a_file(run: Command) -> None:
    for arguments in ((), ("open",)):
        assert run(*arguments, expected=2) == ""
        assert "\x1b" not in run.errors and "needs a terminal" in run.errors


def test_home_may_stand_after_the_verb(run: Command, tmp_path: Path) -> None:
    run("matter", "new", "Elsewhere", "--home", str(tmp_path / "other"))
    assert "no matters" in run("matter", "list")
    assert "Elsewhere" in run("matter", "list", "--home", str(tmp_path / "other"))


def test_two_desks_on_one_matter(filled: Command) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import sys; home, name = {str(filled.home)!r}, 'Acme v Beta'\n"
            "from localcounsel.flows.desk import open_desk\n"
            "from localcounsel.store.places import find\n"
            "desk = open_desk(find(home, {}), name); print('open', flush=True); sys.stdin.read()",
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        filled("status", "Acme v Beta", expected=4)
        holder.kill()
        holder.wait()
        filled("status", "Acme v Beta")
    finally:
        holder.kill()
        holder.wait()
