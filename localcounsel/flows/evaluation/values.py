"""The figures in a text: amounts, percentages, lengths of time, dates; read apart from the product's own checks.

What measures the statement checks must not be the statement checks.
"""

from __future__ import annotations

import re
import unicodedata

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: number for number, word in enumerate(_SMALL)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "万": 1e4, "億": 1e8}
_MONTHS = "january february march april may june july august september october november december".split()

_WORD_NUMBER = re.compile(
    rf"\b(?:({'|'.join(_TENS)})(?:[-\s]({'|'.join(_SMALL[1:10])}))?|({'|'.join(_SMALL)}))\b", re.IGNORECASE
)
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_MONEY = re.compile(rf"(?:[$£€¥]\s?{_NUMBER}(?:\s(thousand|million|billion))?|{_NUMBER}(万|億)?円)", re.IGNORECASE)
_PERCENT = re.compile(rf"{_NUMBER}\)?\s?(?:%|percent\b|per cent\b|パーセント)", re.IGNORECASE)
_TIME = re.compile(
    rf"{_NUMBER}\)?[-\s]?(?:(?:business|calendar|consecutive|working|full)\s)?"
    r"(minute|hour|day|week|month|year|分|時間|日|週|か月|ヶ月|年)(?!\d{1,2}月)",
    re.IGNORECASE,
)
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)})\s(\d{{1,2}})(?:,?\s(\d{{4}}))?", re.IGNORECASE)
_UNITS = {"分": "minute", "時間": "hour", "日": "day", "週": "week", "か月": "month", "ヶ月": "month", "年": "year"}

Value = tuple[str, str]
"""A kind (`money`, `percent`, `day`, `month`, …, `date`) and the figure in plain writing."""


def values(text: str) -> frozenset[Value]:
    """Every amount, percentage, length of time and date in `text`."""
    plain = _WORD_NUMBER.sub(_figure, unicodedata.normalize("NFKC", text))
    found: set[Value] = set()
    for match in _MONEY.finditer(plain):
        number, scale = (match[1], match[2]) if match[1] else (match[3], match[4])
        found.add(("money", _plain(number, (scale or "").casefold())))
    found.update(("percent", _plain(match[1])) for match in _PERCENT.finditer(plain))
    for match in _TIME.finditer(plain):
        unit = match[2].casefold()
        found.add((_UNITS.get(unit, unit), _plain(match[1])))
    for match in _DATE.finditer(plain):
        found.add(("date", f"{match[1].casefold()} {int(match[2])}"))
    return frozenset(found)


def contradicts(statement: str, source: str) -> bool:
    """Whether a statement gives figures of some kind, and the source gives figures of that kind, but none of these."""
    said, there = values(statement), values(source)
    for kind in {kind for kind, _ in said}:
        ours, theirs = ({number for each, number in side if each == kind} for side in (said, there))
        if theirs and not ours & theirs:
            return True
    return False


def _figure(match: re.Match[str]) -> str:
    tens, unit, small = (part.casefold() if part else "" for part in match.groups())
    return str(_WORDS[small] if small else _WORDS[tens] + (_WORDS[unit] if unit else 0))


def _plain(number: str, scale: str = "") -> str:
    return f"{float(number.replace(',', '')) * _SCALES.get(scale, 1.0):g}" if len(number) < 16 else number
