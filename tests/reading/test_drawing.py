"""Painting pages: within bounds, in a child that is not believed, and with words for whatever goes wrong."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from localcounsel import errors
from localcounsel.reading import drawing, process
from localcounsel.reading.drawing import Drawing, draw
from tests.reading import making

PAGE = making.pdf([making.text_at(72, 700, "Hello there"), "1 0 0 rg 0 0 612 396 re f"])
LIAR = """
import json, struct, sys
def frame(content): sys.stdout.buffer.write(struct.pack(">I", len(content)) + content)
{body}
sys.stdout.buffer.flush()
"""


def test_the_colours_of_a_page() -> None:
    raster = draw("a.pdf", PAGE, Drawing("pdf", 2, 100))
    assert (raster.width, raster.height) == (100, 129)
    assert tuple(raster.colours[:3]) == (255, 255, 255)
    assert tuple(raster.colours[-3:]) == (255, 0, 0)


def test_no_page_is_larger_than_the_limits() -> None:
    wide = making.pdf([""]).replace(b"[0 0 612 792]", b"[0 0 9999 14400]")
    raster = draw("a.pdf", wide, Drawing("pdf", 1, 100_000))
    assert raster.width * raster.height <= drawing.MOST_PIXELS
    assert raster.width <= drawing.WIDEST
    flat = making.pdf([""]).replace(b"[0 0 612 792]", b"[0 0 14400 3]")
    assert draw("a.pdf", flat, Drawing("pdf", 1, 400)).height >= 1


def test_pictures_have_pages_too() -> None:
    held = io.BytesIO()
    first, second = Image.new("RGB", (40, 20), "red"), Image.new("L", (40, 40), 0)
    first.save(held, "TIFF", save_all=True, append_images=[second])
    assert draw("a.tif", held.getvalue(), Drawing("tiff", 1, 80)).colours[:3] == b"\xff\x00\x00"
    assert draw("a.tif", held.getvalue(), Drawing("tiff", 2, 80)).colours[:3] == b"\x00\x00\x00"
    with pytest.raises(errors.Damaged):
        draw("a.tif", held.getvalue(), Drawing("tiff", 3, 80))


@pytest.mark.parametrize(
    ("content", "medium", "error"),
    [
        (b"%PDF-1.7 nothing", "pdf", errors.Damaged),
        (b"", "pdf", errors.Damaged),
        (os.urandom(500), "png", errors.Damaged),
        (PAGE, "docx", errors.Unsupported),
    ],
)
def test_what_cannot_be_painted_says_so(content: bytes, medium: str, error: type[errors.CounselError]) -> None:
    with pytest.raises(error, match=r"a\.pdf"):
        draw("a.pdf", content, Drawing(medium, 1, 100))
    with pytest.raises(errors.Damaged):
        draw("a.pdf", PAGE, Drawing("pdf", 99, 100))


def test_nobody_waits_for_a_page_that_was_turned() -> None:
    with pytest.raises(errors.Cancelled):
        draw("a.pdf", PAGE, Drawing("pdf", 1, 100), stopped=lambda: True)


@pytest.mark.parametrize(
    "body",
    [
        'frame(b\'{"kind": "drawn", "palette": 0, "width": 100000, "height": 2, "content": 0}\')',
        'frame(b\'{"kind": "drawn", "palette": 0, "width": 2, "height": 2, "content": 11}\'); frame(b"x" * 11)',
        'frame(b\'{"kind": "drawn", "palette": 0, "width": -2, "height": -2, "content": 12}\'); frame(b"x" * 12)',
        'frame(b\'{"kind": "drawn", "palette": 0, "width": true, "height": 4, "content": 12}\'); frame(b"x" * 12)',
        'frame(b\'{"kind": "drawn", "content": 99999999999}\')',
        'frame(b\'{"kind": "\\\\u001b]52;c;x"}\')',
        'frame(b\'{"kind": "error", "fault": "\\\\u001b[31m"}\')',
        "sys.stdout.buffer.write(b'garbage that is no frame at all')",
        "",
    ],
)
def test_a_drawer_that_was_taken_over_is_not_believed(
    body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    liar = tmp_path / "liar.py"
    liar.write_text(LIAR.format(body=body), "utf-8")
    monkeypatch.setattr(process, "command", lambda *parts: [sys.executable, str(liar)])
    with pytest.raises(errors.DocumentError) as caught:
        draw("a.pdf", PAGE, Drawing("pdf", 1, 100))
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize(
    ("count", "content"),
    [
        (2, b"\0\0\0\xff\xff\xff" + b"\0\1\1\2"),  # a colour that was not named
        (2, b"\0\0\0\xff\xff\xff" + b"\0\1\1"),
        (9, b"\0\0\0" * 9 + b"\0\1\1\0"),
        (-1, b"\0\1\1\0"),
        (0, b"\0" * 12),
        (None, b"\0" * 12),
        (True, b"\0\0\0" + b"\0" * 4),
    ],
)
def test_no_palette_is_believed(
    count: int | None, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = json.dumps({"kind": "drawn", "width": 2, "height": 2, "palette": count, "content": len(content)})
    liar = tmp_path / "liar.py"
    liar.write_text(LIAR.format(body=f"frame({said.encode()!r}); frame({content!r})"), "utf-8")
    monkeypatch.setattr(process, "command", lambda *parts: [sys.executable, str(liar)])
    with pytest.raises(errors.Damaged):
        draw("a.pdf", PAGE, Drawing("pdf", 1, 100, palette=8))


@pytest.mark.parametrize("most", [2, 16, 64, 256])
def test_few_colours_are_near_what_was_painted(most: int) -> None:
    stamped = making.pdf([making.text_at(72, 700, "Hello there") + "0.8 0.1 0.1 rg 0 0 306 396 re f"])
    grey = making.pdf([making.text_at(72, 700, "Hello there") + "0.5 g 0 0 306 396 re f"])
    for page in (stamped, grey):
        whole, few = (draw("a.pdf", page, Drawing("pdf", 1, 120, palette)) for palette in (0, most))
        count = len(few.palette) // 3
        assert (few.width, few.height, len(few.colours)) == (whole.width, whole.height, whole.width * whole.height)
        assert 2 <= count <= most
        assert max(few.colours) < count
        shown = b"".join(few.palette[3 * each : 3 * each + 3] for each in few.colours)
        apart = sum(abs(a - b) for a, b in zip(shown, whole.colours, strict=True)) / len(shown)
        assert apart < (40 if most == 2 else 5)


def test_one_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)", "utf-8")
    monkeypatch.setattr(process, "command", lambda *parts: [sys.executable, str(slow)])
    monkeypatch.setattr(drawing, "SECONDS", 0.3)
    with pytest.raises(errors.ReaderLimit, match="too long"):
        draw("a.pdf", PAGE, Drawing("pdf", 1, 100))
