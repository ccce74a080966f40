"""What must stand in a document for it to count: "governed by New York law", "longer than 30 days", "after 2019".

A condition is decided by plain comparison or not at all: then `fulfilled` says None, and a person looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from localcounsel.core.checks.dates import dates
from localcounsel.core.checks.values import Value, values
from localcounsel.core.checks.wording import plain

Day = tuple[int, int, int]
Ordered = TypeVar("Ordered", Fraction, Day)
Compared = tuple[str, Value]
"""A sign (`<`, `<=`, `=`, `>=`, `>`) and what is compared with."""
Dated = tuple[str, Day, Day]
"""A sign, and the first and last day of the year, month or day that is compared with."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One or several conditions of a question; all of them must hold."""

    words: tuple[str, ...]
    """As the question puts them."""
    parties: tuple[str, ...] = ()
    """Names that the document's own parties, title or opening must show."""
    names: tuple[tuple[str, ...], ...] = ()
    """Names that must stand in the passage, each with its other spellings."""
    measures: tuple[Compared, ...] = ()
    dates: tuple[Dated, ...] = ()
    of_document: bool = False
    """The dates are those of the document (signed, dated), not those of a clause."""

    @property
    def of_passage(self) -> bool:
        """Whether a passage can fail it."""
        return bool(self.names or self.measures or (self.dates and not self.of_document))


_SIGNS = tuple(
    (sign, re.compile(rf"\b(?:{words})\s+(?:(?:a|the|year|of)\s+)*[$€£¥]?\s*\Z", re.IGNORECASE))
    for sign, words in (
        (">=", "at least|(?:no|not) (?:less|fewer|shorter|earlier) than|minimum|since|from"),
        (
            "<=",
            "at most|(?:no|not) (?:more|longer|greater|later) than|up to|maximum|not exceed(?:ing)?|within|by|until",
        ),
        (">", "(?:more|longer|greater|larger|higher|later) than|over|above|exceed(?:s|ing)?|in excess of|beyond|after"),
        ("<", "(?:less|shorter|fewer|smaller|lower|earlier) than|under|below|before|prior to"),
        ("=", "in|during|of|dated|on|for"),
    )
)
_AFTER = tuple(
    (sign, re.compile(rf"\s*(?:{words})", re.IGNORECASE))
    for sign, words in (
        (">=", "or (?:more|longer|above)|以上"),
        ("<=", "or (?:less|fewer|shorter)|以下|以内"),
        (">", "を?超"),
        ("<", "未満"),
    )
)
_DAYS = {
    "minute": Fraction(1, 1440),
    "hour": Fraction(1, 24),
    "day": Fraction(1),
    "business day": Fraction(1),
    "month": Fraction(365, 12),
}
AS_LONG = Fraction(3, 100)
"""Twelve months and a year, thirty days and a month are the same length here."""
_YEAR = re.compile(r"(?<![\w$€£¥.,§/-])(?P<year>(?:19|20)\d\d)(?![\w%/-]|[.,]\d)")

_SUFFIX = r"(?:Inc|LLC|Ltd|Corp|LP|LLP|PLC)\b"
_NAME = rf"(?-i:[A-Z])[\w&’'-]*(?:(?: & |,? (?={_SUFFIX})| of (?-i:(?=[A-Z]))| )(?-i:[A-Z])[\w&’'-]*)*"
_PARTY = re.compile(
    r"(?:^\W*|\b(?:have|has|are|is|signed|made|into|concluded|agreements?|contracts?|leases?|ndas?|us|deals)\s+)"
    rf"(?:with|between|by|involving)\s+(?P<names>{_NAME}(?:\s*(?:,|\band\b|\bor\b)\s*{_NAME})*)",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"\s*(?:,(?!\s*{_SUFFIX})|\band\b|\bor\b)\s*")
