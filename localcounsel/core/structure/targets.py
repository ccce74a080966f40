"""What a clause number points to in one document: its own main part first, exhibits only from inside them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from localcounsel.core.structure.clauses import clause_at_each
from localcounsel.core.structure.numbering import kanji, roman
from localcounsel.records import Heading

DIGITS = "0-9０-９一二三四五六七八九十百千〇"
ORDINALS = {
    word: value
    for value, word in enumerate(
        """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty""".split(),
        start=1,
    )
}
"""Numbers of articles that are written out: ARTICLE FOUR."""
ATTACHED = frozenset({"exhibit", "schedule", "annex", "appendix", "attachment"})
_FEW = 3
"""Numbered clauses outside every exhibit from which on a document has a main part."""
_NUMBERED_TITLE = re.compile(
    r"(?P<attached>(?i:exhibit|schedule|annex|appendix|attachment))\s+(?P<letter>[A-Z]|\d{1,2}|[IVX]{1,5})(?!\w)"
    r"|(?i:article)\s+(?P<ordinal>[A-Za-z]{3,9})\b|(?:(?i:article|section)\s+)?(?P<figure>\d{1,3})[.)]?\s"
)


class Targets:
    """The headings of a document by the numbers under which they are referred to."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self._headings = headings
        self._places = [(heading.page, heading.start) for heading in headings]
        self._composed = clause_at_each(headings)
        self._zones = [_zone(composed) for composed in self._composed]
        self._known: dict[str, int] = {}
        self.main = self._main()
        """The exhibit that holds the clauses of a document which is nothing but exhibits; mostly empty."""
        for index, heading in enumerate(headings):
            for key in self._keys(index, heading):
                self._known.setdefault(key, index)
        for index, heading in enumerate(headings):
            for key in () if heading.number else _in_title(heading.title):
                self._known.setdefault(key, index)

    def inside(self, page: int, start: int) -> str:
        """The exhibit or schedule in which a place stands; empty in the main part."""
        index = bisect_right(self._places, (page, start)) - 1
        return self._zones[index] if index >= 0 else ""

    def attached(self, word: str, number: str) -> int | None:
        """The heading of `Exhibit B`."""
        return self._known.get(_plain(f"{word} {number}"))

    def clause(self, number: str, *, article: bool = False, inside: str = "") -> int | None:
        """The heading of `4.2(a)`, else of `4.2`; seen from `inside` an exhibit first that exhibit's own."""
        head = number.split("(")[0].strip()
        if inside:
            for wanted in (number, head):
                within = self._known.get(_plain(f"{inside}, {wanted}"))
                if within is not None:
                    return within
        if article or (roman(head) and head.isupper()):
            value = int(head) if head.isdigit() else ORDINALS.get(head.lower(), 0) or roman(head)
            found = self._known.get(f"article {value}")
            if found is not None:
                return found
        exact = self._known.get(_plain(number))
        return exact if exact is not None else self._known.get(_plain(head))

    def sign(self, number: str) -> int | None:
        """The heading of `§ 4`."""
        return self._known.get(_plain(f"§{number}"), self._known.get(_plain(number)))

    def japanese(self, printed: str) -> int | None:
        """The heading of 第3条, however its number is written."""
        return self._known.get(_article(printed))

    def _main(self) -> str:
        """Where plain numbers are at home: outside the exhibits, or in the one that holds most clauses."""
        numbered = [
            zone for zone, heading in zip(self._zones, self._headings, strict=True) if heading.number[:1].isdigit()
        ]
        if not numbered or numbered.count("") >= _FEW:
            return ""
        return Counter(numbered).most_common(1)[0][0]

    def _keys(self, index: int, heading: Heading) -> Iterator[str]:
        number = heading.number
        if not number:
            return
        composed = self._composed[index]
        zone = self._zones[index]
        yield _plain(composed)
        if zone and zone != self.main:
            return
        if zone:
            yield _plain(composed.removeprefix(f"{zone}, "))
        value = roman(number) if number.isupper() else 0
        if value:
            yield f"article {value}"
        elif number[:1].isdigit():
            yield _plain(number)
            if number.endswith(".0"):
                yield _plain(number[:-2])
        elif number.startswith("第"):
            yield _article(number)


def _zone(composed: str) -> str:
    first = composed.partition(",")[0]
    return first if first.partition(" ")[0].lower() in ATTACHED else ""


def _in_title(title: str) -> Iterator[str]:
    """What a heading is referred to by when its number is part of its title: `SCHEDULE A – FEES`, `ARTICLE FOUR`."""
    match = _NUMBERED_TITLE.match(title)
    if match is None:
        return
    if match["attached"]:
        yield _plain(f"{match['attached']} {match['letter']}")
    elif match["ordinal"]:
        value = ORDINALS.get(match["ordinal"].lower(), 0) or roman(match["ordinal"])
        if value:
            yield f"article {value}"
    elif match["figure"]:
        yield match["figure"]


def _plain(number: str) -> str:
    return "".join(number.lower().split()).rstrip(".").replace("exhibit", "exhibit:")


def _article(printed: str) -> str:
    """A Japanese article by value: 第三条 and 第３条 are the same."""
    match = re.match(rf"第([{DIGITS}]{{1,6}})条((?:の[{DIGITS}]{{1,3}}){{0,3}})", printed)
    if match is None:
        return printed
    branches = [kanji(each) for each in match[2].split("の") if each]
    return "条" + "-".join(str(each) for each in (kanji(match[1]), *branches))
