"""`export` and `history` on the command line: what they write, what they print, what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from localcounsel.cli import main
from localcounsel.errors import BadCall
from localcounsel.flows import matters
from localcounsel.store import matters as kept
from localcounsel.store.matter import open_store
from localcounsel.store.places import Places
from tests.core.test_certificate import ANSWER


@pytest.fixture
def home(empty_home: Path) -> Path:
    """With one matter in which one thing was asked."""
    places = Places(empty_home)
    matters.create(places, "Case")
    with open_store(kept.find(places, "Case")) as store:
        store.save_answer(ANSWER)
    return empty_home


def test_an_answer_is_exported_and_json_says_where(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "a.docx"
    assert main(["--home", str(home), "export", "case", "--out", str(target), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["answers"]) == (str(target), [ANSWER.id])
    assert target.read_bytes().startswith(b"PK")
    with pytest.raises(BadCall, match="exists already"):
        main(["--home", str(home), "export", "case", ANSWER.id[:6], "--out", str(target)])
    assert main(["--home", str(home), "export", "case", ANSWER.id[:6], "--out", str(target), "--force"]) == 0
    assert "Saved: " in capsys.readouterr().out


def test_a_conversation_and_an_answer_are_not_both_meant(home: Path, tmp_path: Path) -> None:
    line = ["--home", str(home), "export", "case", "abcd", "--conversation", "x", "--out", str(tmp_path / "a.md")]
    with pytest.raises(BadCall, match="An answer and a conversation"):
        main(line)


def test_history_lists_conversations(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "history", "case"]) == 0
    assert "○  Who is liable for asbestos?" in capsys.readouterr().out
    assert main(["--home", str(home), "history", "case", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (only,) = told["conversations"]
    assert (told["matter"], only["title"], only["pinned"]) == ("Case", "", False)
    assert only["answers"] == [
        {"answer": ANSWER.id, "asked": ANSWER.asked, "question": ANSWER.question.text, "standing": "not_found"}
    ]


def test_an_empty_matter_has_no_history(empty_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    matters.create(Places(empty_home), "Empty")
    assert main(["--home", str(empty_home), "history", "Empty"]) == 0
    assert "Nothing has been asked yet." in capsys.readouterr().out
