"""Folders compared with what the matter holds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from localcounsel.errors import Unreachable, Unsupported
from localcounsel.flows.folders import Candidate, as_copy, digest, gather, vanished
from localcounsel.records import Copy


def _write(path: Path, text: str = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_names_begin_with_the_folder_and_come_in_order(tmp_path: Path) -> None:
    for name in ("b/two.txt", "a.txt", "b/.hidden", "~$a.docx", "Thumbs.db", ".git/config"):
        _write(tmp_path / "case" / name)
    found = [each.name for each in gather([tmp_path / "case"]) if isinstance(each, Candidate)]
    assert found == ["case/a.txt", "case/b/two.txt"]


def test_a_path_that_is_not_there_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    there = _write(tmp_path / "a.txt")
    found = list(gather([tmp_path / "missing.pdf", there]))
    assert isinstance(found[0], Unreachable)
    assert isinstance(found[1], Candidate)


def test_two_files_of_one_name_get_two_names(tmp_path: Path) -> None:
    taken: dict[str, str] = {}
    first = as_copy(Candidate(_write(tmp_path / "x" / "lease.txt"), "lease.txt", ""), taken)
    second = as_copy(Candidate(_write(tmp_path / "y" / "lease.txt"), "lease.txt", ""), taken)
    third = as_copy(Candidate(_write(tmp_path / "z" / "y" / "lease.txt"), "lease.txt", ""), taken)
    assert [first.name, second.name, third.name] == ["lease.txt", "y/lease.txt", "y/lease.txt (3)"]


def test_the_same_path_keeps_its_name(tmp_path: Path) -> None:
    path = _write(tmp_path / "lease.txt")
    candidate = Candidate(path, "lease.txt", "")
    assert as_copy(candidate, {"lease.txt": str(path)}).name == "lease.txt"


def test_only_files_of_the_synchronised_folder_vanish(tmp_path: Path) -> None:
    root = str(tmp_path / "case")
    gone = Copy("case/a.txt", str(tmp_path / "case" / "a.txt"), 1, 1, root)
    elsewhere = Copy("b.txt", str(tmp_path / "b.txt"), 1, 1, "")
    inside = Copy("case/a.eml!x.pdf", str(tmp_path / "case" / "a.eml!x.pdf"), 1, 0, root, "case/a.eml")
    assert vanished([(gone, "1"), (elsewhere, "2"), (inside, "3")], set(), {root}) == [gone]


def test_a_digest_is_of_the_content(tmp_path: Path) -> None:
    assert digest(_write(tmp_path / "a")) == digest(_write(tmp_path / "b"))
    assert digest(_write(tmp_path / "c", "other")) != digest(tmp_path / "a")


@pytest.mark.skipif(sys.platform == "win32", reason="its folders hold no pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "statement.txt")
    with pytest.raises(Unsupported, match=r"statement\.txt"):
        digest(tmp_path / "statement.txt")