_PLACE = re.compile(
    r"\b(?:governed by|under|subject to|laws? of|courts? (?:of|in|at)|jurisdiction of|arbitrat\w+ in|venue (?:in|of))"
    rf"\s+(?:(?:the|laws?|of|state|commonwealth)\s+)*(?P<name>{_NAME})(?!\s+(?:agreements?|contracts?|leases?)\b)",
    re.IGNORECASE,
)
_PLACE_SMALL = re.compile(r"\bgoverned by (?:the )?(?P<name>[a-z]+(?: [a-z]+)?) law\b")
_SAID = re.compile(rf"\b(?:mention(?:s|ing)?|refer(?:s|ring)? to|cit(?:es?|ing)) (?P<name>{_NAME})")
_QUOTED = re.compile(r"[“\"](?P<name>[^”\"]{2,200})[”\"]|「(?P<other>[^」]{1,100})」")
_J_PLACE = re.compile(r"(?P<name>[一-龠ァ-ヴー]{2,12}?法)(?:に準拠|を準拠法)|(?P<other>[一-龠]{2,12}裁判所)")
_LAW = re.compile(r"\s+(?:law|laws|courts?)$", re.IGNORECASE)
_SPELLINGS = {
    "english": ("england",), "japanese": ("japan", "日本"), "german": ("germany",), "french": ("france",),
    "swiss": ("switzerland",), "canadian": ("canada",), "chinese": ("china",), "dutch": ("netherlands",),
    "irish": ("ireland",), "israeli": ("israel",), "indian": ("india",), "italian": ("italy",), "spanish": ("spain",),
    "swedish": ("sweden",), "korean": ("korea",), "日本法": ("日本国", "japan"), "uk": ("united kingdom", "england"),
}  # fmt: skip
_OWN_DATE = re.compile(r"\b(?:signed|dated|executed|entered into|concluded|made)\b|締結", re.IGNORECASE)
_OWN_DATE_VERB = re.compile(rf"(?:\b(?:that|which|were|was|are)\s+)*{_OWN_DATE.pattern}", re.IGNORECASE)


def condition(question: str) -> Condition | None:
    """The conditions in a question's words about the documents; None where nothing in it could be compared."""
    text = plain(question)
    party = _PARTY.search(text)
    parties = tuple(filter(None, _LISTED.split(party["names"]))) if party else ()
    rest = text.replace(party.group(), " ", 1) if party else text
    words = [party.group().strip()] if party else []
    names: list[tuple[str, ...]] = []
    for match in (
        each for pattern in (_PLACE, _PLACE_SMALL, _SAID, _QUOTED, _J_PLACE) for each in pattern.finditer(rest)
    ):
        name = _LAW.sub("", match["name"] or match["other"]).casefold()
        if (name, *_SPELLINGS.get(name, ())) not in names:
            names.append((name, *_SPELLINGS.get(name, ())))
            words.append(match.group().strip())
    measures = [(_sign(rest, each.start, each.end), each) for each in values(rest) if each.kind in _COMPARABLE]
    spans = list(_spans(rest))
    dated = [(_sign(rest, start, end), first, last) for first, last, start, end in spans]
    words += [each.shown for _, each in measures] + [rest[start:end] for _, _, start, end in spans]
    if not words:
        return None
    own = bool(dated) and _OWN_DATE.search(rest) is not None
    return Condition(tuple(words), parties, tuple(names), tuple(measures), tuple(dated), own)


def without_parties(question: str) -> str:
    """The question without "with Acme": the parties of a document are not looked for in its clauses."""
    return _PARTY.sub(lambda match: match.group().split()[0] if match.start() else "", question, count=1)


def without_own_dates(question: str) -> str:
    """The question without "signed after 2019": the date of a document is not looked for in its clauses."""
    verb = _OWN_DATE_VERB.search(question)
    ends = [end for _, _, _, end in _spans(question)] if verb else []
    return question[: verb.start()] + question[max(ends) :] if verb and ends and max(ends) > verb.end() else question


