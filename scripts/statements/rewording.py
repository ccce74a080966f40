"""The same said otherwise: number forms, synonyms, order, voice, and what can be left out without loss."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

_WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
          12: "twelve", 14: "fourteen", 15: "fifteen", 18: "eighteen", 20: "twenty", 24: "twenty-four", 30: "thirty",
          36: "thirty-six", 40: "forty", 45: "forty-five", 50: "fifty", 60: "sixty", 75: "seventy-five", 90: "ninety",
          }  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()
_BOTH = re.compile(
    rf"(?<!hundred )\b(?:{'|'.join(sorted(_WORDS.values(), key=len, reverse=True))})\s*\((\d{{1,3}})\)"
    r"(?=\s+\(?(?:\w+ )?(?:day|month|year|week|hour))",
    re.IGNORECASE,
)
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}}), ((?:19|20)\d\d)\b")
_PERCENT = re.compile(r"(?<![\d.(])(\d{1,2})%")
_MILLIONS = re.compile(r"\$(\d{1,3}),(\d)00,000(?!\d)(?:\.00)?")
_SYNONYMS: Sequence[tuple[str, str]] = (
    (r"\bshall not\b", "must not"),
    (r"\bshall\b(?! not| have the right)", "must"),
    (r"\bmay not\b", "is not permitted to"),
    (r"\bmay\b(?! not)", "is entitled to"),
    (r"\bprior to\b", "before"),
    (r"\b[Ii]n the event that\b", "if"),
    (r"\bin the event of\b", "in case of"),
    (r"\bpursuant to\b", "under"),
    (r"\bpurchase\b", "buy"),
    (r"\bcommence\b", "begin"),
    (r"\bcommences\b", "begins"),
    (r"\bat least\b", "not less than"),
    (r"\bnot less than\b", "at least"),
    (r"\bnot more than\b", "at most"),
    (r"\bthis Agreement\b", "the agreement"),
    (r"\bprovided,? however,? that\b", "provided that"),
    (r"\bneither party (shall|may|will)\b", r"no party \1"),
    (r"\bNeither Party (shall|may|will)\b", r"No Party \1"),
    (r"\bin no event shall (\w+) be\b", r"\1 shall never be"),
    (r"\bnotify\b", "inform"),
    (r"\bunless\b", "except where"),
    (r"\bexcept as\b", "save as"),
    (r"\bshall have the right to\b", "may"),
    (r"\bhas the right to\b", "may"),
    (r"\bsuch\b", "the"),
    (r"\bin connection with\b", "concerning"),
    (r"\bimmediately\b", "at once"),
    (r"\bsole and exclusive\b", "exclusive"),
    (r"\bprovide\b", "supply"),
    (r"\bobtain\b", "get"),
    (r"\bmust\b(?! not| [A-Z]| either| any| a | an | such | the )", "is required to"),
    (r"\bwill\b(?! not)", "shall"),
    (r"\bis entitled to\b", "can"),
    (r"\bthe agreement\b", "this contract"),
    (r"\bwithin\b(?= \w+ (?:\(\d+\) )?(?:days|months))", "no later than"),
    (r"\bwithout the prior written consent of (the )?([A-Z]\w+)(?=[.,;])", r"without \2's prior written consent"),
    (r"\butilize\b", "use"),
    (r"\bcovenants and agrees\b", "agrees"),
)
_LOSSLESS = (
    r"\s*\((?:the|each|collectively|such|hereinafter)?[^()]{0,20}[“\"][^()]{1,60}[”\"][^()]{0,20}\)",
    r",? (?:including|including,) (?:but not limited to|without limitation)[^.;:()]{1,120}(?=[.;])",
    r"\b(?:hereunder|hereof|herein|hereby|thereof)\b ?",
    r"(?<=\w), as applicable,?", r",? for the avoidance of doubt,?", r"\b(?:then-current|respective|applicable) ",
)  # fmt: skip
_OPENINGS = (
    "The agreement provides that",
    "According to the contract,",
    "The clause says that",
    "Under this provision,",
    "The document states that",
)
_FRONT = re.compile(
    r"\A(?P<when>(?:If|Upon|In the event|After|During|Within|Following|Except|Subject to|On|For)[^,()]{8,140}(?<!\d)), "
    r"(?!\d)(?P<main>[^;:]+?)(?P<stop>[.;:]?)\Z"
)
_PARTICIPLE = {
    "indemnify": "indemnified",
    "pay": "paid",
    "provide": "provided",
    "notify": "notified",
    "deliver": "delivered",
    "reimburse": "reimbursed",
    "terminate": "terminated",
    "assign": "assigned",
    "sell": "sold",
    "disclose": "disclosed",
}
_ACTIVE = re.compile(
    rf"\b(?P<who>(?:the )?[A-Z]\w+) (?P<modal>shall|will|may|must)(?P<no> not)? (?P<verb>{'|'.join(_PARTICIPLE)}) "
    r"(?P<what>(?:the |this |any |all )?[A-Z]\w+(?: [A-Z]\w+)?)(?= |\.|,)"
)


def number_forms(text: str, chance: random.Random) -> str:
    """`thirty (30) days` → `30 days`, dates, shares and amounts in another form."""
    words = chance.random() < 0.4

    def both(match: re.Match[str]) -> str:
        value = int(match[1])
        return _WORDS[value] if words and value in _WORDS else match[1]

    text = _BOTH.sub(both, text)
    text = _DATE.sub(lambda m: _date(m, chance), text)
    text = _PERCENT.sub(lambda m: f"{_WORDS[int(m[1])]} percent" if int(m[1]) in _WORDS else f"{m[1]} per cent", text)
    text = _MILLIONS.sub(r"$\1.\2 million", text)
    return re.sub(r"\b(?:12|twelve) months\b", "one year", text)


def _date(match: re.Match[str], chance: random.Random) -> str:
    month = _MONTHS.index(match[1]) + 1
    day, year = int(match[2]), int(match[3])
    forms = (f"{year}-{month:02}-{day:02}", f"{day} {match[1]} {year}", f"{match[1][:3]}. {day}, {year}")
    return chance.choice(forms)


def synonyms(text: str, chance: random.Random) -> str:
    """Two thirds of the words that have another of the same force."""
    for pattern, instead in _SYNONYMS:
        if chance.random() < 0.66:
            text = re.sub(pattern, instead, text)
    return text


def shorter(text: str, chance: random.Random) -> str:
    """Without definitions in brackets, examples, and words that refer to the document itself."""
    for pattern in _LOSSLESS:
        text = re.sub(pattern, "", text)
    return text


def reordered(text: str, chance: random.Random) -> str:
    """`If X, Y.` → `Y if X.`"""
    match = _FRONT.match(text)
    if not match:
        return text
    main = match["main"]
    return f"{main[0].upper()}{main[1:]} {match['when'][0].lower()}{match['when'][1:]}."


def passive(text: str, chance: random.Random) -> str:
    """`A shall pay B` → `B shall be paid by A`."""

    def turn(match: re.Match[str]) -> str:
        done = _PARTICIPLE[match["verb"]]
        return f"{match['what']} {match['modal']}{match['no'] or ''} be {done} by {match['who']}"

    return _ACTIVE.sub(turn, text, count=1)


def opened(text: str, chance: random.Random) -> str:
    """`The agreement provides that …`"""
    first = text.split(" ", 1)[0]
    ordinary = {
        "The",
        "If",
        "Upon",
        "This",
        "Each",
        "Either",
        "Neither",
        "In",
        "During",
        "Any",
        "All",
        "No",
        "For",
        "Such",
    }
    begins = text[0].lower() + text[1:] if first in ordinary else text
    return f"{chance.choice(_OPENINGS)} {begins}"


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "numbers": number_forms,
    "synonyms": synonyms,
    "shorter": shorter,
    "order": reordered,
    "voice": passive,
    "opening": opened,
}


def reworded(text: str, chance: random.Random) -> tuple[str, str]:
    """Two to four ways one after the other; the statement and the ways that changed something."""
    used = []
    ways = chance.sample(list(WAYS), chance.randint(2, 4))
    for name in [way for way in WAYS if way in ways]:
        changed = WAYS[name](text, chance)
        if changed != text:
            used.append(name)
            text = changed
    return " ".join(text.split()), "+".join(used)
