"""Defined terms and the place of their definition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localcounsel.records import DefinedTerm

_OPEN, _CLOSE = '[“"„«]', '[”"“»]'
_TERM = (
    r"(?P<term>[A-Z0-9][^“”\"„«»()\n;:]{0,70}?(?:\n[^“”\"„«»()\n;:]{1,40}?)?)[,.]?"
    r"(?:[ ]?\([A-Za-z]{1,12}\))?"  # “Update(s)”, “Standard Operating Procedure (SOP)”
)
_SAYS = (
    r"(?:(?:shall|will|each|as\s+used\s+\w{1,12})\s+){0,2}(?:also\s+)?"
    r"(?:means?\b|mean\s+and\s+include|refers?\s+to|has\s+the\s+(?:same\s+)?meanings?"
    r"|have\s+the\s+(?:same\s+)?meanings?|is\s+defined|includes?|is\s+the\b|are\s+the\b|:)"
)
_MEANS = re.compile(
    rf"{_OPEN}{_TERM}{_CLOSE}\s*(?:\([^()\n]{{0,60}}\)\s*)?(?:,[^,.;\n]{{1,60}},\s*)?"
    rf"(?:(?:of|with\s+respect\s+to)\s+[^,.;:“\"\n]{{1,40}}\s+(?=means|shall|has))?{_SAYS}"
)
_CALLED = re.compile(
    r"\b(?:referred\s+to\s+(?:(?:herein|hereinafter|below)\s+)?as|(?:hereinafter|herein|collectively|together)\s+called"
    rf"|known\s+as|hereinafter,?)\s+(?:(?:the|an?)\s+)?{_OPEN}{_TERM}{_CLOSE}"
)
_SHALL_MEAN = re.compile(r"(?::|(?<![ ]))[ ]+(?:shall[ ]mean|means)\b(?![ ]of\b)")
_UNQUOTED = re.compile(
    r"(?:^[ \t]*|[ ]{2}|(?<=[.;][ ])|(?<=[\d.)]\s))(?:(?:An?|The)[ ])?(?P<term>[A-Z][\w&’'/-]{1,30}"
    r"(?:[ ](?:[A-Z][\w&’'/-]{0,30}|of|and|or|the|to|in|for|by)){0,6})\Z",
    re.MULTILINE,
)
_LONGEST = 160
"""Characters before `means` in which a term without quotation marks begins."""
_PARENTHESIS = re.compile(r"\((?P<inside>[^()]{0,160}?[“\"][^()]{1,160}?)\)")
_QUOTED = re.compile(rf"{_OPEN}{_TERM}{_CLOSE}")
_DEFINING = re.compile(
    r"\s*(?:[“\"„«]|(?:each|collectively|together|individually|singly|severally|jointly|hereinafter|hereafter|herein|the"
    r"|this|these|such|an?|as|referred|called|known|defined|and|or|in\s+each\s+case)\b)",
    re.IGNORECASE,
)
_LEADS = re.compile(r"(?:\A|\b(?:the|an?|each|as|called|collectively|together|hereinafter|herein|or|and),?)\s*\Z", re.I)
"""What stands before the quotation mark inside parentheses that define: `(in such capacity, the “Trustee”)`."""
_COMMON = frozenset(
    """this that it these those each such any all no which what he she they you we there here if as in for by""".split()
)
"""A sentence that begins with one of these and says `means` defines nothing."""
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
        for pattern in (_MEANS, _CALLED):
            for match in pattern.finditer(text):
                yield match["term"], match.start("term")
        for outer in _PARENTHESIS.finditer(text):
            yield from _in_parentheses(outer["inside"], outer.start("inside"))
    for verb in _SHALL_MEAN.finditer(text):
        begin = max(0, verb.start() - _LONGEST)
        plain = _UNQUOTED.search(text[begin : verb.start()])
        if plain and plain["term"].split()[0].lower() not in _COMMON:
            yield plain["term"], begin + plain.start("term")
    if "「" in text:
        for match in _JAPANESE.finditer(text):
            group = "short" if match["short"] else "term"
            yield match[group], match.start(group)


def _in_parentheses(inside: str, begin: int) -> Iterator[tuple[str, int]]:
    """`(the “Term”)`, `(collectively, the “Terms” and each a “Term”)`, `(in such capacity, the “Trustee”)`."""
    defining = _DEFINING.match(inside)
    for match in _QUOTED.finditer(inside):
        if defining or _LEADS.search(inside[max(0, match.start() - 24) : match.start()]):
            yield match["term"], begin + match.start("term")
