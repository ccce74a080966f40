"""`search` and `ask`, one at a time or from a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from localcounsel.errors import BadCall
from localcounsel.flows import ask as asking
from localcounsel.flows import batch
from localcounsel.flows.desk import Desk, open_desk
from localcounsel.flows.events import Answered, Found, LoadingModel, Reading, Wrote
from localcounsel.flows.find import find
from localcounsel.flows.lines import answer_json, search_json
from localcounsel.records import Answer, Citation, Standing, Verdict
from localcounsel.store.places import Places
from localcounsel.verbs.glass import Progress, emit, line, say

SIGNS = {Verdict.EXACT: "✓ exact", Verdict.FOLDED: "≈ folded", Verdict.ABSENT: "✗ not on any page"}
STANDINGS = {
    Standing.SUPPORTED: "Every statement is supported by a located quotation.",
    Standing.PARTLY: "Only part of this is supported by located quotations.",
    Standing.UNSUPPORTED: "Nothing in this is supported by a located quotation. Read the passages.",
    Standing.NOT_FOUND: "Not found in these documents.",
}

QUOTED = "Quoted from the page. Whether it answers the question is for you to judge."
"""For a model that may only quote: it claims nothing that could be supported."""


def search(arguments: argparse.Namespace, places: Places) -> int:
    """Passages, without a model."""
    with open_desk(places, arguments.matter) as desk:

        def one(question: batch.BatchQuestion) -> dict[str, Any]:
            documents = _ids(desk, question.documents or arguments.document)
            found = find(desk, question.question, document_ids=documents, count=arguments.count, wide=arguments.wide)
            return search_json(question.id, question.question, found)

        if arguments.batch:
            return _batch(arguments, one)
        text = _text(arguments)
        if arguments.json:
            emit(one(batch.BatchQuestion("", text, ())))
            return 0
        documents = _ids(desk, arguments.document)
        found = find(desk, text, document_ids=documents, count=arguments.count, wide=arguments.wide)
        _show_found(found)
        for note in desk.health():
            print(note, file=sys.stderr)
    return 0


def ask(arguments: argparse.Namespace, places: Places) -> int:
    """An answer, its quotations located."""
    with open_desk(places, arguments.matter) as desk:

        def one(question: batch.BatchQuestion) -> dict[str, Any]:
            desk.new_conversation()
            documents = tuple(_ids(desk, question.documents or arguments.document))
            how = asking.Asking(documents, arguments.wide, arguments.model or "", arguments.count)
            for event in asking.put(desk, question.question, how):
                if isinstance(event, Answered):
                    return answer_json(question.id, event.answer)
            raise AssertionError("an answer always comes")

        if arguments.batch:
            return _batch(arguments, one)
        text = _text(arguments)
        if arguments.json:
            emit(one(batch.BatchQuestion("", text, ())))
            return 0
        how = asking.Asking(
            tuple(_ids(desk, arguments.document)), arguments.wide, arguments.model or "", arguments.count
        )
        _converse(desk, text, how)
    return 0


def _text(arguments: argparse.Namespace) -> str:
    text: str = (arguments.text or "").strip()
    if not text:
        raise BadCall("There is no question", "Write it after the matter's name, or give --batch FILE.jsonl.")
    return text


def _ids(desk: Desk, names: Sequence[str]) -> list[str]:
    """Ids of the documents named. Raises NoSuchDocument."""
    return list(dict.fromkeys(desk.store.named(name).id for name in names))


def _batch(arguments: argparse.Namespace, one: Callable[[batch.BatchQuestion], dict[str, Any]]) -> int:
    """Answer a file of questions; what is in the file of `--resume` is not asked again."""
    asked = batch.questions(Path(arguments.batch))
    progress = Progress()
    if not arguments.resume:
        for finished, of in batch.run(asked, one, sys.stdout, set()):
            progress.show(f"{finished} of {of} questions")
        progress.clear()
        return 0
    target = Path(arguments.resume)
    done = batch.done_before(target)
    with target.open("a", encoding="utf-8", newline="\n") as out:
        for finished, of in batch.run(asked, one, out, done):
            progress.show(f"{finished} of {of} questions")
    progress.clear()
    return 0


def _show_found(found: Found) -> None:
    if found.scope.names:
        named = " (named in the question; --wide asks the whole matter)" if found.scope.recognised else ""
        say(f"In: {', '.join(line(name) for name in found.scope.names)}{named}")
    if not found.hits:
        say("Nothing was found.")
    for number, hit in enumerate(found.hits, start=1):
        say(f"\n[{number}] {line(hit.document_name)}, {hit.passage.pinpoint}   found by {hit.found_by}")
        if hit.also_as:
            say(f"    the same text: {', '.join(line(name) for name in hit.also_as)}")
        say("    " + line(hit.passage.text.strip()))


def _converse(desk: Desk, text: str, how: asking.Asking) -> None:
    """Passages first, then the answer once it is verified, for a person."""
    progress = Progress()
    for event in asking.put(desk, text, how):
        if isinstance(event, Found):
            _show_found(event)
        elif isinstance(event, LoadingModel):
            progress.show(f"loading {event.name}")
        elif isinstance(event, Reading):
            progress.show(f"reading the passages: {event.done} of {event.of} tokens")
        elif isinstance(event, Wrote):
            progress.show("writing …")
        elif isinstance(event, Answered):
            progress.clear()
            _show_answer(event.answer)


def _show_answer(answer: Answer) -> None:
    say("\n" + "─" * 40)
    number = 0
    for claim in answer.claims:
        say(f"\n{line(claim.text)}")
        if not claim.citations:
            say("    ✗ no quotation supports this")
        for citation in claim.citations:
            number += 1
            say(f"    ({number}) {SIGNS[citation.verdict]}{_where(citation)}")
    say(f"\n{QUOTED if answer.quotes_only else STANDINGS[answer.standing]}")
    record = answer.record
    say(
        f"Searched {record.documents} documents, {record.pages} pages for: {', '.join(map(line, record.terms))}"
        + (f"; {len(record.unread)} pages or files could not be read" if record.unread else "")
    )
    if answer.left_out:
        say("Not shown to the model for lack of room: " + "; ".join(map(line, answer.left_out)))
    timing = answer.timing
    say(
        f"{answer.model or 'no model was needed'} · passages after {timing.find:.1f} s, first word after "
        f"{timing.first_token:.1f} s, whole answer after {timing.total:.1f} s"
    )


def _where(citation: Citation) -> str:
    return f"  {line(citation.document)}, {citation.pinpoint}" if citation.document else ""
