"""Where a page is cut into passages: sentences are the grain, clauses the seams, and size decides the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from localcounsel.core.sentences import sentence_starts

TARGET = 450
"""Characters a passage should have; measured on clause retrieval in contracts."""
MOST = 1_000
"""Characters no passage exceeds, unless it has no place to cut at."""

_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")
_PARAGRAPH = re.compile(r"\n[ \t\xa0]*\n\s*|(?<!\s)\s{6,}(?=[A-Z“\"(])")
_SPEAKER = re.compile(r"\n[ \t]*(?=(?:Q|MR|MS|MRS|DR|THE COURT|THE WITNESS|BY M[RS])\b[.: ])")
_QUESTION = re.compile(r"\n[ \t]*Q[.:]?[ \t]")
_ANSWER = re.compile(r"\n[ \t]*(?=A[.:]?[ \t]{1,12}\S)")
_ENUMERATION = re.compile(r"(?<=\s)(?=\((?:[a-z]|[ivx]{1,5}|[A-Z]|\d{1,2})\)\s?\S)")
_SEMICOLON = re.compile(r"[;；](?:\s+(?:and|or)\b)?\s*|\n\s*")
_COMMA = re.compile(r"[,、，:：]\s*")
_SPACE = re.compile(r"\s+")
_REACH = 40
"""Atoms that may form one passage; bounds the work on pages of very short lines."""


class Seam(IntEnum):
    """What lies before an atom."""

    SENTENCE = 0
    PARAGRAPH = 1
    ITEM = 2
    CLAUSE = 3
    GLUED = 4
    """The atom before is a heading, or the question to this answer: nothing may come between them."""


_CUT_COST = {Seam.SENTENCE: 0.35, Seam.PARAGRAPH: 0.1, Seam.ITEM: 0.1, Seam.CLAUSE: 0.0, Seam.GLUED: 50.0}
_JOIN_COST = {Seam.SENTENCE: 0.0, Seam.PARAGRAPH: 0.05, Seam.ITEM: 0.02, Seam.CLAUSE: 2.0, Seam.GLUED: 0.0}


@dataclass(frozen=True, slots=True)
class Cut:
    """A heading or list item: the cut before it, and where its number and title end."""

    start: int
    end: int
    clause: bool


@dataclass(frozen=True, slots=True)
class Atom:
    """A sentence or a part of a long one, without white space around it."""

    start: int
    end: int
    seam: Seam


def atoms(text: str, cuts: Sequence[Cut]) -> list[Atom]:
    """The smallest pieces of a page, in order; together they hold every character that is not white space."""
    seams: dict[int, Seam] = {0: Seam.PARAGRAPH}
    borders = [0, *(cut.start for cut in cuts), len(text)]
    for begin, end in pairwise(borders):
        for offset in sentence_starts(text[begin:end]) if end > begin else ():
            seams.setdefault(begin + offset, Seam.SENTENCE)
    for pattern, seam in ((_PARAGRAPH, Seam.PARAGRAPH), (_SPEAKER, Seam.ITEM)):
        for match in pattern.finditer(text):
            seams[match.end()] = seam
    if len(_QUESTION.findall(text)) > 1:
        seams.update((match.end(), Seam.GLUED) for match in _ANSWER.finditer(text))
    for cut in cuts:
        seams[cut.start] = Seam.CLAUSE if cut.clause else Seam.ITEM
    return list(_trimmed(text, seams, cuts))


def _trimmed(text: str, seams: dict[int, Seam], cuts: Sequence[Cut]) -> Iterator[Atom]:
    places = sorted(seams)
    heads = {cut.start: cut.end for cut in cuts}
    glued = False
    pending: Seam | None = None
    heading_end = -1
    for place, following in zip(places, [*places[1:], len(text)], strict=True):
        seam = seams[place]
        heading_end = max(heading_end, heads.get(place, -1))
        piece = text[place:following]
        if not piece.strip():
            pending = max(pending or seam, seam) if seam is not Seam.CLAUSE else Seam.CLAUSE
            continue
        start = place + len(piece) - len(piece.lstrip())
        end = place + len(piece.rstrip())
        before = Seam.GLUED if glued else max(seam, pending or seam)
        pending = None
        glued = heading_end >= 0 and not any(map(str.isalnum, text[min(heading_end, end) : end]))
        heading_end = heading_end if glued else -1
        yield from _split(text, start, end, before)


def _split(text: str, start: int, end: int, seam: Seam) -> Iterator[Atom]:
    """A sentence as it is, or a long one in parts: at enumerations, semicolons, commas, spaces, anywhere."""
    limit = MOST if not _wide(text[start : start + 200]) else MOST // 2
    while end - start > limit:
        cut = _best_cut(text, start, end, limit)
        stop = start + len(text[start:cut].rstrip())
        yield Atom(start, stop, seam)
        start, seam = cut, Seam.SENTENCE
    yield Atom(start, end, seam)


def _best_cut(text: str, start: int, end: int, limit: int) -> int:
    target = limit * TARGET // MOST
    low, high = start + target // 2, min(start + target * 3 // 2, end - target // 4)
    for pattern in (_ENUMERATION, _SEMICOLON, _COMMA, _SPACE):
        places = [match.end() for match in pattern.finditer(text, low, high)]
        places = [place for place in places if place < end and not text[place].isspace()]
        if places:
            return min(places, key=lambda place: abs(place - start - target))
    return start + target


def _wide(sample: str) -> bool:
    return not sample.isascii() and len(_IDEOGRAPH.findall(sample)) * 3 > len(sample)


def grouped(text: str, units: Sequence[Atom]) -> list[list[Atom]]:
    """Atoms in passages: the division whose sizes and seams together cost least."""
    if not units:
        return []
    target = TARGET // 2 if _wide(text[:2000]) else TARGET
    most = MOST * target // TARGET
    best = [0.0] + [float("inf")] * len(units)
    back = [0] * (len(units) + 1)
    for last in range(1, len(units) + 1):
        joined = 0.0
        for first in range(last - 1, max(-1, last - 1 - _REACH), -1):
            size = units[last - 1].end - units[first].start
            if first < last - 1:
                joined += _JOIN_COST[units[first + 1].seam]
                if size > most:
                    break
            cost = best[first] + _CUT_COST[units[first].seam] + joined + _size_cost(size, target)
            if cost < best[last]:
                best[last], back[last] = cost, first
    groups: list[list[Atom]] = []
    last = len(units)
    while last:
        groups.append(list(units[back[last] : last]))
        last = back[last]
    return groups[::-1]


def _size_cost(size: int, target: int) -> float:
    away = (size - target) / target
    return away * away + (2.0 if size < 25 else 0.0)
