"""The questions asked so far and their answers; a cursor goes from place to place."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from localcounsel.records import Answer, Standing
from localcounsel.tui import show
from localcounsel.tui.messages import CopyWanted, PlaceChosen
from localcounsel.tui.widgets.place_line import PlaceLine
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.widgets.turn import Turn

HINT = show.words(("Tab", "bold $primary"), (" to choose one of these", "$soft"))


class Conversation(VerticalScroll, can_focus=True):
    """Turns from top to bottom; in the beginning, questions that could be asked."""

    HELP = "Answers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Previous place", show=False, id="answers.previous"),
        Binding("down", "move(1)", "Next place", show=False, id="answers.next"),
        Binding("enter", "open", "Open", id="answers.open"),
        Binding("c", "copy", "Copy", id="answers.copy"),
        Binding("pageup", "page_up", "Page up", show=False, id="answers.page_up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="answers.page_down"),
        Binding("home", "scroll_home", "Top", show=False, id="answers.top"),
        Binding("end", "scroll_end", "End", show=False, id="answers.end"),
    ]

    class Suggested(Message):
        """One of the suggested questions was chosen."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._current: PlaceLine | None = None
        self._suggestions: tuple[str, ...] = ()

    async def begin(self, words: Content, suggestions: tuple[str, ...] = ()) -> None:
        """An empty conversation: what one can do, and questions to choose from."""
        self._current = None
        await self.remove_children()
        await self.mount(Static(words, classes="welcome", markup=False))
        self._suggestions = suggestions
        if suggestions:
            rows = Rows(_draw_suggestion, id="suggestions")
            await self.mount(rows)
            rows.styles.height = len(suggestions)
            rows.show(suggestions, 0)
            await self.mount(Static(HINT, classes="hint", markup=False))

    async def ask(self, question: str) -> Turn:
        """A new turn at the end."""
        if not self.query(Turn):
            await self.remove_children()
        turn = Turn(question)
        await self.mount(turn)
        self.scroll_end(animate=False)
        return turn

    async def recall(self, answers: list[Answer]) -> None:
        """Show stored answers instead of what is there."""
        self._current = None
        await self.remove_children()
        for answer in answers:
            turn = Turn(answer.question.text)
            await self.mount(turn)
            await turn.show_answer(answer)
        if answers:
            self.settle(self.turns[-1])

    @property
    def turns(self) -> list[Turn]:
        """All turns, oldest first."""
        return list(self.query(Turn))

    @property
    def not_found(self) -> Answer | None:
        """The answer that found nothing and that is meant: the cursor's, else the latest."""
        turns = sorted(self.turns, key=lambda turn: turn in (self.current.ancestors if self.current else ()))
        answers = [turn.answer for turn in turns if turn.answer is not None]
        return next((each for each in reversed(answers) if each.standing is Standing.NOT_FOUND), None)

    @property
    def current(self) -> PlaceLine | None:
        """The place under the cursor."""
        return self._current if self._current is not None and self._current.is_attached else None

    def settle(self, turn: Turn) -> None:
        """An answer is there: its question to the top of the view, the cursor on its first place."""
        located = [line for line in turn.places if line.located]
        self._choose(located[0] if located else None, scroll=False)
        self.call_after_refresh(lambda: self.scroll_to_widget(turn, top=True, animate=False))

    def action_move(self, by: int) -> None:
        lines = [line for turn in self.turns for line in turn.places]
        if not lines:
            self.scroll_relative(y=by * 2, animate=False)
            return
        at = lines.index(self.current) + by if self.current in lines else len(lines) - 1
        if 0 <= at < len(lines):
            self._choose(lines[at])
        else:
            self.scroll_relative(y=by * 2, animate=False)

    def action_open(self) -> None:
        line = self.current
        if line is not None and line.located:
            self.post_message(PlaceChosen(line.place, open=True))

    def action_copy(self) -> None:
        line = self.current
        if line is not None and line.located:
            self.post_message(CopyWanted(line.place))

    def on_place_line_clicked(self, event: PlaceLine.Clicked) -> None:
        self._choose(event.line, scroll=False)
        if event.twice:
            self.action_open()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.post_message(self.Suggested(event.item))

    def _choose(self, line: PlaceLine | None, *, scroll: bool = True) -> None:
        if self.current is not None:
            self.current.remove_class("-current")
        self._current = line
        if line is None:
            return
        line.add_class("-current")
        if scroll:
            self.scroll_to_widget(line, animate=False)
        if line.located:
            self.post_message(PlaceChosen(line.place))


def _draw_suggestion(index: int, question: str, _: int) -> tuple[Content, ...]:
    return (show.words((f"  {index + 1}  ", "bold $primary"), show.one_line(question)),)
