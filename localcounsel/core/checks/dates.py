"""Dates in every common form → (year, month, day): `the 3rd day of May, 2020`, 2020-05-03, 令和2年5月3日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from localcounsel.core.checks.numerals import CJK, ORDINALS, japanese

Day = tuple[int | None, int | None, int | None]
"""Year, month, day; None for what is not said."""

MONTHS = """january february march april may june july august september october november december""".split()
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_DAY = rf"(?P<day>\d{{1,2}}(?!\d)(?:st|nd|rd|th)?|{_ORDINAL})"
_YEAR = r"(?P<year>(?:1[89]|20|21)\d\d)(?!\d)"
_FORMS = (
    re.compile(rf"\b{_MONTH}\s*{_DAY}\s*,?\s*(?:of\s+)?(?:the\s+year\s+)?{_YEAR}", re.IGNORECASE),
    re.compile(
        rf"\b{_DAY}\s*(?:day\s+)?(?:of\s+)?[-\s]?{_MONTH}\s*[-,]?\s*(?:in\s+the\s+year\s+)?{_YEAR}", re.IGNORECASE
    ),
    re.compile(rf"\b{_MONTH}\s*(?:of\s+|,\s*)?{_YEAR}", re.IGNORECASE),
    re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d\d)[-/.](?P<m>0?[1-9]|1[0-2])[-/.](?P<d>\d{1,2})(?![\d/])"),
    re.compile(r"(?<![\d/.])(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>(?:19|20)?\d\d)(?![\d/])"),
    re.compile(rf"\b{_MONTH}\s*{_DAY}\b(?!\s*%)", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\s*(?:day\s+)?of\s+{_MONTH}", re.IGNORECASE),
    re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+" + _MONTH, re.IGNORECASE),
    re.compile(
        rf"(?:(?P<era>令和|平成|昭和|大正|明治)\s*(?P<eray>元|{CJK})|(?P<jy>{CJK}))\s*年(?!間|以|を|の間|度|ごと|毎)"
        rf"(?:\s*(?P<jm>{CJK})\s*月(?:\s*(?P<jd>{CJK})\s*日)?)?"
    ),
    re.compile(rf"(?P<jm>{CJK})\s*月\s*(?P<jd>{CJK})\s*日"),
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_LAST_DAY = 31


@dataclass(frozen=True, slots=True)
class Date:
    """A date and where it stands; several readings where day and month cannot be told apart."""

    readings: frozenset[Day]
    start: int
    end: int


def dates(text: str) -> Iterator[Date]:
    """Every date of a plain text; the fullest form of each place only. A bare year is a number and no date."""
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            readings = frozenset(day for day in _readings(match.groupdict()) if _possible(day))
            if readings and not _only_a_word(match):
                taken.append(match.span())
                yield Date(readings, match.start(), match.end())


def within(day: Day) -> frozenset[Day]:
    """What a date also says: its month, its day without the year."""
    year, month, of_month = day
    return frozenset({day, (year, month, None), (None, month, of_month)}) - {(None, None, None), (None, month, None)}


def _readings(found: dict[str, str | None]) -> Iterator[Day]:
    if "era" in found or "jm" in found:
        yield _japanese(found)
    elif "a" in found:
        first, second, short = int(found["a"] or 0), int(found["b"] or 0), int(found["y"] or 0)
        full = short + (0 if short > 99 else 1900 if short > 50 else 2000)
        yield from ((full, first, second), (full, second, first))
    elif "m" in found:
        yield int(found["year"] or 0), int(found["m"] or 0), int(found["d"] or 0)
    else:
        day, year = found.get("day"), found.get("year")
        yield int(year) if year else None, _month(found["month"] or ""), _day(day) if day else None


def _japanese(found: dict[str, str | None]) -> Day:
    year: int | None = None
    if found.get("era"):
        year = _ERAS[found["era"] or ""] + int(japanese(found["eray"] or ""))
    elif found.get("jy"):
        year = int(japanese(found["jy"] or ""))
    month, day = found.get("jm"), found.get("jd")
    return year, int(japanese(month)) if month else None, int(japanese(day)) if day else None


def _month(name: str) -> int:
    short = name.lower()[:3]
    return next(number for number, month in enumerate(MONTHS, start=1) if month.startswith(short))


def _day(text: str) -> int:
    word = text.lower()
    return ORDINALS.get(word) or int(re.sub(r"\D", "", word) or 0)


def _possible(day: Day) -> bool:
    year, month, of_month = day
    return (
        (year is None or 1800 <= year <= 2199)
        and (month is None or 1 <= month <= 12)
        and (of_month is None or 1 <= of_month <= _LAST_DAY)
        and day != (None, None, None)
    )


def _only_a_word(match: re.Match[str]) -> bool:
    """`may 3` is no date: only the verb is written small."""
    month = match.groupdict().get("month")
    return month is not None and month in ("may", "march", "mar") and match.groupdict().get("year") is None
