"""What the screens of matters and documents ask of the flows: the list, what people say of documents, the archive."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from localcounsel.store.places import Places
from localcounsel.tui.later import later

if TYPE_CHECKING:
    from localcounsel.core.filing import Filed, OnDisk
    from localcounsel.flows.left_off import LeftOff
    from localcounsel.flows.on_disk import Compared
    from localcounsel.records import Answer, Document, Marking, Page

Before: TypeAlias = "Mapping[str, Marking]"
"""What was said of the documents that were changed: given to `mark`, it undoes."""


@dataclass(frozen=True, slots=True)
class FilingPorts:
    """Bound to the home. `Any` stands for a desk: each only takes its own kind."""

    listed: Callable[[Any, Mapping[str, OnDisk]], Sequence[Filed]]
    """Desk, and what was found on the disk by file name: every file of the matter."""
    askable: Callable[[Any], tuple[Sequence[Document], int]]
    """Desk: the documents that questions are put to, and how many others are excluded."""
    compare: Callable[[Any], Iterator[Compared]]
    """Whether the files are still what was read; reads nothing but the disk."""
    noted_pages: Callable[[Any, str], Sequence[Page]]
    """Desk and document id: the pages that are unread or bear a flag, without their text."""
    label: Callable[[Any, Collection[str], Sequence[str], Sequence[str]], Before]
    """Desk, document ids, labels to give and to take away. Raises BadCall."""
    exclude: Callable[[Any, Collection[str], bool], Before]
    mark: Callable[[Any, Before], Before]
    archive: Callable[[str, bool], object]
    """A matter's name, and whether it is put away or taken out again."""
    remember: Callable[[Any, LeftOff], None]
    """Desk and place: noted with the conversation the desk is in."""
    recall: Callable[[Any], tuple[LeftOff, Sequence[Answer]]]
    """Desk: where one left off, and the answers of that conversation, oldest first; the desk goes on with it."""


def flows(places: Places) -> FilingPorts:
    """The real flows."""
    if TYPE_CHECKING:
        from localcounsel.flows import exclusion, filing, left_off, matters, on_disk
    else:
        exclusion, filing, left_off, matters, on_disk = later("exclusion", "filing", "left_off", "matters", "on_disk")

    return FilingPorts(
        listed=lambda at, seen: filing.listed(at.store, seen),
        askable=lambda at: exclusion.counted(at.store),
        compare=lambda at: on_disk.compare(at.store),
        noted_pages=lambda at, document_id: at.store.noted_pages(document_id),
        label=filing.label,
        exclude=filing.exclude,
        mark=filing.mark,
        archive=lambda name, archived: matters.archive(places, name, archived),
        remember=left_off.remember,
        recall=left_off.go_back,
    )
