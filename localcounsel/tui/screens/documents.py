"""The matter's documents: what has been read, what has not and why; adding more; limiting questions to some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from localcounsel.errors import CounselError, NeedsPassword
from localcounsel.records import Document, DocumentState
from localcounsel.tui import show, wording
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.progress import Progress
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.add_files import AddScreen
from localcounsel.tui.screens.details import DetailsScreen
from localcounsel.tui.screens.lists import ListScreen
from localcounsel.tui.screens.prompts import LinePrompt
from localcounsel.tui.screens.viewer import ViewerScreen
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.intake import Intake
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.workers import background

Chosen = tuple[tuple[str, str], ...]
"""Documents as (id, name)."""

REST = 0.5
"""Seconds between two readings of the list while files are taken in: a long list is not read for every file."""

LISTED = 4
"""Files left out that are named below the list; all of them stand in the list as failed."""


class DocumentsScreen(ListScreen[Chosen]):
    """Dismissed with the documents that questions are limited to."""

    HELP = "Documents"
    EMPTY = show.words(
        ("No documents yet\n\n", "bold"),
        ("a", "bold $primary"),
        "  adds files and folders. PDF, Word, text, e-mail, HTML and RTF are read.\n",
        ("A folder added again takes in only what is new or changed.", "$soft"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", id="documents.add"),
        Binding("i", "details", "Details", id="documents.details"),
        Binding("space", "limit", "Choose", id="documents.choose"),
        Binding("p", "password", "Password", id="documents.password"),
        Binding("x", "stop", "Stop", id="documents.stop"),
        Binding("escape,f2", "close", "Back", key_display="Esc", id="documents.back"),
    ]

    def __init__(self, ports: Ports, desk: Desk, intake: Intake, chosen: Chosen) -> None:
        super().__init__()
        self._ports = ports
        self._desk = desk
        self._intake = intake
        self._chosen = dict(chosen)
        self._unread: Mapping[str, int] = {}
        self._seen = 0
        self._reading = False
        self._stale = False

    def below(self) -> ComposeResult:
        yield Static(id="batch", markup=False)

    def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place, banner.note = f"{self._desk.matter.name}  ›  Documents", counsel(self).containment
        self.watch(self._intake, "progress", self._progressed)
        self._load()

    def _load(self) -> None:
        """Read the list again; while it is being read, or was a moment ago, once more afterwards."""
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        background(self, self._read, self._listed, self._unlisted, group="documents")

    def _unlisted(self, error: CounselError) -> None:
        self._reading = False
        counsel(self).report(error)

    def _rested(self) -> None:
        self._reading = False
        if self._stale:
            self._load()

    def _read(self) -> tuple[Sequence[Document], Mapping[str, int]]:
        documents = sorted(self._desk.store.documents(), key=lambda document: document.name.casefold())
        return documents, self._ports.unread(self._desk)

    def _listed(self, found: tuple[Sequence[Document], Mapping[str, int]]) -> None:
        documents, self._unread = found
        self.show_items(documents)
        self.refresh_bindings()
        self.set_timer(REST, self._rested)

    # The list

    def headings(self, width: int) -> Content:
        names = ("   Document", "State", "Pages")
        sizes = (0, _state_width(width), -6)
        return show.columns(width, *((Content.styled(n, "$soft"), s) for n, s in zip(names, sizes, strict=True)))

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        sign = wording.document_state(item, self._unread.get(item.id, 0))
        mark = ("▸ ", "bold $primary") if item.id in self._chosen else "  "
        also = f"  = {item.copies[1].name}" if len(item.copies) > 1 else ""
        return (
            show.columns(
                width,
                (show.words(" ", mark, show.one_line(item.name), show.one_line(also, "$soft")), 0),
                (show.words((f"{sign.shape} ", sign.style), show.one_line(sign.words)), _state_width(width)),
                (Content(f"{item.page_count:,}" if item.page_count else "–"), -6),
            ),
        )

    def found_by(self, item: Any) -> str:
        return " ".join(copy.name for copy in item.copies)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        document = event.item
        if document.state is DocumentState.FAILED:
            self.action_details()
        else:
            self.app.push_screen(ViewerScreen(self._desk, document.id, document.name))

    def action_details(self) -> None:
        if self.rows.item is not None:
            self.app.push_screen(DetailsScreen(self._desk, self.rows.item))

    def action_limit(self) -> None:
        """Limit questions to this document too, or no longer."""
        document = self.rows.item
        if document is None or document.state is DocumentState.FAILED:
            return
        if self._chosen.pop(document.id, None) is None:
            self._chosen[document.id] = document.name
        self.rows.action_move(1)
        self.rows.refresh()
        self._tell(self._intake.progress)

    def action_close(self) -> None:
        if not self.close_filter():
            self.dismiss(tuple(self._chosen.items()))

    def on_rows_moved(self, _: Rows.Moved) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing now are not offered."""
        if action == "stop":
            return self._intake.running
        if action == "password":
            return self.is_mounted and self._failed is not None
        return True

    # Taking files in

    def action_add(self) -> None:
        self.app.push_screen(AddScreen(), self._add)

    def _add(self, paths: list[Path] | None) -> None:
        if paths:
            self._intake.add(self._desk, paths)

    def action_stop(self) -> None:
        self._intake.stop()

    @property
    def _failed(self) -> Document | None:
        """The document under the cursor, if its file could not be read."""
        document = self.rows.item
        failed = document is not None and document.state is DocumentState.FAILED and document.copies
        return document if failed else None

    def action_password(self) -> None:
        """Give the password of an encrypted file."""
        document = self._failed
        if document is None:
            return
        about = show.words("Of ", show.one_line(document.name, "bold"), ". It is used once and not kept.")
        path = Path(document.copies[0].path)

        def open_with(password: str | None) -> None:
            if password:
                self._intake.add(self._desk, [path], password)

        self.app.push_screen(LinePrompt("Password", about, password=True), open_with)

    def _progressed(self, progress: Progress) -> None:
        changed = progress.taken + len(progress.left_out)
        if changed != self._seen or not progress.running or (progress.indexing and not progress.file):
            self._seen = changed
            self._load()
        self._tell(progress)
        self.refresh_bindings()

    def _tell(self, progress: Progress) -> None:
        lines: list[Content] = []
        if self._chosen:
            chosen = wording.count(len(self._chosen), "document")
            lines.append(show.words(("▸ ", "bold $primary"), f"Questions are asked of {chosen} only."))
        if progress.running:
            done, of = progress.share
            lines.append(show.words((wording.bar(done, of), "$primary"), "  ", show.one_line(progress.line())))
        elif progress.line():
            lines.append(show.one_line(progress.line(), "$error" if progress.error else "bold"))
        for left in progress.left_out[-LISTED:]:
            lines.append(
                show.words(
                    ("✗ ", "$error"),
                    show.one_line(left.name, "bold"),
                    "  ",
                    show.one_line(f"{left.error.title}. {_advice(left.error)}", "$soft"),
                )
            )
        if len(progress.left_out) > LISTED:
            lines.append(Content(f"  and {len(progress.left_out) - LISTED} more left out; all stand in the list."))
        batch = self.query_one("#batch", Static)
        batch.update(Content("\n").join(lines) if lines else Content(""))
        batch.display = bool(lines)


def _advice(error: CounselError) -> str:
    return "Choose it in the list and press p." if isinstance(error, NeedsPassword) else error.advice


def _state_width(width: int) -> int:
    return max(24, min(56, width * 2 // 5))
