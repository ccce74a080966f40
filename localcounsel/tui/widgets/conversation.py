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
from localcounsel.tui.language import _
from localcounsel.tui.messages import CopyWanted, PlaceChosen, ScopeWanted, StatementWanted, WhyWanted
from localcounsel.tui.widgets.evidence import document_of
from localcounsel.tui.widgets.place_line import PlaceLine
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.widgets.turn import Turn

HINT = show.words(("Tab", "bold $primary"), (_(" to choose one of these"), "$soft"))


class Conversation(VerticalScroll, can_focus=True):
    """Turns from top to bottom; in the beginning, questions that could be asked."""

    HELP = _("Answers")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", _("Previous place"), show=False, id="answers.previous"),
        Binding("down", "move(1)", _("Next place"), show=False, id="answers.next"),
        Binding("enter", "open", _("Open"), id="answers.open"),
        Binding("c", "copy", _("Copy with its place"), show=False, id="answers.copy"),
        Binding("s", "copy_statement", _("Copy statement with sources"), show=False, id="answers.copy_statement"),
        Binding("a", "copy_answer", _("Copy whole answer"), show=False, id="answers.copy_answer"),
        Binding("w", "why", _("Why found"), show=False, id="answers.why"),
        Binding("m", "screen.ask_again", _("Ask again with another model"), show=False, id="answers.another_model"),
        Binding("n", "narrow", _("Ask only this document"), show=False, id="answers.narrow"),
        *(
            Binding(str(n), f"cite('{n}')", _("Citation {n}").format(n=n), show=False, id=f"answers.citation_{n}")
            for n in range(1, 10)
        ),
        Binding("left_square_bracket", "turn(-1)", _("Previous answer"), show=False, id="answers.turn_before"),
        Binding("right_square_bracket", "turn(1)", _("Next answer"), show=False, id="answers.turn_after"),
        Binding("pageup", "page_up", _("Page up"), show=False, id="answers.page_up"),
        Binding("pagedown", "page_down", _("Page down"), show=False, id="answers.page_down"),
        Binding("home", "scroll_home", _("Top"), show=False, id="answers.top"),
        Binding("end", "scroll_end", _("End"), show=False, id="answers.end"),
    ]

    class Suggested(Message):
        """One of the suggested questions was chosen."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._current: PlaceLine | None = None
        self._followed = float("inf")
        """How far down what comes in was followed; not at all while nothing comes in."""
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
        self._followed = 0.0
        self.on_turn_grew()
        return turn

    def on_turn_grew(self) -> None:
        """What comes in is seen, until somebody scrolls away from it."""
        self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        if self.scroll_y >= self._followed:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)
            self._followed = float(self.max_scroll_y)

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

    @property
    def meant(self) -> Turn | None:
        """The turn under the cursor, else the latest, if it has been answered."""
        turn = self._turn_of(self.current) or next(iter(reversed(self.turns)), None)
        return turn if turn is not None and turn.answer is not None else None

    def _turn_of(self, line: PlaceLine | None) -> Turn | None:
        return next((each for each in line.ancestors if isinstance(each, Turn)), None) if line is not None else None

    def settle(self, turn: Turn) -> None:
        """An answer is there: its question to the top of the view, the cursor on its first place."""
        self._followed = float("inf")
        located = [line for line in turn.places if line.located and line.cites]
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

    def action_cite(self, label: str) -> None:
        """Go to the citation of that number in the answer one is in; again: to its next place there."""
        turn = self.meant
        lines = [line for line in turn.places if line.label == label] if turn is not None else []
        if lines:
            at = lines.index(self.current) + 1 if self.current in lines else 0
            self._choose(lines[at % len(lines)])

    def action_turn(self, by: int) -> None:
        """Go to the first place of the answer before or after."""
        turns = self.turns
        here = self._turn_of(self.current)
        at = (turns.index(here) if here in turns else len(turns) - 1) + by
        if 0 <= at < len(turns):
            places = turns[at].places
            self._choose(places[0] if places else None, scroll=False)
            self.scroll_to_widget(turns[at], top=True, animate=False)

    def action_open(self) -> None:
        line = self.current
        if line is not None and line.located:
            self.post_message(PlaceChosen(line.place, open=True))

    def action_copy(self) -> None:
        line = self.current
        if line is not None and line.located and line.cites:
            self.post_message(CopyWanted(line.place))

    def action_copy_statement(self) -> None:
        line, turn = self.current, self.meant
        if line is not None and line.claim >= 0 and turn is not None and turn.answer is not None:
            self.post_message(StatementWanted(turn.answer, line.claim))

    def action_copy_answer(self) -> None:
        turn = self.meant
        if turn is not None and turn.answer is not None:
            self.post_message(StatementWanted(turn.answer, -1))

    def action_why(self) -> None:
        line = self.current
        if line is not None and line.located and line.cites:
            self.post_message(WhyWanted(line.place))

    def action_narrow(self) -> None:
        """Limit later questions to the document under the cursor."""
        line = self.current
        if line is not None and line.located:
            self.post_message(ScopeWanted((document_of(line.place),)))

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
