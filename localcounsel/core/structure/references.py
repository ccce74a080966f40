"""Cross-references: "Section 4.2", "Article IV", "clause 3(b)", "Exhibit A", 第3条第2項, and what they point to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from localcounsel.core.structure.clauses import clause_at_each
from localcounsel.core.structure.numbering import kanji, roman
from localcounsel.records import CrossReference, Heading

_DIGITS = "0-9０-９一二三四五六七八九十百千〇"
_REFERENCE = re.compile(
    r"\b(?P<word>Sections?|SECTIONS?|sections?|Articles?|ARTICLES?|Clauses?|clauses?|Paragraphs?|paragraphs?|Subsections?"
    r"|Exhibits?|EXHIBITS?|Schedules?|SCHEDULES?|Annex(?:es)?|ANNEX|Appendix|APPENDIX|Attachments?|ATTACHMENT)"
    r"[ \t\xa0\n]{1,4}"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,5}(?:[ ]?\((?:[a-z]{1,4}|[A-Z]|\d{1,2})\)){0,4}"
    r"|[IVXLC]{1,7}(?![a-z])(?:\([a-z]{1,4}\)){0,3}|[A-Z](?:-?\d{1,2})?(?![\w’'])|(?:\((?:[a-z]{1,4}|[A-Z]|\d{1,2})\)){1,4})"
    r"|§{1,2}[ \xa0]?(?P<sign>\d[\w.\-]{0,14}(?:\([a-z0-9]{1,4}\)){0,4})"
    rf"|(?P<japanese>第[{_DIGITS}]{{1,6}}条(?:の[{_DIGITS}]{{1,3}}){{0,3}}(?:第[{_DIGITS}]{{1,4}}項)?"
    rf"(?:第[{_DIGITS}]{{1,4}}号)?)"
)
_ATTACHED = frozenset({"exhibit", "schedule", "annex", "appendix", "attachment"})
_OUTSIDE = re.compile(
    r"\s{0,3}(?:\([^)]{0,30}\)\s*)?of\s+(?:the\s+)?(?:[A-Z][\w.]+\s+){0,5}(?:Act|Code|Regulations?|Rules?|Law|Statutes?)\b"
)
_LAW_BEFORE = re.compile(r"(?:法|令|規則|条例|民法典)\Z")


def references(texts: Sequence[str], numbers: Sequence[int], headings: Sequence[Heading]) -> list[CrossReference]:
    """References in running text; a heading's own number is not one."""
    targets = _targets(headings)
    own = {(heading.page, heading.start) for heading in headings}
    found = []
    for text, page in zip(texts, numbers, strict=True):
        for match in _REFERENCE.finditer(text):
            if (page, match.start()) in own:
                continue
            printed = " ".join(match[0].split())
            target = None if _foreign(text, match) else _target(match, targets)
            found.append(CrossReference(printed, page, match.start(), match.end(), target))
    return found


def _foreign(text: str, match: re.Match[str]) -> bool:
    """Whether the reference points into a statute and not into this document."""
    if match["japanese"]:
        return bool(_LAW_BEFORE.search(text[max(0, match.start() - 4) : match.start()]))
    return bool(_OUTSIDE.match(text[match.end() : match.end() + 90]))


def _targets(headings: Sequence[Heading]) -> dict[str, int]:
    """Index of the first heading that bears each number, composed (`4.2(a)`) or on its own."""
    targets: dict[str, int] = {}
    for index, composed in enumerate(clause_at_each(headings)):
        heading = headings[index]
        if not heading.number:
            continue
        targets.setdefault(_plain(composed), index)
        value = roman(heading.number) if heading.number.isupper() else 0
        if value:
            targets.setdefault(f"article {value}", index)
        elif heading.number[:1].isdigit():
            targets.setdefault(_plain(heading.number), index)
        elif heading.number.startswith("第"):
            targets.setdefault(_article(heading.number), index)
    return targets


def _target(match: re.Match[str], targets: Mapping[str, int]) -> int | None:
    if match["japanese"]:
        return targets.get(_article(match["japanese"]))
    if match["sign"]:
        return targets.get(_plain(f"§{match['sign']}"), targets.get(_plain(match["sign"])))
    word, number = match["word"].lower().rstrip("s"), match["number"]
    word = "annex" if word == "annexe" else word
    if word in _ATTACHED:
        return targets.get(_plain(f"{word} {number}"))
    if number.startswith("("):
        return None
    head = number.split("(")[0].strip()
    if word == "article" or (roman(head) and head.isupper()):
        value = int(head) if head.isdigit() else roman(head)
        article = targets.get(f"article {value}")
        if article is not None:
            return article
    exact = targets.get(_plain(number))
    return exact if exact is not None else targets.get(_plain(head))


def _plain(number: str) -> str:
    return "".join(number.lower().split()).rstrip(".").replace("exhibit", "exhibit:")


def _article(printed: str) -> str:
    """A Japanese article by value: 第三条 and 第３条 are the same."""
    match = re.match(rf"第([{_DIGITS}]{{1,6}})条((?:の[{_DIGITS}]{{1,3}}){{0,3}})", printed)
    if match is None:
        return printed
    branches = [kanji(each) for each in match[2].split("の") if each]
    return "条" + "-".join(str(each) for each in (kanji(match[1]), *branches))
