#!/usr/bin/env python3
"""Measure retrieval on real contracts with gold answers, through the product's own search.

    scripts/evaluate.py retrieval --data DIR --home DIR [--scope contract|store|mini] [--contracts N]
                                      [--only FILE] [--ranked N] [--out FILE]
    scripts/evaluate.py pages     --data DIR --home DIR [--contracts N] [--out FILE]

`--data` is the folder with `cuad/` and `legalbenchrag_cuad/`; `--home` keeps the matter that is built for it, and
is used again. Metrics as in LegalBench-RAG (Pipitone and Alami, 2024): precision@k and recall@k are the shares of
characters that retrieved and gold ranges have in common; 95 % intervals by bootstrap over contracts.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from localcounsel.flows import ingest, matters
from localcounsel.flows.desk import HURRIED, Desk, open_desk
from localcounsel.flows.events import FileLeftOut, Indexing
from localcounsel.flows.find import find
from localcounsel.store.places import Places
from localcounsel.store.places import find as find_places

KS = (1, 2, 4, 8, 16, 32, 64)
ROUNDS = 1000
Span = tuple[int, int]


@dataclass(frozen=True)
class Task:
    """One query with its gold spans in one contract (file name as in the matter, without folders)."""

    query: str
    contract: str
    gold: tuple[Span, ...]
    pages: tuple[int, ...] = ()


@dataclass
class Scores:
    """Per contract, per k, the values of all its queries."""

    precision: dict[int, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    recall: dict[int, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    wrong: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, object]:
        return {
            "queries": len(self.seconds),
            "precision": {k: _interval(self.precision[k]) for k in KS},
            "recall": {k: _interval(self.recall[k]) for k in KS},
            "first_hit_in_wrong_document": round(100 * mean(self.wrong), 1) if self.wrong else None,
            "milliseconds_a_query_median": round(1000 * median(self.seconds), 1),
        }


def _interval(by_contract: dict[str, list[float]]) -> list[float]:
    """[mean, low, high] in per cent; the bootstrap draws contracts, since a contract's queries are not independent."""
    drawn = random.Random(0)
    groups = [(sum(values), len(values)) for values in by_contract.values()]
    means = []
    for _ in range(ROUNDS):
        sample = drawn.choices(groups, k=len(groups))
        means.append(sum(total for total, _ in sample) / sum(count for _, count in sample))
    means.sort()
    whole = sum(total for total, _ in groups) / sum(count for _, count in groups)
    return [round(100 * value, 1) for value in (whole, means[int(0.025 * ROUNDS)], means[int(0.975 * ROUNDS)])]


def common(spans: Sequence[Span], gold: Sequence[Span]) -> int:
    """Characters that lie in both; each list's own spans may touch but the gold's do not overlap."""
    return sum(max(0, min(end, stop) - max(start, begin)) for start, end in spans for begin, stop in gold)


def merged(spans: Sequence[Span]) -> list[Span]:
    """The same characters without overlaps, so that none is counted twice."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def cuad_tasks(data: Path, contracts: int) -> list[Task]:
    """Answerable questions of the dev contracts that LegalBench-RAG asks."""
    tasks = []
    for line in (data / "cuad" / "tasks_dev.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["answerable"] and entry["in_lbr"]:
            spans = merged([(span["start"], span["end"]) for span in entry["gold"]])
            pages = tuple(sorted({page for span in entry["gold"] for page in span.get("pages", ())}))
            tasks.append(Task(entry["question"], Path(entry["txt"]).name, tuple(spans), pages))
    return _of_some(tasks, contracts)


def benchmark_tasks(data: Path, name: str, contracts: int) -> list[Task]:
    """LegalBench-RAG's own queries, which name the contract in words."""
    tests = json.loads((data / "legalbenchrag_cuad" / name).read_text(encoding="utf-8"))["tests"]
    tasks = []
    for test in tests:
        spans = merged([tuple(snippet["span"]) for snippet in test["snippets"]])
        tasks.append(Task(test["query"], Path(test["snippets"][0]["file_path"]).name, tuple(spans)))
    return _of_some(tasks, contracts)


def only(tasks: Sequence[Task], path: Path | None) -> list[Task]:
    """The tasks of the contracts that a file lists; all without one."""
    if path is None:
        return list(tasks)
    listed = json.loads(path.read_text(encoding="utf-8"))
    names = set(listed["held_out"] if isinstance(listed, dict) else listed)
    return [task for task in tasks if task.contract in names]


def _of_some(tasks: Sequence[Task], contracts: int) -> list[Task]:
    chosen = set(_some(sorted({task.contract for task in tasks}), contracts))
    return [task for task in tasks if task.contract in chosen]


def _some(names: list[str], count: int) -> list[str]:
    """All, or `count` drawn by a fixed seed."""
    return random.Random(1).sample(names, count) if 0 < count < len(names) else names


def build(places: Places, matter: str, folder: Path) -> Desk:
    """The desk of a matter that holds all of `folder`, built when it does not yet."""
    if matter not in [row.name for row in matters.list_all(places)]:
        matters.create(places, matter)
    desk = open_desk(places, matter, HURRIED)
    began = time.monotonic()
    for event in ingest.add(desk, [folder]):
        if isinstance(event, FileLeftOut):
            print(f"left out: {event.name}: {event.error.message}", file=sys.stderr)
    read = time.monotonic() - began
    last: Indexing | None = None
    for last in ingest.index(desk):
        print(f"\r{last.done:,}/{last.of:,} passages indexed, {last.a_second:.0f}/s ", end="", file=sys.stderr)
    print(f"\nread in {read:.0f} s, indexed in {time.monotonic() - began - read:.0f} s", file=sys.stderr)
    return desk


