"""Pictures as sequences: what a terminal makes of them is what was painted, and nothing else is in them."""

from __future__ import annotations

import base64
import io
import random
import re
import unicodedata
import zlib

import pytest
from PIL import Image
from textual.geometry import Offset, Region

from localcounsel.flows.picturing import Raster
from localcounsel.tui.pictures import iterm, kitty, sixel
from localcounsel.tui.pictures.numbers import Numbers
from localcounsel.tui.pictures.pixels import HALF_BLOCKS, Cell, Part, coarse, columns_of, lines_of, rows_of
from localcounsel.tui.pictures.terminal import ITERM, SIXEL
from localcounsel.tui.widgets.picture_above import Above, without
from tests.tui import sixel_reading

CELL = Cell(8, 17)
TILE = re.compile(r"\x1b_G([a-zA-Z0-9=,]+);([A-Za-z0-9+/=]*)\x1b\\")
PLACED = re.compile(r"\x1b\[(\d+);(\d+)H(\x1bP[^\x1b]*\x1b\\|\x1b\][^\x07]*\x07)")


def _page(width: int, height: int, colours: int = 0, seed: int = 1) -> Raster:
    """Blocks of random colours, as large as letters."""
    chance = random.Random(seed)
    if not colours:
        small = Image.frombytes("RGB", (9, 9), chance.randbytes(243)).resize((width, height), Image.Resampling.BICUBIC)
        return Raster(width, height, small.tobytes())
    small = Image.frombytes("L", (40, 40), bytes(chance.randrange(colours) for _ in range(1600)))
    return Raster(width, height, small.resize((width, height), 0).tobytes(), chance.randbytes(3 * colours))


def _rgb(raster: Raster) -> Image.Image:
    if not raster.palette:
        return Image.frombytes("RGB", (raster.width, raster.height), raster.colours)
    shown = Image.frombytes("P", (raster.width, raster.height), raster.colours)
    shown.putpalette(raster.palette)
    return shown.convert("RGB")


@pytest.mark.parametrize("colours", [2, 16, 64, 256])
def test_sixels_are_what_was_painted(colours: int) -> None:
    raster = _page(311, 120, colours)
    rows = rows_of(raster, Part(0, 0, 311, 120))
    bands = [sixel.band(rows[top : top + 6], colours) for top in range(0, 120, 6)]
    shown = sixel_reading.read(sixel.picture(311, 120, raster.palette, bands))
    wanted = _rgb(raster)
    for y in range(120):
        for x in range(311):
            got, pixel = shown[y][x], wanted.getpixel((x, y))
            assert got is not None
            assert isinstance(pixel, tuple)
            assert max(abs(a - b) for a, b in zip(got, pixel, strict=True)) <= 2


def test_a_png_is_what_was_painted_and_says_nothing_else() -> None:
    raster = _page(90, 70)
    content = iterm.png(rows_of(raster, Part(0, 0, 90, 70)))
    with Image.open(io.BytesIO(content)) as shown:
        assert shown.tobytes() == raster.colours
        assert shown.info == {}
    assert re.findall(rb"IHDR|PLTE|tEXt|iTXt|zTXt|eXIf|tIME|IDAT|IEND", content) == [b"IHDR", b"IDAT", b"IEND"]
    sequence = iterm.picture(rows_of(raster, Part(0, 0, 90, 70)), 9, 4)
    assert re.fullmatch(r"\x1b\]1337;File=[a-zA-Z0-9=;]+:[A-Za-z0-9+/=]+\x07", sequence)
    assert "name=" not in sequence


def test_tiles_are_what_was_painted() -> None:
    raster = _page(1_000, 900)
    tiles = kitty.tiles(raster, CELL)
    shown = Image.new("RGB", (columns_of(raster, CELL) * CELL.width, lines_of(raster, CELL) * CELL.height))
    for number, ((row, column), tile) in enumerate(tiles.items(), 1):
        pieces = TILE.findall(kitty.sent(tile, number))
        assert "".join(f"\x1b_G{how};{content}\x1b\\" for how, content in pieces) == kitty.sent(tile, number)
        assert all(len(content) <= kitty.PIECE for _how, content in pieces)
        assert [how[-3:] for how, _content in pieces] == ["m=1"] * (len(pieces) - 1) + ["m=0"] or len(pieces) == 1
        how = dict(part.split("=") for part in pieces[0][0].split(","))
        size = int(how["s"]), int(how["v"])
        assert size == (int(how["c"]) * CELL.width, int(how["r"]) * CELL.height)
        pixels = zlib.decompress(base64.b64decode("".join(content for _how, content in pieces)))
        at = column * kitty.COLUMNS * CELL.width, row * kitty.LINES * CELL.height
        shown.paste(Image.frombytes("RGB", size, pixels), at)
    assert shown.crop((0, 0, 1_000, 900)).tobytes() == raster.colours
    assert shown.getpixel((shown.width - 1, shown.height - 1)) == (255, 255, 255)


