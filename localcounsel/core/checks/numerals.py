"""Numbers as documents write them: `1,500,000`, `1.5`, `thirty (30)`, `one million`, 百五十, 1億5000万."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
WORDS["fourty"] = 40
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = """zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth""".split()
ORDINALS = {word: value for value, word in enumerate(_ORDINALS)} | {
    f"{ten[:-1]}ieth": 10 * value for value, ten in enumerate(_TENS, start=2)
}
ORDINALS |= {
    f"{ten}-{_ORDINALS[unit]}": 10 * value + unit for value, ten in enumerate(_TENS, start=2) for unit in range(1, 10)
}
FRACTIONS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5,
             "fifths": 5, "tenth": 10, "tenths": 10, "eighth": 8, "eighths": 8, "sixth": 6, "sixths": 6}  # fmt: skip

_WORD = "(?:" + "|".join([*sorted(WORDS, key=len, reverse=True), *SCALES]) + ")"
_LINK = r"(?:(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+|(?<=million)\s+and\s+|\s*,\s*|\s*-\s*|\s+)"
SPELLED = rf"\b(?:a\s+(?=hundred\b|thousand\b|million\b|billion\b))?{_WORD}(?:{_LINK}{_WORD}){{0,30}}\b"
"""A row of more words is no number either: a page of nothing but “hundred” would be one too large for any computer."""
DIGITS = r"(?<![\w.,])\d{1,3}(?:,\d{3}){1,8}(?:\.\d{1,12})?(?!\d)|(?<!\d)\d{1,24}(?:\.\d{1,12})?(?!\d)"
"""A run of more figures than that is no number that anybody claims."""
_SCALED = r"(?:\s*(?:hundred|thousand|million|billion|trillion)\b|(?:mm|[mk]|bn)\b)?"
_BESIDE = rf"""(?:\s*\(\s*"?[$€£¥]?\s*(?P<beside>{DIGITS})(?P<besidescale>{_SCALED})(?=\s*"?\s*[%)]))?"""
_NUMBER = re.compile(
    rf"""(?P<spelled>{SPELLED}){_BESIDE}(?P<close>\s*"?\s*\))?|(?P<digits>{DIGITS})(?P<scale>{_SCALED})""",
    re.IGNORECASE,
)
_SCALE_LETTERS = {"mm": 10**6, "m": 10**6, "k": 1000, "bn": 10**9}

_KANJI = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"元": 1, "零": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}
_FIGURE = r"[\d〇零一二三四五六七八九十百千万億兆]"
CJK = rf"{_FIGURE}(?:[\d,.〇零一二三四五六七八九十百千万億兆]{{0,24}}{_FIGURE})?"


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands in a plain text."""

    value: Fraction
    start: int
    end: int
    spelled: bool
    """Written in words only."""


def numbers(text: str) -> Iterator[Number]:
    """Every number of a plain text in order; `thirty (30)` is one."""
    for match in _NUMBER.finditer(text):
        spelled = match["spelled"]
        if spelled is None:
            yield Number(_digits(match["digits"], match["scale"]), match.start(), match.end(), False)
            continue
        if match["beside"] is not None:
            value = _digits(match["beside"], match["besidescale"])
            end = match.end()
        else:
            value, end = Fraction(spelled_out(spelled)), match.end("spelled")
        yield Number(value, match.start(), end, match["beside"] is None)


def spelled_out(words: str) -> int:
    """`one million five hundred thousand` → 1500000; words that are no numbers count nothing."""
    total = group = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in WORDS:
            group += WORDS[word]
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in SCALES:
            total += (group or 1) * SCALES[word]
            group = 0
    return total + group


def japanese(text: str) -> Fraction:
    """百五十 → 150, 1億5000万 → 150000000, 二〇二〇 → 2020."""
    total, group, digits = 0, 0, ""
    if text and all(character in _KANJI for character in text):
        return Fraction(int("".join(str(_KANJI[character]) for character in text)))
    for character in text.replace(",", ""):
        if character in _LARGE:
            total += int((group + _whole(digits) or 1) * _LARGE[character])
            group, digits = 0, ""
        elif character in _SMALL:
            group += int((_whole(digits) or 1) * _SMALL[character])
            digits = ""
        else:
            digits += str(_KANJI.get(character, character))
    return total + group + _whole(digits)


def _whole(digits: str) -> Fraction:
    clean = digits.strip(".")
    return Fraction(clean) if clean.count(".") <= 1 and clean else Fraction(0)


def _digits(digits: str, scale: str) -> Fraction:
    scale = scale.strip().lower()
    return Fraction(digits.replace(",", "")) * (SCALES.get(scale) or _SCALE_LETTERS.get(scale) or 1)


def roman(text: str) -> int:
    """`XIV` → 14; 0 for what is no Roman numeral."""
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    total = 0
    letters = text.lower()
    if not letters or any(letter not in values for letter in letters):
        return 0
    for letter, following in zip(letters, [*letters[1:], ""], strict=True):
        value = values[letter]
        total += -value if following and values[following] > value else value
    return total
