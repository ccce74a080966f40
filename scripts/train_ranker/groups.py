"""Training groups: one question, one passage that answers it (or none), and passages of the same contract that do not.

Three sources, all from contracts that the model will not be judged on: the labelled clauses of CUAD with the search's
own mistakes as negatives; further legal concepts, marked by patterns of high precision (`concepts.json`); and the
headings that drafters themselves put above their clauses.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NEGATIVES = 2
ABSENT_SHARE = 0.2
"""Questions without an answer for each with one: they teach the score its zero."""
CANONICAL = 0.4
"""Share of CUAD's own wording among the questions; the rest is drawn from `queries.json`."""
CONCEPT_GROUPS = 6
"""Groups of each concept, drawn from different contracts."""
HEADING_GROUPS = 1
"""Groups of each contract's own headings."""
_TEMPLATES = ("{}", "{} clause", "What does it say about {}?", "Is there anything on {}?", "{}?", "provision on {}")


@dataclass(frozen=True)
class Passage:
    """A passage as the product cut it."""

    id: int
    contract: str
    start: int
    end: int
    heading: str
    text: str

    def shown(self, heading: bool = True) -> str:
        """What the ranker reads: the path of headings, then the words."""
        return f"{self.heading}\n{self.text}" if heading and self.heading else self.text


@dataclass(frozen=True)
class Group:
    """A question and passages with labels, 1 for those that answer it."""

    question: str
    passages: tuple[str, ...]
    labels: tuple[float, ...]
    source: str


def load(folder: Path) -> tuple[dict[int, Passage], list[dict]]:
    """What `candidates.py` left."""
    passages = {}
    with (folder / "passages.jsonl").open(encoding="utf-8") as file:
        for line in file:
            passage = Passage(*json.loads(line))
            passages[passage.id] = passage
    with (folder / "questions.jsonl").open(encoding="utf-8") as file:
        questions = [json.loads(line) for line in file]
    return passages, questions


def overlap(passage: Passage, gold: Sequence[Sequence[int]]) -> tuple[float, float]:
    """Shares of the passage and of the best gold span that both have in common."""
    common = [max(0, min(passage.end, stop) - max(passage.start, begin)) for begin, stop in gold]
    of_passage = sum(common) / max(1, passage.end - passage.start)
    of_gold = max((c / max(1, stop - begin) for c, (begin, stop) in zip(common, gold, strict=True)), default=0.0)
    return of_passage, of_gold


def answers(passage: Passage, gold: Sequence[Sequence[int]]) -> bool | None:
    """Whether it is a right answer; None when it only touches one."""
    of_passage, of_gold = overlap(passage, gold)
    if of_passage >= 0.3 or of_gold >= 0.6:
        return True
    return None if of_passage > 0 else False


def build(folder: Path, held_out: set[str], seed: int) -> list[Group]:
    """All groups of the contracts that are not held out, shuffled."""
    passages, questions = load(folder)
    drawn = random.Random(seed)
    worded = _read("queries.json")
    of_contract: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages.values():
        if passage.contract not in held_out:
            of_contract[passage.contract].append(passage)
    here = [question for question in questions if question["contract"] not in held_out]
    groups = list(_labelled(here, passages, worded, drawn))
    groups += _concepts(of_contract, _marks(folder, passages), drawn)
    groups += _headings(of_contract, drawn)
    drawn.shuffle(groups)
    return groups


def _wording(question: dict, worded: dict[str, list[str]], drawn: random.Random) -> str:
    others = worded.get(question["category"], [])
    return question["question"] if not others or drawn.random() < CANONICAL else drawn.choice(others)


def _labelled(
    questions: Sequence[dict], passages: dict[int, Passage], worded: dict[str, list[str]], drawn: random.Random
) -> Iterator[Group]:
    by_contract: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages.values():
        by_contract[passage.contract].append(passage)
    present = [question for question in questions if question["answerable"]]
    absent = [question for question in questions if not question["answerable"]]
    for question in present:
        if not question["benchmark"] and drawn.random() > 0.35:
            continue  # titles, parties and dates of contracts: easy, and always at the beginning
        right = [each for each in by_contract[question["contract"]] if answers(each, question["gold"])]
        found = [passages[id] for id, _, _ in question["found"]]
        wrong = [each for each in found[:30] if answers(each, question["gold"]) is False]
        if not right or len(wrong) < NEGATIVES:
            continue
        hard = drawn.choice(wrong[:8])
        chosen = [drawn.choice(right), hard, *drawn.sample([e for e in wrong if e is not hard], NEGATIVES - 1)]
        yield _group(_wording(question, worded, drawn), chosen, 1, "clause", drawn)
    for question in drawn.sample(absent, min(len(absent), int(ABSENT_SHARE * len(present)))):
        found = [passages[id] for id, _, _ in question["found"][:12]]
        if len(found) > NEGATIVES:
            chosen = [found[0], *drawn.sample(found[1:], NEGATIVES)]
            yield _group(_wording(question, worded, drawn), chosen, 0, "absent", drawn)


