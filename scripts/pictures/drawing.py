"""Draw rows of coloured text as an SVG that needs nothing from elsewhere: no script, no font file, no address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from rich.cells import cell_len

WIDTH, HEIGHT = 8.4, 16.5
"""Pixels of a cell, for a font of 14 pixels."""
MARGIN = 8
FONTS = "'DejaVu Sans Mono','Noto Sans Mono CJK JP',Menlo,Consolas,'MS Gothic',monospace"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look, side by side in one row."""

    column: int
    """The cell it begins in, from 0."""
    text: str
    ink: str
    """`#rrggbb`"""
    ground: str
    bold: bool = False
    italic: bool = False
    underline: bool = False

    @property
    def look(self) -> tuple[str, bool, bool, bool]:
        return self.ink, self.bold, self.italic, self.underline


def svg(rows: Sequence[Sequence[Run]], columns: int, ground: str) -> str:
    """The picture of `rows`, each `columns` cells wide, on `ground`. One line of XML for each row and its grounds."""
    width, height = columns * WIDTH + 2 * MARGIN, len(rows) * HEIGHT + 2 * MARGIN
    looks = list(dict.fromkeys(run.look for row in rows for run in row if run.text.strip()))
    style = "".join(f".l{number}{{{_css(look)}}}" for number, look in enumerate(looks))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}">',
        f"<style>text{{font:14px {FONTS};white-space:pre}}{style}</style>",
        f'<rect width="100%" height="100%" rx="6" fill="{ground}"/>',
    ]
    for number, row in enumerate(rows):
        grounds = "".join(_grounds(row, number, ground))
        texts = "".join(_text(run, number, looks.index(run.look)) for run in _worded(row))
        if grounds or texts:
            lines.append(grounds + texts)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _css(look: tuple[str, bool, bool, bool]) -> str:
    ink, bold, italic, underline = look
    parts = [f"fill:{ink}"]
    parts += ["font-weight:bold"] * bold + ["font-style:italic"] * italic + ["text-decoration:underline"] * underline
    return ";".join(parts)


def _grounds(row: Sequence[Run], number: int, ground: str) -> Iterator[str]:
    for colour, runs in groupby(row, key=lambda run: run.ground):
        several = list(runs)
        if colour != ground:
            cells = sum(cell_len(run.text) for run in several)
            yield (
                f'<rect x="{MARGIN + several[0].column * WIDTH:g}" y="{MARGIN + number * HEIGHT:g}" '
                f'width="{cells * WIDTH:g}" height="{HEIGHT:g}" fill="{colour}"/>'
            )


def _worded(row: Sequence[Run]) -> Iterator[Run]:
    """Runs with ink in them, without the blanks around it; parted at wide gaps, which a viewer would not keep."""
    for run in row:
        text = run.text.strip(" ")
        if text:
            column = run.column + len(run.text) - len(run.text.lstrip(" "))
            yield Run(column, text, *(run.ink, run.ground, run.bold, run.italic, run.underline))


def _text(run: Run, number: int, look: int) -> str:
    """`textLength` keeps the cells where they are whatever font the viewer has."""
    x, y = MARGIN + run.column * WIDTH, MARGIN + number * HEIGHT + 12.9
    return (
        f'<text class="l{look}" x="{x:g}" y="{y:g}" textLength="{cell_len(run.text) * WIDTH:g}" '
        f'lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(run.text, quote=False)}</text>'
    )
