"""What people say of documents, on the screen of documents: labels, excluded from questions, undone again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from localcounsel.core.filing import Filed
from localcounsel.records import Marking
from localcounsel.tui.language import _
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.ports_filing import Before
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.filing import FilingScreen, documents
from localcounsel.tui.screens.labels import LabelPrompt
from localcounsel.tui.workers import background

UNDOABLE = 50
"""Changes that can be undone, one after another, until the screen is left."""


class MarkingScreen(FilingScreen):
    """Acts on the file under the cursor, on all files of the folder under it, or on all that a filter leaves."""

    def __init__(self, ports: Ports, desk: Desk) -> None:
        super().__init__(ports, desk)
        self._undo: list[Before] = []

    def _drop_chosen(self, document_ids: set[str]) -> None:
        """Questions are no longer limited to these."""
        raise NotImplementedError

    def action_label(self) -> None:
        self._ask_labels(self.folders.files_below())

    def action_label_shown(self) -> None:
        self._ask_labels(self.folders.everything())

    def action_exclude(self) -> None:
        self._exclude(self.folders.files_below())

    def action_exclude_shown(self) -> None:
        self._exclude(self.folders.everything())

    def _ask_labels(self, files: Sequence[Filed]) -> None:
        if not files:
            return
        ids = list(dict.fromkeys(each.document.id for each in files))
        marks = [each.marking for each in files]
        known = sorted({label for each in self._files for label in each.marking.labels})
        name = files[0].name if len(ids) == 1 else documents(len(ids))

        def said(change: tuple[list[str], list[str]] | None) -> None:
            if change is not None and any(change):
                add, remove = change
                self._change(
                    lambda: self._ports.filing.label(self._desk, ids, add, remove),
                    _("{documents} labelled · {key} undoes"),
                )

        self.app.push_screen(LabelPrompt(name, marks, known), said)

    def _exclude(self, files: Sequence[Filed]) -> None:
        """Exclude them; when all are excluded already, include them again."""
        if not files:
            return
        ids = list(dict.fromkeys(each.document.id for each in files))
        out = not all(each.marking.excluded for each in files)
        if out:
            self._drop_chosen(set(ids))
        done = _("{documents} excluded from questions · {key} undoes")
        undone = _("{documents} included in questions again · {key} undoes")
        self._change(lambda: self._ports.filing.exclude(self._desk, ids, out), done if out else undone)

    def action_undo(self) -> None:
        """Say again of documents what was said before the last change."""
        if self._undo:
            before = self._undo.pop()
            self._work(lambda: self._ports.filing.mark(self._desk, before), lambda _done: self._undone(before))

    def _undone(self, before: Before) -> None:
        counsel(self).say(_("Undone for {documents}").format(documents=documents(len(before))))
        self.refresh_bindings()

    def _change(self, work: Any, words: str) -> None:
        def then(before: Before) -> None:
            if before:
                self._undo = [*self._undo[1 - UNDOABLE :], before]
                counsel(self).say(words.format(documents=documents(len(before)), key="Ctrl+Z"))
                self.refresh_bindings()

        self._work(work, then)

    def _work(self, work: Any, then: Any) -> None:
        """Change what is said, then show what is said now; changes wait for one another."""

        def change() -> tuple[Before, dict[str, Marking]]:
            before = work()
            marked = {each.document.id: each.marking for each in self._ports.filing.listed(self._desk, {})}
            return before, {id: marked[id] for id in before if id in marked}

        def changed(found: tuple[Before, dict[str, Marking]]) -> None:
            self._said(found[1])
            then(found[0])

        background(self, change, changed, counsel(self).report, group="marking")
