"""Amounts, dates, durations, shares and section numbers of a text in one form each, so that they can be compared.

"thirty (30) days" and "30 days", "$1.5 million" and "$1,500,000", "one-half" and "50 %" say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from localcounsel.core.checks.bounds import bound
from localcounsel.core.checks.dates import dates, within
from localcounsel.core.checks.numerals import (
    CJK,
    FRACTIONS,
    ORDINALS,
    SPELLED,
    Number,
    japanese,
    numbers,
    roman,
    spelled_out,
)
from localcounsel.core.cjk import has_cjk

Key = tuple[object, ...]

_CURRENCIES = {
    "dollar": r"us\s?\$|u\.s\.\s?\$|usd|u\.s\. dollars?|us dollars?|dollars?|\$",
    "cad": r"c\$|cad|canadian dollars?", "aud": r"a\$|aud|australian dollars?", "hkd": r"hk\$|hkd",
    "euro": r"€|eur|euros?", "pound": r"£|gbp|pounds(?: sterling)?", "yen": r"[¥￥]|jpy|yen|円",
    "rmb": r"rmb|cny|yuan|renminbi|元", "franc": r"chf|swiss francs?", "rupee": r"₹|rs\.?|inr|rupees?",
    "won": r"₩|krw|won", "cent": r"cents?",
}  # fmt: skip
_ALL = "|".join(_CURRENCIES.values())
_BEFORE = re.compile(rf"(?:(?<![a-z])(?P<currency>{_ALL}))\s*\(?\s*$", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:\s+and\s+(?:no|\d+)\s?/\s?100)?\s*\(?(?:united states\s+|u\.?s\.?\s+)?(?P<currency>{_ALL})(?![a-z$])",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\)?\s*(?:%|per\s?cent(?:um|age points?)?\b|percentage points?\b|パーセント|%)", re.IGNORECASE)
_POINTS = re.compile(r"\s*basis points?\b", re.IGNORECASE)
_BETWEEN = r"full|consecutive|calendar|successive|additional|further|contract|complete|or more|or fewer|\(\s*\d+\s*\)"
_UNIT = re.compile(
    rf"\)?[-\s]{{0,3}}(?:{_BETWEEN}|\s)*(?P<working>business|working|banking|trading)?[-\s]{{0,3}}"
    r"(?P<unit>day|week|month|year|hour|minute|quarter)s?\b",
    re.IGNORECASE,
)
_IN_LIST = re.compile(rf"\)?\s*(?:or|to|and|through|-)\s*(?:\(?\d|{SPELLED})", re.IGNORECASE)
_BASE = {"year": ("month", 12), "quarter": ("month", 3), "week": ("day", 7)}
_FRACTION = re.compile(
    rf"\b(?P<top>one|two|three|four|a)[-\s](?P<part>{'|'.join(FRACTIONS)})\b(?!\s*(?:part|anniversary|year|day|quarter\b))"
    r"|(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,3})(?:rds?|ths?)?(?![\d/])",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?P<kind>sections?|articles?|clauses?|paragraphs?|sub-?sections?|sub-?clauses?|exhibits?|schedules?|annex(?:es)?"
    r"|appendix|appendices|attachments?|items?|recitals?)\s+(?P<number>(?:\d+(?:\.\d+)*|[IVXLC]+(?![a-z])|[A-Z](?![a-z]))(?:[-.]?\d+)*"
    r"(?:\s?\([a-zA-Z0-9]{1,4}\))*)|(?P<sign>§+)\s*(?P<signed>\d+(?:\.\d+)*(?:\s?\([a-zA-Z0-9]{1,4}\))*)"
    rf"|第\s*(?P<article>{CJK})\s*(?P<level>条|項|号|章|節)", re.IGNORECASE)  # fmt: skip
_MORE = re.compile(r"\s*(?:,|and|or|through|to|及び|又は|、)+\s*(?P<number>\d+(?:\.\d+)+(?:\s?\([a-zA-Z0-9]{1,4}\))*)")
_OUTSIDE = ("exhibit", "schedul", "annex", "append", "attach")
_TIME = re.compile(r"\b(?P<h>\d{1,2})(?::(?P<m>\d\d))?\s*(?P<half>[ap])\.?m\b", re.IGNORECASE)
_NTH = re.compile(
    rf"\b(?P<word>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})(?:\s*\(\s*\d+(?:st|nd|rd|th)\s*\))?"
    r"\s+(?=\(?(?:business|calendar|anniversary|year|day|month|quarter|renewal|contract|week))"
    r"|\b(?P<figure>\d{1,3})(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_JAPANESE = re.compile(
    rf"(?P<currency>[¥￥])?(?P<n>{CJK})\s*(?:(?P<unit>営業日|日間?|か月間?|ヶ月間?|カ月間?|ヵ月間?|ケ月間?|箇月間?|ヶ月|年間?|週間?|時間|分間)"
    r"|(?P<money>円|ドル|ユーロ)|(?P<percent>%|％|パーセント|割)|分の(?P<top>"
    + CJK
    + r")|(?P<thing>人|名|回|株|倍|件|部|通|個))"
)
_JAPANESE_UNITS = {
    "営": ("business day", 1),
    "日": ("day", 1),
    "年": ("month", 12),
    "週": ("day", 7),
    "時": ("hour", 1),
    "分": ("minute", 1),
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a text."""

    kind: str
    """`date`, `money`, `percent`, `for` (duration), `ref`, `time`, `nth` or `number`."""
    says: frozenset[Key]
    """What it asserts; several readings of an ambiguous date."""
    bears: frozenset[Key]
    """What a statement may say on its strength."""
    shown: str
    start: int
    end: int
    bound: str = ""
    """`least`, `most`, `more` where the words before it say so."""


