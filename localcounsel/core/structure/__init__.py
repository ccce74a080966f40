"""The structure of a document: pages → outline.

Headings and clause numbers, page furniture, Bates, transcript and pleading line numbers, defined terms,
cross-references, and what the document is. Everything is pure and takes time proportional to the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from localcounsel.core.structure import facts
from localcounsel.core.structure.furniture import furniture
from localcounsel.core.structure.headings import headings
from localcounsel.core.structure.lines import lines_of, sheets_of
from localcounsel.core.structure.marks import bates, line_numbers, transcript_pages
from localcounsel.core.structure.parties import parties
from localcounsel.core.structure.references import references
from localcounsel.core.structure.terms import terms
from localcounsel.records import Furniture, Mark, Outline, Reading

__all__ = ["blanked", "outline"]


def outline(reading: Reading, name: str) -> Outline:
    """Everything the structure pass finds in one document; `name` is what people call it.

    The title falls back to the name's last part, without its extension.
    """
    pages = reading.pages
    sheets = sheets_of(pages)
    numbered = line_numbers(sheets)
    marks = [*transcript_pages(sheets, numbered), *bates(sheets)]
    numbers = [line for run in numbered for line in run.numbers]
    aside = _merged(
        [
            *(Furniture(line.page, line.start, line.end) for line in numbers),
            *(Furniture(mark.page, mark.start, mark.end) for mark in marks),
            *furniture(sheets, frozenset((line.page, line.start) for line in numbers)),
        ]
    )
    marks += [mark for run in numbered for mark in run.marks]
    return _assembled(reading, name, aside, sorted(marks, key=lambda each: (each.page, each.start)))


def _assembled(reading: Reading, name: str, aside: Sequence[Furniture], marks: Sequence[Mark]) -> Outline:
    pages = reading.pages
    texts = [blanked(page.text, ranges) for page, ranges in zip(pages, _by_page(reading, aside), strict=True)]
    lines = [lines_of(replace(page, text=text)) for page, text in zip(pages, texts, strict=True)]
    found = headings(pages, texts, lines, reading.headings)
    defined = [term for page, text in zip(pages, texts, strict=True) for term in terms(text, page.number)]
    facts_known = dict(reading.metadata)
    head = "\n".join(texts[:3])
    head_lines = [line.text for page_lines in lines[:3] for line in page_lines]
    title = facts.title(head_lines, pages[0].text[:3000] if pages else "", facts_known)
    kind = facts.kind(reading.media, head, title, marks)
    if kind == "transcript":  # testimony is cited by page and line; what looks like a clause number is an exhibit's
        found = [heading for heading in found if not heading.number]
    return Outline(
        title=title or name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0],
        parties=parties(head),
        date=facts.date(head, facts_known),
        kind=kind,
        headings=tuple(found),
        terms=tuple(defined),
        references=tuple(references(texts, [page.number for page in pages], found)),
        marks=tuple(marks),
        furniture=tuple(aside),
    )


def blanked(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """`text` with the ranges (sorted, apart) replaced by spaces; line feeds inside them stay."""
    pieces = []
    position = 0
    for start, end in ranges:
        pieces.append(text[position:start])
        pieces.append("".join("\n" if character == "\n" else " " for character in text[start:end]))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _by_page(reading: Reading, aside: Sequence[Furniture]) -> list[list[tuple[int, int]]]:
    ranges: dict[int, list[tuple[int, int]]] = {page.number: [] for page in reading.pages}
    for each in aside:
        ranges[each.page].append((each.start, each.end))
    return [ranges[page.number] for page in reading.pages]


def _merged(ranges: Sequence[Furniture]) -> list[Furniture]:
    """Sorted, and without overlaps."""
    merged: list[Furniture] = []
    for each in sorted(ranges, key=lambda each: (each.page, each.start, each.end)):
        last = merged[-1] if merged else None
        if last is not None and last.page == each.page and each.start <= last.end:
            merged[-1] = Furniture(each.page, last.start, max(last.end, each.end))
        elif each.end > each.start:
            merged.append(each)
    return merged
