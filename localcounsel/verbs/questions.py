"""`search` and `ask`, one at a time or from a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from localcounsel.core.text import encodable
from localcounsel.errors import BadCall
from localcounsel.flows import ask as asking
from localcounsel.flows import batch
from localcounsel.flows import collection as collecting
from localcounsel.flows.desk import Desk, open_desk
from localcounsel.flows.events import Answered, AskEvent, Found, LoadingModel, Reading, Surveyed, Wrote
from localcounsel.flows.find import find
from localcounsel.flows.lines import answer_json, search_json, surveyed_json
from localcounsel.store.places import Places
from localcounsel.verbs import answer, survey, words
from localcounsel.verbs.glass import Progress, emit, line, say


def search(arguments: argparse.Namespace, places: Places) -> int:
    """Passages, without a model."""
    with open_desk(places, arguments.matter) as desk:

        def one(question: batch.BatchQuestion) -> dict[str, Any]:
            documents = _ids(desk, question.documents or arguments.document)
            if arguments.words:
                return words.one(desk, question.question, documents, group=arguments.group, identity=question.id)
            found = find(desk, question.question, document_ids=documents, count=arguments.count, wide=arguments.wide)
            return search_json(question.id, question.question, found)

        if arguments.batch:
            return _batch(arguments, one)
        text = _text(arguments)
        if arguments.json:
            emit(one(batch.BatchQuestion("", text, ())))
            return 0
        documents = _ids(desk, arguments.document)
        if arguments.words:
            words.show(desk, text, documents, group=arguments.group, count=arguments.count)
            return 0
        found = find(desk, text, document_ids=documents, count=arguments.count, wide=arguments.wide)
        _show_found(_by_document(found) if arguments.group else found)
        for note in desk.health():
            print(note, file=sys.stderr)
    return 0


def ask(arguments: argparse.Namespace, places: Places) -> int:
    """An answer, its quotations located."""
    with open_desk(places, arguments.matter) as desk:

        def one(question: batch.BatchQuestion) -> dict[str, Any]:
            desk.new_conversation()
            documents = tuple(_ids(desk, question.documents or arguments.document))
            for event in _events(desk, question.question, documents, arguments):
                if isinstance(event, Surveyed) and arguments.every and not arguments.batch:
                    emit(surveyed_json(event))
                if isinstance(event, Answered):
                    return answer_json(question.id, event.answer)
            raise AssertionError("an answer always comes")

        if arguments.batch:
            return _batch(arguments, one)
        text = _text(arguments)
        if arguments.json:
            emit(one(batch.BatchQuestion("", text, ())))
            return 0
        chosen = tuple(_ids(desk, arguments.document))
        events = _events(desk, text, chosen, arguments)
        collective = _collective(desk, text, chosen, arguments)
        if collective is not None:
            survey.show(events, collective.words)
        else:
            _converse(events)
    return 0


def _collective(
    desk: Desk, text: str, chosen: tuple[str, ...], arguments: argparse.Namespace
) -> collecting.Collective | None:
    """The question taken apart when it goes to every document: by its words, or because `--every` says so."""
    if arguments.every:
        return collecting.every(text)
    return None if arguments.narrow else collecting.is_collective(desk, text, chosen, wide=arguments.wide)


def _events(desk: Desk, text: str, chosen: tuple[str, ...], arguments: argparse.Namespace) -> Iterator[AskEvent]:
    if _collective(desk, text, chosen, arguments) is not None:
        return collecting.survey(desk, text, document_ids=chosen)
    how = asking.Asking(chosen, arguments.wide, arguments.model or "", arguments.count)
    return asking.put(desk, text, how)


def _text(arguments: argparse.Namespace) -> str:
    text = encodable(arguments.text or "").strip()
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


def _by_document(found: Found) -> Found:
    """The same hits, those of a document side by side, the document of the best one first."""
    order = list(dict.fromkeys(hit.document_name for hit in found.hits))
    return replace(found, hits=tuple(sorted(found.hits, key=lambda hit: order.index(hit.document_name))))


def _show_found(found: Found) -> None:
    if found.scope.names:
        named = " (named in the question; --wide asks the whole matter)" if found.scope.recognised else ""
        say(f"In: {', '.join(line(name) for name in found.scope.names)}{named}")
    if not found.hits:
        say("Nothing was found.")
    for number, hit in enumerate(found.hits, start=1):
        how = f"brought along: {line(hit.brought)}" if hit.brought else f"found by {hit.found_by}"
        say(f"\n[{number}] {line(hit.document_name)}, {hit.passage.pinpoint}   {how}")
        if hit.also_as:
            say(f"    the same text: {', '.join(line(name) for name in hit.also_as)}")
        say("    " + line(hit.passage.text.strip()))


def _converse(events: Iterable[AskEvent]) -> None:
    """Passages first, then the answer once it is verified, for a person."""
    progress = Progress()
    for event in events:
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
            answer.show(event.answer)
