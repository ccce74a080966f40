"""A question in a lawyer's words → an expression for the index of words, and the terms that were tried.

The expression is for SQLite's FTS5 with the columns `heading`, `body` and `cjk` (overlapping bigrams).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from localcounsel.core.cjk_query import sought, spaced
from localcounsel.core.exact import Exact, clause_numbers, covered, exact_terms, stamps

MOST_TERMS = 48
"""A pasted page as a question must not become an expression of thousands of terms."""

FILLERS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both
    but by can cannot could did do does doing done during each either else ever every few for from further had has
    have having he her here hers him his how however i if in into is it its itself just kindly let like list many may me
    might mine more most much must my no nor not now of off on once only or other our ours out over own per please
    quote same say says she should show so some such tell than that the their theirs them then there these they
    this those through to too under until up upon us very was we were what when where whether which while who whom
    whose why will with within without would you your yours find give consider according regarding
    contract agreement document clause provision passage question answer""".split()
)
"""Words that carry the question and not its subject. `not`, `without` and their like are left to the reading."""

_PHRASE = re.compile(r"[“\"]([^”\"]{2,200})[”\"]|「([^」]{1,100})」")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_TERM = re.compile(
    r"""(?:[§$€£¥]\s?)?\d+(?:[.,:/\-]\d+)*(?:\([a-z0-9]{1,4}\))*%?   # 4.2(a), 12/05/2020, $1,500.00, 30%
      | [\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+        # a run of CJK
      | [^\W\d_]+(?:['’\-&.][^\W\d_]+)*\d*""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class WordsQuery:
    """What is asked of the index of words."""

    expression: str
    """FTS5 syntax; empty when nothing in the question can be looked up."""
    terms: tuple[str, ...]
    """What was looked for, as a person would write it: the ground for "not found"."""


def words_query(question: str) -> WordsQuery:
    """Every subject word, number and quoted phrase of the question, any of which may match.

    What stands for itself (`exact_terms`) is looked up in every form it may be printed in, beside its words.
    Fillers are dropped unless nothing else is left. CJK runs are looked up as `cjk_query.sought` says.
    """
    question = unicodedata.normalize("NFKC", question)
    terms: list[str] = []
    expressions: list[str] = []
    for run in sought(question):
        terms.append(run.term)
        expressions += run.expressions
    most = MOST_TERMS + len(expressions)
    question = spaced(question) if terms else question
    for match in _PHRASE.finditer(question):
        _take(match.group(1) or match.group(2), terms, expressions)
    exact = exact_terms(question)
    for each in exact:
        _take_exact(each, terms, expressions)
    words = [_POSSESSIVE.sub("", match.group()) for match in _TERM.finditer(question) if not _is_day(match, exact)]
    subject = [word for word in words if word.casefold() not in FILLERS] or words
    for word in subject:
        if len(terms) >= most:
            break
        _take(word, terms, expressions)
    return WordsQuery(" OR ".join(expressions[:most]), tuple(terms[:most]))


def clauses_asked(question: str) -> tuple[str, ...]:
    """The clauses a question names, in its order, as pinpoints print them: `4.2(a)`, `IV`, `Schedule B`."""
    return clause_numbers(unicodedata.normalize("NFKC", question))


def stamps_asked(question: str) -> tuple[str, ...]:
    """The Bates numbers a question names. Stamps stand outside the passages' words: look for them as pinpoints."""
    return stamps(unicodedata.normalize("NFKC", question))


def _is_day(word: re.Match[str], exact: list[Exact]) -> bool:
    """Whether a number of one or two figures is a part of something that is looked up whole: 3 of May 3, 2020."""
    small = word[0].isdigit() and len(word[0]) < 3
    return small and covered(exact, word.start(), word.end())


def _take_exact(exact: Exact, terms: list[str], expressions: list[str]) -> None:
    """Add what is looked up as such, in all its forms, as one expression."""
    expression = exact.expression
    if expression and expression not in expressions:
        expressions.append(expression)
        terms.append(exact.said)


def _take(term: str, terms: list[str], expressions: list[str]) -> None:
    """Add one term and its expression, once."""
    if term.casefold() in (known.casefold() for known in terms):
        return
    for expression in _expressions(term):
        if expression not in expressions:
            expressions.append(expression)
            if not terms or terms[-1] != term:
                terms.append(term)


def _expressions(term: str) -> list[str]:
    """FTS5 string literals for one term: a phrase over its parts."""
    parts = re.findall(r"\w+", term)
    if not parts or (len(parts) == 1 and len(parts[0]) == 1 and not parts[0].isdigit()):
        return []
    return ['"' + " ".join(parts) + '"']
