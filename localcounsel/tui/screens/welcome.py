"""The first steps: make a matter, add a folder, ask. On the sample matter, or on one's own; Esc skips them."""

from __future__ import annotations

import threading
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from localcounsel.errors import CounselError
from localcounsel.flows.events import Indexing, Ingested, IngestEvent
from localcounsel.tui import paths, show
from localcounsel.tui.language import _, ngettext
from localcounsel.tui.messages import FlowEnded, FlowEvent
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.ports_shell import Sample
from localcounsel.tui.progress import Progress
from localcounsel.tui.screens import counsel
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.key_line import KeyLine
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.workers import Lane, Run, background

TITLES = (_("Make a matter"), _("Add a folder"), _("Ask"))
ABOUT = (
    _("A matter is one client's file, kept apart from every other. Enter takes the sample matter."),
    _("Its documents are read where they are and never changed. Enter takes the sample's folder."),
    _("In your own words. Every answer quotes its page, and every quotation is looked up there."),
)


class WelcomeScreen(Screen[tuple[str, str] | None]):
    """Gives back the matter and the question to begin with; None when skipped."""

    HELP = _("First steps")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "skip", _("Skip"), key_display="Esc", id="steps.skip"),
        Binding("down", "suggestions", _("Suggested questions"), show=False, id="steps.suggestions"),
    ]

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports
        self._sample: Sample = ports.shell.sample()
        self._desk: Desk | None = None
        self._held = 0
        """Documents of the matter."""
        self._run: Run[IngestEvent] | None = None
        self._progress = Progress()
        self._at = 0
        """Index of the step in hand."""
        self._matter_name = ""
        self._left = threading.Event()

    def compose(self) -> ComposeResult:
        yield Banner()
        with VerticalScroll(id="steps"):
            yield Static(self._greeting(), markup=False)
            for number in range(len(TITLES)):
                yield Static(id=f"step-{number}", classes="step", markup=False)
                yield Static(ABOUT[number], id=f"about-{number}", classes="told", markup=False)
                value = (self._sample.name, str(self._sample.folder), "")[number]
                yield LineInput(value, id=f"line-{number}", select_on_focus=True)
                if number == 2:
                    yield Rows(_draw_question, id="suggested")
                yield Static(id=f"told-{number}", classes="told", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place, banner.note = _("First steps"), counsel(self).containment
        self.query_one("#steps").can_focus = False
        self._go_to(0)
        background(self, self._ports.shell.begun, lambda _done: None, counsel(self).report, group="begun")

    def _greeting(self) -> Content:
        return show.words(
            (_("Welcome to LocalCounsel.") + "\n", "bold"),
            (_("Three steps to the first answer. Nothing leaves this machine.") + "  ", "$soft"),
            ("Esc", "bold $primary"),
            (" " + _("skips them; F1, then w, brings them back."), "$soft"),
        )

    def _go_to(self, step: int) -> None:
        """Draw all steps and put the cursor into the one in hand."""
        self._at = step
        for number, title in enumerate(TITLES):
            done, now = number < step, number == step
            mark = ("✓ ", "$success") if done else ("▸ ", "bold $primary") if now else ("○ ", "$faint")
            words = show.words(mark, (f"{number + 1} {title}", "bold" if now else "$soft"))
            self.query_one(f"#step-{number}", Static).update(words)
            self.query_one(f"#about-{number}").set_class(now, "-said")
            self.query_one(f"#line-{number}").display = now
        line = self.query_one(f"#line-{step}", LineInput)
        line.disabled = False
        line.focus()
        rows = self.query_one("#suggested", Rows)
        rows.display = step == 2 and bool(self._sample.questions)
        if step == 2:
            rows.show(self._sample.questions, 0)
            line.placeholder = _("Your question; ↓ chooses one of these") if rows.display else _("Your question")

    def _tell(self, words: Content) -> None:
        told = self.query_one(f"#told-{self._at}", Static)
        told.update(words)
        told.add_class("-said")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if text:
            event.input.disabled = self._at < 2
            (self._make, self._add, self._ask)[self._at](text)

    # The matter

    def _make(self, name: str) -> None:
        self._tell(Content.styled("◌ " + _("Opening it"), "$soft"))

        def work() -> tuple[Desk, int] | None:
            if name not in {row.name for row in self._ports.matters()}:
                self._ports.create(name, "")
            desk = self._ports.open_desk(name)
            if self._left.is_set():
                desk.close()
                return None
            counsel(self).desk = desk
            return desk, len(desk.store.documents())

        background(self, work, lambda made: self._made(name, made), self._failed, group="first-matter")

    def _made(self, name: str, made: tuple[Desk, int] | None) -> None:
        if made is None:
            return
        desk, held = made
        self._matter_name, self._desk, self._held = name, desk, held
        count = ngettext("{count} document", "{count} documents", held).format(count=held)
        there = count if held else _("empty until now")
        self._tell(show.words(show.one_line(name, "bold"), f": {there}"))
        self._go_to(1)
        if held:
            self._tell(Content.styled(_("It holds documents already: Enter goes on."), "$soft"))

    # Its documents

    def _add(self, text: str) -> None:
        desk = self._desk
        folder = paths.expand(text)
        if desk is None:
            return
        if self._held and folder == self._sample.folder:
            self._tell(Content(ngettext("{count} document", "{count} documents", self._held).format(count=self._held)))
            self._go_to(2)
            return
        self._progress = Progress(running=True)
        run: Run[IngestEvent] = Run(lambda: self._ports.add(desk, [folder], None), Lane())
        self._run = run
        self.run_worker(lambda: run.work(self), thread=True, group="first-documents", exit_on_error=False)

    def on_flow_event(self, message: FlowEvent) -> None:
        if message.run is not self._run or not isinstance(message.event, IngestEvent):
            return
        self._progress = self._progress.after(message.event)
        self._tell(show.one_line(self._progress.line(), "$soft"))
        if isinstance(message.event, Indexing | Ingested) and self._at == 1:
            self._taken()

    def on_flow_ended(self, message: FlowEnded) -> None:
        if message.run is not self._run:
            return
        self._run = None
        if message.error is not None:
            self._failed(message.error)
        elif self._at == 1:
            self._taken()

    def _taken(self) -> None:
        """Words can be searched: one need not wait for the rest, which goes on when the matter is opened."""
        taken, left = self._progress.taken, len(self._progress.left_out)
        if not taken and not self._held:
            self.query_one("#line-1").disabled = False
            self._tell(Content.styled("▲ " + _("No document was found there. Name another folder."), "$warning"))
            return
        words = ngettext("{count} document read", "{count} documents read", taken).format(count=taken)
        left_out = ngettext("; {count} left out", "; {count} left out", left).format(count=left) if left else ""
        self._tell(Content(words + left_out))
        self._go_to(2)

    # The question

    def _ask(self, question: str) -> None:
        self._leave((self._matter_name, question))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self._ask(str(event.item))

    def action_suggestions(self) -> None:
        if self.query_one("#suggested").display:
            self.query_one("#suggested").focus()

    def action_skip(self) -> None:
        self._leave(None)

    def _leave(self, asked: tuple[str, str] | None) -> None:
        """Close the matter behind, so that it can be opened where it is worked in."""
        if self._run is not None:
            self._run.stop()
        self._left.set()
        desk, self._desk = self._desk, None
        counsel(self).desk = None

        def closed(_done: object) -> None:
            self.dismiss(asked)

        background(self, desk.close if desk is not None else _nothing, closed, counsel(self).report, group="leave")

    def on_unmount(self) -> None:
        self._left.set()

    def _failed(self, error: CounselError) -> None:
        self.query_one(f"#line-{self._at}").disabled = False
        self._tell(show.error(error))


def _nothing() -> None:
    """No matter was opened: none has to be closed."""


def _draw_question(index: int, question: str, _width: int) -> tuple[Content, ...]:
    return (show.words((f"  {index + 1}  ", "bold $primary"), show.one_line(question)),)