def fulfilled(wanted: Condition, passage: str) -> bool | None:
    """Whether a passage meets what can be asked of a passage; None when its words do not decide it."""
    text = plain(passage)
    folded = " ".join(text.casefold().split())
    if not all(any(_stands(name, folded) for name in spelled) for spelled in wanted.names):
        return False
    found = values(text)
    decided = [_met(sign, each, found) for sign, each in wanted.measures]
    if not wanted.of_document:
        decided += [_dated(each, text) for each in wanted.dates]
    return False if False in decided else None if None in decided else True


def of_right_date(wanted: Condition, printed: str) -> bool | None:
    """Whether a document of this printed date meets the dates asked for; None when it has none that can be read."""
    decided = [_dated(each, plain(printed)) for each in wanted.dates]
    return False if False in decided else None if None in decided else True


def names_party(wanted: Condition, known: Sequence[str]) -> bool:
    """Whether what is `known` of a document (parties, title, names, opening) shows every party asked for."""
    folded = " ".join(plain(" | ".join(known)).casefold().split())
    return all(_stands(" ".join(plain(name).casefold().split()), folded) for name in wanted.parties)


def _stands(name: str, folded: str) -> bool:
    start, end = (r"\b" if name[:1].isascii() else ""), (r"\b" if name[-1:].isascii() else "")
    return re.search(start + re.escape(name) + end, folded) is not None


def _sign(text: str, start: int, end: int) -> str:
    after = next((sign for sign, pattern in _AFTER if pattern.match(text, end)), "")
    return after or next((sign for sign, pattern in _SIGNS if pattern.search(text[max(0, start - 40) : start])), "=")


_COMPARABLE = ("for", "money", "percent")


def _size(value: Value) -> tuple[str, Fraction]:
    """What is measured, and how much of it: days for every span of time."""
    key = next(iter(value.says))
    amount = (
        Fraction(str(key[-1])) if value.kind != "for" else Fraction(str(key[1])) * _DAYS.get(str(key[2]), Fraction(1))
    )
    return ("money " + str(key[1]) if value.kind == "money" else value.kind), amount


def _met(sign: str, wanted: Value, found: Sequence[Value]) -> bool | None:
    """True when every value of its kind agrees, False when none does; several that disagree decide nothing."""
    unit, amount = _size(wanted)
    sizes = [size for kind, size in (_size(each) for each in found if each.kind in _COMPARABLE) if kind == unit]
    if not sizes:
        return None
    near = amount * AS_LONG if unit == "for" else Fraction(0)
    return _agreed([_holds(sign, size, size, amount - near, amount + near) for size in sizes])


def _holds(sign: str, low: Ordered, high: Ordered, first: Ordered, last: Ordered) -> bool:
    """Whether what lies between `low` and `high` compares so with what lies between `first` and `last`."""
    if sign in (">", ">="):
        return low > last if sign == ">" else low >= first
    if sign in ("<", "<="):
        return high < first if sign == "<" else high <= last
    return first <= low and high <= last


def _agreed(answers: Sequence[bool]) -> bool | None:
    return None if len(set(answers)) != 1 else answers[0]


def _dated(wanted: Dated, text: str) -> bool | None:
    sign, first, last = wanted
    return _agreed([_holds(sign, begin, end, first, last) for begin, end, _, _ in _spans(text)])


def _spans(text: str) -> Iterator[tuple[Day, Day, int, int]]:
    """Every date with a year, and every bare year, as first day, last day and place. Ambiguous days are left out."""
    taken = []
    for date in dates(text):
        taken.append((date.start, date.end))
        if len(date.readings) == 1:
            ((year, month, day),) = date.readings
            if year:
                yield (year, month or 1, day or 1), (year, month or 12, day or 31), date.start, date.end
    for match in _YEAR.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            year = int(match["year"])
            yield (year, 1, 1), (year, 12, 31), match.start(), match.end()
