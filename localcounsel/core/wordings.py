"""A question worded like a known one asks for the same thing: "Can they walk away?" is about termination.

Every stem and pair of stems votes for the concepts whose known wordings use it, the more the rarer it is and the
fewer concepts share it; a concept's share of all that the question says is the confidence. The wordings are in
`wordings.txt`, beside this file and part of it as its code is.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

ELSEWHERE = "elsewhere"
"""The concept of all questions that no drafting answers: facts, proceedings, statutes, tables."""
PAIR = 0.5
"""What a pair of words counts beside a single one."""
MEANT = 1.5
"""The same for what an everyday phrase in the question stands for."""
DRAFTED = 3.0
"""What standing in a concept's drafting counts beside standing in all of ten known wordings, which is `TEN`."""
TEN = 25.0
DOUBT = 4.0
"""Votes that no word ever gets, so that what a single wording knows remains poor evidence."""
SMALL = 15
"""Wordings that every concept is thought to have besides, so that few known ones do not mean certainty."""
SAYS_LITTLE = 14.0
"""Information (in nats) up to which a question does not say enough for certainty: about three rare words."""

# The figures were chosen by leaving each wording out and recognising it from the others.

_FILLERS = frozenset(
    """a an the of to in for on at by with from as is are was were be been being am it its this that these those there
    their they them he she his her we our us you your i me my do does did done has have had may can could must shall
    will would should might any some and or but if not no nor so what which who whom whose when where how why under
    into out than then up also other either each per show find clause contract agreement document party parties
    provision say please tell thereof hereby herein about between one another side""".split()
)
_AFTER_A_VERB = frozenset("out up off over away back on".split())
_BEFORE_A_NOUN = frozenset("no not without own under".split())
"""Fillers that make another word of their neighbour: take over, give back; no fault, own costs."""
_ENDINGS = frozenset(
    """ations ation ating ators ator ments ment ingly ated ates ings ities ity ness ances ance ences ence ables able
    ibles ible ions ion ives ive ate als ers er ors or al ing ied ies ed es ly s e y""".split()
)
_LONGEST_ENDING = 6
_WORD = re.compile(r"[a-z]+")
_SPELT = (("licence", "license"), ("favour", "favor"), ("’", "'"), ("n't", " not"), ("'s", ""))


class Wordings:
    """Known wordings by concept, counted."""

    def __init__(
        self,
        known: Sequence[tuple[str, str]],
        drafting: Mapping[str, Iterable[str]],
        everyday: Sequence[tuple[str, frozenset[str]]] = (),
    ) -> None:
        """Count `known`, (concept, wording), and `drafting`, phrases by concept.

        `everyday`: (phrase of plain lower-case words, the stems and pairs it means).
        """
        self._everyday = everyday
        self._size = Counter(concept for concept, _ in known)
        self._known: dict[str, dict[str, int]] = {}
        for concept, wording in known:
            words, pairs = said(wording)
            for each in words | pairs:
                share = self._known.setdefault(each, {})
                share[concept] = share.get(concept, 0) + 1
        self._drafted: dict[str, dict[str, float]] = {}
        for concept, phrases in drafting.items():
            for phrase in phrases:
                words, pairs = said(phrase)
                for each in words | pairs:
                    votes = self._drafted.setdefault(each, {})
                    votes[concept] = max(votes.get(concept, 0.0), 1.0 if each in pairs else 1 / len(words))

    def nearest(self, question: str) -> list[tuple[str, float]]:
        """(concept, confidence from 0 to about 1), best first; ties by name. ELSEWHERE is one of the concepts."""
        words, pairs = said(question)
        scores: dict[str, float] = {}
        meant = self._meant(question)
        for each in words | pairs | meant:
            rarity = self._rarity(each) * (MEANT if each in meant else PAIR if each in pairs else 1.0)
            votes = self._votes(each)
            whole = sum(votes.values()) + DOUBT
            for concept, vote in votes.items():
                scores[concept] = scores.get(concept, 0.0) + rarity * vote / whole
        information = max(sum(self._rarity(each) for each in words), SAYS_LITTLE)
        return sorted(
            ((name, score / information) for name, score in scores.items()), key=lambda one: (-one[1], one[0])
        )

    def _votes(self, each: str) -> dict[str, float]:
        """What a stem or pair says for which concept."""
        votes = {name: TEN * n / (self._size[name] + SMALL) for name, n in self._known.get(each, {}).items()}
        for name, share in self._drafted.get(each, {}).items():
            votes[name] = votes.get(name, 0.0) + DRAFTED * share
        return votes

    def _rarity(self, each: str) -> float:
        """In nats, among the known wordings and the concepts' drafting."""
        seen = sum(self._known.get(each, {}).values()) + len(self._drafted.get(each, ()))
        return max(0.0, math.log((self._size.total() + 1) / (seen + 1)))

    def _meant(self, question: str) -> frozenset[str]:
        """Stems and pairs that everyday phrases in the question stand for."""
        plain = f" {_plain(question)} "
        return frozenset().union(*(stems for phrase, stems in self._everyday if f" {phrase} " in plain))


@cache
def read() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, frozenset[str]], ...]]:
    """The package's (concept, wording) pairs, and its everyday phrases with what they mean."""
    known: list[tuple[str, str]] = []
    everyday: list[tuple[str, frozenset[str]]] = []
    concept = ""
    for line in Path(__file__).with_name("wordings.txt").read_text("utf-8").splitlines():
        if line.startswith("+ "):
            meaning, phrases = line[2:].split(":", 1)
            meant = frozenset().union(*said(meaning))
            everyday += [(_plain(phrase), meant) for phrase in phrases.split(";")]
        elif line.startswith("= "):
            concept = line[2:].strip()
        elif line and not line.startswith("#"):
            known.append((concept, line))
    return tuple(known), tuple(everyday)


def said(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of the subject words of `text`, and the pairs of neighbours, parted by a space."""
    text = text.lower()
    for ours, theirs in _SPELT:
        text = text.replace(ours, theirs)
    words = _WORD.findall(text)
    stems = ["" if word in _FILLERS else _stem(word) for word in words]
    subject = [each for each in stems if each]
    pairs = set(pairwise(subject))
    for (word, each), (following, after) in pairwise(zip(words, stems, strict=True)):
        if each and following in _AFTER_A_VERB:
            pairs.add((each, following))
        elif after and word in _BEFORE_A_NOUN:
            pairs.add((word, after))
    return frozenset(each for each in subject if len(each) > 1), frozenset(map(" ".join, pairs))


@cache
def _stem(word: str) -> str:
    """Without its ending, roughly: enough to tell that assign, assigned and assignment are one word."""
    for size in range(_LONGEST_ENDING, 0, -1):
        if word[-size:] in _ENDINGS and len(word) - size >= (3 if size < 3 else 4):
            word = word[:-size]
            break
    if len(word) > 3 and word[-1] == word[-2] and (word[-1] not in "ls" or len(word) > 5):
        word = word[:-1]
    return word.replace("isat", "izat")


def _plain(text: str) -> str:
    """Lower-case words, parted by single spaces."""
    return " ".join(_WORD.findall(text.lower().replace("’", "'").replace("'s", " ")))
