"""Asks for the labels of documents: what stands in the line afterwards is what they all have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from localcounsel.errors import BadCall
from localcounsel.records import Marking
from localcounsel.store import markings
from localcounsel.tui import show
from localcounsel.tui.language import _, blank, said
from localcounsel.tui.widgets.line_input import LineInput

MOST_OFFERED = 12

Change = tuple[list[str], list[str]]
"""Labels to give, labels to take away."""


class LabelPrompt(ModalScreen[Change | None]):
    """Dismissed with the change, or None."""

    HELP = _("Labels")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", _("Complete"), show=False, priority=True, id="labels.complete"),
        Binding("escape", "dismiss(None)", _("Leave"), id="labels.leave"),
    ]

    def __init__(self, name: str, marks: Sequence[Marking], known: Sequence[str]) -> None:
        """`name`: of what, foreign; `marks`: what is said of each document now; `known`: the matter's labels."""
        super().__init__()
        self._of = name
        self._all = set.intersection(*(set(each.labels) for each in marks)) if marks else set()
        self._some = sorted({label for each in marks for label in each.labels} - self._all)
        self._known = known

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(show.words((_("Labels"), "bold $primary")), markup=False)
            yield Static(self._about(), classes="about", markup=False)
            value = "".join(f"{label} " for label in sorted(self._all))
            yield LineInput(value, placeholder=_("exhibit privileged hot"), select_on_focus=False)
            yield Static(id="label-note", markup=False)
            yield Static(
                show.words(
                    ("Enter ", "bold"), _("accepts"), "  ", ("Tab ", "bold"), _("completes"), "  ",
                    ("Esc ", "bold"), _("leaves"),
                ),
                classes="keys",
                markup=False,
            )  # fmt: skip

    def on_mount(self) -> None:
        line = self.query_one(LineInput)
        line.cursor_position = len(line.value)
        self._note(self._offered())

    def _about(self) -> Content:
        lines = [
            show.words(
                _("Short words for "), show.one_line(self._of, "bold"), _(", parted by blanks. "),
                (_("Take a word out, and the label goes."), "$soft"),
            )
        ]  # fmt: skip
        if self._some:
            some = " ".join(f"#{label}" for label in self._some)
            also = _("Some of them also have {labels}: these stay, unless you type -label.").format(labels=some)
            lines.append(show.one_line(also, "$soft"))
        return Content("\n").join(lines)

    def _words(self) -> list[str]:
        return [word.lstrip("#") for word in self.query_one(LineInput).value.replace(",", " ").split()]

    def _offered(self) -> list[str]:
        """Labels of the matter that the word being typed may become; all of them while none is being typed."""
        typed = self.query_one(LineInput).value
        begun = "" if not typed or typed[-1].isspace() else self._words()[-1].casefold()
        used = set(self._words())
        return [label for label in self._known if label.startswith(begun) and label not in used][:MOST_OFFERED]

    def _note(self, offered: Sequence[str]) -> None:
        words = "  ".join(f"#{label}" for label in offered)
        self.query_one("#label-note", Static).update(show.one_line(words, "$secondary"))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._note(self._offered())

    def action_complete(self) -> None:
        offered = self._offered()
        line = self.query_one(LineInput)
        if offered:
            kept = line.value if not line.value or line.value[-1].isspace() else line.value.rstrip()
            kept = kept[: len(kept) - len(kept.split()[-1])] if kept and not kept[-1].isspace() else kept
            line.value = f"{kept}{offered[0]} "
            line.cursor_position = len(line.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        words = self._words()
        try:
            wanted = set(markings.labelled(word for word in words if not word.startswith("-")))
            away = set(markings.labelled(word.lstrip("-#") for word in words if word.startswith("-")))
        except BadCall as problem:
            told = show.one_line(f"{said(problem.message)}{blank()}{said(problem.advice)}", "$error")
            self.query_one("#label-note", Static).update(told)
            return
        self.dismiss((sorted(wanted - self._all), sorted((self._all - wanted) | away)))
