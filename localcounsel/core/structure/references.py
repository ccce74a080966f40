"""Cross-references: "Section 4.2", "Article IV", "clause 3(b)", "Exhibit A", 第3条第2項, and what they point to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from localcounsel.core.structure.targets import ATTACHED, DIGITS, ORDINALS, Targets
from localcounsel.records import CrossReference, Heading

_SUB = r"(?:[ ]?\((?:[a-z]{1,4}|[A-Z]|\d{1,2})\))"
_FIGURES = rf"\d{{1,3}}(?:\.\d{{1,3}}){{0,5}}(?!\d|-\d|[a-z]\b){_SUB}{{0,4}}"
_REFERENCE = re.compile(
    r"\b(?P<word>Sections?|SECTIONS?|sections?|Articles?|ARTICLES?|Clauses?|clauses?|Paragraphs?|paragraphs?|Subsections?"
    r"|Exhibits?|EXHIBITS?|Schedules?|SCHEDULES?|Annex(?:es)?|ANNEX|Appendix|APPENDIX|Attachments?|ATTACHMENT)"
    r"[ \t\xa0\n]{1,4}"
    rf"(?P<number>{_FIGURES}"
    rf"|[IVXLC]{{1,7}}(?![A-Za-z]){_SUB}{{0,3}}|[A-Z](?:-?\d{{1,2}})?(?![\w’'])|{_SUB}{{1,4}}"
    rf"|(?i:{'|'.join(reversed(ORDINALS))})\b)"
    r"|§{1,2}[ \xa0]?(?P<sign>\d[\w.\-]{0,14}(?:\([a-z0-9]{1,4}\)){0,4})"
    rf"|(?P<japanese>第[{DIGITS}]{{1,6}}条(?:の[{DIGITS}]{{1,3}}){{0,3}}(?:第[{DIGITS}]{{1,4}}項)?"
    rf"(?:第[{DIGITS}]{{1,4}}号)?)"
)
_NEXT = re.compile(
    rf"(?:,|,?\s(?:and|or|and/or|through|to|&)|\s?[–-])\s{{1,3}}(?P<number>{_FIGURES}|[IVXLC]{{1,7}}(?![A-Za-z])|[A-Z](?![\w’']))"
    r"(?![\w%]|[ ](?:percent|days?|months?|years?|hours?|business|calendar)\b)"
)
_MOST_IN_A_ROW = 30
"""Numbers that one "Sections" may govern."""
_OUTSIDE = re.compile(
    r"\s{0,3}(?:\([^)]{0,30}\)\s*)?(?:of|under)\s+(?:the\s+)?(?:[A-Z][\w.]+\s+){0,5}"
    r"(?:Act|Code|Regulations?|Rules?|Law|Statutes?|U\.\s?S\.\s?C|C\.\s?F\.\s?R)\b"
)
_MAIN = re.compile(r"\s{1,3}(?:of|in|to)\s+(?:the|this)\s+(?:[A-Z][\w’'-]*\s+){0,4}(?:Agreement|Contract|Lease|Plan)\b")
_LAW_BEFORE = re.compile(r"(?:法|令|規則|条例|民法典)\Z")


def references(texts: Sequence[str], numbers: Sequence[int], headings: Sequence[Heading]) -> list[CrossReference]:
    """References in running text; a heading's own number is not one. "Sections 4.2 and 4.3" are two."""
    targets = Targets(headings)
    own = {(heading.page, heading.start) for heading in headings}
    found = []
    for text, page in zip(texts, numbers, strict=True):
        for match in _REFERENCE.finditer(text):
            if (page, match.start()) in own:
                continue
            row = list(_row(text, match))
            foreign = _foreign(text, match, row[-1][1])
            inside = "" if _MAIN.match(text, row[-1][1]) else targets.inside(page, match.start())
            for start, end, number in row:
                target = None if foreign else _target(match, number, targets, inside)
                found.append(CrossReference(" ".join(text[start:end].split()), page, start, end, target))
    return found


def _row(text: str, match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """The reference and those that follow it under the same word, as (start, end, number)."""
    yield match.start(), match.end(), match["number"] or ""
    if not match["word"]:
        return
    several = match["word"][-1] in "sS"
    position = match.end()
    for _ in range(_MOST_IN_A_ROW):
        following = _NEXT.match(text, position)
        if following is None or (match["number"][0].isdigit() != following["number"][0].isdigit()):
            return
        if not several and not ("." in match["number"] and "." in following["number"]):
            return  # "Section 4.2 or 4.3", but not "Section 2, 30 days"
        yield following.start("number"), following.end(), following["number"]
        position = following.end()


def _foreign(text: str, match: re.Match[str], end: int) -> bool:
    """Whether the reference points into a statute and not into this document."""
    if match["japanese"]:
        return bool(_LAW_BEFORE.search(text[max(0, match.start() - 4) : match.start()]))
    return bool(_OUTSIDE.match(text[end : end + 90]))


def _target(match: re.Match[str], number: str, targets: Targets, inside: str) -> int | None:
    if match["japanese"]:
        return targets.japanese(match["japanese"])
    if match["sign"]:
        return targets.sign(match["sign"])
    word = match["word"].lower()
    word = "annex" if word == "annexes" else word if word == "annex" else word.rstrip("s")
    if word in ATTACHED:
        return targets.attached(word, number)
    if number.startswith("("):
        return None
    return targets.clause(number, article=word == "article", inside=inside)
