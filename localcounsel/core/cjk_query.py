"""What of a question in Chinese, Japanese or Korean is looked up, and how much each part counts.

No spaces part the words, so a run of kanji or katakana is taken as a word: it is looked up whole, as a phrase, and
in pairs, which find it inside longer words and in other compounds. Hiragana pairs are grammar unless there is
nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from localcounsel.core.cjk import bigrams, has_cjk, query_pairs, without_cjk
from localcounsel.core.japanese import articles_asked, in_full, subject

MOST_EXPRESSIONS = 240
"""A pasted page must not become an expression of thousands; a question with four long choices has about 150."""
ARTICLE_COUNTS = 2
"""How often an article's number is put into the expression: BM25 adds up, and the number says more than a word."""
LONGEST_PHRASE = 12
"""Characters of a word looked up whole; a longer run is a Chinese sentence."""

_HAN = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
_RUN = re.compile(f"[{_HAN}\u3041-\u30fa\u30fc0-9]+|[\u1100-\u11ff\uac00-\ud7a3]+")
_WORD = re.compile(f"[{_HAN}\u30a1-\u30fa\u30fc0-9]+|[\u1100-\u11ff\uac00-\ud7a3]+")
_QUOTED = re.compile('[「『"“]([^「」『』"“”]{2,100})[」』"”]')
_FIGURES = re.compile(
    "第 ?[0-9]+(?![0-9]|[.,][0-9])|(?<=[条項号節章款])の ?[0-9]+|(?<![0-9.,])[0-9]+ ?(?=[条項号年月日円])"
)


class Sought(NamedTuple):
    """One thing that is looked up."""

    term: str
    """As a person would write it."""
    expressions: tuple[str, ...]
    """In FTS5's syntax, for the column `cjk`; what stands there twice counts twice."""


def sought(question: str) -> tuple[Sought, ...]:
    """Articles, quoted words and words of the question, in this order; empty when there is nothing of the kind.

    Names of laws are looked up as printed and in full. Together at most MOST_EXPRESSIONS expressions.
    """
    if not has_cjk(question):
        return ()
    question = unicodedata.normalize("NFKC", question)
    text = subject(in_full(question))
    found: dict[str, Sought] = {}
    known: set[str] = set()
    left = MOST_EXPRESSIONS
    for term, expressions in (*_articles(question), *_quoted(text), *_words(text)):
        fresh = [each for each in expressions if each not in known][:left]
        if fresh and term not in found:
            left -= len(fresh)
            known.update(fresh)
            found[term] = Sought(term, tuple(fresh))
    return tuple(found.values())


def spaced(question: str) -> str:
    """The rest of the question: words with spaces between them, and numbers that count nothing in Japanese."""
    return without_cjk(_FIGURES.sub(" ", unicodedata.normalize("NFKC", question)))


def _articles(question: str) -> Iterator[tuple[str, list[str]]]:
    for asked in articles_asked(question):
        expressions = [_literal([asked.article])] * ARTICLE_COUNTS
        if asked.paragraph:
            expressions.append(_literal([asked.article + asked.paragraph]))
        yield str(asked), expressions


def _quoted(text: str) -> Iterator[tuple[str, list[str]]]:
    for match in _QUOTED.finditer(text):
        pairs = bigrams(match[1]).split()
        if len(pairs) > 1:
            yield f"「{match[1]}」", [_literal(pairs)]


def _words(text: str) -> Iterator[tuple[str, list[str]]]:
    """Every run, with its words as phrases and its pairs; where all of them are hiragana, with these."""
    runs = _RUN.findall(text)
    plain = any(map(_WORD.search, runs))
    for run in runs:
        words = [word for word in _WORD.findall(run) if 2 < len(word) <= LONGEST_PHRASE]
        phrases = [_literal(bigrams(word).split()) for word in words]
        pairs = query_pairs(run) if plain else bigrams(run).split()
        yield run, [*phrases, *(f"cjk : {pair}*" if len(pair) == 1 else _literal([pair]) for pair in pairs)]


def _literal(tokens: list[str]) -> str:
    return f'cjk : "{" ".join(tokens)}"'
