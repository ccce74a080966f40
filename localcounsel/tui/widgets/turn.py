"""One question of a conversation with what came of it: passages, progress, draft, verified statements."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from localcounsel.errors import CounselError
from localcounsel.flows.events import Found, LoadedModel, LoadingModel, Reading, Surveyed, Wrote
from localcounsel.records import Answer, Coverage
from localcounsel.tui import outcome, show, wording
from localcounsel.tui.widgets.place_line import PlaceLine

GLANCE = 3
"""Passages named under the question while the model reads, where the evidence has no room beside."""


class Turn(Vertical):
    """Follows one question from the moment it is asked. Each method shows one more thing that happened."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question
        self.answer: Answer | None = None
        self._draft = ""
        self._located = 0

    def compose(self) -> ComposeResult:
        yield Static(show.literal(self.question, "bold"), classes="question", markup=False)
        yield Static(classes="glance", markup=False)
        yield Static(show.words(("Searching", "$soft")), classes="state", markup=False)
        yield Static(classes="draft", markup=False)

    @property
    def places(self) -> list[PlaceLine]:
        """The lines that stand for a place, in order."""
        return list(self.query(PlaceLine))

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

    def show_surveyed(self, event: Surveyed) -> None:
        """One more document of a question that is put to all of them."""
        self._located += event.coverage is Coverage.FOUND
        left = f" · {wording.duration(event.seconds_left)} left" if event.done < event.of else ""
        of = wording.count(event.of, "document")
        done = f"  {event.done:,} of {of}, found in {self._located:,}{left} · Esc stops"
        self._put("state", show.words((wording.bar(event.done, event.of, 10), "$primary"), (done, "$soft")))

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
        await self.mount_all(list(outcome.lines(answer)))

    def _put(self, name: str, content: Content) -> None:
        part = self.query_one(f".{name}", Static)
        part.update(content)
        part.add_class("shown")

    def _hide(self, *names: str) -> None:
        if "draft" not in names and self._draft:
            names = tuple(name for name in names if name != "draft")
        for name in names:
            self.query_one(f".{name}", Static).display = False
