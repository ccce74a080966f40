"""Why a passage was found: how high, by which words and meaning, or what it came along for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from localcounsel.records import Hit
from localcounsel.tui import show, signs, wording
from localcounsel.tui.language import _, said

if TYPE_CHECKING:
    from localcounsel.flows.why import Why

NAMES = 26
"""Cells of the first column."""


class WhyScreen(ModalScreen[None]):
    """States what was looked up; nothing here is a judgement."""

    HELP = _("Why found")
    DEFAULT_CSS = """
    WhyScreen .dialog { width: 84; }
    WhyScreen VerticalScroll { height: auto; max-height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,w,q,enter", "dismiss", _("Close"), key_display="Esc", id="why.close"),
    ]

    def __init__(self, why: Why, hit: Hit) -> None:
        super().__init__()
        self._why = why
        self._hit = hit

    def compose(self) -> ComposeResult:
        hit = self._hit
        with VerticalScroll(classes="dialog"):
            yield Static(show.words((_("Why this was found"), "bold $primary")), markup=False)
            place = show.words(show.one_line(hit.document_name, "bold"), ", ", show.one_line(str(hit.passage.pinpoint)))
            yield Static(place, classes="about", markup=False)
            yield Static(Content("\n").join(list(self._lines())), markup=False)
            yield Static(show.words(("Esc ", "bold"), (_("closes"), "$soft")), classes="keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def _lines(self) -> Iterator[Content]:
        why = self._why
        yield _line(_("Passage"), _("{rank} of {of}").format(rank=why.rank or "–", of=why.of))
        if why.brought:
            yield _line(_("Not found itself"), _("brought along: {why}").format(why=said(why.brought)))
        else:
            yield _line(_("Found by"), signs.FOUND_BY.get(why.found_by, why.found_by))
        yield _line(_("By the question's words"), self._rank(why.by_words))
        yield _line(_("  that stand in it"), _listed(why.terms, _("none of them")))
        yield _line(_("  that do not"), _listed(why.missing, _("all of them do")))
        if why.concepts:
            yield _line(_("Question recognised as"), _listed(tuple(map(said, why.concepts)), ""))
            yield _line(_("By the words of drafting"), self._rank(why.by_drafting))
            yield _line(_("  that stand in it"), _listed(why.phrases, _("none of them")))
        meaning = self._rank(why.by_meaning) if why.meaning_searched else _("meaning cannot be searched now")
        yield _line(_("By meaning"), meaning)
        yield _line(_("Put in order by"), why.ranker or _("the ways of finding together, no ranker"))
        yield Content("")
        yield show.words((_("Looked up in the matter as it is now."), "$soft"))

    def _rank(self, rank: int) -> str:
        if not rank:
            return _("not among the first {count}").format(count=self._why.candidates)
        return _("{rank} of the first {count}").format(rank=rank, count=self._why.candidates)


def _line(name: str, value: str) -> Content:
    return show.words((wording.padded(name, NAMES), "$soft"), show.one_line(value))


def _listed(words: tuple[str, ...], none: str) -> str:
    return ", ".join(words) or none
