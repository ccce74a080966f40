"""Batches: bad lines are named, finished questions are not asked again, a cut line is done anew."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from localcounsel.errors import BadCall, EngineDied, StorageError, Unreachable
from localcounsel.flows.batch import BatchQuestion, done_before, questions, run


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "batch.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_questions_are_read(tmp_path: Path) -> None:
    path = _file(
        tmp_path, '{"id": 1, "question": "Who?", "documents": ["a.pdf"]}', "", '{"id": "b", "question": "When?"}'
    )
    assert questions(path) == [BatchQuestion("1", "Who?", ("a.pdf",)), BatchQuestion("b", "When?", ())]


@pytest.mark.parametrize(
    "line", ["nonsense", "[]", '{"id": 1}', '{"question": "x"}', '{"id": 1, "question": "x", "documents": "a.pdf"}']
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadCall, match="line 2"):
        questions(_file(tmp_path, '{"id": 0, "question": "fine"}', line))


def test_an_id_must_not_occur_twice(tmp_path: Path) -> None:
    with pytest.raises(BadCall, match="twice"):
        questions(_file(tmp_path, '{"id": 0, "question": "a"}', '{"id": 0, "question": "b"}'))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"none\.jsonl"):
        questions(tmp_path / "none.jsonl")


def _one(question: BatchQuestion) -> dict[str, Any]:
    if question.id == "dies":
        raise EngineDied("it stopped")
    return {"id": question.id, "answer": question.question.upper()}


def test_an_error_becomes_its_line_and_is_asked_again(tmp_path: Path) -> None:
    asked = [BatchQuestion("a", "who", ()), BatchQuestion("dies", "x", ()), BatchQuestion("c", "when", ())]
    target = tmp_path / "out.jsonl"
    with target.open("w", encoding="utf-8") as out:
        assert list(run(asked, _one, out, set()))[-1] == (3, 3)
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line.get("error") for line in lines] == [None, "EngineDied", None]
    assert done_before(target) == {"a", "c"}
    assert len(target.read_text(encoding="utf-8").splitlines()) == 2


def test_a_full_disk_ends_the_batch() -> None:
    def full(question: BatchQuestion) -> dict[str, Any]:
        raise StorageError("full")

    with pytest.raises(StorageError):
        list(run([BatchQuestion("a", "who", ())], full, io.StringIO(), set()))


def test_a_line_cut_off_by_a_kill_leaves_the_file(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b'{"id": "a"}\n{"id": "b", "answ')
    assert done_before(target) == {"a"}
    assert target.read_bytes() == b'{"id": "a"}\n'


def test_a_line_separator_within_a_question_and_half_a_character_are_read(tmp_path: Path) -> None:
    path = _file(tmp_path, '{"id": 1, "question": "Who\u2028pays?"}', r'{"id": 2, "question": "rent \ud800?"}')
    assert [each.question for each in questions(path)] == ["Who\u2028pays?", "rent ??"]


@pytest.mark.parametrize("line", [b"\xff\xfe", b"[]", b"3", b'{"answer": "x"}'])
def test_another_file_to_resume_is_refused(tmp_path: Path, line: bytes) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b'{"id": "a"}\n' + line + b"\n")
    with pytest.raises(BadCall, match="line 2"):
        done_before(target)
    assert target.read_bytes().endswith(line + b"\n"), "it is left as it was"
