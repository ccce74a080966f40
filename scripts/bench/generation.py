"""How fast the model engine reads and writes on this machine, through the same pipes the desk uses.

    python scripts/bench/generation.py MODEL.gguf [--family chatml] [--rounds 5] [--context 4096]

Every round runs every arm once, in turn, so that a slow minute of the machine falls on all of them alike.
Medians are printed, with the extremes, as a table; `--json` prints them for programs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from localcounsel.engine.client import ModelClient, ModelSettings
from localcounsel.engine.door import Finished, GenerationEvent, Locked, Reading, Sampling, Wrote
from localcounsel.records import ApprovedModel, Message, ModelCard, ModelFile, Span

CLAUSE = "{}. The Tenant shall pay rent of ${},000 on the first day of each month, without set-off. "
WRITTEN = 64
"""Tokens written in the writing arm."""


def main() -> None:
    """Run all arms and print their medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("model", type=Path)
    parser.add_argument("--family", default="chatml")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--context", type=int, default=4096)
    parser.add_argument("--clauses", type=int, default=40, help="length of the document in clauses of 27 tokens")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    approved = _approved(options.model, options.family)
    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as work:
        settings = ModelSettings(context=options.context)
        for number in range(options.rounds):
            _round(lambda: ModelClient(Path(work), settings), approved, options.clauses, figures)
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    _show(figures, options.json)


def _round(
    make: Callable[[], ModelClient], approved: ApprovedModel, clauses: int, figures: dict[str, list[float]]
) -> None:
    """One run of every arm in a fresh child."""

    def note(name: str, value: float) -> None:
        figures.setdefault(name, []).append(value)

    client = make()
    started = time.monotonic()
    client.inspect(approved.folder / approved.card.files[0].name)
    note("start of the child, first words [s]", time.monotonic() - started)
    note("load, verification included [s]", client.load(approved).seconds)
    document = "".join(CLAUSE.format(number, number) for number in range(clauses))
    list(client.generate(_asking("Warm up.", ""), Sampling(most_tokens=4)))
    fresh = _end(list(client.generate(_asking("How much is the rent?", document), Sampling(most_tokens=1))))
    note("reading a new prompt [tokens/s]", fresh.prompt_tokens / fresh.first_token_seconds)
    note("first token, new prompt [s]", fresh.first_token_seconds)
    events = list(client.generate(_asking("Write about it at length.", document), Sampling(most_tokens=WRITTEN)))
    again = _end(events)
    note("first token, same document, other question [s]", again.first_token_seconds)
    note("same document, times faster to the first token", fresh.first_token_seconds / again.first_token_seconds)
    if again.written_tokens > 1:
        writing = again.seconds - again.first_token_seconds
        note("writing after the document [tokens/s]", (again.written_tokens - 1) / writing)
    locked = Locked((document,), (1,), "Not found.", opening=1)
    quoted = _end(list(client.generate(_asking("Who pays?", document), Sampling(most_tokens=2 * WRITTEN), locked)))
    note(
        "quoting only, after the document [tokens/s]",
        quoted.written_tokens / (quoted.seconds - quoted.first_token_seconds),
    )
    for moment in (Reading, Wrote):
        note(f"cancel while {'reading' if moment is Reading else 'writing'} [s]", _cancel(client, moment, document))
    started = time.monotonic()
    client.close()
    note("close [s]", time.monotonic() - started)


def _cancel(client: ModelClient, moment: type[GenerationEvent], document: str) -> float:
    """Seconds from closing an answer's generator to the child being free again."""
    client.forget()
    answer = client.generate(_asking("Write about it at length.", document), Sampling(most_tokens=WRITTEN))
    for event in answer:
        if isinstance(event, moment):
            break
    started = time.monotonic()
    answer.close()  # type: ignore[attr-defined]
    return time.monotonic() - started


def _asking(question: str, document: str) -> tuple[Message, ...]:
    system = Message("system", (Span("You answer from the document.", False),))
    return system, Message("user", (Span(document, True), Span(f"\n\n{question}", True)))


def _end(events: list[GenerationEvent]) -> Finished:
    end = events[-1]
    assert isinstance(end, Finished)
    return end


def _approved(path: Path, family: str) -> ApprovedModel:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    card = ModelCard(
        name=path.stem,
        role="chat",
        family=family,
        licence="",
        parameters=0,
        context=0,
        files=(ModelFile(path.name, path.stat().st_size, digest),),
    )
    return ApprovedModel(card, path.resolve().parent, digest)


def _show(figures: dict[str, list[float]], as_json: bool) -> None:
    if as_json:
        print(json.dumps({name: {"median": statistics.median(v), "all": v} for name, v in figures.items()}))
        return
    for name, values in figures.items():
        print(f"{name:55} {statistics.median(values):9.3f}   ({min(values):.3f} to {max(values):.3f})")


if __name__ == "__main__":
    main()
