"""Which document does a question name? "In the Acme lease, who pays for repairs?" → the Acme lease, and what is left.

A wrong narrowing hides the right page, so a document counts as named only by its title or file name, by a kind
of document together with a party ("the Acme lease"), by two of its parties, or by being the only one of its
kind ("under the lease"). What was recognised is shown, and one key widens it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

KINDS: dict[str, tuple[str, ...]] = {
    "lease": ("lease", "tenancy"),
    "nda": ("nda", "non-disclosure", "nondisclosure", "confidentiality"),
    "licence": ("licence", "license"),
    "amendment": ("amendment", "addendum"),
    "transcript": ("transcript", "deposition", "testimony"),
    "letter": ("letter",),
    "memo": ("memo", "memorandum"),
    "e-mail": ("email", "e-mail", "mail"),
    "invoice": ("invoice",),
    "minutes": ("minutes",),
    "brief": ("brief", "motion"),
    "complaint": ("complaint",),
    "opinion": ("opinion", "judgment", "judgement"),
    "order": ("order",),
    "policy": ("policy",),
    "agreement": ("agreement", "contract"),
    "契約": ("契約書", "契約"),
}
"""Kinds of document as questions name them; the key is ours, the values are what is written."""

_WORD_KINDS = {word: kind for kind, words in KINDS.items() for word in words}
_COMMON = frozenset(
    """the a an of and or by between among for to in on at with under from per inc llc ltd co corp corporation
    company limited plc lp llp gmbh kk s.a exhibit ex dated effective date this that""".split()
)
_PARTLY_AS_GOOD = 0.9
"""Documents within this share of the best score are named as well: an agreement and its twin."""
_RARE = 0.2
"""A token in at most this share of the documents (or in three of them) tells documents apart."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a document can be called by."""

    document_id: str
    names: tuple[str, ...]
    title: str
    parties: tuple[str, ...]
    kind: str
    opening: str = ""
    """The first lines of its text, where an agreement names its parties."""


@dataclass(frozen=True, slots=True)
class Named:
    """The documents a question names, the words that named them, and the question without these words."""

    document_ids: tuple[str, ...] = ()
    words: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Face:
    """A label as sets of tokens."""

    label: Label
    names: tuple[tuple[str, ...], ...]
    title: tuple[str, ...]
    parties: tuple[frozenset[str], ...]
    kinds: frozenset[str]
    tokens: frozenset[str]
    opening: frozenset[str] = field(default_factory=frozenset)


class Register:
    """The labels of a matter's documents, prepared once and asked with every question."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._faces = [_face(label) for label in labels]
        self._spread = Counter(token for face in self._faces for token in face.tokens | face.opening)
        self._called = Counter(phrase for face in self._faces for phrase in {*face.names, face.title})

    def named(self, question: str) -> Named:
        """The documents that `question` names; none when it names none, or all."""
        asked = _Asked.of(question)
        scored = _between(asked, [(self._score(face, asked), face) for face in self._faces])
        best = max((score for score, _ in scored), default=0.0)
        if best <= 0:
            return Named(rest=question)
        chosen = [face for score, face in scored if score >= best * _PARTLY_AS_GOOD]
        if len(chosen) == len(self._faces) or len(chosen) > max(3, len(self._faces) // 4):
            return Named(rest=question)
        chosen += [face for face in self._faces if face not in chosen and _amends(face, chosen)]
        words, rest = _split(question, chosen[0])
        return Named(tuple(face.label.document_id for face in chosen), words, rest)

    def _score(self, face: _Face, asked: _Asked) -> float:
        """The weight of what the question says of this document; 0 unless it names it by one of the rules."""
        matched = asked.proper & face.tokens
        in_opening = (asked.proper & face.opening) - matched
        weight = sum(self._weight(token) for token in matched)
        weight += 0.7 * sum(self._weight(token) for token in in_opening)
        kinds = asked.kinds & face.kinds
        named = self._by_name(face, asked)
        if named:
            return 10.0 * named + weight
        rare = {token for token in matched | in_opening if self._tells_apart(token)}
        parties = sum(1 for party in face.parties if party and party <= asked.tokens)
        if not ((kinds and rare and asked.points) or (parties >= 2 and rare)):
            return self._only_of_its_kind(face, asked)
        return weight + sum(1.0 for _ in kinds)

    def _by_name(self, face: _Face, asked: _Asked) -> float:
        """How well a file name or title that stands in the question names it: its length in tokens, shared out
        among the documents that are called the same.
        """
        best = 0.0
        for phrase in {*face.names, face.title}:
            distinctive = any(token not in _COMMON and token not in _WORD_KINDS for token in phrase)
            if not distinctive or not asked.has(phrase):
                continue
            if len(phrase) == 1 and (phrase[0].isdigit() or self._spread[phrase[0]] > 1):
                continue
            best = max(best, len(phrase) / self._called[phrase])
        return best

    def _only_of_its_kind(self, face: _Face, asked: _Asked) -> float:
        """ "under the lease" names the lease where there is but one."""
        for kind in asked.definite & face.kinds:
            if kind not in ("agreement", "order") and sum(kind in other.kinds for other in self._faces) == 1:
                return 0.5
        return 0.0

    def _weight(self, token: str) -> float:
        return math.log(1 + len(self._faces) / max(1, self._spread[token]))

    def _tells_apart(self, token: str) -> bool:
        spread = self._spread[token]
        return token not in _COMMON and 0 < spread <= max(3, _RARE * len(self._faces)) and spread < len(self._faces)


def _between(asked: _Asked, scored: list[tuple[float, _Face]]) -> list[tuple[float, _Face]]:
    """ "The hosting agreement between A and B" is not the one between A and C, whatever they are called."""
    if not asked.tokens & {"between", "among"}:
        return scored
    theirs = {id(face) for score, face in scored if score > 0 and _all_parties_named(asked, face)}
    return [(score, face) for score, face in scored if not theirs or id(face) in theirs or len(face.parties) < 2]


def _all_parties_named(asked: _Asked, face: _Face) -> bool:
    return len(face.parties) >= 2 and all(party and party <= asked.tokens for party in face.parties)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as tokens."""

    sequence: tuple[str, ...]
    tokens: frozenset[str]
    proper: frozenset[str]
    """Tokens written as names are: capitals or digits, common words left out."""
    kinds: frozenset[str]
    definite: frozenset[str]
    """Kinds that follow "the", "this" or "our"."""
    points: bool
    """There is a word that points to a document: in, under, of, between, consider …"""

    @classmethod
    def of(cls, question: str) -> _Asked:
        raw = _words(question)
        sequence = tuple(word.casefold() for word in raw)
        proper = {
            word.casefold()
            for word in raw
            if (word[:1].isupper() or word[:1].isdigit() or not word.isascii()) and len(word) > 1
        }
        kinds = {_WORD_KINDS[word] for word in sequence if word in _WORD_KINDS}
        definite = {
            _WORD_KINDS[after]
            for before, after in itertools.pairwise(sequence)
            if before in ("the", "this", "our", "that") and after in _WORD_KINDS
        }
        points = bool({"in", "under", "of", "between", "consider", "per", "does", "to", "from"} & set(sequence))
        return cls(
            sequence, frozenset(sequence), frozenset(proper) - _COMMON, frozenset(kinds), frozenset(definite), points
        )

    def has(self, phrase: Sequence[str]) -> bool:
        """Whether `phrase` stands in the question, token by token."""
        if not self.tokens.issuperset(phrase):
            return False
        length = len(phrase)
        wanted = tuple(phrase)
        return any(self.sequence[at : at + length] == wanted for at in range(len(self.sequence) - length + 1))


