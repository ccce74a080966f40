#!/usr/bin/env python3
"""ContractNLI as a test of finding evidence: which sentences of an agreement bear on a statement about it.

    scripts/evaluation/nli.py --data DIR --home DIR [--contracts N] [--out FILE]

Nothing was trained on these agreements or their 17 statements. Each statement that an agreement entails or contradicts
is put to that agreement as a question; its spans (sentences and list items, as the data cuts them) are put in order by
the passage they stand in and by their own words, and the order is scored by mean average precision. Beside it, in the
same run, BM25 over the same spans.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from localcounsel.flows.desk import Desk
from localcounsel.flows.evidence import Sentence, evidence
from localcounsel.flows.find import find
from localcounsel.store.places import find as find_places
from scripts.evaluate import _interval, build

MATTER = "ContractNLI"
WHOLE = 400
"""More passages than any of these agreements has: all of them are put in order."""


def folder(data: Path, into: Path) -> tuple[Path, dict]:
    """The agreements as text files in `into`, and the data set."""
    whole = json.loads((data / "contractnli" / "dev.json").read_text(encoding="utf-8"))
    into.mkdir(parents=True, exist_ok=True)
    for document in whole["documents"]:
        file = into / f"{document['id']}.txt"
        if not file.exists():
            file.write_text(document["text"], encoding="utf-8", newline="")
    return into, whole


def average_precision(scores: Sequence[float], gold: set[int]) -> float:
    """Mean of the precisions at the places of the right ones."""
    order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
    places = [place for place, at in enumerate(order, start=1) if at in gold]
    return mean(number / place for number, place in enumerate(places, start=1))


def bm25(query: str, spans: Sequence[str]) -> list[float]:
    """Okapi BM25 with k1 1.2 and b 0.75 over lower-cased words."""
    texts = [Counter(re.findall(r"\w+", span.lower())) for span in spans]
    lengths = [sum(text.values()) for text in texts]
    usual = max(1.0, mean(lengths))
    found = [0.0] * len(texts)
    for word in set(re.findall(r"\w+", query.lower())):
        having = sum(word in text for text in texts)
        weight = math.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
        for at, text in enumerate(texts):
            if word in text:
                found[at] += weight * text[word] * 2.2 / (text[word] + 1.2 * (0.25 + 0.75 * lengths[at] / usual))
    return found


def product(desk: Desk, document_id: str, statement: str, spans: Sequence[tuple[int, int]]) -> list[float]:
    """A score for each span from the product's search and its choice of sentences."""
    found = find(desk, statement, document_ids=[document_id], count=WHOLE)
    text = desk.store.page(document_id, 1).text
    best = [-1e9] * len(spans)
    for place, hit in enumerate(found.hits):
        for at, (start, end) in enumerate(spans):
            if start < hit.passage.end and end > hit.passage.start:
                best[at] = max(best[at], -float(place))
    near = sorted((at for at in range(len(spans)) if best[at] > -1e8), key=lambda at: -best[at])
    hits = [found.hits[int(-best[at])] for at in near]
    pieces = [
        Sentence(text[slice(*spans[at])], hit.passage.heading, hit.score) for at, hit in zip(near, hits, strict=True)
    ]
    scores = evidence(desk, statement, pieces)
    for at, score in zip(near, scores, strict=True):
        best[at] = score
    return best


def run(desk: Desk, whole: dict, contracts: int) -> dict:
    ids = {Path(copy.name).stem: document.id for document in desk.store.documents() for copy in document.copies}
    documents = whole["documents"]
    if 0 < contracts < len(documents):
        documents = random.Random(1).sample(documents, contracts)
    mine: dict[str, list[float]] = defaultdict(list)
    plain: dict[str, list[float]] = defaultdict(list)
    by_statement: dict[str, list[float]] = defaultdict(list)
    for number, document in enumerate(documents, start=1):
        name = str(document["id"])
        spans = [(start, end) for start, end in document["spans"]]
        for label, annotation in document["annotation_sets"][0]["annotations"].items():
            if annotation["choice"] == "NotMentioned" or not annotation["spans"]:
                continue
            statement, gold = whole["labels"][label]["hypothesis"], set(annotation["spans"])
            value = average_precision(product(desk, ids[name], statement, spans), gold)
            mine[name].append(value)
            by_statement[whole["labels"][label]["short_description"]].append(value)
            plain[name].append(
                average_precision(bm25(statement, [document["text"][start:end] for start, end in spans]), gold)
            )
        print(f"\r{number}/{len(documents)} agreements ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {
        "statements": sum(map(len, mine.values())),
        "evidence_map_percent": _interval(mine),
        "bm25_map_percent": _interval(plain),
        "by_statement": {name: round(100 * mean(values), 1) for name, values in sorted(by_statement.items())},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--contracts", type=int, default=0, help="this many, drawn by a fixed seed; 0: all")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    texts, whole = folder(arguments.data, Path(f"{arguments.home}-texts"))
    with build(find_places(arguments.home, {}), MATTER, texts) as desk:
        result = run(desk, whole, arguments.contracts)
    written = json.dumps({"what": "ContractNLI evidence", **result}, indent=1)
    print(written)
    if arguments.out:
        arguments.out.write_text(written + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
