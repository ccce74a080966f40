"""What a terminal is taken to show: environment, answers, settings; and what stands in front of a picture."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from localcounsel.flows.picturing import Raster, Wanted
from localcounsel.store.settings import InterfaceSettings
from localcounsel.tui.app import CounselApp
from localcounsel.tui.pictures import terminal as terminals
from localcounsel.tui.pictures.kitty import PLACE
from localcounsel.tui.pictures.pixels import Cell
from localcounsel.tui.pictures.terminal import BLOCKS, ITERM, KITTY, NONE, SIXEL, Terminal
from localcounsel.tui.screens.viewer import ViewerScreen
from localcounsel.tui.widgets.picture_view import PictureView
from tests.tui.driving import characters_of, screen_text, settle, type_and_settle, unsafe, until
from tests.tui.scripted import Script, document_of, page_of

XTERM = {"TERM": "xterm-256color"}
SIXELS, NO_SIXELS, CELL_SIZE = "\x1b[?62;4;22c", "\x1b[?64;1;2c", "\x1b[6;20;10t"
KITTY_KNOWS = "\x1b_Gi=31;OK\x1b\\"


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal that the tests run in is not the one that is tested."""
    monkeypatch.setattr(terminals, "_measured", lambda: None)


def _asked(environment: dict[str, str], *answers: str, wanted: str = "auto") -> Terminal:
    terminal = Terminal(environment)
    terminal.listens = True
    terminal.questions(wanted)
    for answer in answers:
        assert terminal.sift(answer) == ""
    return terminal


@pytest.mark.parametrize(
    ("environment", "answers", "shown"),
    [
        (XTERM, (), BLOCKS),
        (XTERM, (CELL_SIZE, NO_SIXELS), BLOCKS),
        (XTERM, (SIXELS,), BLOCKS),  # nobody knows how large a cell is
        (XTERM, (CELL_SIZE, SIXELS), SIXEL),
        (XTERM, ("\x1b[6;0;0t", SIXELS), BLOCKS),
        (XTERM, ("\x1b[6;9000;10t", SIXELS), BLOCKS),
        ({"TERM": "xterm-kitty"}, (CELL_SIZE, KITTY_KNOWS, NO_SIXELS), KITTY),
        ({"TERM": "xterm-kitty"}, (CELL_SIZE, "\x1b_Gi=31;ENOTSUP:no\x1b\\", NO_SIXELS), BLOCKS),
        ({"TERM": "xterm-ghostty"}, (KITTY_KNOWS,), KITTY),
        ({**XTERM, "TERM_PROGRAM": "WezTerm"}, (), ITERM),
        ({**XTERM, "LC_TERMINAL": "iTerm2"}, (), ITERM),
        ({**XTERM, "KONSOLE_VERSION": "221203"}, (), ITERM),
        ({**XTERM, "TERM_PROGRAM": "iTerm.app", "TMUX": "/tmp/x,1,0"}, (), BLOCKS),
        ({"TERM": "screen-256color"}, (), BLOCKS),
        ({"TERM": "linux"}, (), BLOCKS),
        ({}, (), BLOCKS),
    ],
)
def test_what_is_shown(environment: dict[str, str], answers: tuple[str, ...], shown: str) -> None:
    terminal = _asked(environment, *answers)
    assert terminal.protocol("auto") == shown
    assert [terminal.protocol(wanted) for wanted in (KITTY, ITERM, BLOCKS, NONE)] == [KITTY, ITERM, BLOCKS, NONE]


def test_nothing_is_asked_in_vain() -> None:
    for environment in ({**XTERM, "STY": "1"}, {**XTERM, "TERM_PROGRAM": "WezTerm"}, {"TERM": "dumb"}):
        terminal = Terminal(environment)
        terminal.listens = True
        assert terminal.questions("auto") == ""
    terminal = Terminal(XTERM)
    assert terminal.questions("auto") == ""
    terminal.listens = True
    assert terminal.questions("blocks") == terminal.questions("kitty") == ""
    assert terminal.questions("auto") == "\x1b[16t\x1b[c"
    assert terminal.questions("auto") == ""


