"""The list of documents behind its screen: read, narrowed and compared with the disk, never in the way of keys."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from textual.screen import Screen

from localcounsel.core.filing import Filed, Filter, OnDisk, parse
from localcounsel.core.tree import Node, Tally, grown
from localcounsel.errors import CounselError
from localcounsel.flows.on_disk import Compared
from localcounsel.records import DocumentState, Marking
from localcounsel.tui.language import ngettext
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.screens import counsel
from localcounsel.tui.widgets.document_tree import DocumentTree
from localcounsel.tui.workers import as_error, background

Chosen = tuple[tuple[str, str], ...]
"""Documents as (id, name)."""

REST = 0.5
"""Seconds between two readings of the list while files are taken in, at least."""
RESTS = 4
"""How many times longer than reading the list took it is left alone: a long one is not read all the time."""
COMPARE_SECONDS = 300.0
"""Between two looks at the disk while the screen is open."""


@dataclass(frozen=True, slots=True)
class _Listing:
    """What a thread brings: all files, and the tree of those that the filter leaves."""

    files: Sequence[Filed]
    whole: Tally
    filter: Filter
    root: Node
    seconds: float


class FilingScreen(Screen[Chosen]):
    """Everything that reads. A subclass shows the tree in `_planted`."""

    def __init__(self, ports: Ports, desk: Desk) -> None:
        super().__init__()
        self._ports = ports
        self._desk = desk
        self._files: Sequence[Filed] = ()
        self._whole = Tally()
        self._filter = Filter()
        self._wanted = ""
        """What stands in the filter."""
        self._on_disk: dict[str, OnDisk] = {}
        self._left = threading.Event()
        self._reading = self._stale = False

    def on_mount(self) -> None:
        self.set_interval(COMPARE_SECONDS, self.action_compare)

    def on_unmount(self) -> None:
        self._left.set()

    @property
    def folders(self) -> DocumentTree:
        raise NotImplementedError

    def _planted(self, root: Node) -> None:
        """Show this tree; `_files`, `_whole` and `_filter` are those it was made with."""
        raise NotImplementedError

    # The list

    def _load(self) -> None:
        """Read the list again; while it is being read, or was a moment ago, once more afterwards."""
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        seen = dict(self._on_disk)
        self._list(lambda: self._ports.filing.listed(self._desk, seen), self._loaded, "documents")

    def _loaded(self, listing: _Listing) -> None:
        self._listed(listing)
        self.set_timer(max(REST, RESTS * listing.seconds), self._rested)

    def _rested(self) -> None:
        self._reading = False
        if self._stale:
            self._load()

    def _list(self, files: Callable[[], Sequence[Filed]], then: Callable[[_Listing], object], group: str) -> None:
        """Grow the tree in a thread: of `files`, under the filter that is set.

        Reading and narrowing are two groups: a reading that another thread replaced before it began would never end.
        """
        wanted, before, whole = self._wanted, self._files, self._whole

        def work() -> _Listing:
            began = time.monotonic()
            found = files()
            narrowed = parse(wanted)
            root = grown(narrowed.of(found) if narrowed else found)
            total = whole if found is before else _tally(found) if narrowed else root.tally
            return _Listing(found, total, narrowed, root, time.monotonic() - began)

        background(self, work, then, self._unlisted, group=group)

    def _unlisted(self, error: CounselError) -> None:
        self._reading = False
        counsel(self).report(error)

    def _listed(self, listing: _Listing) -> None:
        self._files, self._whole, self._filter = listing.files, listing.whole, listing.filter
        self._planted(listing.root)

    def _narrow(self, wanted: str) -> None:
        """Show only what this filter leaves."""
        self._wanted = wanted
        self._again()

    def _again(self) -> None:
        """The tree anew from what is at hand."""
        if self._reading:
            self._stale = True  # what is being read was asked for under the filter before
        files = self._files
        self._list(lambda: files, self._listed, "narrowed")

    def _said(self, marks: Mapping[str, Marking]) -> None:
        """Something else is said of these documents now."""
        self._files = [
            replace(each, marking=marks[each.document.id]) if each.document.id in marks else each
            for each in self._files
        ]
        self._whole = _tally(self._files)
        self._again()

    # The disk

    def action_compare(self) -> None:
        """Look whether the files are still what was read, beside everything else."""
        self.run_worker(self._look, thread=True, group="disk", exclusive=True, exit_on_error=False)

    def _look(self) -> None:
        """In a thread: pass on what is found as it is found."""
        found: dict[str, OnDisk] = {}
        try:
            for compared in self._ports.filing.compare(self._desk):
                if self._left.is_set():
                    return
                found.update(compared.found)
                self.call_later(self._compared, compared, dict(found))
        except CounselError as problem:
            self.call_later(counsel(self).report, problem)
        except Exception as fault:  # shown like any error; nothing is swallowed
            self.call_later(counsel(self).report, as_error(fault))

    def _compared(self, compared: Compared, found: dict[str, OnDisk]) -> None:
        """Show what was found; what was found before and is not yet looked at again stands until the pass is over."""
        known = {**self._on_disk, **found} if compared.done < compared.of else found
        if known == self._on_disk:
            return
        self._on_disk = known
        if not self._files:
            return
        self._files = [
            each if each.on_disk is state else replace(each, on_disk=state)
            for each in self._files
            for state in (known.get(each.name, OnDisk.AS_READ),)
        ]
        self._whole = _tally(self._files)
        self._again()


def _tally(files: Sequence[Filed]) -> Tally:
    tally = Tally()
    for each in files:
        tally.count(each)
    return tally


def documents(number: int) -> str:
    """`1 document`, `3 documents`."""
    return ngettext("{count} document", "{count} documents", number).format(count=f"{number:,}")


def failed(filed: Filed) -> bool:
    """Whether nothing of it could be read."""
    return filed.document.state is DocumentState.FAILED
