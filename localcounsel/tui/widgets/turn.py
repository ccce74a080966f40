"""One question of a conversation with what came of it: passages, progress, draft, verified statements."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from localcounsel.errors import CounselError
from localcounsel.flows.events import Composed, Found, LoadedModel, LoadingModel, Reading, Surveyed, Wrote
from localcounsel.records import Answer, Coverage
from localcounsel.tui import outcome, show, show_answer, wording
from localcounsel.tui.language import _, ngettext
from localcounsel.tui.widgets.place_line import PlaceLine

GLANCE = 3
"""Passages named under the question while the model reads, where the evidence has no room beside."""
MARGINS = 6
"""Cells beside a turn, at most."""


class Turn(Vertical):
    """Follows one question from the moment it is asked. Each method shows one more thing that happened."""

    class Grew(Message):
        """Something was added."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Turn.Grew)

    def __init__(self, question: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.question = question
        self.answer: Answer | None = None
        self._draft = ""
        self._located = 0
        self._ends: tuple[float, ...] = ()
        self._clock = clock
        self._wrote_first = 0.0

    def compose(self) -> ComposeResult:
        yield Static(show.literal(self.question, "bold"), classes="question", markup=False)
        yield Static(classes="glance", markup=False)
        yield Static(show.words((_("Searching"), "$soft")), classes="state", markup=False)
        yield Static(classes="draft", markup=False)

    @property
    def places(self) -> list[PlaceLine]:
        """The lines that stand for a place, in order."""
        return list(self.query(PlaceLine))

    def show_found(self, event: Found) -> None:
        width = self.content_size.width or self.app.size.width - MARGINS  # it may not have been laid out yet
        lines = [Content("")] if not event.hits else []
        for number, hit in enumerate(event.hits[:GLANCE], start=1):
            lines.append(show_answer.glance(number, hit, width))
        if len(event.hits) > GLANCE:
            more = _("and {count} more: F4").format(count=len(event.hits) - GLANCE)
            lines.append(show.words((f"   {more}", "$soft")))
        self._put("glance", Content("\n").join(lines))
        found = wording.count(len(event.hits), "passage")
        told = _("{passages} found in {time}").format(passages=found, time=wording.duration(event.seconds))
        self._put("state", show.words((told, "$soft")))

    def show_surveyed(self, event: Surveyed) -> None:
        """One more document of a question that is put to all of them."""
        self._located += event.coverage is Coverage.FOUND
        left = _("{time} left").format(time=wording.duration(event.seconds_left)) if event.done < event.of else ""
        of = wording.count(event.of, "document")
        done = _("{done} of {documents}, found in {found}")
        done = done.format(done=f"{event.done:,}", documents=of, found=f"{self._located:,}")
        told = wording.joined((done, left, _("Esc stops")))
        self._put("state", show.words((wording.bar(event.done, event.of, 10), "$primary"), (f"  {told}", "$soft")))

    def show_loading(self, event: LoadingModel) -> None:
        self._put("state", show.one_line(_("Loading {model}").format(model=event.name), "$soft"))

    def show_loaded(self, event: LoadedModel) -> None:
        told = _("{model} is ready ({time})").format(model=event.name, time=wording.duration(event.seconds))
        self._put("state", show.one_line(told, "$soft"))

    def show_composed(self, event: Composed) -> None:
        """The passages are on their way to the model."""
        self._ends = event.ends

    def show_reading(self, event: Reading) -> None:
        """How far the model has read: in passages where they are known, and in tokens."""
        done, of = f"{event.done:,}", f"{event.of:,}"
        count = len(self._ends)
        if count:
            share = event.done / event.of if event.of else 0.0
            now = min(sum(end <= share for end in self._ends) + 1, count)
            words = _("reading {now} of {count} passages · {done} of {of} tokens")
            words = words.format(now=now, count=count, done=done, of=of)
        else:
            words = _("reading {done} of {of} tokens").format(done=done, of=of)
        told = wording.joined((words, _("Esc stops")))
        self._put("state", show.words((wording.bar(event.done, event.of, 10), "$primary"), (f"  {told}", "$soft")))

    def show_draft(self, event: Wrote) -> None:
        now = self._clock()
        self._wrote_first = self._wrote_first or now
        self._draft += event.text
        seconds = now - self._wrote_first
        count = len(self._draft.split())
        pace = _("{rate} words a second").format(rate=f"{count / seconds:.1f}") if seconds >= 1 else ""
        words = wording.joined((_("◌ draft, not checked yet"), _counted(count), pace, _("Esc stops")))
        self._put("state", show.words((words, "$warning")))
        self._put("draft", show.literal(self._draft, "$soft"))

    def show_stopped(self) -> None:
        """A person stopped it; what was drafted stays, marked as what it is."""
        words = _("Stopped. The draft above was not checked.") if self._draft else _("Stopped.")
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
        self.post_message(self.Grew())

    def _hide(self, *names: str) -> None:
        if "draft" not in names and self._draft:
            names = tuple(name for name in names if name != "draft")
        for name in names:
            self.query_one(f".{name}", Static).display = False


def _counted(count: int) -> str:
    return ngettext("{count} word", "{count} words", count).format(count=f"{count:,}")
