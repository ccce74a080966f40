"""The matter's documents in order: the list with all that is said of each, labels, and exclusion from questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from localcounsel.core.filing import Filed, OnDisk
from localcounsel.flows.desk import Desk
from localcounsel.records import Marking
from localcounsel.store import markings
from localcounsel.store.matter import MatterStore

NAMED = 16
"""Documents whose ids an audit entry names; of more it gives the number."""


def listed(store: MatterStore, on_disk: Mapping[str, OnDisk] | None = None) -> list[Filed]:
    """Every file of the matter in the order they came. `on_disk`: what was found there, by file name."""
    marked = store.markings()
    unread = store.unread_counts()
    seen = on_disk or {}
    return [
        Filed(
            copy,
            document,
            unread.get(document.id, 0),
            marked.get(document.id, Marking()),
            seen.get(copy.name, OnDisk.AS_READ),
        )
        for document in store.documents()
        for copy in document.copies
    ]


def label(
    desk: Desk, document_ids: Collection[str], add: Sequence[str], remove: Sequence[str] = ()
) -> dict[str, Marking]:
    """Give documents labels and take others away; what was said of those that changed. Raises BadCall."""
    added, removed = set(markings.labelled(add)), set(markings.labelled(remove))
    now = desk.store.markings()
    wanted = {}
    for id in dict.fromkeys(document_ids):
        before = now.get(id, Marking())
        wanted[id] = replace(before, labels=tuple(sorted((set(before.labels) | added) - removed)))
    return mark(desk, wanted)


def exclude(desk: Desk, document_ids: Collection[str], excluded: bool = True) -> dict[str, Marking]:
    """Exclude documents from questions or include them again; what was said of those that changed."""
    now = desk.store.markings()
    return mark(desk, {id: replace(now.get(id, Marking()), excluded=excluded) for id in dict.fromkeys(document_ids)})


def mark(desk: Desk, wanted: Mapping[str, Marking]) -> dict[str, Marking]:
    """Say this of documents, all or none, and put it on record; given what it returns, it is undone.

    Returns what was said before of the documents for which something changed. Raises NoSuchDocument or BadCall.
    """
    now = desk.store.markings()
    before = {id: now.get(id, Marking()) for id, each in wanted.items() if now.get(id, Marking()) != each}
    if not before:
        return {}
    desk.store.mark_many({id: wanted[id] for id in before})
    for what, ids in (
        ("documents excluded", [id for id, old in before.items() if wanted[id].excluded and not old.excluded]),
        ("documents included", [id for id, old in before.items() if old.excluded and not wanted[id].excluded]),
        ("documents labelled", [id for id, old in before.items() if wanted[id].labels != old.labels]),
    ):
        if ids:
            which = " ".join(id[:12] for id in ids[:NAMED])
            desk.audit.append(what, documents=str(len(ids)), which=which)
    return before
