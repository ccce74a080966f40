"""The matter's documents in their folders: what was read, what was not and why; labels; limiting questions."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Paste
from textual.timer import Timer
from textual.widgets import Input, Static

from localcounsel.core.filing import Filed
from localcounsel.core.tree import Node
from localcounsel.records import DocumentState
from localcounsel.tui import show, states, wording
from localcounsel.tui.language import _, said
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.details import DetailsScreen
from localcounsel.tui.screens.filing import Chosen
from localcounsel.tui.screens.taking_in import TakingInScreen
from localcounsel.tui.screens.viewer import ViewerScreen
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.document_tree import DocumentTree
from localcounsel.tui.widgets.facts_pane import FactsPane
from localcounsel.tui.widgets.intake import Intake
from localcounsel.tui.widgets.key_line import KeyLine
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.widgets.tree_columns import PAGES

BESIDE = 12
"""Entries of one kind that are listed beside the tree."""
SETTLED = 0.06
"""Seconds the cursor rests on a file before its facts are read: holding a key down reads none."""
EMPTY = show.words(
    (_("No documents yet") + "\n\n", "bold"),
    ("a", "bold $primary"),
    "  " + _("adds files and folders; or drop them on this window.") + "\n",
    _("PDF, Word, text, e-mail, HTML and RTF are read.") + "\n\n",
    (_("A folder added again takes in only what is new or changed."), "$soft"),
)


class DocumentsScreen(TakingInScreen):
    """Dismissed with the documents that questions are limited to."""

    HELP = _("Documents")
    DEFAULT_CSS = """
    DocumentsScreen {
        #totals { height: 1; padding: 0 3; text-wrap: nowrap; text-overflow: ellipsis; }
        .headings { margin-top: 0; }
        #files { height: 1fr; }
        #list { width: 1fr; padding: 0 1; }
        #beside { width: 42%; border-left: solid $border-blurred; display: none; }
        #narrow-line { height: 1; margin-bottom: 1; padding: 0 1; background: $surface; display: none; }
        #narrow-lead { width: 2; color: $primary; }
        #narrow { width: 1fr; height: 1; border: none; padding: 0; background: $surface; }
        #narrow-note { width: auto; max-width: 60%; padding-left: 2; text-wrap: nowrap; text-overflow: ellipsis; }
    }
    .-wide DocumentsScreen #beside, DocumentsScreen.-wide #beside { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", _("Add"), id="documents.add"),
        Binding("slash", "filter", _("Filter"), key_display="/", id="documents.filter"),
        Binding("space", "limit", _("Choose"), key_display="␣", id="documents.choose"),
        Binding("s", "pause", _("Pause"), id="documents.pause"),
        Binding("s", "go_on", _("Go on"), id="documents.go_on"),
        Binding("x", "stop", _("Stop"), id="documents.stop"),
        Binding("l", "label", _("Label"), id="documents.label"),
        Binding("e", "exclude", _("Exclude"), id="documents.exclude"),
        Binding("L", "label_shown", _("Label all"), id="documents.label_shown"),
        Binding("E", "exclude_shown", _("Exclude all"), id="documents.exclude_shown"),
        Binding("i", "details", _("Facts"), id="documents.details"),
        Binding("p", "password", _("Password"), id="documents.password"),
        Binding("u", "read_again", _("Reread"), id="documents.read_again"),
        Binding("ctrl+z", "undo", _("Undo"), key_display="^z", id="documents.undo"),
        Binding("f5", "compare", _("Look at the disk"), show=False, id="documents.compare"),
        Binding("question_mark", "app.help", _("Help"), key_display="?", show=False, id="documents.help"),
        Binding("escape,f2", "close", _("Back"), key_display="Esc", id="documents.back"),
    ]

    def __init__(self, ports: Ports, desk: Desk, intake: Intake, chosen: Chosen, at: str = "") -> None:
        """`at`: the name of the file the cursor stands on at first."""
        super().__init__(ports, desk, intake)
        self._chosen = dict(chosen)
        self._at = at
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Banner()
        yield Static(id="totals", markup=False)
        yield Static(classes="headings", markup=False)
        with Horizontal(id="files"):
            yield DocumentTree(self._chosen, id="list")
            yield FactsPane(self._ports, self._desk, BESIDE, id="beside")
        yield Static(EMPTY, classes="empty", markup=False)
        yield from self.below()
        with Horizontal(id="narrow-line"):
            yield Static("/ ", id="narrow-lead", markup=False)
            yield LineInput(placeholder=_("name, state:unread, label:exhibit, type:lease, party:acme"), id="narrow")
            yield Static(id="narrow-note", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place = f"{self._desk.matter.name}  ›  {_('Documents')}"
        banner.note = counsel(self).containment
        self.query_one(".empty").display = False
        self.query_one("#beside").can_focus = False
        self.folders.focus()
        self.watch(self._intake, "progress", self._progressed)
        self._load()
        self.action_compare()

    @property
    def folders(self) -> DocumentTree:
        return self.query_one(DocumentTree)

    # The tree

    def _planted(self, root: Node) -> None:
        nothing = not self._files
        self.query_one(".empty").display = nothing
        self.query_one("#files").display = not nothing
        self.query_one(".headings").display = not nothing
        self.folders.plant(root, narrowed=bool(self._filter), keep=self._at)
        self._at = ""
        parts = [*states.tally(self._whole), (wording.count(self._whole.pages, "page"), "$soft")]
        whole = Content(" · ").join(Content.styled(words, style) for words, style in parts)
        self.query_one("#totals", Static).update(whole if self._files else Content(""))
        self._say_how_many(root)
        self.call_after_refresh(self._head)
        self._beside()
        self.refresh_bindings()

    def on_document_tree_reshaped(self) -> None:
        self._head()

    def _head(self) -> None:
        width = self.folders.scrollable_content_region.width
        names = ((f"    {_('Document')}", 0), (states.heading(), self.folders.state_width(width)), (_("Pages"), -PAGES))
        cells = ((Content.styled(name, "$soft"), size) for name, size in names)
        self.query_one(".headings", Static).update(show.columns(width, *cells))

    def on_rows_moved(self, _: Rows.Moved) -> None:
        self.refresh_bindings()
        self._beside()

    def _beside(self) -> None:
        """Tell about what is under the cursor beside the tree, once the cursor rests."""
        if self.has_class("-wide"):
            if self._resting is not None:
                self._resting.stop()
            self._resting = self.set_timer(SETTLED, self._tell_beside)

    def _tell_beside(self) -> None:
        node = self.folders.item
        pane = self.query_one(FactsPane)
        if node is None:
            return
        if node.filed is None:
            pane.count(node.label, states.tally(node.tally), node.tally.pages)
        else:
            pane.tell(node.filed)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        filed = event.item.filed
        if filed.document.state is DocumentState.FAILED:
            self.action_details()
        else:
            self.app.push_screen(ViewerScreen(self._desk, filed.document.id, filed.document.name))

    def action_details(self) -> None:
        node = self.folders.item
        if node is not None and node.filed is not None:
            self.app.push_screen(DetailsScreen(self._ports, self._desk, node.filed))

    # Narrowing

    def action_filter(self) -> None:
        self.query_one("#narrow-line").display = True
        self.query_one("#narrow", LineInput).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.folders.focus()

    def _say_how_many(self, root: Node) -> None:
        note = self.query_one("#narrow-note", Static)
        if self._filter.trouble:
            note.update(show.one_line(said(self._filter.trouble), "$warning"))
        elif self._filter:
            of = _("{found} of {all}").format(found=f"{root.tally.files:,}", all=states.files(len(self._files)))
            note.update(Content.styled(of, "$soft"))
        else:
            note.update("")

    def _close_filter(self) -> bool:
        line = self.query_one("#narrow", LineInput)
        if not self.query_one("#narrow-line").display:
            return False
        line.value = ""
        self.query_one("#narrow-line").display = False
        self.folders.focus()
        return True

    # Limiting questions

    def action_limit(self) -> None:
        """Limit questions to this document too, or to all in this folder; or no longer."""
        node = self.folders.item
        files = [each for each in self.folders.files_below() if _can_be_asked(each)]
        if node is None:
            return
        if not files:
            excluded = any(each.marking.excluded for each in self.folders.files_below())
            counsel(self).say(_("Excluded from questions: e includes it again.") if excluded else _("It was not read."))
            return
        if all(each.document.id in self._chosen for each in files):
            for each in files:
                self._chosen.pop(each.document.id, None)
        else:
            self._chosen.update((each.document.id, each.document.name) for each in files)
        if node.filed is not None:
            self.folders.action_move(1)
        self.folders.refresh()
        self._tell(self._intake.progress)

    def _drop_chosen(self, document_ids: set[str]) -> None:
        for document_id in document_ids:
            self._chosen.pop(document_id, None)
        self._tell(self._intake.progress)

    def action_close(self) -> None:
        if not self._close_filter():
            self.dismiss(tuple(self._chosen.items()))

    @property
    def at(self) -> str:
        """The name of the file under the cursor."""
        node = self.folders.item
        return node.filed.name if node is not None and node.filed is not None else ""

    # Dropping files on the window

    def on_paste(self, event: Paste) -> None:
        event.stop()
        if event.text.strip():
            self._ask_for_files(event.text)


def _can_be_asked(filed: Filed) -> bool:
    return filed.document.state is not DocumentState.FAILED and not filed.marking.excluded
