"""Lays out the record: a deposition transcript with 25 numbered lines a page, and a production with Bates numbers."""

from __future__ import annotations

import textwrap

from sample_matter.metrics import COURIER, HELVETICA
from sample_matter.pdf import HEIGHT, WIDTH, Pdf
from sample_matter.sources import Source

LINES = 25
COLUMNS = 54
"""Characters of a transcript line."""


def transcript_lines(source: Source) -> list[str]:
    """The transcript's lines in order, as printed, without their numbers."""
    lines: list[str] = []
    for entry in source.body.splitlines():
        if entry.startswith("C "):
            lines.append(entry[2:].center(COLUMNS).rstrip())
        elif entry.startswith(("Q ", "A ")):
            lines += textwrap.wrap(f"     {entry[0]}.   {entry[2:]}", COLUMNS, drop_whitespace=True)
        elif entry:
            lines += textwrap.wrap(f"          {entry}", COLUMNS)
    return lines


def transcript(source: Source) -> bytes:
    """The PDF of a transcript: the printed page numbers start where the excerpt starts."""
    first = int(source.facts["first"])
    pdf = Pdf(title="Deposition excerpt", first_label=first)
    lines = transcript_lines(source)
    for start in range(0, len(lines), LINES):
        page = pdf.page()
        page.text(96, 742, source.facts["head"], HELVETICA, 9)
        page.right(WIDTH - 84, 742, str(first + start // LINES), COURIER, 12)
        page.rule(118, 86, 118, 730)
        for number, line in enumerate(lines[start : start + LINES], 1):
            y = 742 - 26 * number + 4
            page.right(110, y, str(number), COURIER, 12)
            page.text(126, y, line, COURIER, 12)
        page.centred(52, source.facts["foot"], HELVETICA, 8)
    return pdf.content()


def production(source: Source) -> bytes:
    """The PDF of a production: pages as typed, each stamped at its foot."""
    pdf = Pdf(title="Production")
    for number, text in enumerate(source.body.split("~~~\n"), int(source.facts["first"])):
        page = pdf.page()
        for row, line in enumerate(text.strip("\n").splitlines()):
            page.text(72, HEIGHT - 90 - 15 * row, line, COURIER, 10)
        page.text(72, 34, source.facts["stamp"], HELVETICA, 8)
        page.right(WIDTH - 60, 34, f"{source.facts['bates']}{number:06d}", HELVETICA, 11)
    return pdf.content()
