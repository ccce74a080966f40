"""The open matter: questions and answers on one side, the evidence on the other, the question line below."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Footer, Static

from localcounsel.errors import CounselError
from localcounsel.records import Answer
from localcounsel.tui import show
from localcounsel.tui.ports import AnswerLine, Desk, Ports
from localcounsel.tui.progress import Progress
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.asking import AskingScreen
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.composer import Composer
from localcounsel.tui.widgets.conversation import Conversation
from localcounsel.tui.widgets.evidence import Evidence
from localcounsel.tui.widgets.intake import Intake
from localcounsel.tui.workers import background

WELCOME = show.words(
    ("Ask in your own words.\n", "bold"),
    ("Every answer quotes its page, and every quotation is looked up there.", "$soft"),
)
NO_DOCUMENTS = show.words(
    ("This matter has no documents yet.\n\n", "bold"),
    ("F2", "bold $primary"),
    " opens the documents, where ",
    ("a", "bold $primary"),
    " adds files and folders.",
)


class MatterScreen(AskingScreen):
    """Opens the matter, shows it, and leads to its other screens. Files are taken in beside the questions."""

    HELP = "Matter"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+o", "documents", "Files", key_display="F2", id="matter.documents"),
        Binding("f3,ctrl+r", "history", "Answers", key_display="F3", id="matter.answers"),
        Binding("f4,ctrl+t", "turn_over", "Evidence", key_display="F4", id="matter.evidence"),
        Binding("f5,ctrl+n", "begin_anew", "New", key_display="F5", id="matter.new_conversation"),
        Binding("f6", "widen", "Ask whole matter", show=False, priority=True, id="matter.widen"),
        Binding("escape", "step_back", "Stop, or back to the question", show=False, id="matter.stop"),
        Binding("f10,ctrl+b", "leave", "Close", key_display="F10", id="matter.leave"),
        Binding("question_mark", "app.help", "Help", key_display="?", show=False, id="matter.help"),
    ]

    def __init__(self, ports: Ports, name: str) -> None:
        super().__init__(ports)
        self._matter_name = name
        self._left = threading.Event()
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
        yield Composer(id="composer")
        yield Footer(show_command_palette=False)

    async def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place, banner.note = self._matter_name, counsel(self).containment
        await self.conversation.begin(show.words(("Opening the matter", "$soft")))
        self.query_one(Evidence).show_hits(())
        composer = self.query_one(Composer)
        composer.disabled = True
        self.watch(self.query_one(Intake), "progress", self._taken_in, init=False)
        background(self, self._open, self._opened, self._refused, group="open")

    # Opening and leaving

    def _open(self) -> tuple[Desk, tuple[str, ...], list[str], int, bool] | None:
        """In a thread: open the desk and read what the first view needs."""
        desk = self._ports.open_desk(self._matter_name)
        if self._left.is_set():
            desk.close()
            return None
        counsel(self).desk = desk
        done, of = desk.store.index_counts()
        asked = [line.question for line in sorted(desk.store.answers(), key=lambda line: line.asked)]
        return desk, tuple(self._ports.suggested(desk)), asked, len(desk.store.documents()), done < of

    async def _opened(self, found: tuple[Desk, tuple[str, ...], list[str], int, bool] | None) -> None:
        if found is None:
            return
        self.desk, self._suggestions, asked, self._documents, unfinished = found
        composer = self.query_one(Composer)
        composer.disabled = False
        composer.remember(asked)
        composer.focus()
        await self._welcome()
        self.watch_scope(self.scope)
        if unfinished:
            self.query_one(Intake).go_on(self.desk)

    async def _welcome(self) -> None:
        await self.conversation.begin(WELCOME if self._documents else NO_DOCUMENTS, self._suggestions)

    async def _refused(self, error: CounselError) -> None:
        await self.conversation.begin(
            show.words(show.error(error), ("\n\nF10", "bold $primary"), " goes back to the matters.")
        )

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

    def action_documents(self) -> None:
        from localcounsel.tui.screens.documents import DocumentsScreen

        if self.desk is not None:
            screen = DocumentsScreen(self._ports, self.desk, self.query_one(Intake), self.chosen)
            self.app.push_screen(screen, self._choose)

    def _choose(self, chosen: tuple[tuple[str, str], ...] | None) -> None:
        self.chosen = chosen or ()
        self.scope = self._chosen_scope()
        self._count_documents()

    def action_history(self) -> None:
        from localcounsel.tui.screens.history import HistoryScreen

        if self.desk is not None:
            self.app.push_screen(HistoryScreen(self.desk), self._recall)

    def _recall(self, line: AnswerLine | None) -> None:
        desk = self.desk
        if line is None or desk is None:
            return
        self._stop()

        def read() -> Sequence[Answer]:
            same = [other for other in desk.store.answers() if other.conversation == line.conversation]
            earlier = sorted((other for other in same if other.asked <= line.asked), key=lambda other: other.asked)
            answers = [desk.store.answer(other.id) for other in earlier]
            desk.resume(answers)
            return answers

        background(self, read, self._recalled, counsel(self).report, group="recall")

    async def _recalled(self, answers: Sequence[Answer]) -> None:
        if answers:
            self.scope = answers[-1].question.scope
            self._show_answer(answers[-1])
            await self.conversation.recall(list(answers))
            self._turn = self.conversation.turns[-1]

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

    def _taken_in(self, progress: Progress) -> None:
        if not progress.running:
            self._count_documents()

    def _count_documents(self) -> None:
        desk = self.desk
        if desk is None:
            return

        async def counted(number: int) -> None:
            fresh = bool(number) != bool(self._documents)
            self._documents = number
            self.watch_scope(self.scope)
            if fresh and not self.conversation.turns:
                await self._welcome()

        background(self, lambda: len(desk.store.documents()), counted, counsel(self).report, group="count")
