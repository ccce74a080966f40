"""Where questions are written: Enter asks, Ctrl+J breaks the line, ↑ brings back earlier questions, @ names documents.

A defined term that was begun is offered in grey; → takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Blur, Key
from textual.widgets import TextArea
from textual.widgets.text_area import EditResult, Location

from localcounsel.core.text import clean
from localcounsel.tui import show
from localcounsel.tui.language import _, ngettext
from localcounsel.tui.messages import ComposerLeft, QuestionSent, ScopeShortened, ScopeWanted
from localcounsel.tui.offers import Named, Offer, begun_name, offers, rest_of_term, without_name
from localcounsel.tui.widgets.rows import Rows

SHOWN = 6
"""Offers that are seen at once."""


class Offers(Rows, can_focus=False):
    """The documents that a begun name may mean, above the question line, which keeps the focus."""

    HELP = ""
    DEFAULT_CSS = """
    Offers { display: none; height: auto; margin: 0 2; border-top: solid $border; background: $surface; }
    Offers .rows--cursor-blurred { background: $block-cursor-background; color: $block-cursor-foreground; }
    .-plain Offers .rows--cursor-blurred { text-style: reverse; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(_draw, id=id)

    def offer(self, found: Sequence[Offer]) -> None:
        """Show these, or nothing."""
        self.display = bool(found)
        self.styles.height = min(SHOWN, len(found)) + 1
        self.show(found, 0)


class Composer(TextArea):
    """A few lines of text with a memory, and with the names of the matter."""

    HELP = _("Question line")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", _("Ask"), show=False, id="composer.send"),
        Binding("ctrl+j,alt+enter,shift+enter", "newline", _("New line"), show=False, id="composer.newline"),
        Binding("pageup", "screen.scroll_answers(-1)", _("Answers up"), show=False, id="composer.answers_up"),
        Binding("pagedown", "screen.scroll_answers(1)", _("Answers down"), show=False, id="composer.answers_down"),
        Binding("up", "earlier", _("Earlier question"), show=False, id="composer.earlier"),
        Binding("down", "later", _("Later question"), show=False, id="composer.later"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            id=id,
            compact=True,
            soft_wrap=True,
            highlight_cursor_line=False,
            placeholder=_("Ask about these documents · @ limits the question to a document"),
        )
        self._history: list[str] = []
        self._at = 0
        self._begun = ""
        self.documents: Sequence[Named] = ()
        """What can be named behind an @."""
        self.vocabulary: Sequence[str] = ()
        """Defined terms."""
        self.offering: Offers | None = None
        """Where offers are shown."""

    def remember(self, questions: list[str]) -> None:
        """Earlier questions, oldest first."""
        self._history = questions
        self._at = len(questions)

    # Keys

    async def _on_key(self, event: Key) -> None:
        choosing = {"up": self._previous, "down": self._next, "tab": self._take, "escape": self.close_offers}
        if event.key == "enter":  # the line would take it as a character otherwise
            self._handled(event)
            self._take() if self._offering else self.action_send()
        elif self._offering and event.key in choosing:
            self._handled(event)
            choosing[event.key]()
        elif event.key == "backspace" and not self.text:
            self._handled(event)
            self.post_message(ScopeShortened())

    def _handled(self, event: Key) -> None:
        event.stop()
        event.prevent_default()

    def _replace_via_keyboard(self, insert: str, start: Location, end: Location) -> EditResult | None:
        return super()._replace_via_keyboard(clean(insert.replace("\r\n", "\n").replace("\r", "\n")), start, end)

    def action_send(self) -> None:
        """Send what is written; in an empty line, go to what the answer points at."""
        text = self.text.strip()
        if not text:
            self.post_message(ComposerLeft())
            return
        if not self._history or self._history[-1] != text:
            self._history.append(text)
        self._at = len(self._history)
        self.post_message(QuestionSent(text))

    def action_newline(self) -> None:
        self._replace_via_keyboard("\n", *self.selection)

    # Earlier questions

    def action_earlier(self) -> None:
        """The question before, when the cursor is in the first line."""
        if not self.cursor_at_first_line or not self._at:
            self.action_cursor_up()
            return
        if self._at == len(self._history):
            self._begun = self.text
        self._recall(self._at - 1)

    def action_later(self) -> None:
        """The question after, when the cursor is in the last line."""
        if not self.cursor_at_last_line or self._at >= len(self._history):
            self.action_cursor_down()
            return
        self._recall(self._at + 1)

    def _recall(self, at: int) -> None:
        self._at = at
        self.text = self._history[at] if at < len(self._history) else self._begun
        self.move_cursor(self.document.end)

    # Names and terms

    @property
    def _before(self) -> str:
        """The cursor's line up to the cursor."""
        row, column = self.cursor_location
        return str(self.document.get_line(row)[:column])

    @property
    def _offering(self) -> bool:
        return self.offering is not None and bool(self.offering.display)

    def update_suggestion(self) -> None:
        """After every change: offer documents behind an @, and the rest of a term that was begun."""
        row, column = self.cursor_location
        at_end = column == len(self.document.get_line(row))
        name = begun_name(self._before)
        rest = rest_of_term(self._before, self.vocabulary) if at_end and name is None else ""
        self.suggestion = clean(rest).replace("\n", " ")
        if self.offering is not None:
            self.offering.offer(offers(name, self.documents) if name is not None and self.has_focus else ())

    def close_offers(self) -> None:
        """Leave the text as it is."""
        if self.offering is not None:
            self.offering.offer(())

    def on_blur(self, _event: Blur) -> None:
        self.close_offers()

    def _previous(self) -> None:
        if self.offering is not None:
            self.offering.action_move(-1)

    def _next(self) -> None:
        if self.offering is not None:
            self.offering.action_move(1)

    def _take(self) -> None:
        """Limit the question to what is offered; the name leaves the text and stands in the scope."""
        if self.offering is None or self.offering.item is None:
            return
        offer: Offer = self.offering.item
        row, column = self.cursor_location
        kept = without_name(self._before)
        self.replace(kept, (row, 0), (row, column))
        self.close_offers()
        self.post_message(ScopeWanted(offer.documents))


def _draw(_index: int, offer: Offer, width: int) -> tuple[Content, ...]:
    name = show.safe(offer.name.replace("\n", " "))
    parts = [(letter, "bold $primary") if at in offer.places else letter for at, letter in enumerate(name)]
    count = len(offer.documents)
    words = ngettext("{count} document", "{count} documents", count).format(count=f"{count:,}") if offer.folder else ""
    return (show.spread(width, show.words(" ▸ " if offer.folder else "   ", *parts), show.words((words, "$soft"))),)
