#!/usr/bin/env python3
"""Measure whether search finds what is asked in other words, and what stands in documents that are not contracts.

    scripts/evaluation/worded.py --data DIR --home DIR [--what rewordings|others|both] [--contracts N] [--out FILE]

`rewordings.json` has several ways to ask for each of CUAD's categories; of each contract's answerable questions one
wording is drawn and compared with CUAD's own on the same task. `other_documents.json` asks about court opinions,
records, statutes and tables, with the words that answer and their page. Nothing of the product may be fitted to
either file. `--data` and `--home` are as in `scripts/evaluate.py`, whose matter of CUAD texts is used again.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from evaluate import Span, Task, _interval, build, common, cuad_tasks, merged, only, with_ranked  # noqa: E402 - the path comes first

from localcounsel.core.locate import locate_all  # noqa: E402
from localcounsel.flows import ingest, matters  # noqa: E402
from localcounsel.flows.desk import HURRIED, Desk, open_desk  # noqa: E402
from localcounsel.flows.events import FileLeftOut, Found  # noqa: E402
from localcounsel.flows.find import find  # noqa: E402
from localcounsel.records import Passage  # noqa: E402
from localcounsel.store.places import Places  # noqa: E402
from localcounsel.store.places import find as find_places  # noqa: E402

SEED = 3
COUNT = 8
"""Passages looked at for a question: what the product shows."""
ENOUGH = 0.6
"""Share of the gold words that a passage must hold: a passage may end at a sentence within them."""
MEASURES = ("precision@1", "recall@1", "recall@8")

Groups = dict[str, list[float]]
"""Values by contract or file, the unit that the bootstrap draws."""


@dataclass(frozen=True)
class Question:
    """A question about one file of the set; without places, the file does not answer it."""

    file: str
    text: str
    places: tuple[tuple[int, str], ...]
    """(page from 1, words that answer): the first is the chosen one, the others answer as well."""


@dataclass(frozen=True)
class Place:
    """Where an answer stands in the matter."""

    page: int
    span: Span


@dataclass
class Tally:
    """What came of the other documents' questions in one scope, by measure and file, and what was missed."""

    values: dict[str, Groups] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    missed: list[dict[str, object]] = field(default_factory=list)
    """Where the first passage was not right; `rank` says which was, `first` (right document, page, text) what came."""


def rewordings() -> dict[str, list[str]]:
    """The wordings by CUAD category."""
    found: dict[str, list[str]] = json.loads((HERE / "rewordings.json").read_text(encoding="utf-8"))
    return found


def questions() -> list[Question]:
    """The questions on documents that are not contracts, those without an answer last."""
    entries = json.loads((HERE / "other_documents.json").read_text(encoding="utf-8"))
    found = []
    for entry in entries:
        golds = [] if entry.get("absent") else [entry, *entry.get("also", [])]
        places = tuple((gold["page"], gold["quote"]) for gold in golds)
        found.append(Question(entry["file"], entry["question"], places))
    return sorted(found, key=lambda question: not question.places)


def drawn(wordings: Sequence[str], contract: str, category: str) -> str:
    """One wording, the same in every run, another in every contract."""
    return random.Random(f"{SEED}:{contract}:{category}").choice(wordings)


def some_contracts(tasks: Sequence[Task], contracts: int) -> list[Task]:
    """The tasks of `contracts` contracts drawn by a fixed seed; of all for 0."""
    names = sorted({task.contract for task in tasks})
    chosen = set(random.Random(SEED).sample(names, contracts) if 0 < contracts < len(names) else names)
    return [task for task in tasks if task.contract in chosen]


def measured(found: Found, task: Task, target: str) -> tuple[float, ...]:
    """MEASURES of one answer: shares of characters that retrieved and gold ranges have in common."""
    passages = [hit.passage for hit in found.hits[:COUNT]]

    def shared(top: Sequence[Passage]) -> int:
        spans: list[Span] = merged([(each.start, each.end) for each in top if each.document_id == target])
        return common(spans, task.gold)

    whole = sum(end - start for start, end in task.gold)
    first = sum(each.end - each.start for each in passages[:1])
    return (
        shared(passages[:1]) / first if first else 0.0,
        shared(passages[:1]) / whole,
        shared(passages) / whole,
    )


