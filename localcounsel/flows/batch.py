"""Many questions from a file, answered one a line; what is in the output already is not done again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from localcounsel.core.text import encodable
from localcounsel.errors import BadCall, CounselError, Unreachable

LARGEST = 64 << 20
"""Bytes of a file of questions."""


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of a batch file."""

    id: str
    question: str
    documents: tuple[str, ...]


def questions(path: Path) -> list[BatchQuestion]:
    """The questions of a JSONL file. Raises BadCall naming file and line, Unreachable."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        lines = content.decode("utf-8-sig").split("\n")  # JSON may hold any other line separator
    except (OSError, UnicodeDecodeError) as error:
        raise Unreachable(f"{path} cannot be read: {error}") from error
    if len(content) > LARGEST:
        raise BadCall(f"{path} is over {LARGEST >> 20} MB, which no batch of questions is", "Give it in parts.")
    found = [_question(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    seen: set[str] = set()
    for each in found:
        if each.id in seen:
            raise BadCall(f"{path}: the id {each.id!r} occurs twice", "Give every line an id of its own.")
        seen.add(each.id)
    return found


def _question(path: Path, number: int, line: str) -> BatchQuestion:
    advice = 'Each line is an object: {"id": "…", "question": "…", "documents": ["…"]} (documents may be left out).'
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise BadCall(f"{path}, line {number} is not JSON: {error}", advice) from error
    if not isinstance(entry, dict) or not isinstance(entry.get("question"), str) or "id" not in entry:
        raise BadCall(f"{path}, line {number} has no `id` or no `question`", advice)
    documents = entry.get("documents") or []
    if not isinstance(documents, list) or not all(isinstance(each, str) for each in documents):
        raise BadCall(f"{path}, line {number}: `documents` is not a list of names", advice)
    return BatchQuestion(encodable(str(entry["id"])), encodable(entry["question"]), tuple(documents))


def done_before(path: Path) -> set[str]:
    """Ids that an earlier run finished. Lines of errors and a last line cut off by a kill leave the file: they
    are asked again.
    """
    if not path.exists():
        return set()
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    kept: list[str] = []
    ids: set[str] = set()
    for number, raw in enumerate(whole.split(b"\n")[:-1], start=1):
        try:
            line = raw.decode("utf-8")
            entry = json.loads(line)
        except ValueError as error:
            raise BadCall(f"{path}, line {number} is not JSON: {error}", "Choose another file for --resume.") from error
        if not isinstance(entry, dict) or "id" not in entry:
            raise BadCall(f"{path}, line {number} is not a line of answers", "Choose another file for --resume.")
        if "error" not in entry:
            ids.add(str(entry["id"]))
            kept.append(line + "\n")
    result = "".join(kept).encode("utf-8")
    if result != content:
        staging = path.with_name(path.name + ".new")
        staging.write_bytes(result)
        staging.replace(path)
    return ids


def run(
    asked: list[BatchQuestion],
    one: Callable[[BatchQuestion], dict[str, Any]],
    out: TextIO,
    done: set[str],
) -> Iterator[tuple[int, int]]:
    """Answer each question not in `done`, writing one JSON object a line to `out` as it is finished.

    Yields (finished, of). An error of one question becomes its line, `{"id", "question", "error", "message"}`.
    """
    for number, question in enumerate(asked, start=1):
        if question.id not in done:
            try:
                line = one(question)
            except CounselError as error:
                if error.exit_code in (9, 10, 130):
                    raise
                line = {
                    "id": question.id,
                    "question": question.question,
                    "error": error.name,
                    "message": error.message,
                }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
        yield number, len(asked)
