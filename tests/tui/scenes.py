"""Every screen and state of the interface, each with the way that leads there: for snapshots and other languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from localcounsel.errors import MatterInUse
from localcounsel.flows.events import Answered, Found
from localcounsel.records import Standing
from localcounsel.tui.app import CounselApp
from tests.tui.driving import settle, type_and_settle
from tests.tui.scripted import Row, Script, answer_of, case, record_of

LONG_AGO = "2020-03-09T10:00:00+00:00"
"""A day of which no screen says `today`."""
MATTER = "Acme v. Beta"


@dataclass(frozen=True, slots=True)
class Scene:
    """A state of the interface."""

    way: Sequence[str]
    """Keys; what begins with `=` is written into the line that has the focus."""
    matter: str | None = MATTER
    """The matter the application is opened on; None: the list of matters."""
    prepared: Callable[[Script], None] = lambda script: None
    main: bool = False
    """Whether it is among the few that are compared every time."""


def _nothing(script: Script) -> None:
    script.rows = []


def _first(script: Script) -> None:
    script.shell.is_first = True
    script.rows = [Row("Sample matter", 5)]


def _no_documents(script: Script) -> None:
    script.desk.store.held.clear()
    script.suggestions = []


def _in_use(script: Script) -> None:
    def refuse(name: str) -> object:
        raise MatterInUse(f"{name} is open in another window.")

    script.opening = refuse  # type: ignore[assignment]


def _not_found(script: Script) -> None:
    asking = script.asking

    def nothing(text: str, wide: bool) -> object:
        found = next(iter(asking(text, wide)))
        assert isinstance(found, Found)
        yield found
        record = replace(
            record_of(script.desk, (("letters/Scan of 12 May.pdf", 2, "an image without text"),)),
            unknown=("arbitration",),
            likelihood=0.04,
            needed=0.35,
        )
        yield Answered(answer_of(text, found.hits, (), record, standing=Standing.NOT_FOUND))

    script.asking = nothing  # type: ignore[assignment]


ASKED = ("=What notice must be given to terminate?", "enter")

SCENES: dict[str, Scene] = {
    "matters": Scene((), None, main=True),
    "no-matters": Scene((), None, _nothing),
    "new-matter": Scene(("n",), None),
    "delete-matter": Scene(("d",), None),
    "first-steps": Scene((), None, _first),
    "matter": Scene((), main=True),
    "matter-without-documents": Scene((), prepared=_no_documents),
    "matter-in-use": Scene((), prepared=_in_use),
    "answer": Scene(ASKED, main=True),
    "evidence": Scene((*ASKED, "f4")),
    "not-found": Scene(ASKED, prepared=_not_found, main=True),
    "why-found": Scene((*ASKED, "tab", "w")),
    "offers": Scene(("=Who signed @serv",)),
    "answers": Scene((*ASKED, "f3")),
    "documents": Scene(("f2",), main=True),
    "documents-filtered": Scene(("f2", "slash", "=state:unread")),
    "document-details": Scene(("f2", "down", "i")),
    "labels": Scene(("f2", "down", "l")),
    "viewer": Scene((*ASKED, "tab", "enter"), main=True),
    "viewer-unread-page": Scene(("f2", "slash", "=scan", "enter", "down", "enter", "right")),
    "search": Scene(("f7",)),
    "search-results": Scene(("f7", "=terminat!"), main=True),
    "models": Scene(("ctrl+l",)),
    "audit": Scene(("ctrl+g",)),
    "health": Scene(("f11",)),
    "settings": Scene(("f12",)),
    "keys": Scene(("f1", "k")),
    "help": Scene(("f1",)),
    "commands": Scene(("ctrl+p",)),
}


def scripted(scene: Scene, folder: Path) -> Script:
    """The scripted matter as the scene wants it."""
    script = case(folder)
    script.rows = [
        Row(MATTER, 5, 16, 1, 3_400_000, LONG_AGO),
        Row("Estate of Harrow", 1_204, 31_850, 12, 912_000_000, "2019-11-30T10:00:00+00:00"),
        Row("業務委託契約 (Kitano)", 38, 410, 0, 21_000_000, ""),
    ]
    scene.prepared(script)
    return script


async def go(pilot: Pilot[int], scene: Scene) -> None:
    """Walk the scene's way, and hold what blinks."""
    await settle(pilot)
    for step in scene.way:
        if step.startswith("="):
            await type_and_settle(pilot, step[1:])
        else:
            await type_and_settle(pilot, "", step)
    for line in pilot.app.screen.query(Input):
        line.cursor_blink = False
    for area in pilot.app.screen.query(TextArea):
        area.cursor_blink = False
    await settle(pilot)


def application(scene: Scene, script: Script) -> CounselApp:
    """The application as the scene begins."""
    return CounselApp(script.ports(), scene.matter)
