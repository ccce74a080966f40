"""Which parts of a passage may stand as a quotation: from where a sentence or clause begins to where one ends.

Offered are only parts whose typographic quotation marks are in pairs: a passage cannot imitate the marks around
its own quotation, and whoever reads the answer sees where each one ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from localcounsel.core.sentences import sentence_starts

LEAST_WORDS = 3
"""Shorter parts are offered only by a passage that has no others."""
MOST_WORDS = 90
"""Of a quotation of several sentences; of what is cut out of a sentence without end."""
LONGEST_SENTENCE = 160
"""Words of a sentence that may still be quoted whole."""
MOST_CHARACTERS = 1500
"""Of any quotation, whatever counts as a word in it."""
MOST_STARTS = 400
"""Of one passage. Passages of ordinary length have a tenth of it."""

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
WORD = re.compile(rf"[{_CJK}]{{1,2}}|[^\s{_CJK}]{{1,16}}")
"""Two CJK characters count as a word, and so do sixteen characters without a space."""
_NUMBER = r"(?:[A-Za-z]{1,2}|[ivxIVX]{1,5}|\d{1,3})"
_CLAUSE = re.compile(
    rf"(?:^|(?<=[;:,])\s+(?:(?:and|or)\s+)?)[ \t]*\({_NUMBER}\)\s+"  # (a) at a line's start or in a series
    r"|^[ \t]*(?:\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+|[A-Za-z][.)])[ \t]+"  # 4. · 4.2 · a)
    r"|[;:][ \t]*\n\s*",
    re.MULTILINE,
)
_SEMICOLON = re.compile(r";(?=\s|$)")
_MARKS = re.compile("[“”]")
_PAUSES = re.compile(r"[,;:)](?=\s)|[、，；）]")


@dataclass(frozen=True, slots=True)
class Part:
    """A place to begin and the places to end, in characters of the passage."""

    start: int
    ends: tuple[int, ...]
    """Rising; never empty."""


def quotable(text: str) -> tuple[Part, ...]:
    """The parts of `text` that may be quoted, in order of their beginnings."""
    borders = sorted({*sentence_starts(text), len(text)})
    stops = sorted({_trimmed(text, border) for border in borders} | {m.end() for m in _SEMICOLON.finditer(text)})
    starts = sorted({_skipped(text, border) for border in borders} | {m.end() for m in _CLAUSE.finditer(text)})
    words = [match.end() for match in WORD.finditer(text)]
    parts, short = [], []
    for start in [start for start in starts if start < len(text)][:MOST_STARTS]:
        ends = _ends(text, start, stops, words)
        first = bisect_right(words, start)
        long = tuple(end for end in ends if bisect_left(words, end) - first + 1 >= LEAST_WORDS)
        if long:
            parts.append(Part(start, long))
        elif ends:
            short.append(Part(start, ends))
    return tuple(parts or short)


def _ends(text: str, start: int, stops: list[int], words: list[int]) -> tuple[int, ...]:
    """Where a quotation from `start` may end."""
    first = bisect_right(words, start)
    reach = min(_word_end(words, first + MOST_WORDS - 1, len(text)), start + MOST_CHARACTERS)
    whole = min(_word_end(words, first + LONGEST_SENTENCE - 1, len(text)), start + MOST_CHARACTERS)
    candidates = stops[bisect_right(stops, start) : bisect_right(stops, reach)]
    if not candidates:
        candidates = stops[bisect_right(stops, start) :][:1]
        if not candidates or candidates[0] > whole:
            candidates = [_cut(text, start, reach, words)]
    paired = _paired(text, start, candidates)
    return tuple(end for end in paired if any(map(str.isalnum, text[start:end])))


def _word_end(words: list[int], number: int, otherwise: int) -> int:
    return words[number] if number < len(words) else otherwise


def _cut(text: str, start: int, reach: int, words: list[int]) -> int:
    """The best place to break off a sentence that is too long to be quoted whole: a pause, else a word's end."""
    pauses = [match.end() for match in _PAUSES.finditer(text, start + (reach - start) // 2, reach)]
    if pauses:
        return pauses[-1]
    last = bisect_right(words, reach) - 1
    while last >= 0 and words[last] > start:
        if words[last] == len(text) or text[words[last]].isspace():
            return words[last]
        last -= 1
    return reach


def _paired(text: str, start: int, ends: list[int]) -> list[int]:
    """Those of `ends` up to which every quotation mark has its partner, none within another pair."""
    found: list[int] = []
    inside, position = False, start
    for end in ends:
        for mark in _MARKS.finditer(text, position, end):
            if (mark[0] == "“") == inside:
                return found
            inside = not inside
        position = end
        if not inside:
            found.append(end)
    return found


def _trimmed(text: str, end: int) -> int:
    """`end` without the white space before it."""
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return end


def _skipped(text: str, start: int) -> int:
    """`start` without the white space after it."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start
