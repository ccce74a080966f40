"""What a question asks for exactly: clause numbers, amounts, dates, durations, citations, addresses, defined terms.

Each is looked up in every form in which a document may print it, as phrases over the index of words, which
parts at everything that is neither letter nor digit: `15 U.S.C. § 78` is the phrase `15 u s c 78`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localcounsel.core.checks.dates import dates
from localcounsel.core.checks.numerals import SCALES, numbers
from localcounsel.core.printed import amount_forms, date_forms, figures, measured

_CLAUSE_WORD = (
    r"(?:sub-?)?(?:sections?|secs?\.|clauses?|cls?\.|articles?|arts?\.|paragraphs?|paras?\.|ss?\.(?=\s?\d))|§{1,2}"
)
_SUB = r"(?:\s?\((?:[a-z]{1,4}|\d{1,2})\))"
_FIGURES = rf"\d{{1,3}}(?:\.\d{{1,3}}){{0,5}}(?![\d-]|\.\d){_SUB}{{0,4}}"
_CLAUSE = re.compile(
    rf"(?<![\w.])(?:{_CLAUSE_WORD})\s?(?P<number>{_FIGURES}|[IVXLC]{{1,7}}\b{_SUB}{{0,3}})", re.IGNORECASE
)
_AND_CLAUSE = re.compile(
    rf"(?:,|,?\s(?:and|or|to|through|&)|\s?[–-])\s?(?P<number>{_FIGURES})(?![\w%]|\s(?:days|months|years))"
)
_BARE = re.compile(
    rf"\b(?:does|under|in|of|per|see|read|quote|show|says?|with|is)\s(?P<number>\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}{_SUB}{{0,4}})"
    r"(?![\w%])(?!\s?(?:percent|per\scent|million|billion|thousand|hundred|days?|weeks?|months?|years?|hours?|times|x\b))"
)
_ATTACHED = re.compile(
    r"\b(?P<word>exhibit|schedule|annex|appendix|attachment)\s(?P<number>[A-Z](?:-\d{1,2})?|\d{1,2})\b", re.I
)
_LAW = re.compile(
    r",?\s(?:\([^)]{0,30}\)\s)?of\s(?:the\s)?(?:[A-Z][\w.]+\s){0,5}(?:Act|Code|Regulations?|Rules?|Law|Statutes?|Constitution)\b"
)
_STATUTE = re.compile(
    r"\b(?P<title>\d{1,3})\s?(?P<code>U\.?\s?S\.?\s?C\.?(?:\s?A\.)?|C\.?\s?F\.?\s?R\.?|Fed\.?\s?Reg\.?|Stat\.)\s?"
    r"(?:§{1,2}|sections?|secs?\.|parts?)?\s?(?P<section>\d[\w.\-]{0,14}(?:\([\w]{1,4}\)){0,4})",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?P<volume>\d{1,4})\s(?P<reporter>(?:[A-Z][A-Za-z]{0,5}\.\s?){1,4}(?:[2-9]d|[2-9]th)?)\s?(?P<page>\d{1,5})\b"
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_STAMP = re.compile(r"\b[A-Z][A-Z&]{1,14}(?:[-_ ][A-Z]{1,8})?(?:[-_]?\d{4,10}|[ ]\d{5,10})\b")
_UNIT = re.compile(
    r"\s?(?:%|(?:percent|per\scent|(?:business|calendar|working)\s(?:day|hour)s?|days?|weeks?|months?|years?)\b)", re.I
)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:US\$?|USD|EUR|GBP|JPY))\s?\Z")
_MONEY_AFTER = re.compile(r"\s?(?:dollars|euros?|pounds|yen|USD|EUR|GBP)\b")
_NEAR = 8
"""Characters before a number that are enough to see a currency there, and that it begins a word."""
_CAPITALISED = re.compile(
    r"(?<![\w’'&-])[A-Z][\w’'&-]*+(?:[ ](?:(?:of|and|the|for|to|v\.)[ ]){0,2}[A-Z][\w’'&-]*+){1,6}"
)
_SAYS_NOTHING = re.compile(r"\d{0,2}")
_LONGEST_NAME = 6
"""Words in a row with capitals that are still a name; a question in capitals throughout has none."""


@dataclass(frozen=True, slots=True)
class Exact:
    """Something that is to be found as such."""

    text: str
    """As the question has it."""
    start: int
    end: int
    forms: tuple[str, ...]
    """The ways it may be printed, its own first; each is a phrase."""
    near: tuple[tuple[str, str], ...] = ()
    """Pairs of phrases of which one stands within two words of the other: a code and its section."""

    variants: int = 0
    """How many of the forms after the first are worth telling a person."""

    @property
    def said(self) -> str:
        """As the question has it, with the most common other forms: `$1.5 million (1,500,000, …)`."""
        others = ", ".join(form for form in self.forms[1 : 1 + self.variants] if form != self.text)
        return f"{self.text} ({others}, …)" if others else self.text

    @property
    def expression(self) -> str:
        """Any of the forms, in the syntax of FTS5."""
        said = [
            f'"{phrase}"' for phrase in dict.fromkeys(map(_phrase, self.forms)) if not _SAYS_NOTHING.fullmatch(phrase)
        ]
        said += [f'NEAR("{_phrase(first)}" "{_phrase(second)}", 2)' for first, second in self.near]
        return said[0] if len(said) == 1 else f"({' OR '.join(said)})" if said else ""


def exact_terms(question: str) -> list[Exact]:
    """What of `question` is looked up as such, in its order; of two that overlap the first kind below wins."""
    found: list[Exact] = []
    for kind in (_addresses, _statutes, _reported, _dates, _stamps, _quantities, _clauses, _attachments, _names):
        for each in kind(question):
            at = bisect_left(found, each.start, key=_start)
            if (at == 0 or found[at - 1].end <= each.start) and (at == len(found) or each.end <= found[at].start):
                found.insert(at, each)
    return found


def covered(exact: Sequence[Exact], start: int, end: int) -> bool:
    """Whether a stretch of the question lies within something that is looked up as such; `exact` as they were found."""
    at = bisect_right(exact, start, key=_start)
    return at > 0 and end <= exact[at - 1].end


def _start(exact: Exact) -> int:
    return exact.start


def clause_numbers(question: str) -> tuple[str, ...]:
    """The clauses a question asks for, as pinpoints name them: `4.2(a)`, `IV`, `Exhibit B`. Statutes' are not."""
    taken = [(each.start, each.end) for kind in (_statutes, _reported, _dates) for each in kind(question)]
    found: list[tuple[int, str]] = []
    for start, end, number in [*_clause_places(question), *_bare(question)]:
        if not any(first < end and start < last for first, last in taken):
            found.append((start, "".join(number.split())))
    for match in _ATTACHED.finditer(question):
        found.append((match.start(), f"{match['word'].capitalize()} {match['number'].upper()}"))
    return tuple(dict.fromkeys(number for _, number in sorted(found)))


