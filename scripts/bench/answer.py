#!/usr/bin/env python3
"""How long a question takes on the sample matter, and its follow-up: passages, first word, end. Medians.

    scripts/bench/answer.py --home DIR [--rounds 5]

`--home` is one that `scripts/run.py` made. The two arms are interleaved: in each round the model forgets everything,
answers a question, then its follow-up, which finds what was read before in the cache.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from localcounsel.flows.ask import ask
from localcounsel.flows.desk import Desk, open_desk
from localcounsel.flows.events import Answered
from localcounsel.flows.sample import NAME
from localcounsel.records import Answer
from localcounsel.store.places import find as find_places

QUESTION = "How are Delay Credits calculated?"
FOLLOW_UP = "And are they the only remedy for a delay?"


def answered(desk: Desk, text: str) -> Answer:
    for event in ask(desk, text):
        if isinstance(event, Answered):
            return event.answer
    raise SystemExit("no answer came")


def figures(answers: list[Answer]) -> dict[str, float]:
    return {
        "passages_after_seconds": round(median(each.timing.find for each in answers), 2),
        "first_word_after_seconds": round(median(each.timing.first_token for each in answers), 2),
        "end_after_seconds": round(median(each.timing.total for each in answers), 2),
        "prompt_tokens": median(each.tokens.prompt for each in answers),
        "reused_tokens": median(each.tokens.reused for each in answers),
        "written_tokens": median(each.tokens.written for each in answers),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    first: list[Answer] = []
    second: list[Answer] = []
    with open_desk(find_places(arguments.home, {}), NAME) as desk:
        warm = answered(desk, QUESTION)
        for _ in range(arguments.rounds):
            desk.new_conversation()
            desk.model.forget()
            first.append(answered(desk, QUESTION))
            second.append(answered(desk, FOLLOW_UP))
    begun = {"whole_with_starting_both_engines_seconds": round(warm.timing.total, 2)}
    print(json.dumps({**begun, "question": figures(first), "follow_up": figures(second)}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
