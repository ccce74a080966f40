"""How documents print what people ask for: an amount, a date or a duration in each of its usual forms."""

from __future__ import annotations

from fractions import Fraction

from localcounsel.core.checks.dates import MONTHS, Day
from localcounsel.core.checks.numerals import ORDINALS, WORDS


def in_words(number: int) -> str:
    """`1500000` → `one million five hundred thousand`; below a thousand million."""
    names = {value: word for word, value in WORDS.items() if word != "fourty"}
    parts: list[str] = []
    for word, scale in (("million", 10**6), ("thousand", 1000), ("hundred", 100)):
        if number >= scale:
            parts += [in_words(number // scale), word]
            number %= scale
    if number or not parts:
        parts.append(names.get(number) or f"{names[number // 10 * 10]}-{names[number % 10]}")
    return " ".join(parts)


def date_forms(date: Day) -> list[str]:
    """A day of a year, the commonest forms first."""
    year, month, day = (part or 0 for part in date)
    name = MONTHS[month - 1].capitalize()
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    word = next(word for word, value in ORDINALS.items() if value == day)
    short = [name[:3], "Sept"] if month == 9 else [name[:3]]
    return [
        f"{name} {day}, {year}",
        f"{day} {name} {year}",
        f"{year}-{month:02d}-{day:02d}",
        f"{name} {day}{ending}, {year}",
        f"{day}{ending} {name} {year}",
        f"{day}{ending} day of {name}, {year}",
        f"{word} day of {name}, {year}",
        f"{day}{ending} of {name}, {year}",
        *(form for each in short if each != name for form in (f"{each} {day}, {year}", f"{day} {each} {year}")),
        f"{month}/{day}/{year}",
        f"{month:02d}/{day:02d}/{year}",
        f"{month}/{day}/{year % 100:02d}",
        f"{day:02d}.{month:02d}.{year}",
    ]


def figures(value: Fraction) -> str:
    """In figures, with commas between thousands."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    return f"{float(value):,.2f}" if value * 100 % 1 == 0 else f"{float(value):,}"


def amount_forms(value: Fraction) -> list[str]:
    """`1,500,000`, `1500000`, `1.5 million`, `one million five hundred thousand`."""
    forms = [figures(value)]
    if value.denominator == 1:
        whole = value.numerator
        forms.append(str(whole))
        for word, scale in (("billion", 10**9), ("million", 10**6), ("thousand", 1000)):
            scaled = Fraction(whole, scale)
            if scaled >= 1 and scaled * 100 % 1 == 0:
                forms.append(f"{float(scaled):g} {word}")
                break
        if whole < 10**9 and whole % 1000 == 0:
            forms.append(in_words(whole))
    return forms


def measured(value: Fraction, unit: str) -> list[str]:
    """`30 days`, `thirty days`, `thirty (30) days`; `5%`, `5 percent`, `five percent`."""
    plain = "percent" if unit == "%" or unit.lower().startswith("per") else unit
    plainly = f"{float(value):g}"
    forms = [f"{plainly} {plain}"]
    if plain == "percent" and value.denominator != 1:
        forms.append(f"{plainly}%")
    if value.denominator == 1 and value < 1000:
        words = in_words(value.numerator)
        forms += [f"{words} {plain}", f"{words} ({plainly}) {plain}"]
    return forms