def test_placeholders_count_rows_and_columns() -> None:
    assert len(set(kitty.MARKS)) == len(kitty.MARKS) >= max(kitty.COLUMNS, kitty.LINES)
    assert list(kitty.MARKS) == sorted(kitty.MARKS)
    assert all(unicodedata.combining(mark) == 230 and not unicodedata.decomposition(mark) for mark in kitty.MARKS)
    assert [ord(kitty.MARKS[each]) for each in (0, 1, 10, 50)] == [0x305, 0x30D, 0x34B, 0x5AB]
    text = kitty.cells(2, range(3, 5), 7 << 24 | 0x123456)
    assert text == "".join(kitty.PLACE + kitty.MARKS[2] + kitty.MARKS[each] + kitty.MARKS[7] for each in (3, 4))


def test_numbers_are_told_by_their_colour() -> None:
    from rich.color import Color, ColorSystem

    numbers = Numbers(true_colours=True)
    some = [numbers.next() for _ in range(300)]
    assert len({each.number for each in some}) == 300
    assert all(each.number & 0xFFFFFF == int.from_bytes(bytes(each.colour), "big") > 255 for each in some)
    assert all(0 < each.number >> 24 < len(kitty.MARKS) for each in some)
    few = Numbers(true_colours=False)
    for _ in range(300):
        number = few.next()
        assert Color.from_rgb(*number.colour).downgrade(ColorSystem.EIGHT_BIT).number == number.number & 0xFFFFFF


@pytest.mark.parametrize("protocol", [SIXEL, ITERM])
def test_what_lies_over_the_cells_is_where_it_belongs(protocol: str) -> None:
    """Scrolled, beside the edge, with something in front of it: each pixel is its own or was left alone."""
    raster = _page(397, 500, 16 if protocol == SIXEL else 0)
    above = Above(raster, CELL, protocol)
    seen, hole = Region(5, 3, 40, 20), Region(20, 10, 30, 4)
    above.plan(seen, [hole], Offset(5 - 14, 3 - 6))
    written = ""
    while above.unfinished:
        written += above.painted()
    shown = _painted(written, (60 * CELL.width, 30 * CELL.height))
    page = _rgb(raster)
    for y in range(0, shown.height, 3):
        for x in range(0, shown.width, 3):
            cell = Offset(x // CELL.width, y // CELL.height)
            got = shown.getpixel((x, y))
            assert isinstance(got, tuple)
            if not (seen.contains(*cell) and not hole.contains(*cell)):
                assert got[3] == 0
                continue
            at = x - (5 - 14) * CELL.width, y - (3 - 6) * CELL.height
            wanted = page.getpixel(at) if at[0] < 397 and at[1] < 500 else None
            if got[3] == 0:
                assert protocol == SIXEL
                below = cell + Offset(0, 1)
                assert y % CELL.height >= CELL.height - 5
                assert not seen.contains(*below) or hole.contains(*below)
            elif isinstance(wanted, tuple):
                assert max(abs(a - b) for a, b in zip(got[:3], wanted, strict=True)) <= 2


def _painted(written: str, size: tuple[int, int]) -> Image.Image:
    """A screen after all pictures, transparent where there is none."""
    screen = Image.new("RGBA", size)
    assert PLACED.sub("", written) == ""
    for line, column, sequence in PLACED.findall(written):
        at = (int(column) - 1) * CELL.width, (int(line) - 1) * CELL.height
        if sequence.startswith("\x1bP"):
            rows = sixel_reading.read(sequence)
            assert len(rows) % 6 == 0
            for y, row in enumerate(rows):
                for x, colour in enumerate(row):
                    assert colour is not None
                    screen.putpixel((at[0] + x, at[1] + y), (*colour, 255))
        else:
            with Image.open(io.BytesIO(base64.b64decode(sequence.partition(":")[2][:-1]))) as picture:
                screen.paste(picture, at)
    return screen


def test_a_region_without_another() -> None:
    whole = Region(2, 2, 10, 10)
    for hole in (
        Region(4, 4, 3, 3),
        Region(0, 0, 5, 5),
        Region(0, 5, 20, 2),
        Region(2, 2, 10, 10),
        Region(30, 0, 5, 5),
    ):
        parts = without(whole, hole)
        cells = [(x, y) for part in parts for x in range(part.x, part.right) for y in range(part.y, part.bottom)]
        assert len(cells) == len(set(cells))
        wanted = {(x, y) for x in range(2, 12) for y in range(2, 12) if not hole.contains(x, y)}
        assert set(cells) == wanted


@pytest.mark.parametrize("colours", [0, 16])
def test_the_same_page_in_half_blocks(colours: int) -> None:
    raster = _page(160, 170, colours)
    page = _rgb(raster).resize((20, 20), Image.Resampling.BOX)
    for line in range(lines_of(raster, CELL)):
        upper, lower = coarse(raster, CELL, line, range(20))
        for column in range(20):
            for half, got in enumerate((upper, lower)):
                wanted = page.getpixel((column, 2 * line + half))
                assert isinstance(wanted, tuple)
                if not colours:
                    assert max(abs(a - b) for a, b in zip(got[3 * column :], wanted, strict=False)) <= 40
    odd = Raster(3, 3, bytes(range(27)))
    assert coarse(odd, HALF_BLOCKS, 1, range(1, 3)) == (odd.colours[21:27], odd.colours[21:27])
    assert coarse(odd, HALF_BLOCKS, 0, range(3)) == (odd.colours[:9], odd.colours[9:18])