def run_rewordings(desk: Desk, data: Path, contracts: int, listed: Path | None = None) -> dict[str, object]:
    """CUAD's own question and one reworded, within the contract, on the same tasks, with the paired difference."""
    lines = (data / "cuad" / "tasks_dev.jsonl").read_text(encoding="utf-8").splitlines()
    categories = {entry["question"]: entry["category"] for entry in map(json.loads, lines)}
    tasks, wordings, ids = some_contracts(only(cuad_tasks(data, 0), listed), contracts), rewordings(), _ids(desk)
    columns: dict[str, dict[str, Groups]] = {name: defaultdict(dict) for name in ("canonical", "worded", "difference")}
    by_category: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for number, task in enumerate(tasks, start=1):
        target, category = ids[task.contract], categories[task.query]
        asked = (task.query, drawn(wordings[category], task.contract, category))
        canonical, worded = (
            measured(find(desk, text, document_ids=[target], count=COUNT), task, target) for text in asked
        )
        difference = tuple(after - before for before, after in zip(canonical, worded, strict=True))
        for column, values in zip(columns.values(), (canonical, worded, difference), strict=True):
            for measure, value in zip(MEASURES, values, strict=True):
                column[measure].setdefault(task.contract, []).append(value)
        by_category[category].append((canonical[-1], worded[-1]))
        _progress(number, len(tasks))
    summary: dict[str, object] = {"contracts": len({task.contract for task in tasks}), "tasks": len(tasks)}
    summary |= {name: {each: _interval(column[each]) for each in MEASURES} for name, column in columns.items()}
    summary["recall@8_by_category"] = {
        category: {
            "tasks": len(pairs),
            "canonical": _percent(a for a, _ in pairs),
            "worded": _percent(b for _, b in pairs),
        }
        for category, pairs in sorted(by_category.items())
    }
    return summary


def holds(passage: Passage, places: Sequence[Place]) -> bool:
    """Whether the passage has enough of the words of one of the places."""
    return any(
        passage.page == place.page
        and common([(passage.start, passage.end)], [place.span]) >= ENOUGH * (place.span[1] - place.span[0])
        for place in places
    )


def located(desk: Desk, document_id: str, question: Question) -> list[Place]:
    """Where the question's gold words stand in the text as the product read it; empty when it read them otherwise."""
    furniture = defaultdict(list)
    for piece in desk.store.document(document_id).outline.furniture:
        furniture[piece.page].append((piece.start, piece.end))
    return [
        Place(number, (found.start, found.end))
        for number, words in question.places
        for found in locate_all(words, desk.store.page(document_id, number).text, furniture[number])
    ]


def run_others(desk: Desk) -> dict[str, object]:
    """Every question within its file and across the matter; those without an answer for the likelihood only."""
    ids, tallies = _ids(desk), {"within": Tally(), "across": Tally()}
    likelihoods: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    asked, unread = questions(), []
    for number, question in enumerate(asked, start=1):
        target = ids[Path(question.file).name]
        within = find(desk, question.text, document_ids=[target], count=COUNT)
        if within.record.likelihood >= 0:
            likelihoods[bool(question.places)].append((within.record.likelihood, within.record.needed))
        if question.places:
            places = located(desk, target, question)
            if not places:
                unread.append({"file": question.file, "page": question.places[0][0], "words": question.places[0][1]})
            across = find(desk, question.text, count=COUNT)
            paged = desk.store.document(target).page_count > 1
            for tally, found in zip(tallies.values(), (within, across), strict=True):
                _count(tally, question, [hit.passage for hit in found.hits[:COUNT]], target, places, paged)
        _progress(number, len(asked))
    answerable = sum(bool(question.places) for question in asked)
    return {
        "answerable": answerable,
        "absent": len(asked) - answerable,
        "gold_words_not_in_the_text_as_read": unread,
        **{name: {each: _interval(values) for each, values in t.values.items()} for name, t in tallies.items()},
        "is_it_there": _judged(likelihoods[True], likelihoods[False]),
        "missed": {name: tally.missed for name, tally in tallies.items()},
    }


