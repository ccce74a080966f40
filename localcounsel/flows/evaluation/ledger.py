"""The rows of a run on disk: one line as soon as a question is done, so that a run that was stopped goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from localcounsel.errors import BadCall
from localcounsel.flows.evaluation.machine import difference
from localcounsel.flows.evaluation.measuring import Row
from localcounsel.store.files import disk, private_folder, private_opener, write_whole

ROWS = "items.jsonl"
ANOTHER = "Choose another folder with --out, or run the evaluation anew without --resume."


class Rows:
    """The rows of one run: its first line says what it was run with, each further one is a question's row."""

    def __init__(self, folder: Path, facts: Mapping[str, Any], *, resume: bool, renew: bool = False) -> None:
        """Begin in `folder`, or go on with what is there.

        Raises BadCall when that is another run's, unless `renew` has it thrown away.
        """
        self.path = folder / ROWS
        self.rows: dict[str, Row] = {}
        with disk(folder):
            private_folder(folder)
            if self.path.exists() and not resume:
                raise BadCall(
                    f"{folder} holds an evaluation already", "Add --resume to go on with it, or give another."
                )
            before = _lines(self.path) if self.path.exists() else []
            if before:
                self._go_on(before, facts, renew)
            write_whole(self.path, "".join(_line(row) for row in ({"run": facts}, *self.rows.values())).encode("utf-8"))

    def _go_on(self, before: Sequence[Row], facts: Mapping[str, Any], renew: bool) -> None:
        run = before[0].get("run")
        if not isinstance(run, dict):
            raise BadCall(f"{self.path} does not say what it was run with", ANOTHER)
        other = difference(run, json.loads(json.dumps(facts)))
        if other and renew:
            return
        if other:
            raise BadCall(f"{self.path} was measured with something else: {other}", ANOTHER)
        self.rows = {str(row["id"]): row for row in before[1:] if "id" in row and "error" not in row}

    def put(self, row: Row) -> None:
        """Remember a row, on disk when this returns."""
        with disk(self.path), open(self.path, "a", encoding="utf-8", newline="\n", opener=private_opener) as file:
            file.write(_line(row))
        self.rows[str(row["id"])] = row


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _lines(path: Path) -> list[Row]:
    """Every whole line; the last one, cut off by a kill, is not. Raises BadCall for what is no evaluation."""
    content = path.read_bytes()
    found: list[Row] = []
    for number, line in enumerate(content[: content.rfind(b"\n") + 1].splitlines(), start=1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadCall(f"{path}, line {number} is not JSON", ANOTHER) from error
        if not isinstance(row, dict):
            raise BadCall(f"{path}, line {number} is no row of an evaluation", ANOTHER)
        found.append(row)
    return found
