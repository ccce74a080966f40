"""One change that makes a true statement false: a number, a party, a negation, an exception."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from scripts.statements.clauses import Clause

_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10, "twelve": 12,
    "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90, "one":
    1, "twenty-four": 24, "thirty-six": 36, "one hundred twenty": 120, "one hundred eighty": 180,
}  # fmt: skip
_SPELL = {value: word for word, value in _NUMBERS.items()}
_SPELLED = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_COUNTED = r"[- ](?:calendar |business |working )?(?:day|month|year|week|hour)s?"
_DURATION = re.compile(
    rf"\b(?:(?P<word>{_SPELLED})\s*\()?(?P<figure>\d{{1,3}})\)?(?P<unit>{_COUNTED})"
    rf"|\b(?P<only>{_SPELLED})(?P<after>{_COUNTED})",
    re.IGNORECASE,
)
_MONEY = re.compile(r"(?P<sign>US\$|\$|€|£)\s?(?P<figure>\d[\d,]*(?:\.\d+)?)")
_PERCENT = re.compile(r"(?P<figure>\d{1,2}(?:\.\d+)?)(?P<sign>\s?%| per ?cent)")
_MONTHS = "January February March April May June July August September October November December".split()
_DATE = re.compile(
    rf"\b(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d{{1,2}}), (?P<year>(?:19|20)\d\d)\b"
    r"|\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b"
)
_BARE = re.compile(
    r"(?<![\d.,$§(/-])(?<!Section )(?<!Article )\b(?P<figure>[2-9]|\d{2,4})\b"
    r"(?![\d.,]*\d|%|\)| (?:days?|months?|years?|per))"
)
_EXCEPTION = re.compile(
    r",? (?:\()?(?:unless|except (?:for|that|as|to|with|where|if|in)"
    r"|provided,? (?:however,? )?that|provided,? however,?|other than|save (?:as|that|for))\b"
)


def duration(text: str, clause: Clause, chance: random.Random) -> str:
    """Another length of time, in words and figures alike."""
    return _once(_DURATION, text, chance, lambda m: _longer(m, chance))


def _longer(match: re.Match[str], chance: random.Random) -> str:
    old = int(match["figure"]) if match["figure"] else _NUMBERS[match["only"].lower()]
    new = chance.choice([value for value in _SPELL if value != old and value > 1])
    if match["figure"]:
        return f"{_SPELL[new]} ({new}){match['unit']}" if match["word"] else f"{new}{match['unit']}"
    return f"{_SPELL[new]}{match['after']}"


def money(text: str, clause: Clause, chance: random.Random) -> str:
    """Another amount."""
    return _once(_MONEY, text, chance, lambda m: f"{m['sign']}{_other(m['figure'], chance)}")


def percent(text: str, clause: Clause, chance: random.Random) -> str:
    """Another percentage."""
    return _once(
        _PERCENT,
        text,
        chance,
        lambda m: f"{chance.choice([n for n in (3, 7, 12, 15, 35, 60, 85) if str(n) != m['figure']])}{m['sign']}",
    )


def date(text: str, clause: Clause, chance: random.Random) -> str:
    """Another day, month or year."""

    def moved(match: re.Match[str]) -> str:
        step = chance.randint(1, 5)
        if match["y"]:
            return f"{int(match['y']) + step}-{match['m']}-{match['d']}"
        which = chance.randrange(3)
        month = _MONTHS[(_MONTHS.index(match["month"]) + (step if which == 0 else 0)) % 12]
        day = int(match["day"]) % 28 + step if which == 1 else int(match["day"])
        day = day + 1 if which == 1 and day == int(match["day"]) else day
        return f"{month} {day}, {int(match['year']) + (step if which == 2 else 0)}"

    return _once(_DATE, text, chance, moved)


def number(text: str, clause: Clause, chance: random.Random) -> str:
    """Another bare number."""
    return _once(_BARE, text, chance, lambda m: _other(m["figure"], chance))


def moved_number(text: str, clause: Clause, chance: random.Random) -> str:
    """A length of time that stands elsewhere in the same passage."""
    mine = {_length(match) for match in _DURATION.finditer(text)}
    others = [m for m in _DURATION.finditer(clause.source.text) if _length(m) not in mine]
    if not others:
        return text
    instead = chance.choice(others).group()
    return _once(_DURATION, text, chance, lambda m: " ".join(instead.split()))


def _length(match: re.Match[str]) -> tuple[int, str]:
    unit = (match["unit"] or match["after"]).strip(" -").rstrip("s").lower()
    return (int(match["figure"]) if match["figure"] else _NUMBERS[match["only"].lower()]), unit


def party(text: str, clause: Clause, chance: random.Random) -> str:
    """Two parties change places; where there is one only, another of the contract takes its place."""
    here = [name for name in clause.actors if re.search(rf"\b{re.escape(name)}\b", text)]
    if _listed(here, text):
        return text  # "A and B" turned round says the same
    if len(here) >= 2 and not any(one != two and one in two for one in here for two in here):
        one, two = chance.sample(here, 2)
        return re.sub(rf"\b({re.escape(one)}|{re.escape(two)})\b", lambda m: two if m[1] == one else one, text)
    return text


def _listed(here: Sequence[str], text: str) -> bool:
    """Whether one of the names stands beside another in a list."""
    either = "|".join(map(re.escape, here))
    return (
        bool(here)
        and re.search(rf"(?:{either}),? ?(?:and|or|nor|/)\b|\b(?:and|or|nor|/) ?(?:the )?(?:{either})", text)
        is not None
    )


def one_party(text: str, clause: Clause, chance: random.Random) -> str:
    """One mention of a party becomes another party that the passage also names."""
    here = [
        name
        for name in clause.actors
        if re.search(rf"\b{re.escape(name)}\b(?= (?:shall|may|will|must|agrees|is|has|grants))", text)
    ]
    others = [name for name in clause.actors if name not in here]
    if not here or not others or _listed(here, text):
        return text
    return re.sub(
        rf"\b{re.escape(here[0])}\b(?= (?:shall|may|will|must|agrees|is|has|grants))", others[0], text, count=1
    )


def negated(text: str, clause: Clause, chance: random.Random) -> str:
    """A "not" put in after the first verb that takes one."""
    pattern = re.compile(r"\b(shall|may|will|must)(?= (?!not\b|have no\b|never\b))")
    if re.search(r"\b(?:neither|no|nor|nothing)\b", text, re.I):
        return text
    return pattern.sub(r"\1 not", text, count=1)


def affirmed(text: str, clause: Clause, chance: random.Random) -> str:
    """A negation taken out."""
    ways = [
        (r"\b(shall|may|will|must|is|are|does|do|be) not\b(?! (?:less|more|limited|only|later))", r"\1"),
        (r"\b[Nn]either (party|Party)", r"Either \1"),
        (r"\bwithout (the|any|its|prior|obtaining)\b", r"with \1"),
        (r"\b[Ii]n no event (shall|will)", r"In any event \1"),
        (r"\bnon-(?=exclusive|transferable|refundable|assignable)", ""),
        (r"\b[Nn]o (party|Party|such)\b", r"any \1"),
        (r"\bis not permitted to\b", "is permitted to"),
    ]
    chance.shuffle(ways)
    for pattern, instead in ways:
        changed = re.sub(pattern, instead, text, count=1)
        if changed != text:
            return changed
    return text


def modality(text: str, clause: Clause, chance: random.Random) -> str:
    """A right becomes a duty, or a duty a right."""
    if re.search(r"\b(?:neither|no|nor|nothing|never)\b", text, re.IGNORECASE):
        return text  # "no party may" and "no party shall" forbid the same
    ways = (
        (r"\bmay\b(?! not)", "shall"),
        (r"\bis entitled to\b", "must"),
        (r"\b(?:shall|must)\b(?! not| be entitled| have the (?:\w+ )?(?:right|option))", "may"),
    )
    return next((changed for one, other in ways if (changed := re.sub(one, other, text, count=1)) != text), text)


def without_exception(text: str, clause: Clause, chance: random.Random) -> str:
    """An exception cut off, to the end of the sentence or the next comma after it."""
    match = _EXCEPTION.search(text, 25)
    if not match:
        return text
    stop = re.compile(r", (?=(?:the|such|and|each|either|any|[A-Z]\w+ (?:shall|may|will))\b)|;").search(
        text, match.end() + 8
    )
    end = stop.start() if stop else len(text.rstrip("."))
    return text[: match.start()] + text[end:] if end - match.end() > 12 else text


ALTERATIONS: dict[str, tuple[str, Callable[[str, Clause, random.Random], str]]] = {
    "duration": ("value", duration),
    "money": ("value", money),
    "percent": ("value", percent),
    "date": ("value", date),
    "number": ("value", number),
    "number from elsewhere": ("value", moved_number),
    "parties swapped": ("value", party),
    "party replaced": ("value", one_party),
    "negation put in": ("meaning", negated),
    "negation taken out": ("meaning", affirmed),
    "may and shall": ("meaning", modality),
    "exception dropped": ("meaning", without_exception),
}
"""Kind → which target it counts for, and how it is made."""


def _once(pattern: re.Pattern[str], text: str, chance: random.Random, instead: Callable[[re.Match[str]], str]) -> str:
    """One of the places that match, changed."""
    places = list(pattern.finditer(text))
    if not places:
        return text
    match = chance.choice(places)
    return text[: match.start()] + instead(match) + text[match.end() :]


def _other(figure: str, chance: random.Random) -> str:
    value = float(figure.replace(",", ""))
    new = value * chance.choice([2, 3, 5, 0.5]) + chance.choice([0, 1])
    new = new if new != value else new + 7
    return (
        f"{new:,.2f}"
        if "." in figure
        else f"{max(round(new), 2):,}"
        if "," in figure
        else str(max(round(new), 2) + (max(round(new), 2) == value))
    )
