"""Page furniture: what stands on every page and in none of its sentences.

Running headers and footers are lines at the edge of a sheet that come back on other sheets; page numbers are
numbers at the edge that advance with the sheets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from localcounsel.core.structure.lines import Line, Sheet
from localcounsel.records import Furniture

EDGE = 4
"""Lines at the top and at the foot of a sheet among which furniture is looked for."""
_LONGEST = 300

_NUMBER = re.compile(r"[\[(~–—\-\s]{0,6}(?:page\s{0,3})?(\d{1,5}|[ivxlc]{1,7})[\])~–—\-\s]{0,6}", re.IGNORECASE)
_ALWAYS = re.compile(
    r"(?:page\s+)?\d{1,4}\s+(?:of|/)\s+\d{1,4}|page\s+[\divxlc]{1,6}(?:\s+of\s+[\divxlc]{1,6})?"
    r"|[-–—]\s?\d{1,4}\s?[-–—]|<page>(?:\s+\d{1,4})?|\d{1,4}\s?/\s?\d{1,4}\s?(?:ページ|頁)|\d{1,4}\s?(?:ページ|頁)|\d{1,3}\s{3,20}\d{1,3}",
    re.IGNORECASE,
)
_FILING = re.compile(r"source: [^\n]{2,120}, [^\s,]{1,10}, \d{1,2}/\d{1,2}/\d{4}", re.IGNORECASE)
_TAIL = re.compile(r"(?<=[\s.;,:)\"”])(?:Page (\d{1,4}) of \d{1,4}|(?:- ?)?(\d{1,4})(?: ?-)?)\Z", re.IGNORECASE)
_SIGNED = re.compile(r"(?:by|name|title|date)\b\s*:|.*/s/", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def furniture(sheets: Sequence[Sheet], numbered: frozenset[tuple[int, int]] = frozenset()) -> list[Furniture]:
    """Ranges of furniture in page order; `numbered` are (page, start) of line numbers."""
    tops = [_edge(sheet.lines, numbered) for sheet in sheets]
    feet = [_edge(tuple(reversed(sheet.lines)), numbered) for sheet in sheets]
    repeated = _repeated(tops, feet, len(sheets))
    advancing = _advancing(tops, feet)
    found: list[Furniture] = []
    for index, sheet in enumerate(sheets):
        taken = set()
        for edge in (tops[index], feet[index]):
            for line in edge:
                if not _is_furniture(line, index, sheet, repeated, advancing):
                    break
                taken.add((line.start, line.end))
        found += [Furniture(sheet.page, start, end) for start, end in sorted(taken)]
        found += [Furniture(sheet.page, *line) for line in _filings(sheet) if line not in taken]
    found += _tails(sheets, {(each.page, each.end) for each in found})
    return sorted(found, key=lambda each: (each.page, each.start))


def page_number(text: str) -> int | None:
    """The number, when a line holds nothing but a page number (`12`, `- 12 -`, `Page 12`, `iv`)."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    digits = match[1].lower()
    return int(digits) if digits.isdigit() else _roman(digits)


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _edge(lines: Sequence[Line], numbered: frozenset[tuple[int, int]]) -> list[Line]:
    edge: list[Line] = []
    for line in lines:
        if len(edge) == EDGE:
            break
        if (line.page, line.start) not in numbered:
            edge.append(line)
        elif not line.text.isdigit():
            break  # a numbered line of testimony is never furniture, however often it is said
    return edge


def _plain(line: Line) -> str:
    return " ".join(line.text.casefold().split())


def _key(line: Line) -> str:
    return _DIGITS.sub("#", _plain(line))


def _repeated(tops: Sequence[Sequence[Line]], feet: Sequence[Sequence[Line]], sheets: int) -> set[str]:
    """Lines that come back at the same edge: on three sheets, or on every sheet of a shorter document.

    Word for word, or with one number that advances as the sheets do; these by their key.
    """
    needed = 3 if sheets > 2 else 2
    least = 3 if sheets > 2 else 8
    repeated = set()
    for edges in (tops, feet):
        counts: Counter[str | tuple[str, int]] = Counter()
        for index, edge in enumerate(edges):
            for line in edge:
                if len(line.text) <= _LONGEST and not _SIGNED.match(line.text):
                    counts[_plain(line)] += 1
                    steps = {int(number) - index for number in _DIGITS.findall(line.text) if len(number) <= 10}
                    counts.update((_key(line), step) for step in steps)
        for key, count in counts.items():
            words = key if isinstance(key, str) else key[0]
            if count >= needed and sum(map(str.isalpha, words)) >= least:
                repeated.add(words)
    return repeated


def _advancing(tops: Sequence[Sequence[Line]], feet: Sequence[Sequence[Line]]) -> set[int]:
    """Differences between printed number and sheet index that hold for at least two sheets."""
    steps: Counter[int] = Counter()
    for index, (top, foot) in enumerate(zip(tops, feet, strict=True)):
        numbers = {page_number(line.text) for line in (*top[:2], *foot[:2])}
        steps.update({number - index for number in numbers if number is not None})
    return {step for step, count in steps.items() if count >= 2}


def _is_furniture(line: Line, index: int, sheet: Sheet, repeated: set[str], advancing: set[int]) -> bool:
    if len(line.text) > _LONGEST:
        return False
    if _ALWAYS.fullmatch(line.text) or _FILING.fullmatch(line.text):
        return True
    number = page_number(line.text)
    if number is not None:
        return number - index in advancing or str(number) == sheet.label.strip() or number == sheet.page
    return _plain(line) in repeated or _key(line) in repeated


def _filings(sheet: Sheet) -> list[tuple[int, int]]:
    """Lines of the filing service, which mark a page's end wherever they stand; and the number above them."""
    found = []
    for position, line in enumerate(sheet.lines):
        if line.text[:7].lower() == "source:" and len(line.text) <= _LONGEST and _FILING.fullmatch(line.text):
            found.append((line.start, line.end))
            above = sheet.lines[position - 1] if position else None
            if above is not None and page_number(above.text) is not None:
                found.append((above.start, above.end))
    return found


def _tails(sheets: Sequence[Sheet], taken: set[tuple[int, int]]) -> list[Furniture]:
    """Page numbers that flowing text carries at the end of a sheet's last sentence."""
    ends: list[tuple[int, int, Line, re.Match[str]]] = []
    for index, sheet in enumerate(sheets):
        left = [line for line in sheet.lines[-EDGE:] if (line.page, line.end) not in taken]
        if not left or len(left[-1].text) < 6:
            continue
        match = _TAIL.search(left[-1].text, max(0, len(left[-1].text) - 20))
        if match:
            ends.append((index, int(match[1] or match[2]), left[-1], match))
    steps = Counter(number - index for index, number, _, _ in ends)
    return [
        Furniture(line.page, line.start + match.start(), line.end)
        for index, number, line, match in ends
        if match[1] or steps[number - index] >= 3
    ]
