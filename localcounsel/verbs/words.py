"""`search --words`: words with operators, every place counted, by document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from localcounsel.core.operators import QueryMistake
from localcounsel.flows.desk import Desk
from localcounsel.flows.excerpts import Line
from localcounsel.flows.searching import Counted, Filters, Group, Progress, Searcher, Understood
from localcounsel.verbs import glass
from localcounsel.verbs.glass import line, say


def one(desk: Desk, text: str, document_ids: Sequence[str], *, group: bool, identity: str = "") -> dict[str, Any]:
    """A whole search as one JSON object. Raises QueryMistake."""
    searcher = Searcher(desk, Filters(document_ids=tuple(document_ids)))
    groups, understood, counted = _all(searcher, text)
    return {
        "id": identity,
        "query": text,
        "understood": understood.words,
        "hits": counted.hits,
        "searched": counted.searched,
        "unread_pages": counted.unread_pages,
        "unreadable": list(counted.unreadable),
        "excluded": list(counted.excluded),
        "stopped": counted.stopped,
        "documents": [_document(searcher, text, each, group) for each in groups],
    }


def show(desk: Desk, text: str, document_ids: Sequence[str], *, group: bool, count: int) -> None:
    """The same for people; without `group`, up to `count` places of each document."""
    searcher = Searcher(desk, Filters(document_ids=tuple(document_ids)))
    try:
        groups, understood, counted = _all(searcher, text)
    except QueryMistake as mistake:
        say(line(text))
        say(" " * glass.width_of(line(text[: mistake.start])) + "^" * min(40, mistake.end - mistake.start))
        raise
    say(f"Looked for: {line(understood.words)}")
    for each in groups:
        say(f"\n{line(each.name)}   {_places(each.count)}")
        lines = each.lines if group else searcher.lines(text, each.document_id, count)
        for shown in lines:
            say(f"    p. {line(shown.label or str(shown.page))}  {line(shown.text)}")
        if len(lines) < each.count:
            say(f"    and {each.count - len(lines):,} more")
    say("\n" + _summary(counted))


def _all(searcher: Searcher, text: str) -> tuple[list[Group], Understood, Counted]:
    groups: list[Group] = []
    understood, counted = Understood("", 0), None
    for event in searcher.search(text):
        match event:
            case Understood():
                understood = event
            case Progress(found):
                groups += found
            case Counted():
                counted = event
    assert counted is not None
    return groups, understood, counted


def _document(searcher: Searcher, text: str, group: Group, grouped: bool) -> dict[str, Any]:
    lines: Sequence[Line] = group.lines if grouped else searcher.lines(text, group.document_id, group.count)
    return {
        "document": group.name,
        "count": group.count,
        "places": [
            {"page": each.page, "page_label": each.label, "start": each.start, "text": each.text} for each in lines
        ],
    }


def _summary(counted: Counted) -> str:
    parts = [f"{_places(counted.hits)} in {counted.documents:,} of {counted.searched:,} documents"]
    if counted.stopped:
        parts.append(counted.stopped)
    if counted.unread_pages:
        parts.append(f"{counted.unread_pages:,} unread pages of the matter could not be searched")
    if counted.unreadable:
        parts.append(f"{len(counted.unreadable):,} documents could not be read")
    if counted.excluded:
        parts.append(f"{len(counted.excluded):,} are excluded")
    return "; ".join(parts) + "."


def _places(count: int) -> str:
    return f"{count:,} place{'' if count == 1 else 's'}"