def values(text: str) -> list[Value]:
    """Every value of a plain text in order, none within another. A bare "one" says nothing and is left out."""
    taken: list[tuple[int, int]] = []
    found: list[Value] = []
    for reader in (_dates, _references, _times, _fractions, _japanese, _nth, _quantities):
        for each in reader(text):
            if not any(each.start < end and start < each.end for start, end in taken):
                taken.append((each.start, each.end))
                found.append(each)
    return sorted((each for each in found if each.says), key=lambda each: each.start)


def without_values(text: str) -> str:
    """A plain text with a space in place of each value: what is left are its words."""
    for value in reversed(values(text)):
        text = f"{text[: value.start]} {text[value.end :]}"
    return text


def _value(kind: str, keys: set[Key], bears: set[Key], text: str, span: tuple[int, int]) -> Value:
    start, end = span
    shown = text[start:end].strip(" -()") if kind != "ref" else text[start:end].strip()
    shown = shown + ")" if shown.count("(") > shown.count(")") else shown
    return Value(kind, frozenset(keys), frozenset(keys | bears), shown, start, end, bound(text, start))


def _dates(text: str) -> Iterator[Value]:
    for date in dates(text):
        keys: set[Key] = {("date", *day) for day in date.readings}
        bears: set[Key] = {("date", *part) for day in date.readings for part in within(day)}
        bears |= {("number", Fraction(day[0])) for day in date.readings if day[0]}
        bears |= {("date", day[0], None, None) for day in date.readings if day[0]}
        yield _value("date", keys, bears, text, (date.start, date.end))


def _references(text: str) -> Iterator[Value]:
    for match in _REFERENCE.finditer(text):
        if match["article"]:
            name = f"{match['level']}{japanese(match['article'])}"
            yield _value("ref", {("ref", name)}, set(), text, match.span())
            continue
        outside = (match["kind"] or "").lower().startswith(_OUTSIDE)
        yield _reference(match["number"] or match["signed"], outside, text, match.span())
        end = match.end()
        while more := _MORE.match(text, end):
            yield _reference(more["number"], outside, text, (more.start("number"), more.end()))
            end = more.end()


def _reference(number: str, outside: bool, text: str, span: tuple[int, int]) -> Value:
    name = "".join(number.split()).lower()
    head = name.split(".")[0].split("(")[0]
    name = f"{roman(head)}{name[len(head) :]}" if roman(head) and not outside and head.isalpha() else name
    prefix = "out " if outside else ""
    parts = {name} | {name[:at] for at in range(1, len(name)) if name[at] in ".("}
    return _value("ref", {("ref", prefix + name)}, {("ref", prefix + part) for part in parts}, text, span)


def _times(text: str) -> Iterator[Value]:
    for match in _TIME.finditer(text):
        yield _value(
            "time", {("time", int(match["h"]), int(match["m"] or 0), match["half"].lower())}, set(), text, match.span()
        )


def _fractions(text: str) -> Iterator[Value]:
    for match in _FRACTION.finditer(text):
        if match["part"]:
            top = 1 if match["top"].lower() == "a" else spelled_out(match["top"])
            share = Fraction(100 * top, FRACTIONS[match["part"].lower()])
        elif int(match["b"]) in (2, 3, 4, 5, 6, 8, 10, 16) and int(match["a"]) < int(match["b"]):
            share = Fraction(100 * int(match["a"]), int(match["b"]))
        else:
            continue
        yield _value("percent", {("percent", share)}, {("number", share)}, text, match.span())


