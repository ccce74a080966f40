"""A page as a picture: one short-lived child paints it, and the desk takes a raster of bounded size from it.

What comes back is colours and nothing else, so nothing that a hostile file holds can reach the terminal as text.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from localcounsel import errors
from localcounsel.reading import process, sentences

DRAWER = "localcounsel.reading.drawing_child"
"""The module that draws."""
MEDIA = frozenset({"pdf", "png", "jpeg", "tiff"})
"""What has pages that can be painted."""
WIDEST = 4_000
"""Pixels a page may be asked for."""
MOST_PIXELS = 8_000_000
"""Of one raster: a page 2,400 wide, enough to read the smallest print of a letter-sized page."""
SECONDS = 20.0
"""That one page may take."""
_CPU_SECONDS = 20
_MEMORY = 512 * 1024 * 1024
"""Bytes for the drawer, beyond four times the file's own size."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A page as colours: red, green and blue, a byte each, rows from the top."""

    width: int
    height: int
    colours: bytes
    palette: bytes = b""
    """Where there is one, red, green and blue of each of its colours, and `colours` is one byte a pixel: which."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Which page is to be painted how wide."""

    media: str
    page: int
    """From 1."""
    width: int
    """Pixels; the height follows from the page."""
    palette: int = 0
    """Most colours that the terminal shows, 2 to 256; 0: as many as there are."""


def draw(name: str, content: bytes, wanted: Drawing, stopped: Callable[[], bool] = lambda: False) -> Raster:
    """Paint one page of a file called `name`. Raises errors.DocumentError naming it, or Cancelled."""
    if wanted.media not in MEDIA:
        raise errors.Unsupported(
            f"{name}: only PDFs and pictures have pages that can be shown as pictures.", "Its text is all there is."
        )
    memory_bytes = _MEMORY + 4 * len(content)
    palette = min(max(wanted.palette, 2), 256) if wanted.palette else 0
    request = {
        "verb": "draw",
        "media": wanted.media,
        "password": None,
        "page": wanted.page,
        "width": min(max(wanted.width, 8), WIDEST),
        "pixels": MOST_PIXELS,
        "palette": palette,
        "memory_bytes": memory_bytes,
        "cpu_seconds": _CPU_SECONDS,
    }
    deadline = time.monotonic() + SECONDS
    line = process.command(DRAWER)
    with process.Reader(line, memory_bytes=memory_bytes, content_bytes=3 * MOST_PIXELS) as drawer:
        drawer.give(request, content)
        try:
            while not stopped():
                got = drawer.receive(lambda: deadline)
                if got is not None:
                    drawer.done = True
                    return _checked(name, got, palette)
        except TimeoutError as error:
            raise errors.ReaderLimit(f"{name}: painting page {wanted.page} took too long.") from error
        except process.OverMemory as error:
            raise errors.ReaderLimit(f"{name}: painting page {wanted.page} needed too much memory.") from error
        except process.Ended as error:
            raise errors.Damaged(f"{name}: page {wanted.page} cannot be painted.") from error
    raise errors.Cancelled(f"{name}: painting was stopped.")


def _checked(name: str, got: process.Received, most: int) -> Raster:
    """The raster, when its size is what it says; the drawer is not believed otherwise. `most`: colours; 0: all."""
    untrusted = got.untrusted
    if untrusted.get("kind") == "error":
        raise sentences.fault(untrusted.get("fault"), name)
    width, height, count = untrusted.get("width"), untrusted.get("height"), untrusted.get("palette")
    sound = (
        untrusted.get("kind") == "drawn"
        and type(width) is int
        and type(height) is int
        and 0 < width <= WIDEST
        and 0 < width * height <= MOST_PIXELS
        and type(count) is int
        and (0 < count <= most or count == most == 0)
        and len(got.untrusted_content) == (3 * count + width * height if count else 3 * width * height)
    )
    if not sound:
        raise errors.Damaged(f"{name}: what painted it sent what cannot be.")
    assert type(width) is int
    assert type(height) is int
    assert type(count) is int
    palette, colours = got.untrusted_content[: 3 * count], got.untrusted_content[3 * count :]
    if count and colours.translate(None, bytes(range(count))):
        raise errors.Damaged(f"{name}: what painted it sent colours that it did not name.")
    return Raster(width, height, colours, palette)
