"""Which pictures this terminal shows, found out from its environment and from what it answers; nothing waits for it.

Answers come among what is typed; they are taken out before a key is made of them. A terminal that says nothing is
shown half blocks, which every terminal has.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping

from localcounsel.tui.pictures import kitty, sixel
from localcounsel.tui.pictures.pixels import LARGEST_CELL, LEAST_CELL, Cell

KITTY, ITERM, SIXEL, BLOCKS, NONE = "kitty", "iterm", "sixel", "blocks", "none"
DEFAULT_CELL = Cell(10, 20)
"""Pixels: of a VT340, and what Windows Terminal makes of sixels whatever its font."""
KONSOLE = 220_400
"""The version that showed such pictures first; its sixels are made whole bands and hide what is below them."""
ASKED_AS = 31
"""The number of the picture that is asked about; none is kept under it."""
_MULTIPLEXED = ("screen", "tmux")
_BARE = ("dumb", "unknown", "linux", "vt52", "vt100", "vt102", "vt220", "vt320")
_ANSWERS = re.compile(
    r"\x1b\[\?(?P<kind>[\d;]{1,60})c"  # DA1: what kind of terminal this is; 4 among it: sixels
    r"|\x1b\[6;(?P<height>\d{1,4});(?P<width>\d{1,4})t"  # the size of a cell in pixels
    r"|\x1b\[\?1;(?P<state>\d);(?P<registers>\d{1,9})S"  # how many colours sixels may have
    r"|\x1b_G(?P<kitty>[^\x1b]{0,100})\x1b\\"
)
_BEGUN = re.compile(r"\x1b(\[\?[\d;]{0,60}|\[6;[\d;]{0,9}|_G[^\x1b]{0,100}\x1b?)\Z")
"""An answer whose end has not come yet."""


class Terminal:
    """What is known of the terminal. `sift` is called by the thread that reads the keyboard, all else by the other."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.heard: Callable[[], object] = lambda: None
        """Called, in the reading thread, after the last answer."""
        self.listens = False
        """Whether what is typed goes through `sift`; unless it does, nothing is asked."""
        self._asked = self._asked_further = False
        self._due: set[str] = set()
        """Answers that must come yet."""
        self._begun = ""
        self._placeholders = self._sixels = False
        self._registers = 0
        self._cell: Cell | None = None

    # Asking

    def questions(self, wanted: str) -> str:
        """What to write so that the terminal tells what it can; empty where nothing has to be asked."""
        if self._asked or not self.listens or wanted not in ("auto", SIXEL) or self._cannot():
            return ""
        if wanted == "auto" and self._is_iterm():
            return ""
        self._asked = True
        self._due.add("kind")
        return (kitty.question(ASKED_AS) if self._may_be_kitty() else "") + "\x1b[16t\x1b[c"

    def further_questions(self) -> str:
        """What to write when the first answers have been heard."""
        if not self._sixels or self._asked_further:
            return ""
        self._asked_further = True
        self._due.add("registers")
        return "\x1b[?1;1;0S"

    def sift(self, typed: str) -> str:
        """What was typed, without the answers in it."""
        if not self._due and not self._begun:
            return typed
        typed, self._begun = self._begun + typed, ""
        rest = _ANSWERS.sub(self._take, typed)
        begun = _BEGUN.search(rest)
        if begun is not None and self._due:
            self._begun, rest = begun[0], rest[: begun.start()]
        return rest

    def _take(self, answer: re.Match[str]) -> str:
        if answer["kind"] is not None:
            self._sixels = "4" in answer["kind"].split(";")[1:]
            self._due.discard("kind")
            self.heard()
        elif answer["width"] is not None:
            self._cell = _believed(int(answer["width"]), int(answer["height"]))
        elif answer["registers"] is not None:
            self._due.discard("registers")
            self._registers = int(answer["registers"]) if answer["state"] == "0" else 0
            self.heard()
        elif answer["kitty"] is not None:
            self._placeholders = answer["kitty"] == f"i={ASKED_AS};OK"
        return ""

    # Knowing

    def protocol(self, wanted: str) -> str:
        """KITTY, ITERM, SIXEL, BLOCKS or NONE; `wanted` is the setting `pictures`."""
        if wanted == "auto":
            return self._guess()
        return BLOCKS if wanted == SIXEL and self.cell() is None else wanted

    def _guess(self) -> str:
        if self._cannot():
            return BLOCKS
        if self._is_iterm():
            return ITERM
        if self._placeholders:
            return KITTY
        return SIXEL if self._sixels and self.cell() is not None else BLOCKS

    def cell(self) -> Cell | None:
        """Pixels of a character cell, where that is known."""
        return _measured() or self._cell or (DEFAULT_CELL if sys.platform == "win32" else None)

    @property
    def colours(self) -> int:
        """Most colours of a picture in sixels."""
        return max(2, min(self._registers, sixel.MOST_COLOURS)) if self._registers else sixel.MOST_COLOURS

    def _cannot(self) -> bool:
        """Whether something stands between, or nothing but letters can be shown."""
        inside = self._environment.get("TMUX") or self._environment.get("STY")
        return bool(inside) or self._name().startswith(_MULTIPLEXED) or self._name() in ("", *_BARE)

    def _is_iterm(self) -> bool:
        konsole = self._environment.get("KONSOLE_VERSION", "")
        if konsole.isdecimal() and int(konsole) >= KONSOLE:
            return True
        programs = (self._environment.get("TERM_PROGRAM"), self._environment.get("LC_TERMINAL"))
        return "iTerm.app" in programs or "iTerm2" in programs or "WezTerm" in programs

    def _may_be_kitty(self) -> bool:
        named = self._name() in ("xterm-kitty", "xterm-ghostty")
        return named or any(self._environment.get(each) for each in ("KITTY_WINDOW_ID", "GHOSTTY_RESOURCES_DIR"))

    def _name(self) -> str:
        return self._environment.get("TERM", "").casefold()


def _believed(width: int, height: int) -> Cell | None:
    sound = LEAST_CELL <= width <= LARGEST_CELL and LEAST_CELL <= height <= LARGEST_CELL
    return Cell(width, height) if sound else None


def _measured() -> Cell | None:
    """From the size of the window in cells and in pixels, where the terminal driver was told both."""
    if sys.platform == "win32" or sys.__stdin__ is None:
        return None
    import fcntl
    import struct
    import termios

    try:
        told = fcntl.ioctl(sys.__stdin__.fileno(), termios.TIOCGWINSZ, bytes(8))
    except (OSError, ValueError):
        return None
    lines, columns, width, height = struct.unpack("HHHH", told)
    return _believed(width // columns, height // lines) if lines and columns else None
