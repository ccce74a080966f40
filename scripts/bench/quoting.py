#!/usr/bin/env python3
"""What locking an answer costs, in tokens a second: the same model, the same prompts, the arms in turn.

    scripts/bench/quoting.py MODEL.gguf [--family chatml] [--rounds 7] [--json]

Arms: written freely (greedy) · locked and read one by one · locked, what is certain read together · and read ahead ·
statements, their own words free. Medians over rounds and questions, and each locked arm as a multiple of the free
one; only answers that quote 20 tokens or more count for the quoting arms. The seconds are those after the first token.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from localcounsel.engine.door import Finished, Locked, Sampling
from localcounsel.engine.llama import loading
from localcounsel.engine.llama.ahead import FIRST
from localcounsel.engine.llama.memory import Memory
from localcounsel.engine.llama.writing import Writer
from localcounsel.engine.templates import family, render
from localcounsel.records import Message, Span

PASSAGES = (
    "12.1 Limitation of Liability. Except for a breach of Section 9, neither party shall be liable to the other for "
    "any indirect or consequential loss, including loss of profit, arising out of or in connection with this "
    "Agreement. The total liability of the Supplier shall not exceed the Charges paid in the twelve (12) months "
    "before the event that gave rise to it. Nothing in this Agreement limits liability for fraud.",
    "4.2 Payment. The Customer shall pay each undisputed invoice within thirty (30) days of the date on which it is "
    "received. An amount that is overdue bears interest at four percent (4%) a year above the base rate. The Supplier "
    "may suspend the Services when an undisputed invoice remains unpaid for sixty (60) days after a written notice.",
    "15. Term and Termination. This Agreement begins on the Effective Date and continues for three (3) years. Either "
    "party may terminate it by giving not less than ninety (90) days' written notice to the other. Either party may "
    "terminate it at once when the other commits a material breach and does not remedy it within thirty (30) days.",
    "21.3 Governing Law. This Agreement and any dispute arising out of it are governed by the laws of England. The "
    "courts of London have exclusive jurisdiction, except that either party may seek an injunction in any court.",
)
QUESTIONS = (
    "What is the cap on liability?",
    "When must an invoice be paid, and what does late payment cost?",
    "How can the agreement be terminated?",
    "Which law governs, and which courts decide?",
)
LONG_ENOUGH = 20
MOST = 96


def main() -> int:
    """Run all arms and print their medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--family", default="chatml")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    writer = _loaded(options.model, options.threads)
    speeds: dict[str, list[float]] = {}
    for number in range(options.rounds + 1):
        for question in QUESTIONS:
            for name, speed in _arms(writer, options.family, question):
                if number:  # the first round warms up
                    speeds.setdefault(name, []).append(speed)
    _show(speeds, options.json)
    return 0


def _arms(writer: Writer, kind: str, question: str) -> Iterator[tuple[str, float]]:
    """(arm, tokens a second) for one question."""
    quotes = Locked(PASSAGES, (1, 2, 3, 4), "Not found in these documents.", most_quotations=2)
    opened = [
        Locked(PASSAGES, (1, 2, 3, 4), "Not found in these documents.", most_quotations=2, opening=number)
        for number in (1, 2, 3, 4)
    ]
    locks = [quotes, opened[QUESTIONS.index(question)]]
    end = _answer(writer, kind, question, None)
    yield from _speed("free", end, 2)
    for locked in locks:
        with _one_by_one():
            yield from _speed("locked, one by one", _answer(writer, kind, question, locked, ahead=0), LONG_ENOUGH)
        end = _answer(writer, kind, question, locked, ahead=0)
        yield from _speed("locked, certain together", end, LONG_ENOUGH)
        end = _answer(writer, kind, question, locked, ahead=FIRST)
        yield from _speed("locked, read ahead", end, LONG_ENOUGH)
    stated = Locked(PASSAGES, (1, 2, 3, 4), "Not found in these documents.", statements=True, ellipsis=True)
    yield from _speed("statements", _answer(writer, kind, question, stated, ahead=FIRST), LONG_ENOUGH)


def _speed(name: str, end: Finished, least: int) -> Iterator[tuple[str, float]]:
    if end.written_tokens >= least and end.seconds > end.first_token_seconds:
        yield name, (end.written_tokens - 1) / (end.seconds - end.first_token_seconds)


def _answer(writer: Writer, kind: str, question: str, locked: Locked | None, ahead: int = 0) -> Finished:
    writer.ahead = ahead
    spans = [Span(f"[{number}] {text}\n\n", True) for number, text in enumerate(PASSAGES, start=1)]
    system = Message("system", (Span("Answer from the passages, quoting them.", False),))
    prompt = render(family(kind), (system, Message("user", (*spans, Span(f"Question: {question}", True)))))
    tokens = writer.vocabulary.prompt(prompt)
    end = list(writer.answer(tokens, Sampling(most_tokens=MOST), lambda: False, locked))[-1]
    assert isinstance(end, Finished)
    return end


@contextmanager
def _one_by_one() -> Iterator[None]:
    """Read every token of an answer alone, as free writing does."""
    together = Memory.write

    def alone(memory: Memory, *tokens: int, rows: int = 1) -> int:
        for token in tokens:
            together(memory, token)
        return 0

    setattr(Memory, "write", alone)  # noqa: B010
    try:
        yield
    finally:
        setattr(Memory, "write", together)  # noqa: B010


def _loaded(path: Path, threads: int) -> Writer:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    file = loading.ModelFile(path, path.stat().st_size, digest)
    return Writer(loading.load([file], loading.Wanted(4096, threads, "off"), lambda stage, share: None))


def _show(speeds: dict[str, list[float]], as_json: bool) -> None:
    free = median(speeds["free"])
    table: dict[str, Any] = {
        name: {"median": median(each), "times_free": median(each) / free, "answers": len(each)}
        for name, each in speeds.items()
    }
    if as_json:
        print(json.dumps(table, indent=1))
        return
    for name, row in table.items():
        low, high = min(speeds[name]), max(speeds[name])
        print(
            f"{name:28} {row['median']:7.1f} tokens/s   {row['times_free']:5.2f} × free"
            f"   ({low:.1f} to {high:.1f}, {row['answers']} answers)"
        )


if __name__ == "__main__":
    sys.exit(main())
