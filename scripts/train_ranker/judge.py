"""Score the candidates of contracts that a ranker was not trained on, and say what it is worth there.

    scripts/train_ranker/judge.py score --candidates DIR --data DIR --model DIR --held-out FILE --contracts N --out FILE
    scripts/train_ranker/judge.py report FILE…

`score` runs the prepared model as the product does; `report` joins the folds: precision@1, recall@8 before and after
for several ways of joining both scores, and how well the best score tells whether the clause is there at all.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.train_ranker.groups import load

RANKED = 40


def score(arguments: argparse.Namespace) -> None:
    from localcounsel.engine.reranker import load as load_ranker

    passages, questions = load(arguments.candidates)
    held_out = sorted(json.loads(arguments.held_out.read_text(encoding="utf-8")))
    chosen = set(random.Random(5).sample(held_out, min(arguments.contracts, len(held_out))))
    lite = {
        json.loads(line)["id"]
        for line in (arguments.data / "cuad" / "tasks_dev_lite.jsonl").read_text(encoding="utf-8").splitlines()
    }
    here = [question for question in questions if _judged(question, set(held_out), chosen, lite)]
    ranker = load_ranker(arguments.model, threads=2)
    began, pairs = time.monotonic(), 0
    with arguments.out.open("w", encoding="utf-8") as file:
        for number, question in enumerate(here, start=1):
            found = [passages[id] for id, _, _ in question["found"][:RANKED]]
            scores = ranker.scores(question["question"], [each.shown() for each in found])
            pairs += len(found)
            line = {
                **{name: question[name] for name in ("id", "contract", "category", "answerable", "benchmark", "gold")},
                "lite": question["id"] in lite,
                "spans": [[each.start, each.end] for each in found],
                "fused": [score for _, score, _ in question["found"][:RANKED]],
                "ways": [way for _, _, way in question["found"][:RANKED]],
                "ranked": [round(score, 4) for score in scores],
            }
            file.write(json.dumps(line) + "\n")
            if number % 50 == 0:
                print(f"{number}/{len(here)}, {pairs / (time.monotonic() - began):.0f} pairs/s", flush=True)


def _judged(question: dict, held_out: set[str], chosen: set[str], lite: set[str]) -> bool:
    """Whether a question is scored: all of the lite set, and those put to the chosen contracts."""
    if question["contract"] not in held_out:
        return False
    asked = question["benchmark"] or not question["answerable"]
    return question["id"] in lite or (question["contract"] in chosen and asked)


def report(files: Sequence[Path]) -> None:
    """Print a line for each way of joining."""
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    asked = [line for line in lines if line["answerable"] and line["benchmark"] and line["gold"]]
    print(len(asked), "questions with an answer,", len(lines) - len(asked), "others")
    for weight in (0.0, 0.1, 0.2, 0.3, 0.5, 0.8, 1.5, 99.0):
        values = [_measured(line, weight) for line in asked]
        print(
            f"weight {weight:5}: P@1 {100 * mean(v[0] for v in values):.1f}  R@1 {100 * mean(v[1] for v in values):.1f}"
            f"  R@4 {100 * mean(v[2] for v in values):.1f}  R@8 {100 * mean(v[3] for v in values):.1f}"
        )
    lite = [line for line in lines if line["lite"]]
    for name, value in (("best ranked", _best_ranked), ("best fused", _best_fused)):
        positive = [value(line) for line in lite if line["answerable"]]
        negative = [value(line) for line in lite if not line["answerable"]]
        print(f"AUROC on lite, {name}: {auroc(positive, negative):.3f}")


def _measured(line: dict, weight: float) -> tuple[float, float, float, float]:
    joint = [fused + weight * ranked for fused, ranked in zip(line["fused"], line["ranked"], strict=True)]
    order = sorted(range(len(joint)), key=lambda at: -joint[at])
    whole = sum(stop - begin for begin, stop in line["gold"])
    shared = [
        sum(max(0, min(end, stop) - max(start, begin)) for begin, stop in line["gold"]) for start, end in line["spans"]
    ]
    first = line["spans"][order[0]]
    recall = [min(1.0, sum(shared[at] for at in order[:k]) / whole) for k in (1, 4, 8)]
    return (shared[order[0]] / (first[1] - first[0]), *recall)


def _best_ranked(line: dict) -> float:
    return max(line["ranked"], default=-99.0)


def _best_fused(line: dict) -> float:
    return max(line["fused"], default=0.0)


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Probability that a random positive lies above a random negative; ties count half."""
    above = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return above / (len(positive) * len(negative)) if positive and negative else float("nan")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    scoring = commands.add_parser("score")
    for name in ("candidates", "data", "model", "held-out", "out"):
        scoring.add_argument(f"--{name}", type=Path, required=True)
    scoring.add_argument("--contracts", type=int, default=40)
    commands.add_parser("report").add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args()
    if arguments.command == "score":
        score(arguments)
    else:
        report(arguments.files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
