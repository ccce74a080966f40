"""How lawyers ask and how documents are drafted are two vocabularies: from the first to the second.

"Can it be terminated for convenience?" is drafted "may terminate this Agreement at any time upon thirty days'
written notice". A concept is recognised by words of the question, or by its likeness to known wordings; what is
returned is looked up beside the question itself, never instead of it, and is listed among the terms that were tried.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from localcounsel.core import wordings
from localcounsel.core.cjk import has_cjk
from localcounsel.core.thesaurus_ja import drafted_ja
from localcounsel.core.wordings import ELSEWHERE, Wordings

CONCEPTS_AT_MOST = 3
"""A question that touches more concepts is about none of them in particular; the first three are used."""
SURE_ENOUGH = 0.1
"""Confidence from which a likeness to known wordings counts."""
SURE_ALONE = 0.2
"""The same where nothing else in the question speaks of a contract."""
NEARLY_AS_SURE = 0.6
"""Share of the best concept's confidence from which a second and a third one count as well."""
BY_NAME = 0.25
"""What being called by its own words adds to a concept's confidence. These figures were chosen by leaving each
known wording out and recognising it from the others."""
ALIKE = 0.25
"""What being the concept of all wordings nearest in meaning adds. Left out one by one, known wordings are recognised
in 63 % of cases with it and in 55 % by their words alone, and no more of them are taken for what they are not."""
_UNKNOWN: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea of legal practice."""

    name: str
    asked: re.Pattern[str] | None
    """Words of a question that bring it up by themselves."""
    hinted: re.Pattern[str] | None
    """Words that bring it up in a question about a contract when nothing better was recognised."""
    drafted: tuple[str, ...]
    """Phrases in which documents express it."""


def drafted(question: str, alike: Mapping[str, float] = _UNKNOWN) -> tuple[str, ...]:
    """Phrases of drafting for what `question` asks about, without repetition; empty when nothing is recognised."""
    if has_cjk(question):
        return drafted_ja(question)
    return tuple(dict.fromkeys(phrase for concept in recognised(question, alike) for phrase in concept.drafted))


def called_by_name(question: str, alike: Mapping[str, float] = _UNKNOWN) -> bool:
    """Whether the words of `question` themselves name one of the concepts that it is recognised by."""
    return any(each.asked is not None and each.asked.search(question) for each in recognised(question, alike))


def drafting_of_named(question: str) -> tuple[str, ...]:
    """The phrases of the first concept that the words of `question` name; empty where they name none."""
    for each in recognised(question):
        if each.asked is not None and each.asked.search(question):
            return each.drafted
    return ()


def recognised(
    question: str, alike: Mapping[str, float] = _UNKNOWN, known: Wordings | None = None
) -> tuple[Concept, ...]:
    """At most CONCEPTS_AT_MOST concepts, surest first; of equal ones the narrower first.

    Beside a concept that is called by name, others count only when the wording is liker to theirs. `known` replaces
    the package's own wordings. A question about facts, proceedings or statutes brings up none.
    """
    if _PROCEEDINGS.search(question) and not _THE_PAPER.search(question):
        return ()
    if _IN_THE_PAST.search(question) and not _DEALINGS.search(question):
        return ()
    near = dict((known or _known()).nearest(question))
    for name, share in alike.items():
        near[name] = near.get(name, 0.0) + ALIKE * share
    best = max(near.values(), default=0.0)
    if near.get(ELSEWHERE, 0.0) == best:
        near = {}
    dealings = _DEALINGS.search(question) is not None
    named = {each.name for each in concepts() if each.asked and each.asked.search(question)}
    likest = max((near.get(name, 0.0) for name in named), default=0.0)
    least = max(SURE_ENOUGH if dealings else SURE_ALONE, NEARLY_AS_SURE * best, likest)
    sure = {name: score for name, score in near.items() if score >= least}
    sure |= {name: near.get(name, 0.0) + BY_NAME for name in named}
    found = [each for each in concepts() if each.name in sure]
    if not found and dealings:
        found = [each for each in concepts() if each.hinted and each.hinted.search(question)]
    return tuple(sorted(found, key=lambda each: -sure.get(each.name, 0.0))[:CONCEPTS_AT_MOST])


_PROCEEDINGS = re.compile(
    r"""\b(?:testif|testimon|witness|plaintiff|defendant|appell|petitioner|respondent|hearing|verdict|indict|deposition
    |dissent|opinion|exhibit\s\d|prosecut(?:or|ion\switness)|convict(?:ed|ion)|victim|police|accident|senator|chairman
    |docket|supreme\scourt|(?:district|circuit|appeals?|lower|trial)\scourt|court\sof\sappeal|precedent
    |courts?\s(?:rul|held|hold|find|found|decid|reject|affirm|revers|reason|say|said|conclud)|case\b
    |judges?\s(?!alone)|justices?\b|statutes?\b|ordinance|legislat|u\.?s\.?c\b|c\.?f\.?r\b|§|minister|tribunal\b
    |(?:the|this|that|an)\sact\b|enact|congress|parliament|constitution|offences?\b|offenses?\b|crimes?\b|decision
    |table|column|figure|page\s\w+|chapter|census|photograph|patients)""",
    re.IGNORECASE | re.VERBOSE,
)
_THE_PAPER = re.compile(
    r"""\b(?:contracts?|agreements?|clauses?|provisions?|covenants?|deal|deed|our\sclient
    |(?:the|this|our)\s(?:lease|licen[cs]e))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_THE_PAST = re.compile(r"\b(?:did|was|were|had|happened)\b|^who\s\w{2,}ed\b", re.IGNORECASE)
_DEALINGS = re.compile(
    rf"""{_THE_PAPER.pattern}|\b(?:part(?:y|ies)|we|us|our|either|the\sother|counterparty|supplier|vendor|seller|buyer
    |purchaser|customer|tenant|landlord|licen[cs](?:or|ee)|franchis(?:or|ee)|distributor|contractor|provider|lender
    |borrower|employer|recipient|shall|must|may|can|obliged|entitled|allowed|obligation|duty|notice)\b""",
    re.IGNORECASE | re.VERBOSE,
)


@cache
def concepts() -> tuple[Concept, ...]:
    """All that are known, the narrow ones before the wide ones; the form is explained in `thesaurus.txt`."""
    lines = Path(__file__).with_name("thesaurus.txt").read_text("utf-8").splitlines()
    found: list[Concept] = []
    name, asked, hinted, phrases = "", list[str](), list[str](), list[str]()
    for line in [*(line for line in lines if not line.startswith("#")), "="]:
        if line.startswith("="):
            if name:
                written = tuple(phrase.strip() for phrase in " ".join(phrases).split(";"))
                found.append(Concept(name, _any_of(asked), _any_of(hinted), written))
            name, asked, hinted, phrases = line[1:].strip(), [], [], []
        elif line.startswith("?"):
            asked += line[1:].strip().split(" | ")
        elif line.startswith("~"):
            hinted += line[1:].strip().split(" | ")
        else:
            phrases.append(line.strip())
    return tuple(found)


def _any_of(expressions: list[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{'|'.join(expressions)})", re.IGNORECASE) if expressions else None


def drafting() -> dict[str, tuple[str, ...]]:
    """Phrases by concept, the concept's name among them."""
    return {concept.name: (concept.name, *concept.drafted) for concept in concepts()}


@cache
def _known() -> Wordings:
    known, everyday = wordings.read()
    return Wordings(known, drafting(), everyday)
