"""Read what `tmux capture-pane -e` gives: text with colours as escape sequences, turned into runs for a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len
from rich.color import Color

from scripts.pictures.drawing import Run

INK, GROUND = "#d9dce1", "#14171c"
"""Where the application leaves both to the terminal."""
_SEQUENCE = re.compile(r"\x1b\[([\d;:]*)m|\x0e|\x0f|\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)")


@dataclass(frozen=True, slots=True)
class _Pen:
    ink: str = INK
    ground: str = GROUND
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False


def runs(line: str) -> Iterator[Run]:
    """The runs of one captured line; every line begins without colours, as tmux writes them."""
    pen, at, column = _Pen(), 0, 0
    for found in _SEQUENCE.finditer(line):
        if found.start() > at:
            yield (run := _run(pen, column, line[at : found.start()]))
            column += cell_len(run.text)
        if found[1] is not None:
            pen = _after(pen, [int(part or 0) for part in re.split("[;:]", found[1])])
        at = found.end()
    if at < len(line):
        yield _run(pen, column, line[at:])


def _run(pen: _Pen, column: int, text: str) -> Run:
    ink, ground = (pen.ground, pen.ink) if pen.reverse else (pen.ink, pen.ground)
    return Run(column, text, _mixed(ink, ground) if pen.dim else ink, ground, pen.bold, pen.italic, pen.underline)


def _mixed(one: str, other: str) -> str:
    values = ((int(one[at : at + 2], 16) + int(other[at : at + 2], 16)) // 2 for at in (1, 3, 5))
    return "#" + "".join(f"{value:02x}" for value in values)


_SWITCHES = {1: ("bold", True), 2: ("dim", True), 3: ("italic", True), 4: ("underline", True), 7: ("reverse", True)}
_OFF = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("reverse",)}


def _after(pen: _Pen, codes: list[int]) -> _Pen:
    """The pen after the numbers of one sequence (ECMA-48, SGR)."""
    waiting = codes or [0]
    while waiting:
        code = waiting.pop(0)
        if code == 0:
            pen = _Pen()
        elif code in _SWITCHES:
            name, on = _SWITCHES[code]
            pen = _with(pen, {name: on})
        elif code in _OFF:
            pen = _with(pen, dict.fromkeys(_OFF[code], False))
        elif code in (38, 48):
            kind, colour = waiting.pop(0), ""
            if kind == 2:
                colour = "#" + "".join(f"{waiting.pop(0):02x}" for _ in range(3))
            elif kind == 5:
                colour = _numbered(waiting.pop(0))
            pen = replace(pen, ink=colour) if code == 38 else replace(pen, ground=colour)
        elif code == 39:
            pen = replace(pen, ink=INK)
        elif code == 49:
            pen = replace(pen, ground=GROUND)
        elif code in range(30, 38) or code in range(90, 98):
            pen = replace(pen, ink=_numbered(code - 30 if code < 90 else code - 82))
        elif code in range(40, 48) or code in range(100, 108):
            pen = replace(pen, ground=_numbered(code - 40 if code < 100 else code - 92))
    return pen


def _with(pen: _Pen, switched: Mapping[str, bool]) -> _Pen:
    """`switched`: fields of the pen that are on or off."""
    changed: dict[str, Any] = dict(switched)
    return replace(pen, **changed)


def _numbered(number: int) -> str:
    return Color.from_ansi(number).get_truecolor().hex
