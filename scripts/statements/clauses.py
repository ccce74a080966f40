"""Clause sentences of real contracts with the passage each stands in, from the evaluation documents."""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from localcounsel.core.checks import Source
from localcounsel.core.checks.aliases import aliases
from localcounsel.core.sentences import sentence_starts
from localcounsel.core.structure.parties import parties
from localcounsel.core.structure.terms import terms

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
PASSAGE = 1500
"""Characters, about the length of the product's longest passages."""
_A_CONTRACT = 8
_NAMES = frozenset({"Document Name", "Parties", "Agreement Date", "Effective Date"})
_SENTENCE = re.compile(r"\A[A-Z(“\"][^*_]*[.;:]?\Z", re.DOTALL)
_SHORT = re.compile(r"[(]?(?:the )?[“\"]([A-Z][A-Za-z ]{2,24})[”\"][)]?")


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of a contract and where it stands."""

    contract: str
    sentence: str
    source: Source
    actors: tuple[str, ...]
    """Short names of the parties as people marked them in this contract, as far as the sentence has them."""


def clauses(half: int, seed: int = 20, contracts_at_most: int = 1000) -> Iterator[Clause]:
    """Sentences of every second contract; `half` 0 is for developing, 1 for reporting."""
    chance = random.Random(seed + half)
    with (DATA / "cuad" / "spans.json").open(encoding="utf-8") as file:
        contracts = sorted(json.load(file)["data"], key=lambda each: str(each["title"]))
    random.Random(seed).shuffle(contracts)
    for contract in contracts[half::2][:contracts_at_most]:
        text = (DATA / "cuad" / contract["txt"]).read_text("utf-8")
        yield from _of_contract(contract, text, chance)


def _of_contract(contract: dict[str, object], text: str, chance: random.Random) -> Iterator[Clause]:
    spans = sorted(_spans(contract))
    chance.shuffle(spans)
    named = _short_names(contract)
    full = parties(text)
    defined = tuple(dict.fromkeys(term.term for term in terms(text, 1)))
    seen: set[str] = set()
    for start, end in spans:
        if len(seen) >= _A_CONTRACT:
            break
        passage, offset = _passage(text, start)
        for sentence in _sentences(passage, start - offset, end - offset):
            if sentence not in seen and _is_good(sentence):
                seen.add(sentence)
                source = Source(passage, "", full, defined, aliases(text[:6000], full))
                actors = tuple(name for name in named if re.search(rf"\b{re.escape(name)}\b", sentence))
                yield Clause(str(contract["title"]), sentence, source, actors)
                break


def _spans(contract: dict[str, object]) -> Iterator[tuple[int, int]]:
    for asked in contract["qas"]:  # type: ignore[attr-defined]
        if asked["category"] not in _NAMES:
            yield from ((answer["answer_start"], answer["answer_end"]) for answer in asked["answers"])


def _short_names(contract: dict[str, object]) -> tuple[str, ...]:
    """What the annotators marked as parties' names, short ones taken out of their brackets."""
    found: list[str] = []
    for asked in contract["qas"]:  # type: ignore[attr-defined]
        if asked["category"] == "Parties":
            for answer in asked["answers"]:
                text = str(answer["text"])
                found += _SHORT.findall(text) or ([text] if 2 < len(text) < 25 and text[0].isupper() else [])
    return tuple(dict.fromkeys(name.strip(' "“”()') for name in found if not re.search(r"part(?:y|ies)", name, re.I)))


def _passage(text: str, at: int) -> tuple[str, int]:
    """Sentences around offset `at` as far as they fit into a passage, and where it begins."""
    begin = max(0, at - PASSAGE // 2)
    window = text[begin : begin + 2 * PASSAGE]
    starts = [*sentence_starts(window), len(window)]
    first = next((start for start in starts if start >= min(at - begin, PASSAGE // 4)), 0)
    first = max((start for start in starts if start <= min(first, at - begin)), default=0)
    last = max((start for start in starts if start <= first + PASSAGE), default=len(window))
    return window[first:last], begin + first


def _sentences(passage: str, start: int, end: int) -> Iterator[str]:
    starts = [*sentence_starts(passage), len(passage)]
    for begin, stop in itertools.pairwise(starts):
        if begin < end and stop > start:
            yield " ".join(passage[begin:stop].split())


def _is_good(sentence: str) -> bool:
    """A sentence, not a line of a table, a heading or something blacked out."""
    words = sentence.split()
    upper = sum(word.isupper() for word in words)
    return (
        10 <= len(words) <= 75
        and _SENTENCE.match(sentence) is not None
        and upper < len(words) / 3
        and re.search(r"\b(?:shall|will|may|must|is|are|has|agrees?|grants?)\b", sentence) is not None
    )