def test_keys_go_through_untouched() -> None:
    terminal = Terminal(XTERM)
    assert terminal.sift(SIXELS) == SIXELS
    terminal.listens = True
    terminal.questions("auto")
    for typed in ("a", "\x1b", "\x1b[A", "\x1b[1;5C", "\x1b_", "\x1b[", "\x1b[200~\x1b[?x\x1b[201~", "日本"):
        assert terminal.sift(typed) == typed
    assert terminal.sift("a\x1b[?62;4") == "a"
    assert terminal.sift(";22cb\x1b[B") == "b\x1b[B"
    assert terminal.further_questions() == "\x1b[?1;1;0S"
    assert terminal.sift("\x1b[?1;0;1024S") == ""
    assert terminal.further_questions() == ""
    assert terminal.sift(SIXELS + KITTY_KNOWS) == SIXELS + KITTY_KNOWS


@pytest.mark.parametrize(("answer", "colours"), [("0;16", 16), ("0;1024", 64), ("3;0", 64), ("0;1", 2)])
def test_as_many_colours_as_there_are(answer: str, colours: int) -> None:
    terminal = _asked(XTERM, CELL_SIZE, SIXELS)
    terminal.further_questions()
    terminal.sift(f"\x1b[?1;{answer}S")
    assert terminal.colours == colours
    assert terminal.further_questions() == ""
    assert terminal.cell() == Cell(10, 20)


def _painted(wanted: Wanted) -> Raster:
    size = wanted.width, wanted.width * 11 // 8
    pixels = bytes(size[0] * size[1])
    return Raster(*size, pixels, b"\xff\xff\xff") if wanted.palette else Raster(*size, 3 * pixels)


async def _viewing(pilot: Pilot[int], script: Script) -> ViewerScreen:
    document = script.desk.store.put(document_of("lease.pdf", 2), page_of(1, "One"), page_of(2, "Two"))
    screen = ViewerScreen(script.desk, document.id, document.name)
    await settle(pilot)
    pilot.app.push_screen(screen)
    await settle(pilot)
    await type_and_settle(pilot, "", "v")
    return screen


@pytest.mark.parametrize("wanted", [KITTY, ITERM])
async def test_behind_a_dialog_there_are_blocks(script: Script, size: tuple[int, int], wanted: str) -> None:
    script.reading.picturing = _painted
    script.shell.interface_settings = InterfaceSettings(pictures=wanted, motion=False)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await _viewing(pilot, script)
        view = screen.query_one(PictureView)
        await until(pilot, lambda: view.virtual_size.height > 1)
        assert ("▀" in screen_text(app)) is False
        assert (PLACE in screen_text(app)) == (wanted == KITTY)
        assert view.after_frame()
        await type_and_settle(pilot, "", "g")
        assert "▀" in screen_text(app)
        assert PLACE not in screen_text(app)
        assert view.after_frame() == ""
        await type_and_settle(pilot, "", "escape")
        assert ("▀" in screen_text(app)) is False
        shown = unsafe(characters_of(app))
        assert shown <= {PLACE}
        narrow = view.order.width
        await type_and_settle(pilot, "", "plus", "minus", "minus")
        assert view.order.width < narrow
        assert view.virtual_size.height <= view.size.height
        await type_and_settle(pilot, "", "v")
        assert PLACE not in screen_text(app)


async def test_pictures_can_be_turned_off(script: Script, size: tuple[int, int]) -> None:
    script.shell.interface_settings = InterfaceSettings(pictures=NONE)
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await _viewing(pilot, script)
        await until(pilot, lambda: "turned off" in screen_text(app))
        assert not screen.picturing


async def test_without_colours_there_are_shades(script: Script) -> None:
    script.reading.picturing = _painted
    script.shell.interface_settings = InterfaceSettings(pictures=KITTY, theme="plain")
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await _viewing(pilot, script)
        await until(pilot, lambda: "█" in screen_text(app))
        assert PLACE not in screen_text(app)
