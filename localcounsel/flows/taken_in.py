"""What was taken into a matter, put on record file by file: ids, counts and outcomes, no name and no text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from localcounsel.errors import OnLegalHold
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import FileLeftOut, FileTaken, IngestEvent


def on_record(desk: Desk, events: Iterator[IngestEvent]) -> Iterator[IngestEvent]:
    """The same events; what changed the matter is in its audit log before anybody is told of it."""
    for event in events:
        if isinstance(event, FileTaken) and event.outcome != "unchanged":
            what = "removed" if event.outcome == "removed" else "added"
            counts = {"pages": str(event.pages), "unread": str(event.unread)} if event.pages else {}
            desk.audit.append(what, document=event.document_id, outcome=event.outcome, **counts)
        elif isinstance(event, FileLeftOut):
            named = hashlib.sha256(event.name.encode("utf-8", "surrogatepass")).hexdigest()
            desk.audit.append("left out", error=event.error.name, name_sha256=named)
        yield event


def unless_held(name: str, events: Iterator[IngestEvent]) -> Iterator[IngestEvent]:
    """The same events; where they would take a text away that is on legal hold, the file is left out instead."""
    try:
        yield from events
    except OnLegalHold as error:
        yield FileLeftOut(name, error)
