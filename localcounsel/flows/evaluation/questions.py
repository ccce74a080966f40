"""Questions with known answers: those that come with the sample matter, and a firm's own from a CSV file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from localcounsel.core.text import clean
from localcounsel.errors import BadCall, Unreachable
from localcounsel.flows.sample import FOLDER

LARGEST = 16 << 20
"""Bytes; nobody writes a longer list of questions by hand."""
COLUMNS = ("question", "document", "page", "quote", "answerable")
ADVICE = "The columns are question, document, page, quote and answerable; docs/evaluating.md shows an example."
_TRUE = frozenset({"", "yes", "y", "true", "1", "ja", "oui"})
_FALSE = frozenset({"no", "n", "false", "0", "nein", "non"})
_JAPANESE = ("\u3040", "\u30ff")
"""Kana: no other language has them, and no Japanese question is without."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: a document by name, and a page, the words on it, or both."""

    document: str
    page: int = 0
    """From 1; 0 where only the words are known."""
    quote: str = ""
    source: str = ""
    """Where this was written down, for messages: `questions.csv, line 4`."""


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question and every place that answers it; none for one that the documents do not answer."""

    id: str
    text: str
    kind: str
    places: tuple[Place, ...]

    @property
    def answerable(self) -> bool:
        return bool(self.places)

    @property
    def japanese(self) -> bool:
        return any(_JAPANESE[0] <= character <= _JAPANESE[1] for character in self.text)


def built_in() -> list[KnownQuestion]:
    """The questions on the sample matter."""
    entries = json.loads((FOLDER / "questions.json").read_text(encoding="utf-8"))
    return [_built_in(entry) for entry in entries]


def _built_in(entry: Mapping[str, Any]) -> KnownQuestion:
    golds = [entry, *entry.get("also", ())] if entry.get("answerable", True) else []
    places = tuple(Place(gold["document"], gold["page"], gold["quote"], "questions.json") for gold in golds)
    return KnownQuestion(_id(entry["question"]), entry["question"], entry["kind"], places)


def from_csv(path: Path) -> list[KnownQuestion]:
    """A firm's own questions. Several lines with the same question are several places that answer it.

    Raises Unreachable, or BadCall naming file, line and column.
    """
    text = _text(path)
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    found: dict[str, KnownQuestion] = {}
    heads: list[str] = []
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            where = f"{path.name}, line {rows.line_num}"
            if not heads:
                heads = _heads(row, where)
                continue
            _add(found, _question(heads, row, where), where)
    except csv.Error as error:
        raise BadCall(f"{path.name}, line {rows.line_num}: {error}", ADVICE) from error
    if not found:
        raise BadCall(f"{path.name} holds no questions", ADVICE)
    return list(found.values())


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreachable(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise BadCall(f"{path.name} is over {LARGEST >> 20} MB, which no list of questions is", ADVICE)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        advice = "Save it as “CSV UTF-8”."
        raise BadCall(f"{path.name}, line {line} is not in UTF-8", advice) from error


def _heads(row: Sequence[str], where: str) -> list[str]:
    """The columns' names, in the file's order."""
    heads = [cell.strip().casefold() for cell in row]
    for head in heads:
        if head not in COLUMNS:
            raise BadCall(f"{where}: there is no column “{clean(head)}”", ADVICE)
        if heads.count(head) > 1:
            raise BadCall(f"{where}: the column “{head}” stands there twice", ADVICE)
    if "question" not in heads:
        raise BadCall(f"{where}: the column “question” is missing", ADVICE)
    return heads


def _question(heads: Sequence[str], row: Sequence[str], where: str) -> KnownQuestion:
    if len(row) > len(heads):
        advice = "A comma or semicolon inside a text needs quotation marks around the whole text."
        raise BadCall(f"{where} has {len(row)} columns; the first line names {len(heads)}", advice)
    cells = dict.fromkeys(COLUMNS, "") | {head: cell.strip() for head, cell in zip(heads, row, strict=False)}
    text = clean(cells["question"])
    if not text:
        raise BadCall(f"{where}, column “question” is empty", ADVICE)
    if not _is_yes(cells["answerable"], where):
        return KnownQuestion(_id(text), text, "unanswerable", ())
    if not cells["document"]:
        advice = "Name the document that answers it, or write “no” under answerable."
        raise BadCall(f"{where}, column “document” is empty", advice)
    page = _page(cells["page"], where)
    if not page and not cells["quote"]:
        raise BadCall(f"{where}: give the page, the words that answer it (column “quote”), or both", ADVICE)
    return KnownQuestion(_id(text), text, "answerable", (Place(cells["document"], page, cells["quote"], where),))


def _is_yes(cell: str, where: str) -> bool:
    if cell.casefold() not in _TRUE | _FALSE:
        raise BadCall(f"{where}, column “answerable”: “{clean(cell)}” is neither yes nor no", ADVICE)
    return cell.casefold() in _TRUE


def _page(cell: str, where: str) -> int:
    if not cell:
        return 0
    if not cell.isdecimal() or not 1 <= int(cell) <= 1_000_000:
        raise BadCall(f"{where}, column “page”: “{clean(cell)}” is no page number; pages count from 1", ADVICE)
    return int(cell)


def _add(found: dict[str, KnownQuestion], new: KnownQuestion, where: str) -> None:
    before = found.get(new.id)
    if before is None:
        found[new.id] = new
    elif before.answerable != new.answerable:
        raise BadCall(f"{where}, column “answerable”: an earlier line says otherwise of the same question", ADVICE)
    else:
        found[new.id] = replace(before, places=(*before.places, *new.places))


def _id(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def digest(questions: Sequence[KnownQuestion]) -> str:
    """What the questions and their answers are, as a hash: a resumed run must have the same."""
    plain = [[each.text, each.kind, [[p.document, p.page, p.quote] for p in each.places]] for each in questions]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=True).encode("ascii")).hexdigest()
