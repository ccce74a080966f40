"""The open matter: questions and answers on one side, the evidence on the other, the question line below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from localcounsel.errors import CounselError, MatterSealed
from localcounsel.records import Answer
from localcounsel.tui import show
from localcounsel.tui.language import _, blank, said
from localcounsel.tui.offers import Named
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.progress import Progress
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.prompts import LinePrompt
from localcounsel.tui.screens.resuming import ResumingScreen
from localcounsel.tui.screens.scoping import AskedOf, asked_of
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.composer import Composer, Offers
from localcounsel.tui.widgets.conversation import Conversation
from localcounsel.tui.widgets.evidence import Evidence
from localcounsel.tui.widgets.intake import Intake
from localcounsel.tui.widgets.key_line import KeyLine
from localcounsel.tui.workers import background

if TYPE_CHECKING:
    from localcounsel.flows.conversations import Line
    from localcounsel.flows.left_off import LeftOff

WELCOME = show.words(
    (_("Ask in your own words.") + "\n", "bold"),
    (_("Every answer quotes its page, and every quotation is looked up there."), "$soft"),
)
NO_DOCUMENTS = show.words(
    (_("This matter has no documents yet.") + "\n\n", "bold"),
    ("F2", "bold $primary"),
    _(" opens the documents, where "),
    ("a", "bold $primary"),
    _(" adds files and folders."),
)


class MatterScreen(ResumingScreen):
    """Opens the matter, shows it, and leads to its other screens. Files are taken in beside the questions."""

    HELP = _("Matter")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+o", "documents", _("Files"), key_display="F2", id="matter.documents"),
        Binding("f3,ctrl+r", "history", _("Asked"), key_display="F3", id="matter.answers"),
        Binding("f4,ctrl+t", "turn_over", _("Source"), key_display="F4", id="matter.evidence"),
        Binding("f5,ctrl+n", "begin_anew", _("New"), key_display="F5", id="matter.new_conversation"),
        Binding("f7,ctrl+f", "search", _("Search"), key_display="F7", priority=True, id="matter.search"),
        Binding("escape", "step_back", _("Stop, or back to the question"), show=False, id="matter.stop"),
        Binding("f10,ctrl+b", "leave", _("Close"), key_display="F10", id="matter.leave"),
        Binding("f8,ctrl+s", "save_paper", _("Save as a paper"), key_display="F8", id="answers.certificate"),
        Binding("question_mark", "app.help", _("Help"), key_display="?", show=False, id="matter.help"),
    ]

    def __init__(self, ports: Ports, name: str) -> None:
        super().__init__(ports)
        self._matter_name = name
        self._suggestions: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield Banner()
        with Horizontal(id="panes"):
            yield Conversation(id="conversation")
            yield Evidence(id="evidence")
        with Horizontal(id="scope-line"):
            yield Static(id="scope", markup=False)
            yield Static(id="scope-hint", markup=False)
            yield Intake(self._ports, id="intake")
        yield Offers(id="offers")
        yield Composer(id="composer")
        yield KeyLine()

    async def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place, banner.note = self._matter_name, counsel(self).containment
        await self.conversation.begin(show.words((_("Opening the matter"), "$soft")))
        self.query_one(Evidence).show_hits(())
        composer = self.query_one(Composer)
        composer.disabled = True
        composer.offering = self.query_one(Offers)
        self.watch(self.query_one(Intake), "progress", self._taken_in, init=False)
        background(self, self._open, self._opened, self._refused, group="open")

    # Opening and leaving

    def _open(self) -> _Opened | None:
        """In a thread: open the desk and read what the first view needs."""
        desk = self._ports.open_desk(self._matter_name)
        if self._left.is_set():
            desk.close()
            return None
        counsel(self).desk = desk
        done, of = desk.store.index_counts()
        asked = [line.question for line in sorted(desk.store.answers(), key=lambda line: line.asked)]
        place, answers = self._ports.filing.recall(desk)
        suggested = tuple(self._ports.suggested(desk))
        return _Opened(desk, suggested, asked, asked_of(self._ports, desk), done < of, place, answers)

    async def _opened(self, found: _Opened | None) -> None:
        if found is None:
            return
        self.desk, self._suggestions = found.desk, found.suggestions
        composer = self.query_one(Composer)
        composer.disabled = False
        composer.remember(found.asked)
        self._know(found.documents)
        composer.focus()
        await self._welcome()
        self.watch_scope(self.scope)
        if found.unfinished:
            self.query_one(Intake).go_on(found.desk)
        await self._go_back(found)

    async def _go_back(self, found: _Opened) -> None:
        """To where one left off: the conversation, the documents that questions are limited to, the screen."""
        names = dict(found.documents.documents)
        chosen = tuple((id, names[id]) for id in found.place.chosen if id in names)
        if found.answers:
            await self._recalled(found.answers)
        if chosen:
            self.limit(chosen)
        if found.place.screen == "documents":
            self._show_documents(found.place.document)

    def _know(self, asked: AskedOf) -> None:
        """The documents there are, for the scope and for completion; the terms they define follow."""
        self._asked = asked
        composer = self.query_one(Composer)
        composer.documents = asked.documents
        desk = self.desk

        def known(terms: Sequence[str]) -> None:
            composer.vocabulary = terms

        if desk is not None and asked.documents:
            background(
                self, lambda: self._ports.asking.vocabulary(desk), known, counsel(self).report, group="vocabulary"
            )

    async def _welcome(self) -> None:
        await self.conversation.begin(WELCOME if self._asked.documents else NO_DOCUMENTS, self._suggestions)

    async def _refused(self, error: CounselError) -> None:
        if isinstance(error, MatterSealed):
            about = show.words(show.one_line(said(error.message)), blank(), _("It opens with its passphrase only."))
            self.app.push_screen(LinePrompt(_("Passphrase"), about, password=True), self._unlock)
            return
        await self.conversation.begin(
            show.words(show.error(error), ("\n\nF10", "bold $primary"), _(" goes back to the matters."))
        )

    def _unlock(self, passphrase: str | None) -> None:
        """Open the sealed matter, or go back to the list."""
        if passphrase is None:
            self.action_leave()
            return

        def work() -> _Opened | None:
            self._ports.sealing.unlock(self._matter_name, passphrase)
            return self._open()

        background(self, work, self._opened, self._refused, group="open")

    def action_leave(self) -> None:
        """Close the matter: its children end, its caches go with them."""
        self._left.set()
        self._stop()
        self.query_one(Intake).stop()
        counsel(self).leave_matter()

    # Other screens

    def action_turn_over(self) -> None:
        """On a narrow screen the evidence instead of the answer, and back; on a wide one, the focus."""
        if not self.has_class("-narrow"):
            target = "#composer" if self.query_one(Evidence).has_focus_within else "#passages"
            self.query_one(target).focus()
            return
        self.toggle_class("-turned")
        self.query_one("#passages" if self.has_class("-turned") else "#composer").focus()

    def action_scroll_answers(self, direction: int) -> None:
        """Read on while the question is typed."""
        if direction < 0:
            self.conversation.action_page_up()
        else:
            self.conversation.action_page_down()

    def action_documents(self) -> None:
        self._show_documents("")

    def _show_documents(self, at: str) -> None:
        from localcounsel.tui.screens.documents import DocumentsScreen

        if self.desk is not None:
            screen = DocumentsScreen(self._ports, self.desk, self.query_one(Intake), self.chosen, at)
            self._note_place("documents", at)
            self.app.push_screen(screen, self._choose)

    def action_search(self) -> None:
        """Words in the documents that questions are put to."""
        from localcounsel.flows.searching import Filters
        from localcounsel.tui.screens.search import SearchScreen

        if self.desk is not None:
            filters = Filters(document_ids=tuple(each[0] for each in self.chosen))
            self.app.push_screen(SearchScreen(self._ports.reading, self.desk, filters))

    def _choose(self, chosen: tuple[Named, ...] | None) -> None:
        self.limit(chosen or ())
        self._count_documents()

    def action_history(self) -> None:
        from localcounsel.tui.screens.history import HistoryScreen

        if self.desk is not None:
            self.app.push_screen(HistoryScreen(self._ports, self.desk), self._recall)

    def _recall(self, line: Line | None) -> None:
        desk = self.desk
        if line is None or desk is None:
            return
        self._stop()

        def read() -> Sequence[Answer]:
            answers = [desk.store.answer(row.id) for row in line.answers]
            desk.resume(answers)
            return answers

        background(self, read, self._recalled, counsel(self).report, group="recall")

    async def _recalled(self, answers: Sequence[Answer]) -> None:
        if answers:
            self.scope = answers[-1].question.scope
            self._show_answer(answers[-1])
            await self.conversation.recall(list(answers))
            self._turn = self.conversation.turns[-1]
            self._note_place()

    async def action_begin_anew(self) -> None:
        """An empty conversation: later questions do not lean on earlier ones."""
        if self.desk is None:
            return
        self._stop()
        self.desk.new_conversation()
        self._turn = None
        self.scope = self._chosen_scope()
        self.query_one(Evidence).show_hits(())
        await self._welcome()
        self.query_one(Composer).focus()
        self._note_place()

    def _taken_in(self, progress: Progress) -> None:
        if not progress.running:
            self._count_documents()

    def _count_documents(self) -> None:
        desk = self.desk
        if desk is None:
            return

        async def counted(asked: AskedOf) -> None:
            fresh = bool(asked.documents) != bool(self._asked.documents)
            self._know(asked)
            self.watch_scope(self.scope)
            if fresh and not self.conversation.turns:
                await self._welcome()

        background(self, lambda: asked_of(self._ports, desk), counted, counsel(self).report, group="count")


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the first view of a matter needs."""

    desk: Desk
    suggestions: tuple[str, ...]
    asked: list[str]
    documents: AskedOf
    unfinished: bool
    """There is something left to index."""
    place: LeftOff
    """Where one left off, with the answers of that conversation."""
    answers: Sequence[Answer]
