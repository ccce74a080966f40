"""What a screen looks like, as a small SVG: one for each scene, size and theme, kept in the folder `snapshots`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from localcounsel.tui.app import CounselApp
from scripts.pictures.drawing import Run, svg
from tests.tui.scenes import SCENES, application, go, scripted

FOLDER = Path(__file__).parent / "snapshots"
SIZES = ((80, 24), (140, 45))
THEMES = ("night", "day")


def file_of(name: str, size: tuple[int, int], theme: str) -> Path:
    """Where the snapshot is kept."""
    return FOLDER / f"{name}-{size[0]}x{size[1]}-{theme}.svg"


async def taken(name: str, size: tuple[int, int], theme: str, folder: Path) -> str:
    """The picture of a scene as it is now; `folder` is empty and for the scripted matter."""
    scene = SCENES[name]
    app = application(scene, scripted(scene, folder))
    async with app.run_test(size=size) as pilot:
        app.wear(theme)
        await go(pilot, scene)
        return drawn(app)


def drawn(app: CounselApp) -> str:
    """What is on the screen now."""
    ground = app.theme_variables["background"]
    rows = [list(_runs(strip, ground)) for strip in app.screen._compositor.render_strips()]
    return svg(rows, app.size.width, ground)


def _runs(strip: Iterable[Segment], ground: str) -> Iterator[Run]:
    column = 0
    for segment in strip:
        style = segment.style or Style()
        ink, under = _hex(style.color, "#808080"), _hex(style.bgcolor, ground)
        if style.reverse:
            ink, under = under, ink
        if style.dim:
            ink = _between(ink, under)
        yield Run(column, segment.text, ink, under, bool(style.bold), bool(style.italic), bool(style.underline))
        column += segment.cell_length


def _hex(colour: Color | None, otherwise: str) -> str:
    return colour.get_truecolor().hex if colour is not None and not colour.is_default else otherwise


def _between(one: str, other: str) -> str:
    mixed = ((int(one[at : at + 2], 16) + int(other[at : at + 2], 16)) // 2 for at in (1, 3, 5))
    return "#" + "".join(f"{value:02x}" for value in mixed)
