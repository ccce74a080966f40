"""What is done with an answer once it is there: copied, saved as a paper, asked again, explained."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from localcounsel.core.answer_paper import file_name
from localcounsel.core.certificate import file_name as certificate_name
from localcounsel.records import Answer, Citation, Hit, Standing
from localcounsel.tui import paths
from localcounsel.tui.language import _, ngettext, spoken
from localcounsel.tui.messages import CopyWanted, StatementWanted, WhyWanted
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.ask_again import AskAgainScreen
from localcounsel.tui.screens.asking import AskingScreen
from localcounsel.tui.screens.save_paper import Paper, SavePaperScreen, Wanted
from localcounsel.tui.screens.why_found import WhyScreen
from localcounsel.tui.statements import number_of
from localcounsel.tui.workers import background

if TYPE_CHECKING:
    from localcounsel.flows.again import Choice


class KeepingScreen(AskingScreen):
    """Asking, and what comes after the answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+f7", "ask_again", _("Ask again with another model"), show=False, id="answers.again"),
        Binding("ctrl+up", "follow(-1)", _("Citation before"), show=False, id="answers.follow_before"),
        Binding("ctrl+down", "follow(1)", _("Citation after"), show=False, id="answers.follow_after"),
    ]

    @property
    def answer(self) -> Answer | None:
        """The answer that is meant: the one under the cursor, else the latest."""
        turn = self.conversation.meant
        return turn.answer if turn is not None else None

    def action_follow(self, by: int) -> None:
        """To the next citation without leaving the question line; the evidence follows."""
        self.conversation.action_move(by)

    # Copying

    def on_copy_wanted(self, message: CopyWanted) -> None:
        counsel(self).copy_place(message.place)

    def on_statement_wanted(self, message: StatementWanted) -> None:
        desk, ports, answer, index = self.desk, self._ports.asking, message.answer, message.index
        if desk is None:
            return
        if index < 0:
            counsel(self).copy(lambda: ports.whole(desk, answer))
        else:
            counsel(self).copy(lambda: ports.statement(desk, answer, index))

    # Explaining

    def on_why_wanted(self, message: WhyWanted) -> None:
        desk, answer = self.desk, self._answer_of(message.place)
        if desk is None or answer is None:
            counsel(self).say(_("There is an explanation once the answer is there."))
            return
        hit = _hit(answer, message.place)
        if hit is None:
            counsel(self).say(_("These words stand outside the passages that were found for the question."))
            return
        background(
            self,
            lambda: self._ports.asking.why(desk, answer, hit),
            lambda why: self.app.push_screen(WhyScreen(why, hit)),
            counsel(self).report,
            group="why",
        )

    def _answer_of(self, place: Citation | Hit) -> Answer | None:
        """The answer whose passages are shown: the one meant, else any that has the place."""
        answers = [turn.answer for turn in self.conversation.turns if turn.answer is not None]
        own = [answer for answer in reversed(answers) if _hit(answer, place) is not None]
        return self.answer if self.answer in own or not own else own[0]

    # Asking again

    def action_ask_again(self) -> None:
        """Choose a model for the question meant, and ask it again as if it had not been asked."""
        desk, answer = self.desk, self.answer
        if desk is None:
            return
        if answer is None:
            counsel(self).say(_("There is no answer yet that could be asked for again."))
            return

        def choose(choices: Sequence[Choice]) -> None:
            if not choices:
                counsel(self).say(_("No chat model is approved."), severity="warning")
                return
            screen = AskAgainScreen(answer.question.text, choices, answer.model)
            self.app.push_screen(screen, lambda name: self._again_with(answer, name))

        background(self, lambda: self._ports.asking.models(desk), choose, counsel(self).report, group="models")

    def _again_with(self, answer: Answer, model: str | None) -> None:
        if model:
            question = answer.question
            ask = self._ask_again(question.text, question.scope, model=model)
            self.run_worker(ask, group="ask-start", exclusive=True)

    # Papers

    def action_save_paper(self) -> None:
        """Choose what to save, and where to."""
        desk, answer = self.desk, self.answer
        if desk is None:
            return
        if answer is None:
            counsel(self).say(_("There is no answer yet to save."))
            return
        papers = list(self._papers(answer))
        missing = self.conversation.not_found
        first = len(papers) - 1 if missing is not None and missing is answer else 0
        self.app.push_screen(SavePaperScreen(papers, first), self._save)

    def _papers(self, answer: Answer) -> list[Paper]:
        text = answer.question.text
        answers = [turn.answer for turn in self.conversation.turns if turn.answer is not None]
        papers = [
            Paper("answer", _("This answer"), text, answer.id, f"~/{file_name(text, answer.asked, language=spoken())}")
        ]
        if len(answers) > 1 and answer.conversation:
            count = len(answers)
            told = ngettext("{count} question", "{count} questions", count).format(count=count)
            title = answers[0].question.text
            ending = " " + _("conversation") + ".docx"
            path = f"~/{file_name(title, answers[-1].asked, ending, spoken())}"
            papers.append(Paper("conversation", _("The conversation"), told, answer.conversation, path))
        missing = answer if answer.standing is Standing.NOT_FOUND else self.conversation.not_found
        if missing is not None:
            name = certificate_name(missing, spoken())
            papers.append(
                Paper("certificate", _("Not-found certificate"), missing.question.text, missing.id, f"~/{name}")
            )
        return papers

    def _save(self, wanted: Wanted | None) -> None:
        desk, ports = self.desk, self._ports
        if wanted is None or desk is None:
            return
        paper, to = wanted.paper, paths.expand(wanted.path)
        save = {
            "answer": ports.asking.save_answer,
            "conversation": ports.asking.save_conversation,
            "certificate": ports.certificate,
        }[paper.kind]
        background(self, lambda: save(desk, paper.id, to), self._saved, counsel(self).report, group="save")

    def _saved(self, path: Path) -> None:
        counsel(self).say(_("Saved: {path}").format(path=path))


def _hit(answer: Answer, place: Citation | Hit) -> Hit | None:
    """The passage of an answer in which a place stands."""
    if isinstance(place, Hit):
        return next((hit for hit in answer.hits if hit.passage.id == place.passage.id), None)
    number = number_of(place, answer.hits)
    return answer.hits[number - 1] if number else None