def _nth(text: str) -> Iterator[Value]:
    for match in _NTH.finditer(text):
        place = ORDINALS[match["word"].lower()] if match["word"] else int(match["figure"])
        yield _value("nth", {("nth", place)}, set(), text, match.span())


def _japanese(text: str) -> Iterator[Value]:
    if not has_cjk(text):
        return
    for match in _JAPANESE.finditer(text):
        amount = japanese(match["n"])
        if match["unit"]:
            unit, times = _JAPANESE_UNITS.get(match["unit"][0], ("month", 1))
            yield _duration(amount * times, unit, text, match.span())
        elif match["money"]:
            currency = {"円": "yen", "ド": "dollar", "ユ": "euro"}[match["money"][0]]
            yield _money(amount, currency, text, match.span())
        elif match["top"]:
            yield _value(
                "percent", {("percent", 100 * japanese(match["top"]) / (amount or 1))}, set(), text, match.span()
            )
        elif match["percent"]:
            share = amount * 10 if match["percent"] == "割" else amount
            yield _value("percent", {("percent", share)}, {("number", share)}, text, match.span())
        else:
            yield _value("number", {("number", amount)}, set(), text, match.span())


def _quantities(text: str) -> Iterator[Value]:
    """Numbers with what they count; in "30 or 60 days" both are days."""
    waiting: list[Number] = []
    for number in numbers(text):
        unit = _UNIT.match(text, number.end)
        if unit is None and _IN_LIST.match(text, number.end, number.end + 40) and not _has_currency(text, number):
            waiting.append(number)
            continue
        for each in waiting:
            yield _counted(each, unit, text) if unit else _single(each, text)
        yield _counted(number, unit, text) if unit else _single(number, text)
        waiting = []
    for each in waiting:
        yield _single(each, text)


def _has_currency(text: str, number: Number) -> bool:
    return _BEFORE.search(text[max(0, number.start - 24) : number.start]) is not None


def _counted(number: Number, unit: re.Match[str], text: str) -> Value:
    name = unit["unit"].lower()
    working = bool(unit["working"])
    base, times = (f"business {name}", 1) if working else _BASE.get(name, (name, 1))
    end = unit.end() if number.end <= unit.start() and unit.start() - number.end < 2 else number.end
    return _duration(number.value * times, base, text, (number.start, end))


def _duration(amount: Fraction, unit: str, text: str, span: tuple[int, int]) -> Value:
    return _value("for", {("for", amount, unit)}, {("number", amount)}, text, span)


def _money(amount: Fraction, currency: str, text: str, span: tuple[int, int]) -> Value:
    return _value("money", {("money", currency, amount)}, {("number", amount)}, text, span)


def _single(number: Number, text: str) -> Value:
    """A number that counts no time: a share, an amount of money, or itself."""
    before = _BEFORE.search(text[max(0, number.start - 24) : number.start])
    after = _AFTER.match(text, number.end)
    share = _PERCENT.match(text, number.end) or _POINTS.match(text, number.end)
    if share:
        parts = 1 if share.re is _PERCENT else 100
        keys: set[Key] = {("percent", number.value / parts)}
        return _value("percent", keys, {("number", number.value)}, text, (number.start, share.end()))
    sign = before or after
    if sign is None:
        return _number(number, text)
    currency, factor = _currency(sign["currency"])
    start = number.start - len(before.group()) if before else number.start
    end = after.end() if after and not before else number.end
    return _money(number.value * factor, currency, text, (start, end))


def _number(number: Number, text: str) -> Value:
    """A bare number also bears an amount whose currency stands elsewhere, as in a table."""
    keys: set[Key] = set() if number.spelled and number.value <= 1 else {("number", number.value)}
    bears: set[Key] = {("ref", text[number.start : number.end].strip(" ()").lower())}
    if number.value >= 1000:
        bears |= {("money", currency, number.value) for currency in _CURRENCIES}
    return _value("number", keys, bears, text, (number.start, number.end))


def _currency(sign: str) -> tuple[str, Fraction]:
    for name, pattern in _CURRENCIES.items():
        if re.fullmatch(pattern, sign, re.IGNORECASE):
            return ("dollar", Fraction(1, 100)) if name == "cent" else (name, Fraction(1))
    return "dollar", Fraction(1)