def _count(
    tally: Tally, question: Question, passages: Sequence[Passage], target: str, places: Sequence[Place], paged: bool
) -> None:
    """Enter one answer; the page counts only where the document has several."""
    pages = {number for number, _ in question.places}
    right = [each.document_id == target and holds(each, places) for each in passages]
    on_page = [each.document_id == target and each.page in pages for each in passages]
    values = {
        "passage@1": any(right[:1]),
        "passage@8": any(right),
        "nothing_found": not passages,
        "wrong_document_first": bool(passages) and passages[0].document_id != target,
    }
    if paged:
        values |= {"page@1": any(on_page[:1]), "page@8": any(on_page)}
    for name, value in values.items():
        tally.values[name][question.file].append(float(value))
    if not any(right[:1]):
        tally.missed.append(
            {
                "file": question.file,
                "page": question.places[0][0],
                "question": question.text,
                "gold": question.places[0][1],
                "rank": right.index(True) + 1 if any(right) else None,
                "first": [(each.document_id == target, each.page, each.text[:200]) for each in passages[:2]],
            }
        )


def _judged(there: Sequence[tuple[float, float]], absent: Sequence[tuple[float, float]]) -> dict[str, float] | None:
    """How well the likelihood tells the answerable from the absent; None where nobody judged."""
    if not there or not absent:
        return None
    pairs = [(a > b) + (a == b) / 2 for a, _ in there for b, _ in absent]
    return {
        "auroc": round(mean(pairs), 3),
        "answerable_found_percent": _percent(float(value >= needed) for value, needed in there),
        "absent_refused_percent": _percent(float(value < needed) for value, needed in absent),
    }


def open_others(places: Places, data: Path) -> Desk:
    """The desk of the matter that holds the files asked about and no others, built when it is not yet."""
    matter = "Other documents"
    if matter not in [row.name for row in matters.list_all(places)]:
        matters.create(places, matter)
    desk = open_desk(places, matter, HURRIED)
    files = [data / "pdf_set" / name for name in sorted({question.file for question in questions()})]
    for event in ingest.add(desk, files):
        if isinstance(event, FileLeftOut):
            print(f"left out: {event.name}: {event.error.message}", file=sys.stderr)
    for _ in ingest.index(desk):
        pass
    return desk


def _ids(desk: Desk) -> dict[str, str]:
    """Document id by file name without folders."""
    return {Path(copy.name).name: document.id for document in desk.store.documents() for copy in document.copies}


def _percent(values: Iterable[float]) -> float:
    return round(100 * mean(values), 1)


def _progress(number: int, whole: int) -> None:
    if number % 20 == 0 or number == whole:
        print(f"\r{number}/{whole} questions ", end="\n" if number == whole else "", file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--what", choices=("rewordings", "others", "both"), default="both")
    parser.add_argument("--contracts", type=int, default=60, help="this many, drawn by a fixed seed; 0: all")
    parser.add_argument("--only", type=Path, help="JSON list of contracts, or a training.json: its `held_out`")
    parser.add_argument("--ranked", type=int, default=-1, help="candidates the ranker reads; 0: none; -1: as set")
    parser.add_argument("--out", type=Path, help="everything, with what was missed, as JSON")
    arguments = parser.parse_args()
    places, result = find_places(arguments.home, {}), {}
    if arguments.what != "others":
        with build(places, "CUAD texts", arguments.data / "cuad" / "txt") as desk:
            with_ranked(desk, arguments.ranked)
            result["rewordings"] = run_rewordings(desk, arguments.data, arguments.contracts, arguments.only)
    if arguments.what != "rewordings":
        with open_others(places, arguments.data) as desk:
            with_ranked(desk, arguments.ranked)
            result["others"] = run_others(desk)
    if arguments.out:
        arguments.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shown = {name: {key: value for key, value in part.items() if key != "missed"} for name, part in result.items()}
    print(json.dumps(shown, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
