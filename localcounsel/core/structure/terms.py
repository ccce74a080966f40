"""Defined terms and the place of their definition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localcounsel.records import DefinedTerm

_OPEN, _CLOSE = '[“"„«]', '[”"“»]'
_TERM = r"(?P<term>[A-Z0-9][^“”\"„«»()\n;:]{0,70}?(?:\n[^“”\"„«»()\n;:]{1,40}?)?)[,.]?"
_MEANS = re.compile(
    rf"{_OPEN}{_TERM}{_CLOSE}\s*(?:\([^()\n]{{0,60}}\)\s*)?(?:,[^,.;\n]{{1,60}},\s*)?"
    r"(?:(?:shall|will|as\s+used\s+\w{1,12})\s+)?(?:also\s+)?"
    r"(?:means?|mean\s+and\s+include|refers?\s+to|has\s+the\s+(?:same\s+)?meanings?|have\s+the\s+(?:same\s+)?meanings?"
    r"|is\s+defined|includes?|is\s+the\b|are\s+the\b|:)"
)
_PARENTHESIS = re.compile(r"\((?P<inside>[^()]{0,160}?[“\"][^()]{1,160}?)\)")
_QUOTED = re.compile(rf"{_OPEN}{_TERM}{_CLOSE}")
_DEFINING = re.compile(
    r"\s*(?:[“\"„«]|(?:each|collectively|together|individually|singly|severally|jointly|hereinafter|hereafter|herein|the"
    r"|this|these|such|an?|as|referred|called|known|defined|and|or|in\s+each\s+case)\b)",
    re.IGNORECASE,
)
_JAPANESE = re.compile(
    r"(?:以下|以下、|以下本[^（）「」\n]{1,8}において)[^（）「」\n]{0,30}「(?P<short>[^」\n]{1,40})」(?=と(?:い|総称|略称))"
    r"|「(?P<term>[^」\n]{1,40})」とは(?=[、，]|[^」\n]{1,400}をいう)"
)
_NOT_A_TERM = frozenset({"as is", "as-is", "where is"})


def terms(text: str, page: int) -> list[DefinedTerm]:
    """Terms defined in one page's text (furniture blanked out), in order, each place once."""
    places: dict[int, DefinedTerm] = {}
    for term, start in _all(text):
        name = " ".join(term.split()).strip(" ,.")
        if (1 < len(name) <= 80 or name > "\u2fff") and name.lower() not in _NOT_A_TERM:
            places.setdefault(start, DefinedTerm(name, page, start, start + len(term)))
    return [places[start] for start in sorted(places)]


def _all(text: str) -> Iterator[tuple[str, int]]:
    if any(quote in text for quote in '“"„«'):
        for match in _MEANS.finditer(text):
            yield match["term"], match.start("term")
        for outer in _PARENTHESIS.finditer(text):
            if _DEFINING.match(outer["inside"]):
                begin = outer.start("inside")
                for match in _QUOTED.finditer(outer["inside"]):
                    yield match["term"], begin + match.start("term")
    if "「" in text:
        for match in _JAPANESE.finditer(text):
            group = "short" if match["short"] else "term"
            yield match[group], match.start(group)