def _concepts(
    of_contract: dict[str, list[Passage]], marks: dict[str, tuple[frozenset[int], frozenset[int]]], drawn: random.Random
) -> Iterator[Group]:
    for concept in _read("concepts.json"):
        marked, touched = marks[concept["name"]]
        made = 0
        for contract in drawn.sample(sorted(of_contract), len(of_contract)):
            every = of_contract[contract]
            right = [each for each in every if each.id in marked]
            wrong = [each for each in every if each.id not in touched]
            if not right or len(right) > 8 or len(wrong) < NEGATIVES:
                continue
            chosen = [drawn.choice(right), *drawn.sample(wrong, NEGATIVES)]
            yield _group(drawn.choice(concept["queries"]), chosen, 1, "concept", drawn)
            made += 1
            if made == CONCEPT_GROUPS:
                break


def _marks(folder: Path, passages: dict[int, Passage]) -> dict[str, tuple[frozenset[int], frozenset[int]]]:
    """Of each concept, the passages that it marks, and those that may have to do with it; worked out once."""
    kept = folder / "marks.json"
    if not kept.is_file():
        found = {}
        for concept in _read("concepts.json"):
            heading = re.compile(concept["heading"], re.IGNORECASE) if concept["heading"] else None
            body = re.compile(concept["body"], re.IGNORECASE | re.DOTALL)
            loose = re.compile(concept["loose"], re.IGNORECASE | re.DOTALL)
            marked = [e.id for e in passages.values() if 80 <= len(e.text) <= 1200 and body.search(e.text)]
            touched = [
                e.id
                for e in passages.values()
                if loose.search(e.text) or (heading is not None and heading.search(e.heading))
            ]
            found[concept["name"]] = [marked, touched]
        kept.write_text(json.dumps(found), encoding="utf-8")
    stored = json.loads(kept.read_text(encoding="utf-8"))
    return {name: (frozenset(marked), frozenset(touched)) for name, (marked, touched) in stored.items()}


def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def _headings(of_contract: dict[str, list[Passage]], drawn: random.Random) -> Iterator[Group]:
    for contract in sorted(of_contract):
        every = of_contract[contract]
        titled = []
        for each in every:
            title = re.sub(r"^[\W\d]*(?:section|article)?[\W\dIVX]*\s", "", each.heading.rsplit(" › ", 1)[-1]).strip(
                " ."
            )
            if 1 <= len(title.split()) <= 6 and title.replace(" ", "").isalpha() and len(each.text) > 120:
                titled.append((title, each))
        if len(titled) < 8:
            continue
        for title, right in drawn.sample(titled, HEADING_GROUPS):
            wrong = [each for other, each in titled if other != title]
            if len(wrong) >= NEGATIVES:
                question = drawn.choice(_TEMPLATES).format(title.title() if drawn.random() < 0.3 else title.lower())
                chosen = [right, *drawn.sample(wrong, NEGATIVES)]
                yield _group(question, chosen, 1, "heading", drawn)


def _group(question: str, chosen: Sequence[Passage], right: int, source: str, drawn: random.Random) -> Group:
    """The first `right` passages are the right ones. A heading is hidden now and then: many files have none."""
    hide = 0.9 if source == "heading" else 0.25
    shown = tuple(each.shown(heading=drawn.random() > hide) for each in chosen)
    if source == "heading":
        own = chosen[0]
        text = re.sub(rf"^\W*[\d.]*\W*{re.escape(own.heading.rsplit(' › ', 1)[-1])}", "", own.text).strip()
        shown = (text or own.text, *shown[1:])
    return Group(question, shown, tuple(1.0 if at < right else 0.0 for at in range(len(chosen))), source)
