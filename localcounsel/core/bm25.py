"""How much of a question's words stand in each of a few texts: Okapi BM25 among those texts themselves."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from localcounsel.core.porter import stem

K1 = 1.2
B = 0.75
"""The usual constants (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009)."""
_WORD = re.compile(r"[a-z0-9]+")
_FILLERS = frozenset(
    """a an the of to in for on at by with from as is are was were be been it its this that these those there any
    shall may will or and not no if so what which who whom whose when where how why do does did""".split()
)


def shares(question: str, texts: Sequence[str]) -> list[float]:
    """The score of each text as a share of the best one's, 0 to 1; all 0 where no word of the question occurs."""
    counted = [Counter(stem(word) for word in _WORD.findall(text.lower())) for text in texts]
    lengths = [text.total() for text in counted]
    usual = max(1.0, sum(lengths) / max(1, len(lengths)))
    scores = [0.0] * len(texts)
    for word in {stem(word) for word in _WORD.findall(question.lower()) if word not in _FILLERS}:
        having = sum(word in text for text in counted)
        rarity = math.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
        for at, text in enumerate(counted):
            if text[word]:
                scores[at] += rarity * text[word] * (K1 + 1) / (text[word] + K1 * (1 - B + B * lengths[at] / usual))
    best = max(scores, default=0.0)
    return [score / best if best > 0 else 0.0 for score in scores]
