"""Makes a scan: a typed letter as a grey image, a little askew and speckled, without any text behind it."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw, ImageFont

from sample_matter.pdf import Pdf
from sample_matter.sources import Source

DOTS = 150
"""Dots an inch."""
GREYS = 16
"""Levels of grey: enough for smooth letters, few enough to stay small."""


def make(source: Source) -> bytes:
    """The PDF with one image for its only page."""
    image = _paper(source.body.splitlines())
    pdf = Pdf(title="Scan")
    page = pdf.page()
    page.image, page.image_size = image.tobytes(), image.size
    return pdf.content()


def _paper(lines: list[str]) -> Image.Image:
    image = Image.new("L", (int(8.5 * DOTS), 11 * DOTS), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=24)
    for row, line in enumerate(lines):
        draw.text((150, 150 + row * 36), line, font=font, fill=20)
    _signature(draw, 150 + (len(lines) - 3) * 36)
    askew = image.rotate(0.5, resample=Image.Resampling.BICUBIC, fillcolor=255)
    speckled = askew.load()
    assert speckled is not None
    chance = random.Random(20240708)
    for _ in range(220):
        speckled[chance.randrange(askew.width), chance.randrange(askew.height)] = 90
    step = 256 // GREYS
    return askew.point([min(255, level // step * (step + 1)) for level in range(256)])


def _signature(draw: ImageDraw.ImageDraw, y: int) -> None:
    """A hand-drawn stroke where the letter is signed."""
    points = [(160, 12), (185, -18), (196, 20), (214, -8), (228, 14), (250, -14), (262, 16), (300, 0), (360, 6)]
    draw.line([(x, y + dy) for x, dy in points], fill=40, width=3, joint="curve")
