"""What the product's own search brings for the questions of the dev contracts: the ranker's raw material."""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from localcounsel.flows.find import find
from localcounsel.store.places import find as find_places
from scripts.evaluate import build

COUNT = 64
"""Passages kept of each question: the ranker never sees more than the product would show it."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", required=True, help="keeps the matter of all contracts; built when it is not there")
    parser.add_argument("--absent", type=int, default=5000, help="questions without an answer to take along")
    parser.add_argument("--out", type=Path, required=True, help="folder for passages.jsonl and questions.jsonl")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with build(find_places(arguments.home, {}), "CUAD texts", arguments.data / "cuad" / "txt") as desk:
        ids = {}
        with (arguments.out / "passages.jsonl").open("w", encoding="utf-8") as file:
            for document in desk.store.documents():
                contract = Path(document.name).name
                ids[contract] = document.id
                for each in desk.store.document_passages(document.id):
                    line = [each.id, contract, each.start, each.end, each.heading, each.text]
                    file.write(json.dumps(line) + "\n")
        known = desk.store.documents()
        desk.store.documents = lambda: known  # type: ignore[method-assign]  # nothing changes while this runs
        tasks = _tasks(arguments.data, arguments.absent)
        with (arguments.out / "questions.jsonl").open("w", encoding="utf-8") as file:
            for number, task in enumerate(tasks, start=1):
                contract = Path(task["txt"]).name
                found = find(desk, task["question"], document_ids=[ids[contract]], count=COUNT)
                line = {
                    "id": task["id"],
                    "contract": contract,
                    "category": task["category"],
                    "question": task["question"],
                    "answerable": task["answerable"],
                    "benchmark": task["in_lbr"],
                    "gold": [[span["start"], span["end"]] for span in task["gold"]],
                    "found": [[hit.passage.id, round(hit.score, 4), hit.found_by] for hit in found.hits],
                }
                file.write(json.dumps(line) + "\n")
                if number % 100 == 0:
                    print(f"\r{number}/{len(tasks)} questions ", end="", file=sys.stderr, flush=True)
    return 0


def _tasks(data: Path, absent: int) -> list[dict]:
    """Every answerable task, all of the lite set, and so many others without an answer, drawn by a fixed seed."""
    lines = (data / "cuad" / "tasks_dev.jsonl").read_text(encoding="utf-8").splitlines()
    every = [json.loads(line) for line in lines]
    lite = {json.loads(line)["id"] for line in (data / "cuad" / "tasks_dev_lite.jsonl").open(encoding="utf-8")}
    chosen = {task["id"] for task in every if task["answerable"] or task["id"] in lite}
    rest = sorted(task["id"] for task in every if task["id"] not in chosen)
    chosen.update(random.Random(3).sample(rest, min(absent, len(rest))))
    return [task for task in every if task["id"] in chosen]


if __name__ == "__main__":
    sys.exit(main())
