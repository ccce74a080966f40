"""Headings and clauses of a document, in reading order, with their depth."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from localcounsel.core.japanese import is_japanese
from localcounsel.core.structure.contents import contents
from localcounsel.core.structure.lines import Line
from localcounsel.core.structure.numbering import Numbering
from localcounsel.core.structure.openings import Opening, Rank, openings
from localcounsel.core.structure.titles import is_capital_line, is_underline, reads_as_title, title_after
from localcounsel.records import Heading, Page

CONTENTS = "Contents"
"""Title given to a table of contents, whatever its language."""
SIGNATURES = "Signatures"

_INLINE = re.compile(
    r"(?<![^\s.;:”\"])(?:RECITALS|WITNESSETH|W I T N E S S E T H|BACKGROUND|AGREED TERMS"
    r"|(?P<end>IN WITNESS WHEREOF))\b:?"
)
_NO_HEADING = re.compile(
    r"(?:by|name|title|date|its|address|attn|attention|signature|print|re|tel|fax|e-?mail|and|or|whereas|between"
    r"|source|page|note|q|a|the court|mr|ms|mrs)\b[.:]?|/s/|.*\b(?:inc|llc|ltd|corp|l\.p|n\.a|llp|esq|gmbh|co)\b\.?,?\Z"
    r"|.*_{3}|.*\bv(?:s)?\.(?:\s|\Z)|[-\W]*\Z|.*:\Z",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"(?m)^[ \t]*Q[.:]?[ \t]")
"""Where questions are marked so, `A.` is an answer."""
_MARKED = re.compile(r"(#{1,6})[ \t　]+(?=\S)")
"""A heading in a Japanese text file: `### 第5条`, `#### 定義`; its depth is the number of marks."""
_SUPPLEMENTARY = re.compile(r"(?:#{1,6}\s*)?附[\s\u3000]{0,4}則(?=[\s\u3000（(]|\Z)(?!.{60})")
"""附則: what is numbered after it begins anew."""
_MARKED_RANK = (Rank.PART, Rank.CHAPTER, Rank.NAMED, Rank.NAMED_INNER, Rank.DECIMAL + 1, Rank.DECIMAL + 3)
"""By depth, for those without a number that has a rank of its own."""
_NUMBERED = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3})*[.)]|\([a-z\d]{1,3}\)|[A-Z][.)])\s"
    r"|(?:SUBPART|Subpart|ARTICLE|Article|SECTION|Section|CHAPTER|Chapter)\s+(?:\d|[A-Z]\b|[IVXLC]+\b)"
)
"""A clause of its own, and not the title of what stands above it."""
_FILED = re.compile(r"Exhibit \d{1,3}(?:\.\d{1,3})?|Exhibit [A-Z]")
"""The number under which a whole document was filed, at its very beginning."""


class _Page:
    """One page while its headings are looked for: text without furniture, and what is contents."""

    def __init__(self, page: Page, text: str, lines: Sequence[Line], tables: Sequence[tuple[int, int]]) -> None:
        self.number = page.number
        self.text = text
        self.lines = lines
        self.tables = tables

    def in_table(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self.tables)


def headings(
    pages: Sequence[Page],
    texts: Sequence[str],
    lines: Sequence[Sequence[Line]],
    declared: Sequence[Heading],
) -> list[Heading]:
    """Headings in reading order.

    Args:
        pages: the document's pages.
        texts: their text with furniture blanked out, same length.
        lines: their lines, without furniture.
        declared: headings that the file format itself names; they win over what is recognised at their place.
    """
    tables = contents(texts, lines)
    numbering = Numbering()
    found: list[Heading] = []
    signing = False
    by_page: dict[int, list[Heading]] = {}
    for each in declared:
        by_page.setdefault(each.page, []).append(each)
    for page, text, own_lines, own_tables in zip(pages, texts, lines, tables, strict=True):
        sheet = _Page(page, text, own_lines, own_tables)
        taken = 0
        signing = signing and bool(found) and page.number - found[-1].page <= 1
        for start, candidate in _candidates(sheet, by_page.get(page.number, ())):
            if start < taken:
                continue
            heading = _decide(sheet, start, candidate, numbering, signing)
            if heading is None:
                continue
            found.append(heading)
            taken = heading.end
            if isinstance(candidate, str):
                signing = candidate == SIGNATURES
            elif isinstance(candidate, Opening) and candidate.rank <= Rank.ARTICLE:
                signing = False
    return found


Candidate = Opening | Line | Heading | str


def _candidates(sheet: _Page, declared: Sequence[Heading]) -> list[tuple[int, Candidate]]:
    testimony = len(_QUESTION.findall(sheet.text)) >= 2
    free = [
        opening
        for opening in openings(sheet.text)
        if not sheet.in_table(opening.start) and not (testimony and opening.style == "A.")
    ]
    # PDF outlines and DOCX styles name "2. LICENSE" without its number, on which the clauses below it count.
    numbered = {opening.start for opening in free}
    plain = [heading for heading in declared if heading.number or heading.start not in numbered]
    every: list[tuple[int, int, Candidate]] = [(heading.start, 0, heading) for heading in plain]
    every += [(start, 1, CONTENTS) for start, _ in sheet.tables]
    every += [(opening.start, 2, opening) for opening in free]
    for match in _INLINE.finditer(sheet.text):
        if not sheet.in_table(match.start()):
            every.append((match.start(), 3, SIGNATURES if match["end"] else match[0].rstrip(":")))
    every += [(line.start, 4, line) for line in _joined(sheet.text, _named(sheet))]
    every += [(line.start, 5, line) for line in _marked(sheet)]
    every.sort(key=lambda each: each[:2])
    return [(start, candidate) for start, _, candidate in every]


def _named(sheet: _Page) -> Iterator[Line]:
    """Lines that are headings by how they are written and where they stand."""
    for index, line in enumerate(sheet.lines):
        if len(line.text) > 100 or sheet.in_table(line.start) or _NO_HEADING.match(line.text):
            continue
        before = sheet.lines[index - 1] if index else None
        after = sheet.lines[index + 1] if index + 1 < len(sheet.lines) else None
        if before is not None and len(before.text) > 90 and before.text.isupper():
            continue  # the end of a paragraph in capitals
        underlined = after is not None and is_underline(after.text)
        written = reads_as_title(line.text, whole_line=True)
        if len(line.text) > 3 and (
            is_capital_line(line.text) or (written and (underlined or _stands_alone(sheet, before, line, after)))
        ):
            yield line


def _marked(sheet: _Page) -> Iterator[Line]:
    """Marked headings of a Japanese text, whose first line of all is its title; and supplementary provisions."""
    if "則" in sheet.text or ("#" in sheet.text and is_japanese(sheet.text[:4000])):
        for line in sheet.lines:
            marked = line.text[0] == "#" and _MARKED.match(line.text) and is_japanese(sheet.text[:4000])
            if _SUPPLEMENTARY.match(line.text) or (marked and (line.page, line.start) > (1, 0)):
                yield line


def _joined(text: str, lines: Iterator[Line]) -> Iterator[Line]:
    """Capitals that run over two or three lines without a gap are one heading."""
    held: Line | None = None
    for line in lines:
        if held is not None and line.text.isupper() and held.text.isupper():
            close = not text[held.end : line.start].strip(" \t\xa0").strip("\n") and line.end - held.start < 160
            if close and text.count("\n", held.end, line.start) == 1:
                held = Line(line.page, held.start, line.end, f"{held.text} {line.text}")
                continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _stands_alone(sheet: _Page, before: Line | None, line: Line, after: Line | None) -> bool:
    """Whether a line in ordinary letters is set off: white space around it, or whole sentences before and after."""
    if after is None or len(line.text) > 80 or line.text[-1] in ".,;:)" or any(map(str.isdigit, line.text)):
        return False
    open_above = before is None or "\n" in sheet.text[before.end + 1 : line.start]
    open_below = "\n" in sheet.text[line.end + 1 : after.start]
    if open_above and open_below:
        return len(after.text) > 60
    ended = before is None or before.text[-1] in '.!?:”"'
    return ended and after.text[:1].isupper() and len(after.text) > 60 and len(line.text) < 60


def _decide(sheet: _Page, start: int, candidate: Candidate, numbering: Numbering, signing: bool) -> Heading | None:
    if isinstance(candidate, Heading):
        return candidate
    if isinstance(candidate, str):
        return _titled(sheet, start, candidate, numbering)
    if isinstance(candidate, Line):
        if signing:
            return None  # names of those who sign
        marked = _MARKED.match(candidate.text)
        rank: int = Rank.NAMED if is_capital_line(candidate.text) else Rank.NAMED_INNER
        rank = _MARKED_RANK[len(marked[1]) - 1] if marked else rank
        title = " ".join(candidate.text[marked.end() if marked else 0 :].split())
        if _SUPPLEMENTARY.match(candidate.text):
            rank, title = Rank.CHAPTER, re.sub("附 ?則", "附則", title)
        level = numbering.push(rank, "named")
        return Heading(sheet.number, candidate.start, candidate.end, "", title, level)
    if candidate.rank is Rank.ATTACHMENT and _is_filed(candidate.number, numbering, sheet):
        return None
    title, end = title_after(sheet.text, candidate.after)
    level = numbering.accept(candidate, bool(title))
    if not level:
        return None
    if not title and candidate.rank <= Rank.ARTICLE:
        title, end = _title_below(sheet, candidate)
    return Heading(sheet.number, candidate.start, end, candidate.number, title, level)


def _is_filed(number: str, numbering: Numbering, sheet: _Page) -> bool:
    """Whether the whole document was filed under this number; above it may stand a legend, as of confidentiality."""
    if not _FILED.fullmatch(number):
        return False
    return len(numbering) == 0 or (sheet.number == 1 and "." in number and not numbering.counted)


def _titled(sheet: _Page, start: int, title: str, numbering: Numbering) -> Heading:
    if title == CONTENTS:
        numbering.restart()
        end = next(end for begin, end in sheet.tables if begin == start)
        return Heading(sheet.number, start, min(end, start + 20), "", CONTENTS, 1)
    level = numbering.push(Rank.NAMED, "named")
    end = start + (len("IN WITNESS WHEREOF") if title == SIGNATURES else len(title))
    return Heading(sheet.number, start, end, "", title, level)


def _title_below(sheet: _Page, opening: Opening) -> tuple[str, int]:
    """The title of `ARTICLE IV` on the next line."""
    index = bisect_right(sheet.lines, opening.start, key=lambda line: line.start)
    own = sheet.lines[index - 1] if index else None
    if own is None or index >= len(sheet.lines) or own.end > opening.after + 3:
        return "", opening.after
    below = sheet.lines[index]
    if _NUMBERED.match(below.text):
        return "", opening.after
    if is_capital_line(below.text) or (len(below.text) < 80 and reads_as_title(below.text, whole_line=True)):
        return " ".join(below.text.split()), below.end
    return "", opening.after
