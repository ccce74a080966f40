#!/usr/bin/env python3
"""Measure questions over a whole collection on contracts with gold answers: which agreements have it, which do not.

    scripts/evaluation/collection.py --data DIR --home DIR [--contracts N] [--seed N] [--out FILE]

`--data` is the folder with `cuad/`; `--home` holds approved models, keeps the matter that is built for it, and is used
again. Each of the 41 clause categories is asked once, as `which agreements have …`; a contract counts as rightly
found when the category has gold words in it. Also reported: how often the quotation touches the gold words.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from localcounsel.flows import ingest, matters
from localcounsel.flows.collection import is_collective, survey
from localcounsel.flows.desk import HURRIED, Desk, open_desk
from localcounsel.flows.events import Answered
from localcounsel.records import Answer, Coverage
from localcounsel.store.places import Places
from localcounsel.store.places import find as find_places

ASKED = {
    "Document Name": "Which agreements have a title?",
    "Parties": "Which agreements name the parties who signed them?",
    "Agreement Date": "Which agreements state the date on which they were made?",
    "Effective Date": "Which agreements state an effective date?",
    "Expiration Date": "Which agreements have an expiration date or a fixed initial term?",
    "Renewal Term": "Which agreements have a renewal term?",
    "Notice Period To Terminate Renewal": "Which agreements require notice to prevent renewal?",
    "Governing Law": "Which agreements have a governing law clause?",
    "Most Favored Nation": "Which agreements have a most favored nation clause?",
    "Competitive Restriction Exception": "Which agreements have exceptions to competitive restrictions?",
    "Non-Compete": "Which agreements have a non-compete clause?",
    "Exclusivity": "Which agreements grant exclusivity?",
    "No-Solicit Of Customers": "Which agreements prohibit the solicitation of customers?",
    "No-Solicit Of Employees": "Which agreements prohibit the solicitation of employees?",
    "Non-Disparagement": "Which agreements have a non-disparagement clause?",
    "Termination For Convenience": "Which agreements can be terminated for convenience?",
    "Rofr/Rofo/Rofn": "Which agreements have a right of first refusal, first offer or first negotiation?",
    "Change Of Control": "Which agreements have a change of control clause?",
    "Anti-Assignment": "Which agreements restrict assignment without consent?",
    "Revenue/Profit Sharing": "Which agreements provide for revenue or profit sharing?",
    "Price Restrictions": "Which agreements restrict prices or price increases?",
    "Minimum Commitment": "Which agreements have a minimum purchase commitment?",
    "Volume Restriction": "Which agreements restrict volume or usage?",
    "Ip Ownership Assignment": "Which agreements assign ownership of intellectual property?",
    "Joint Ip Ownership": "Which agreements provide for joint ownership of intellectual property?",
    "License Grant": "Which agreements grant a license?",
    "Non-Transferable License": "Which agreements grant a non-transferable license?",
    "Affiliate License-Licensor": "Which agreements license intellectual property of the licensor's affiliates?",
    "Affiliate License-Licensee": "Which agreements extend the license to the licensee's affiliates?",
    "Unlimited/All-You-Can-Eat-License": "Which agreements grant an unlimited or enterprise license?",
    "Irrevocable Or Perpetual License": "Which agreements grant an irrevocable or perpetual license?",
    "Source Code Escrow": "Which agreements have a source code escrow?",
    "Post-Termination Services": "Which agreements have obligations that continue after termination?",
    "Audit Rights": "Which agreements grant audit rights?",
    "Uncapped Liability": "Which agreements have uncapped liability?",
    "Cap On Liability": "Which agreements have a cap on liability?",
    "Liquidated Damages": "Which agreements provide for liquidated damages or a termination fee?",
    "Warranty Duration": "Which agreements have a warranty of limited duration?",
    "Insurance": "Which agreements require insurance?",
    "Covenant Not To Sue": "Which agreements have a covenant not to sue?",
    "Third Party Beneficiary": "Which agreements have third party beneficiaries?",
}


@dataclass
class Counts:
    """Contracts of one question, or of all of them."""

    found: int = 0
    rightly: int = 0
    there: int = 0
    asked: int = 0
    touching: int = 0
    """Rightly found, and the quotation shares characters with the gold words."""
    seconds: float = 0.0

    def add(self, other: Counts) -> None:
        for name in ("found", "rightly", "there", "asked", "touching", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def figures(self) -> dict[str, float]:
        """Per cent, except for counts and seconds."""
        precision = self.rightly / self.found if self.found else 0.0
        recall = self.rightly / self.there if self.there else 0.0
        both = precision + recall
        return {
            "contracts": self.asked,
            "have it": self.there,
            "found": self.found,
            "precision": round(100 * precision, 1),
            "recall": round(100 * recall, 1),
            "f1": round(100 * (2 * precision * recall / both if both else 0.0), 1),
            "right sentence of those rightly found": round(100 * self.touching / max(1, self.rightly), 1),
            "seconds": round(self.seconds, 1),
        }


Gold = dict[str, dict[str, list[tuple[int, int]]]]
"""Category → file name → gold spans, empty where the contract does not have it."""


def gold(data: Path, contracts: int, seed: int) -> Gold:
    """The gold answers of all contracts, or of `contracts` drawn by `seed`."""
    lines = (data / "cuad" / "tasks_dev.jsonl").read_text(encoding="utf-8").splitlines()
    tasks = [json.loads(line) for line in lines]
    names = sorted({Path(task["txt"]).name for task in tasks})
    chosen = set(random.Random(seed).sample(names, contracts) if 0 < contracts < len(names) else names)
    found: Gold = defaultdict(dict)
    for task in tasks:
        if Path(task["txt"]).name in chosen:
            spans = [(span["start"], span["end"]) for span in task["gold"]] if task["answerable"] else []
            found[task["category"]][Path(task["txt"]).name] = spans
    return found


def build(places: Places, folder: Path, names: list[str]) -> Desk:
    """The desk of a matter that holds these contracts, built when it does not yet."""
    matter = f"Collection of {len(names)}"
    if matter not in [row.name for row in matters.list_all(places)]:
        matters.create(places, matter)
    desk = open_desk(places, matter, HURRIED)
    list(ingest.add(desk, [folder / name for name in names]))
    for event in ingest.index(desk):
        print(f"\r{event.done:,}/{event.of:,} passages indexed ", end="", file=sys.stderr)
    return desk


def ask(desk: Desk, question: str, wanted: dict[str, list[tuple[int, int]]]) -> Counts:
    """Put one question to all contracts and compare."""
    if is_collective(desk, question) is None:
        raise SystemExit(f"not recognised as a question to all documents: {question}")
    began = time.monotonic()
    answer: Answer | None = None
    for event in survey(desk, question):
        answer = event.answer if isinstance(event, Answered) else None
    assert answer is not None
    counts = Counts(asked=len(wanted), there=sum(map(bool, wanted.values())), seconds=time.monotonic() - began)
    quoted = {claim.citations[0].document_id: claim.citations[0] for claim in answer.claims if claim.citations}
    for each in answer.covered:
        if each.coverage is Coverage.FOUND:
            spans = wanted[Path(each.document).name]
            citation = quoted[each.document_id]
            counts.found += 1
            counts.rightly += bool(spans)
            counts.touching += any(start < citation.end and citation.start < end for start, end in spans)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--contracts", type=int, default=30, help="this many; 0: all")
    parser.add_argument("--seed", type=int, default=1, help="by which they are drawn")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    wanted = gold(arguments.data, arguments.contracts, arguments.seed)
    names = sorted(next(iter(wanted.values())))
    whole = Counts()
    rows: dict[str, dict[str, float]] = {}
    with build(find_places(arguments.home, {}), arguments.data / "cuad" / "txt", names) as desk:
        for category, question in ASKED.items():
            counts = ask(desk, question, wanted[category])
            rows[category] = counts.figures()
            whole.add(counts)
            print(f"{category:<36} {rows[category]}", file=sys.stderr)
    text = json.dumps({"all questions": whole.figures(), "by question": rows}, indent=1)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