def _words(text: str) -> list[str]:
    """Words of a name or question; file names written together (`AcmeLease_2020`) come apart."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", text)
    return re.findall(r"[^\W_]+(?:['’.\-&][^\W_]+)*", apart)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _words(text))


def _face(label: Label) -> _Face:
    stems = [re.sub(r"\.[A-Za-z]{2,5}$", "", name.rsplit("/", 1)[-1]) for name in label.names]
    title = _tokens(label.title)
    called = [_tokens(stem) for stem in stems]
    names = tuple({*called, *map(_shortened, (*called, title))} - {()})
    parties = tuple(frozenset(_tokens(party)) - _COMMON for party in label.parties)
    tokens = frozenset(token for name in names for token in name).union(title, *parties)
    kinds = {_WORD_KINDS[token] for token in tokens if token in _WORD_KINDS}
    if label.kind:
        kinds.add(_WORD_KINDS.get(label.kind, label.kind))
    opening = frozenset(_tokens(label.opening)) - tokens
    return _Face(label, names, title, parties, frozenset(kinds), tokens, opening)


def _amends(face: _Face, chosen: Sequence[_Face]) -> bool:
    """Whether `face` is an amendment whose title carries the title of a chosen document: it goes where that goes."""
    if "amendment" not in face.kinds:
        return False
    return any(
        len(other.title) > 1
        and "amendment" not in other.kinds
        and any(face.title[at : at + len(other.title)] == other.title for at in range(len(face.title)))
        for other in chosen
    )


def _shortened(title: tuple[str, ...]) -> tuple[str, ...]:
    """The title as it is spoken of: "Roster Engine License" for "Roster Engine License Agreement"."""
    return title[:-1] if len(title) > 2 and title[-1] in KINDS["agreement"] else ()


_LEAD = re.compile(
    r"^\s*(?:(?:consider|regarding|concerning|as to|with respect to|according to|in|under|per|pursuant to)\b)"
    r"(?P<words>[^?]*?)(?:[;,:]\s+(?=[A-Za-z\W]{0,3}(?:who|what|when|where|which|why|how|is|are|does|do|did|may|can|must|shall|list|quote|what's|whether|has|have|will|would)\b))",
    re.IGNORECASE,
)


def _split(question: str, face: _Face) -> tuple[str, str]:
    """The words that name the document, and the question without an introductory "In the …," clause."""
    match = _LEAD.match(question)
    if match and set(_tokens(match.group("words"))) & (face.tokens | face.opening):
        return match.group("words").strip(" ;,:"), question[match.end() :].strip()
    return face.label.title or face.label.names[0], question
