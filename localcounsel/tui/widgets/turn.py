"""One question of a conversation with what came of it: passages, progress, draft, verified statements."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from localcounsel.errors import CounselError
from localcounsel.flows.events import Found, LoadedModel, LoadingModel, Reading, Wrote
from localcounsel.records import Answer, Standing
from localcounsel.tui import show, statements, wording
from localcounsel.tui.statements import Reference

GLANCE = 3
"""Passages named under the question while the model reads, where the evidence has no room beside."""


class CitationLine(Static):
    """One citation below its statement: where it stands and the verdict."""

    def __init__(self, reference: Reference) -> None:
        super().__init__(show.citation(reference), classes="citation", markup=False)
        self.reference = reference

    class Clicked(Message):
        """The line was clicked."""

        def __init__(self, line: CitationLine, twice: bool) -> None:
            super().__init__()
            self.line = line
            self.twice = twice

    def on_click(self, event: Click) -> None:
        self.post_message(self.Clicked(self, event.chain == 2))


class Turn(Vertical):
    """Follows one question from the moment it is asked. Each method shows one more thing that happened."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question
        self.answer: Answer | None = None
        self._draft = ""

    def compose(self) -> ComposeResult:
        yield Static(show.literal(self.question, "bold"), classes="question", markup=False)
        yield Static(classes="glance", markup=False)
        yield Static(show.words(("Searching", "$soft")), classes="state", markup=False)
        yield Static(classes="draft", markup=False)

    @property
    def citations(self) -> list[CitationLine]:
        """The citation lines, in order."""
        return list(self.query(CitationLine))

    def show_found(self, event: Found) -> None:
        lines = [Content("")] if not event.hits else []
        for number, hit in enumerate(event.hits[:GLANCE], start=1):
            where = show.one_line(f", {hit.passage.pinpoint}", "$soft")
            lines.append(show.words((f"{number:>2} ", "bold $primary"), show.one_line(hit.document_name), where))
        if len(event.hits) > GLANCE:
            lines.append(show.words((f"   and {len(event.hits) - GLANCE} more: F4", "$soft")))
        self._put("glance", Content("\n").join(lines))
        found = wording.count(len(event.hits), "passage")
        self._put("state", show.words((f"{found} found in {wording.duration(event.seconds)}", "$soft")))

    def show_loading(self, event: LoadingModel) -> None:
        self._put("state", show.words(("Loading ", "$soft"), show.one_line(event.name, "$soft")))

    def show_loaded(self, event: LoadedModel) -> None:
        self._put(
            "state",
            show.words(show.one_line(event.name, "$soft"), (f" is ready ({event.seconds:.1f} s)", "$soft")),
        )

    def show_reading(self, event: Reading) -> None:
        bar = wording.bar(event.done, event.of)
        self._put(
            "state",
            show.words((bar, "$primary"), (f"  reading {event.done:,} of {event.of:,} tokens · Esc stops", "$soft")),
        )

    def show_draft(self, event: Wrote) -> None:
        self._draft += event.text
        self._put("state", show.words(("◌ draft, not checked yet · Esc stops", "$warning")))
        self._put("draft", show.literal(self._draft, "$soft"))

    def show_stopped(self) -> None:
        """A person stopped it; what was drafted stays, marked as what it is."""
        words = "Stopped. The draft above was not checked." if self._draft else "Stopped."
        self.mount(Static(show.words((words, "$warning")), classes="note", markup=False))
        self._hide("state")

    def show_error(self, error: CounselError) -> None:
        self._hide("state")
        self.mount(Static(show.error(error), classes="failure", markup=False))

    async def show_answer(self, answer: Answer) -> None:
        """Put the verified answer in the place of progress and draft."""
        self.answer = answer
        self._hide("state", "glance", "draft")
        await self.mount_all(self._lines(answer))

    def _lines(self, answer: Answer) -> list[Static]:
        cited = statements.references(answer)
        lines: list[Static] = []
        for index in range(len(answer.claims)):
            lines.append(Static(show.statement(answer, index, cited), classes="statement", markup=False))
            lines += [CitationLine(reference) for reference in cited if reference.claim == index]
            if not any(reference.claim == index for reference in cited):
                lines.append(Static(show.words(("✗ no quotation", "$warning")), classes="bare", markup=False))
        if not answer.claims and answer.standing is not Standing.NOT_FOUND and answer.draft.text.strip():
            lines.append(Static(show.literal(answer.draft.text, "$soft"), classes="draft shown", markup=False))
        lines.append(Static(show.standing(answer), classes="standing", markup=False))
        if answer.standing is Standing.NOT_FOUND or answer.record.unread or answer.record.not_indexed:
            record = "\n".join(wording.not_found(answer.record))
            lines.append(Static(show.literal(record, "$soft"), classes="record", markup=False))
        if answer.left_out:
            fits = "\n".join(f"Did not fit, not read by the model: {what}" for what in answer.left_out)
            lines.append(Static(show.literal(fits, "$warning"), classes="record", markup=False))
        if answer.draft.stopped in ("length", "died", "cancelled"):
            cut = {"length": "The answer reached its longest length and is cut off.", "died": "The model stopped."}
            words = cut.get(answer.draft.stopped, "The answer was stopped before its end.")
            lines.append(Static(show.words((words, "$warning")), classes="record", markup=False))
        lines.append(Static(show.figures(answer), classes="figures", markup=False))
        return lines

    def _put(self, name: str, content: Content) -> None:
        part = self.query_one(f".{name}", Static)
        part.update(content)
        part.add_class("shown")

    def _hide(self, *names: str) -> None:
        if "draft" not in names and self._draft:
            names = tuple(name for name in names if name != "draft")
        for name in names:
            self.query_one(f".{name}", Static).display = False
