"""`add` and `status`: documents into the matter, and what became of them."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from localcounsel.core.searched import count
from localcounsel.errors import DocumentError
from localcounsel.flows import ingest
from localcounsel.flows.desk import HURRIED, Desk, open_desk
from localcounsel.flows.events import (
    FileLeftOut,
    FileStarted,
    FileTaken,
    Indexing,
    Ingested,
    IngestEvent,
    PageRead,
    Scanning,
)
from localcounsel.flows.lines import document_json
from localcounsel.store.places import Places
from localcounsel.verbs.glass import Progress, complain, duration, emit, line, say, table


def add(arguments: argparse.Namespace, places: Places) -> int:
    """Take files and folders in. 0 when all was taken, 6 when something was left out."""
    password = arguments.password
    if arguments.ask_password:
        password = getpass.getpass("Password of the encrypted files: ")
    with open_desk(places, arguments.matter, HURRIED) as desk:
        left_out = 0
        for event in _events(desk, arguments, password):
            _report(event, arguments.json)
            left_out += isinstance(event, FileLeftOut)
        if not arguments.json:
            for text in desk.health():
                say(text)
    return DocumentError.exit_code if left_out else 0


def _events(desk: Desk, arguments: argparse.Namespace, password: str | None) -> Iterator[IngestEvent]:
    """The events of reading and, unless `--no-wait`, of indexing, with a progress line for whoever watches."""
    progress = Progress()
    for event in ingest.add(desk, [Path(path) for path in arguments.paths], password=password):
        if not _progress(event, progress):
            progress.clear()
            yield event
    if not arguments.no_wait:
        for event in ingest.index(desk):
            _progress(event, progress)
    progress.clear()


def _progress(event: IngestEvent, progress: Progress) -> bool:
    """Whether the event is progress only; if so it was shown."""
    if isinstance(event, Scanning):
        progress.show(f"looking at the folder: {event.found} files")
    elif isinstance(event, FileStarted):
        progress.show(f"{event.number} of {event.of}  {event.name}")
    elif isinstance(event, PageRead):
        of = f" of {event.of}" if event.of else ""
        progress.show(f"reading {event.name}: page {event.recognising or event.done}{of}{_recognising(event)}")
    elif isinstance(event, Indexing):
        left = f", {duration(event.seconds_left)} left" if event.seconds_left else ""
        progress.show(f"indexing meaning: {event.done:,} of {event.of:,} passages, {event.a_second:.0f} a second{left}")
    else:
        return False
    return True


def _recognising(event: PageRead) -> str:
    """What a scanned page takes."""
    if not event.recognising:
        return ""
    left = f", about {duration(event.left)} left" if event.left else ""
    return f", recognising its words for {duration(event.seconds)}{left}"


def _report(event: IngestEvent, as_json: bool) -> None:
    """One line for a file's fate, and one at the end."""
    if as_json:
        emit(_as_json(event))
    elif isinstance(event, FileLeftOut):
        complain(event.error, event.name)
    elif isinstance(event, FileTaken):
        unread = f", {event.unread} unread" if event.unread else ""
        pages = f"  {event.pages} pages{unread}" if event.pages else ""
        say(f"{event.outcome:<10} {line(event.name)}{pages}")
        for warning in event.warnings:
            say(f"           note: {line(warning)}")
    elif isinstance(event, Ingested):
        removed = f", {event.removed} removed" if event.removed else ""
        say(
            f"{event.taken} taken, {event.left_out} left out{removed}; {event.pages} pages read, "
            f"{event.unread} of them unread, in {duration(event.seconds)}"
        )


def _as_json(event: IngestEvent) -> dict[str, Any]:
    if isinstance(event, FileLeftOut):
        error = event.error
        return {
            "file": event.name,
            "outcome": "left out",
            "error": error.name,
            "message": error.message,
            "advice": error.advice,
        }
    if isinstance(event, FileTaken):
        taken = asdict(event)
        return {"file": taken.pop("name"), "outcome": taken.pop("outcome"), **taken}
    if isinstance(event, Ingested):
        return {"summary": asdict(event)}
    raise AssertionError(f"progress has no line: {event}")


def status(arguments: argparse.Namespace, places: Places) -> int:
    """What is in the matter: documents, pages read, unread and why, indexed."""
    with open_desk(places, arguments.matter) as desk:
        said = desk.store.markings()
        entries = [
            document_json(document, copy.name, desk.store.unread(document.id), said.get(document.id))
            for document in desk.store.documents()
            for copy in document.copies
        ]
        indexed, whole = desk.store.index_counts()
        if arguments.json:
            passages = {"indexed": indexed, "all": whole}
            emit({"matter": desk.matter.name, "documents": entries, "passages": passages})
            return 0
        rows = [
            (each["name"], each["state"], f"{each['pages_read']}/{each['pages']}", _remark(each)) for each in entries
        ]
        table(("Document", "State", "Pages read", ""), rows)
        for each in entries:
            for page in each["unread"]:
                print(f"unread: {line(each['name'])}, page {page['page']}: {line(page['reason'])}")
        if excluded := sum(each.excluded for each in said.values()):
            say(f"{count(excluded, 'document')} excluded from questions: not searched, quoted or counted")
        for text in desk.health():
            say(text)
    sys.stdout.flush()
    return 0


def _remark(entry: dict[str, Any]) -> str:
    """What stands beside a document: that it is excluded, why it was not read, its labels."""
    excluded = "excluded from questions" if entry["excluded"] else ""
    return "  ".join(filter(None, (excluded, entry["reason"], " ".join(f"#{label}" for label in entry["labels"]))))