def with_ranked(desk: Desk, ranked: int) -> None:
    """Have the ranker read so many candidates; as the settings say for a number below 0."""
    if ranked >= 0:
        search = dataclasses.replace(desk.settings.search, ranked=ranked)
        desk.settings = dataclasses.replace(desk.settings, search=search)


def run_retrieval(desk: Desk, tasks: Sequence[Task], *, within: bool) -> Scores:
    """Ask every query; within its contract when `within`, else of the whole matter as a lawyer would."""
    ids = {Path(copy.name).name: document.id for document in desk.store.documents() for copy in document.copies}
    scores = Scores()
    for number, task in enumerate(tasks, start=1):
        target = ids[task.contract]
        began = time.monotonic()
        found = find(desk, task.query, document_ids=[target] if within else [], count=max(KS))
        scores.seconds.append(time.monotonic() - began)
        if not within:
            scores.wrong.append(float(not found.hits or found.hits[0].passage.document_id != target))
        whole = sum(end - start for start, end in task.gold)
        for k in KS:
            top = [hit.passage for hit in found.hits[:k]]
            retrieved = sum(passage.end - passage.start for passage in top)
            spans = [(passage.start, passage.end) for passage in top if passage.document_id == target]
            shared = common(spans, task.gold)
            scores.precision[k][task.contract].append(shared / retrieved if retrieved else 0.0)
            scores.recall[k][task.contract].append(shared / whole)
        if number % 50 == 0:
            print(f"\r{number}/{len(tasks)} queries ", end="", file=sys.stderr)
    print(file=sys.stderr)
    return scores


def retrieval(arguments: argparse.Namespace, places: Places) -> dict[str, object]:
    data: Path = arguments.data
    with build(places, "CUAD texts", data / "cuad" / "txt") as desk:
        with_ranked(desk, arguments.ranked)
        if arguments.scope == "mini":
            tasks = benchmark_tasks(data, "cuad_mini194.json", 0)
        elif arguments.scope == "store":
            tasks = benchmark_tasks(data, "cuad_dev.json", arguments.contracts)
        else:
            tasks = cuad_tasks(data, arguments.contracts)
        return run_retrieval(desk, only(tasks, arguments.only), within=arguments.scope == "contract").summary()


def located_spans(data: Path) -> Iterator[tuple[str, str, set[int]]]:
    """(PDF file name, gold words, their pages) of every gold span that has pages."""
    for contract in json.loads((data / "cuad" / "spans.json").read_text(encoding="utf-8"))["data"]:
        for qa in contract["qas"]:
            for answer in qa["answers"]:
                if answer.get("pages") and contract.get("pdf"):
                    yield Path(contract["pdf"]).name, answer["text"], set(answer["pages"])


def pages(arguments: argparse.Namespace, places: Places) -> dict[str, object]:
    """Whether the page is right: of quotations located in the PDFs, and of the passages found for questions."""
    from localcounsel.core.locate import locate

    data: Path = arguments.data
    with build(places, "CUAD PDFs", data / "cuad" / "pdf") as desk:
        ids = {Path(copy.name).name: document.id for document in desk.store.documents() for copy in document.copies}
        names = set(_some(sorted(ids), arguments.contracts))
        right = first_right = located = absent = 0
        for name, words, gold in located_spans(data):
            if name not in names or len(words) < 20:
                continue
            document = desk.store.document(ids[name])
            furniture = defaultdict(list)
            for piece in document.outline.furniture:
                furniture[piece.page].append((piece.start, piece.end))
            hits = [
                page.number
                for page in desk.store.pages(document.id)
                if locate(words, page.text, furniture[page.number]) is not None
            ]
            located += bool(hits)
            absent += not hits
            right += bool(set(hits) & gold)
            first_right += bool(hits) and hits[0] in gold
        first, among = [], []
        for task in cuad_tasks(data, 0):
            pdf = next((n for n in names if Path(n).stem == Path(task.contract).stem), None)
            if pdf is None or not task.pages:
                continue
            found = find(desk, task.query, document_ids=[ids[pdf]], count=8)
            top = [hit.passage.page for hit in found.hits]
            first.append(bool(top) and top[0] in task.pages)
            among.append(bool(set(top) & set(task.pages)))
        return {
            "quotations": located + absent,
            "located": located,
            "gold_page_among_located_percent": round(100 * right / max(1, located), 2),
            "first_located_page_is_gold_percent": round(100 * first_right / max(1, located), 2),
            "questions": len(first),
            "right_page_first_percent": round(100 * mean(first), 1) if first else None,
            "right_page_among_8_percent": round(100 * mean(among), 1) if among else None,
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("retrieval", "pages"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--contracts", type=int, default=0, help="this many, drawn by a fixed seed; 0: all")
    parser.add_argument("--only", type=Path, help="JSON list of contracts, or a training.json: its `held_out`")
    parser.add_argument("--ranked", type=int, default=-1, help="candidates the ranker reads; 0: none; -1: as set")
    parser.add_argument("--scope", choices=("contract", "store", "mini"), default="contract")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    places = find_places(arguments.home, {})
    result = (retrieval if arguments.what == "retrieval" else pages)(arguments, places)
    text = json.dumps({"what": arguments.what, "scope": arguments.scope, **result}, indent=1)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