def stamps(question: str) -> tuple[str, ...]:
    """Bates numbers in a question, as written."""
    return tuple(dict.fromkeys(each.text for each in _stamps(question)))


def _phrase(form: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", form))


def _plain(kind: re.Pattern[str], question: str) -> Iterator[Exact]:
    for match in kind.finditer(question):
        yield Exact(match[0], match.start(), match.end(), (match[0],))


def _addresses(question: str) -> Iterator[Exact]:
    yield from _plain(_ADDRESS, question)


def _statutes(question: str) -> Iterator[Exact]:
    """`15 U.S.C. § 78` also stands as `15 USC 78` and `15 U.S.C. Section 78`."""
    for match in _STATUTE.finditer(question):
        letters = re.sub(r"[^A-Za-z]", "", match["code"]).upper()
        spoken = (letters, {"USC": "U.S.C.", "CFR": "C.F.R."}.get(letters, match["code"]))
        near = tuple((f"{match['title']} {code}", match["section"]) for code in spoken)
        yield Exact(match[0], match.start(), match.end(), (match[0],), near)


def _reported(question: str) -> Iterator[Exact]:
    """`410 U.S. 113` also stands as `410 US 113`."""
    for match in _REPORTED.finditer(question):
        joined = re.sub(r"[.\s]", "", match["reporter"])
        forms = (match[0], f"{match['volume']} {joined} {match['page']}")
        yield Exact(match[0], match.start(), match.end(), forms)


def _stamps(question: str) -> Iterator[Exact]:
    for each in _plain(_STAMP, question):
        if not re.match(r"(?:USD|EUR|GBP|JPY|PO|NO|ISO|FY|SECTION|ARTICLE|CLAUSE)\b", each.text):
            yield each


def _dates(question: str) -> Iterator[Exact]:
    for date in dates(question):
        full = [day for day in sorted(date.readings, key=str) if None not in day]
        if full:
            text = question[date.start : date.end]
            forms = dict.fromkeys([text, *(form for day in full for form in date_forms(day))])
            yield Exact(text, date.start, date.end, tuple(forms), variants=2)


def _quantities(question: str) -> Iterator[Exact]:
    """Amounts of money or written as such, percentages and durations; no other number says enough."""
    for number in numbers(question):
        unit = _UNIT.match(question, number.end)
        near = max(0, number.start - _NEAR)
        sign = _MONEY_BEFORE.search(question[near : number.start])
        money = sign or _MONEY_AFTER.match(question, number.end)
        start, end = near + sign.start() if sign else number.start, unit.end() if unit else number.end
        text = question[start:end]
        if unit:
            forms = measured(number.value, unit[0].strip())
        elif number.value >= 1000 and (money or "," in text or any(scale in text.lower() for scale in SCALES)):
            forms = amount_forms(number.value)
        elif money:
            forms = [figures(number.value)]
        else:
            continue
        yield Exact(text, start, end, tuple(dict.fromkeys([question[number.start : end], *forms])), variants=2)


def _clause_places(question: str) -> Iterator[tuple[int, int, str]]:
    for match in _CLAUSE.finditer(question):
        if match["number"][0].isalpha() and match["number"] != match["number"].upper():
            continue
        row = [(match.start(), match.end(), match["number"])]
        following = _AND_CLAUSE.match(question, match.end())
        while following:
            row.append((following.start("number"), following.end(), following["number"]))
            following = _AND_CLAUSE.match(question, following.end())
        if not _LAW.match(question, row[-1][1]):
            yield from row


def _bare(question: str) -> Iterator[tuple[int, int, str]]:
    for match in _BARE.finditer(question):
        yield match.start("number"), match.end(), match["number"]


def _clauses(question: str) -> Iterator[Exact]:
    for start, end, number in _clause_places(question):
        outer = number.partition("(")[0].strip()
        forms = [
            question[start:end],
            *([number] if "." in number else []),
            *([f"Section {outer}"] if "(" in number else []),
        ]
        yield Exact(question[start:end], start, end, tuple(dict.fromkeys(forms)))


def _attachments(question: str) -> Iterator[Exact]:
    yield from _plain(_ATTACHED, question)


def _names(question: str) -> Iterator[Exact]:
    """Words with capitals in a row: defined terms, parties, titles."""
    letters = [letter for letter in question if letter.isalpha()]
    if sum(map(str.isupper, letters)) * 2 > len(letters):
        return
    for match in _CAPITALISED.finditer(question):
        words = match[0].split()
        while words and words[0].lower() in _OPENING:
            del words[0]
        text = " ".join(words)
        start, end = match.end() - len(text), match.end()
        if 2 <= len(text.split()) <= _LONGEST_NAME and text[:1].isupper():
            yield Exact(text, start, end, (text,))


_OPENING = frozenset(
    """what which who whom whose when where why how is are was were do does did can could may must shall should will
    would has have had the a an in under of for to and or if list quote find show give please according consider
    summarise summarize explain describe section article clause exhibit schedule""".split()
)
"""With a capital because a question begins with it."""
