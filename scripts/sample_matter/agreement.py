"""Lays an agreement, letter or invoice out over as many PDF pages as it needs, with running header and footer.

The source's marks: `# ` title, `## ` heading (and bookmark), `|` table row, `|=` table heading, leading spaces an
indented paragraph, `~~~` a new page; anything else is a paragraph, or lines kept as they are when there are several.
"""

from __future__ import annotations

from sample_matter.metrics import TIMES, TIMES_BOLD, Font, wrap
from sample_matter.pdf import WIDTH, Page, Pdf
from sample_matter.sources import Source

LEFT, RIGHT, TOP, BOTTOM = 76.0, WIDTH - 76.0, 716.0, 78.0
SIZE, LEADING = 11.5, 14.5


def make(source: Source) -> bytes:
    """The PDF of one source."""
    flow = _Flow(Pdf(title=source.file.rsplit("/", 1)[-1].removesuffix(".pdf")))
    for paragraph in source.paragraphs():
        _place(flow, paragraph)
    count = len(flow.pdf.pages)
    for number, page in enumerate(flow.pdf.pages, 1):
        if header := source.facts["header"]:
            page.right(RIGHT, 752, header, TIMES, 9)
            page.operators.insert(0, page.operators.pop())  # a running header is what a page begins with
        page.rule(LEFT, 56, RIGHT, 56)
        page.text(LEFT, 44, source.facts["footer"], TIMES, 9)
        page.right(RIGHT, 44, f"Page {number} of {count}", TIMES, 9)
    return flow.pdf.content()


def _place(flow: _Flow, paragraph: list[str]) -> None:
    first = paragraph[0]
    if first == "~~~":
        flow.break_page()
        paragraph = paragraph[1:]
    if not paragraph:
        return
    first = paragraph[0]
    if first.startswith("# "):
        for line in paragraph:
            flow.title(line.removeprefix("# "))
    elif first.startswith("## "):
        flow.heading(first.removeprefix("## "))
    elif first.startswith("|"):
        flow.table(paragraph)
    elif first.startswith("    "):
        flow.paragraph(" ".join(paragraph), LEFT + 36, RIGHT - 24)
    elif len(paragraph) > 1:
        flow.lines(paragraph)
    else:
        flow.paragraph(first, LEFT, RIGHT)
    flow.space(5)


class _Flow:
    """Where the next line goes."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.page: Page = pdf.page()
        self.y = TOP

    def break_page(self) -> None:
        self.page = self.pdf.page()
        self.y = TOP

    def need(self, height: float) -> None:
        if self.y - height < BOTTOM:
            self.break_page()

    def space(self, points: float) -> None:
        self.y -= points

    def title(self, text: str) -> None:
        self.need(20)
        self.page.centred(self.y - 13, text, TIMES_BOLD, 13.5)
        self.y -= 20

    def heading(self, text: str) -> None:
        self.need(60)
        self.space(4)
        self.pdf.bookmarks.append((text, len(self.pdf.pages) - 1))
        self._line(LEFT, text, TIMES_BOLD)

    def paragraph(self, text: str, left: float, right: float) -> None:
        lines = wrap(text, TIMES, SIZE, right - left)
        for number, line in enumerate(lines):
            if number == 0 and len(lines) > 1:
                self.need(2 * LEADING)  # no single first line at the foot of a page
            self._line(left, line, TIMES)

    def lines(self, lines: list[str]) -> None:
        self.need(len(lines) * LEADING)
        for line in lines:
            self._line(LEFT, line, TIMES)

    def table(self, rows: list[str]) -> None:
        cells = [[cell.strip() for cell in row.lstrip("|=").split("|")] for row in rows]
        widths = _columns(cells)
        for row, texts in zip(rows, cells, strict=True):
            font = TIMES_BOLD if row.startswith("|=") else TIMES
            wrapped = [wrap(text, font, SIZE, width - 8) for text, width in zip(texts, widths, strict=True)]
            self._row(wrapped, widths, font)

    def _row(self, wrapped: list[list[str]], widths: list[float], font: Font) -> None:
        height = max(len(lines) for lines in wrapped) * LEADING + 4
        self.need(height)
        x = LEFT
        for lines, width in zip(wrapped, widths, strict=True):
            for number, line in enumerate(lines):
                self.page.text(x + 4, self.y - 11.5 - number * LEADING, line, font, SIZE)
            x += width
        self.y -= height
        self.page.rule(LEFT, self.y, RIGHT, self.y)

    def _line(self, x: float, text: str, font: Font) -> None:
        self.need(LEADING)
        self.page.text(x, self.y - 11.5, text, font, SIZE)
        self.y -= LEADING


def _columns(cells: list[list[str]]) -> list[float]:
    """Widths in points that share the measure by the longest text of each column, none below an eighth."""
    longest = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    shares = [max(length / sum(longest), 0.125) for length in longest]
    return [(RIGHT - LEFT) * share / sum(shares) for share in shares]
