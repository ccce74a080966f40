"""The scripted matter's documents as the screens list them; remembers what was said of them, and what was asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from localcounsel.core.filing import Filed, OnDisk
from localcounsel.flows.left_off import LeftOff
from localcounsel.flows.on_disk import Compared
from localcounsel.records import Answer, Document, Marking, Page, PageState
from localcounsel.store import markings
from localcounsel.tui.ports_filing import FilingPorts


@dataclass
class ScriptedFiling:
    """What the disk holds and what was said of documents."""

    calls: list[tuple[Any, ...]]
    """Shared with the script: what the flows were asked."""
    said: dict[str, Marking] = field(default_factory=dict)
    on_disk: tuple[tuple[str, OnDisk], ...] = ()
    comparing: Callable[[], Iterator[Compared]] | None = None
    place: LeftOff = field(default_factory=LeftOff)

    def ports(self) -> FilingPorts:
        return FilingPorts(
            listed=self._listed,
            compare=lambda desk: self.comparing() if self.comparing else iter([Compared(1, 1, self.on_disk)]),
            noted_pages=_noted,
            label=self._label,
            exclude=self._exclude,
            mark=lambda desk, wanted: self._mark(wanted),
            archive=lambda name, archived: self.calls.append(("archive", name, archived)),
            remember=self._remember,
            recall=self._recall,
            askable=self._askable,
        )

    def _listed(self, desk: Any, seen: Mapping[str, OnDisk]) -> Sequence[Filed]:
        return [
            Filed(
                copy,
                document,
                len(desk.store.unread(document.id)),
                self.said.get(document.id, Marking()),
                seen.get(copy.name, OnDisk.AS_READ),
            )
            for document in desk.store.documents()
            for copy in document.copies
        ]

    def _label(
        self, desk: Any, ids: Collection[str], add: Sequence[str], remove: Sequence[str]
    ) -> Mapping[str, Marking]:
        self.calls.append(("label", tuple(ids), tuple(add), tuple(remove)))
        added = markings.labelled(add)
        wanted = {}
        for id in ids:
            now = self.said.get(id, Marking())
            wanted[id] = replace(now, labels=tuple(sorted({*now.labels, *added} - set(remove))))
        return self._mark(wanted)

    def _exclude(self, desk: Any, ids: Collection[str], excluded: bool) -> Mapping[str, Marking]:
        self.calls.append(("exclude", tuple(ids), excluded))
        return self._mark({id: replace(self.said.get(id, Marking()), excluded=excluded) for id in ids})

    def _mark(self, wanted: Mapping[str, Marking]) -> Mapping[str, Marking]:
        before = {id: self.said.get(id, Marking()) for id in wanted if self.said.get(id, Marking()) != wanted[id]}
        self.said.update(wanted)
        return before

    def _askable(self, desk: Any) -> tuple[Sequence[Document], int]:
        every = desk.store.documents()
        asked = [each for each in every if not self.said.get(each.id, Marking()).excluded]
        return asked, len(every) - len(asked)

    def _recall(self, desk: Any) -> tuple[LeftOff, Sequence[Answer]]:
        answers = [answer for answer in desk.store.kept if answer.conversation == self.place.conversation]
        desk.resume(answers)
        return self.place, answers

    def _remember(self, desk: Any, place: LeftOff) -> None:
        self.place = place


def _noted(desk: Any, document_id: str) -> Sequence[Page]:
    return [page for page in desk.store.pages(document_id) if page.flags or page.state is PageState.UNREAD]
