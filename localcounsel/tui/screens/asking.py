"""Asking: one question at a time to the open matter, and the evidence that follows the eye.

The base of the matter's screen, which adds opening, leaving and the ways to other screens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from localcounsel.flows.events import (
    Answered,
    AskEvent,
    Composed,
    Found,
    LoadedModel,
    LoadingModel,
    Reading,
    Surveyed,
    Wrote,
)
from localcounsel.records import Answer, Scope, Standing
from localcounsel.tui import statements
from localcounsel.tui.messages import ComposerLeft, FlowEnded, FlowEvent, PlaceChosen, QuestionSent
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.screens.scoping import ScopingScreen
from localcounsel.tui.widgets.composer import Composer
from localcounsel.tui.widgets.conversation import Conversation
from localcounsel.tui.widgets.evidence import Evidence, Place, where
from localcounsel.tui.widgets.turn import Turn
from localcounsel.tui.workers import Lane, Run, background


class AskingScreen(ScopingScreen):
    """Shows what the ask flow reports. Needs a Conversation, an Evidence, a Composer and a `#scope` line."""

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports
        self._lane = Lane()
        self._run: Run[AskEvent] | None = None
        self._turn: Turn | None = None
        self.desk: Desk | None = None

    @property
    def conversation(self) -> Conversation:
        return self.query_one(Conversation)

    # Asking

    def on_question_sent(self, message: QuestionSent) -> None:
        self.query_one(Composer).text = ""
        self.run_worker(self._ask(message.text, wide=False), group="ask-start", exclusive=True)

    def on_conversation_suggested(self, message: Conversation.Suggested) -> None:
        self.query_one(Composer).focus()
        self.post_message(QuestionSent(message.question))

    async def _ask(self, text: str, *, wide: bool) -> None:
        desk = self.desk
        if desk is not None:
            chosen = () if wide else tuple(document_id for document_id, _name in self.chosen)
            self.scope = Scope() if wide else self._chosen_scope()
            await self._begin(text, lambda: self._ports.ask(desk, text, chosen, wide))

    async def _ask_again(self, text: str, scope: Scope, *, model: str = "", wide: bool = False) -> None:
        """The same question as if it had not been asked: with another model, or of other documents."""
        desk = self.desk
        if desk is not None:
            ids = () if scope.recognised else scope.document_ids
            self.scope = scope
            await self._begin(text, lambda: self._ports.asking.again(desk, text, ids, wide, model))

    async def _begin(self, text: str, flow: Callable[[], Iterator[AskEvent]]) -> None:
        self._stop()
        self._turn = await self.conversation.ask(text)
        run: Run[AskEvent] = Run(flow, self._lane)
        self._run = run
        self.run_worker(lambda: run.work(self), thread=True, group="ask", exit_on_error=False)

    async def on_flow_event(self, message: FlowEvent) -> None:
        turn = self._turn
        if message.run is not self._run or turn is None:
            return
        match message.event:
            case Found() as found:
                turn.show_found(found)
                self.scope = found.scope
                self._show_hits(found)
            case Surveyed() as surveyed:
                turn.show_surveyed(surveyed)
            case LoadingModel() as loading:
                turn.show_loading(loading)
            case LoadedModel() as loaded:
                turn.show_loaded(loaded)
            case Composed() as composed:
                turn.show_composed(composed)
            case Reading() as reading:
                turn.show_reading(reading)
            case Wrote() as wrote:
                turn.show_draft(wrote)
                self.conversation.scroll_end(animate=False)
            case Answered(answer):
                await turn.show_answer(answer)
                self._show_answer(answer)
                self.conversation.settle(turn)

    def on_flow_ended(self, message: FlowEnded) -> None:
        if message.run is not self._run:
            return
        self._run = None
        if message.error is not None and self._turn is not None:
            self._turn.show_error(message.error)

    def _show_hits(self, found: Found) -> None:
        evidence = self.query_one(Evidence)
        evidence.show_hits(found.hits)
        if found.hits:
            self.post_message(PlaceChosen(found.hits[0]))

    def _show_answer(self, answer: Answer) -> None:
        cited = frozenset(
            statements.number_of(reference.citation, answer.hits) for reference in statements.references(answer)
        )
        near = answer.standing is Standing.NOT_FOUND
        self.query_one(Evidence).show_hits(answer.hits, cited, near=near)
        if answer.hits:
            self.post_message(PlaceChosen(answer.hits[0]))

    def _stop(self) -> bool:
        """Stop the running question, for the eye at once."""
        if self._run is None:
            return False
        self._run.stop()
        self._run = None
        if self._turn is not None:
            self._turn.show_stopped()
        return True

    def action_step_back(self) -> None:
        """Esc: stop what runs; otherwise back to the question line."""
        if not self._stop():
            self.remove_class("-turned")
            self.query_one(Composer).focus()

    def action_widen(self) -> None:
        """Ask the whole matter: again, if a document was recognised in the last question."""
        recognised, turn = self.scope.recognised, self._turn
        super().action_widen()
        if recognised and turn is not None:
            self.run_worker(self._ask(turn.question, wide=True), group="ask-start", exclusive=True)

    # Evidence

    def on_composer_left(self, _: ComposerLeft) -> None:
        if self.conversation.current is not None:
            self.conversation.action_open()
        else:
            self.screen.focus_next()

    def on_place_chosen(self, message: PlaceChosen) -> None:
        desk = self.desk
        if desk is None:
            return
        if message.open:
            self._open_page(desk, message.place)
            return
        evidence = self.query_one(Evidence)
        evidence.follow(message.place)
        document_id, number = where(message.place)
        background(
            self,
            lambda: desk.store.page(document_id, number),
            lambda page: evidence.show_page(document_id, page),
            lambda error: evidence.show_missing(document_id, number, error),
            group="page",
        )

    def _open_page(self, desk: Desk, place: Place) -> None:
        from localcounsel.tui.screens.viewer import ViewerScreen

        turn = self.conversation.meant
        cited = [line.place for line in turn.places] if turn is not None else []
        self.app.push_screen(ViewerScreen.at(desk, place, self.query_one(Evidence).hits, cited))
