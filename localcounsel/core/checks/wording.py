"""The words of a statement and of the passages in a form that can be compared: plain signs, stems, sentences."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from localcounsel.core.cjk import bigrams, has_cjk
from localcounsel.core.sentences import sentence_starts

_TWIN = 0.9
"""Share of the best sentence's words."""
LONGEST = 8_000
"""Characters of one text that are looked at: a passage is a quarter of that."""

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "―": "-", "−": "-", "‐": "-", "‑": "-", "⁄": "/"}
)
_FRACTION = re.compile(r"(?<=\d)(?=[¼½¾⅓⅔])")
_BROKEN = re.compile(r"(?<=[a-z])-\s*\n\s*(?=[a-z])")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:[.,/:]\d+)*|[^\w\s]")

FRAME = frozenset(
    """agreement contract document clause section article paragraph provision passage party parties provide state say
    contain follow set forth out describe specify accord pursuant term condition hereof herein hereto hereunder
    hereby thereof therein thereto thereunder relevant quote answer read mention find word text require lease licence
    license amendment""".split()
)
"""Words with which a statement introduces what it says; they say nothing that could be wrong."""

FUNCTION = frozenset(
    """a about above after again all also am among an and any are as at be because been before being below between both
    but by can could did do does doing during each either else every for from further had has have having he her here
    his how however i if in into is it its itself may me more most must my neither no nor not of off on once only or
    other our out over own per shall she should so some such than that the their them then there these they this those
    through to too under until up upon us very via was we were what when where whether which while who whom whose why
    will with within without would you your unless except cannot thereby therefore thus etc whereas namely hereby
    hereunder hereto herein hereof thereof therein thereto thereunder""".split()
)

_IRREGULAR = {
    "paid": "pay", "made": "make", "given": "give", "gave": "give", "kept": "keep", "held": "hold", "sold": "sell",
    "sent": "send", "borne": "bear", "bore": "bear", "taken": "take", "took": "take", "written": "write",
    "wrote": "write", "brought": "bring", "bought": "buy", "built": "build", "lent": "lend", "left": "leave",
    "lost": "lose", "begun": "begin", "began": "begin", "chosen": "choose", "known": "know", "shown": "show",
    "drawn": "draw", "grown": "grow", "withheld": "withhold", "bound": "bind", "found": "find", "met": "meet",
    "monthly": "month", "annually": "year", "annual": "year", "yearly": "year", "weekly": "week", "daily": "day",
    "quarterly": "quarter", "ended": "end", "fewer": "less", "used": "use", "using": "use", "uses": "use",
}  # fmt: skip
_LEAST = {"ed": 3, "es": 3, "e": 3, "s": 3, "ing": 3, "ances": 5, "ance": 5, "ences": 5, "ence": 5}
"""Letters that must be left of a word before an ending falls; 4 where nothing is said."""
_SAME = {
    "prior": "before", "preceding": "before", "following": "after", "subsequent": "after", "end": "terminat",
    "cancel": "terminat", "licence": "licens", "shipment": "ship", "consent": "consent", "approv": "consent",
    "begin": "commenc", "start": "commenc", "buy": "purchas", "contract": "agreement", "must": "shall",
    "damag": "damag", "amount": "sum", "yearly": "year", "lessee": "tenant", "lessor": "landlord", "cent": "percent",
    "notify": "notic", "notif": "notic", "inform": "notic",
}  # fmt: skip
_ENDINGS = ("ations", "ation", "ements", "ement", "ments", "ment", "ities", "ity", "ings", "ing", "edly", "ied", "ies",
            "ions", "ion", "ances", "ance", "ences", "ence", "ive", "able", "ible", "ed", "es", "ly", "er", "s", "e",
            "y")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of a text in plain form."""

    text: str
    """Lower case."""
    stem: str
    start: int
    end: int
    content: bool
    """Whether it carries meaning of its own: no sign, no function word."""


def plain(text: str) -> str:
    """`text` with compatibility forms, dashes and quotation marks made plain and white space single."""
    spaced = _FRACTION.sub(" ", _BROKEN.sub("-", text[:LONGEST]))
    return " ".join(unicodedata.normalize("NFKC", spaced).translate(_PLAIN).split())


def tokens(text: str) -> list[Token]:
    """The words, numbers and signs of a plain text."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group().lower().removesuffix("'s")
        letters = word[0].isalnum()
        stem = stemmed(word) if letters else word
        found.append(Token(word, stem, match.start(), match.end(), letters and word not in FUNCTION))
    return found


@lru_cache(maxsize=16384)
def stemmed(word: str) -> str:
    """A crude stem: enough for `terminate`, `terminated` and `termination` to be one word."""
    word = _IRREGULAR.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST.get(ending, 4):
            word = word[: -len(ending)]
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lse":
        word = word[:-1]
    word = word.rstrip("e") if len(word) > 4 else word
    return _SAME.get(word, word)


def content(words: Sequence[Token]) -> list[str]:
    """The stems that carry meaning, in order; numbers are compared elsewhere."""
    return [
        token.stem
        for token in words
        if token.content and not token.text[0].isdigit() and len(token.text) > 1 and not has_cjk(token.text)
    ]


def frame(stem: str) -> bool:
    """Whether a word only introduces."""
    return stem in _FRAME_STEMS


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text in plain form; a list's items that a semicolon parts stay together."""
    head = text[:LONGEST]
    starts = [*sentence_starts(head), len(head)]
    pieces = [plain(head[start:end]) for start, end in itertools.pairwise(starts)]
    return tuple(piece for piece in pieces if piece)


@lru_cache(maxsize=2048)
def stems_of(text: str) -> frozenset[str]:
    """The meaning-bearing stems of a plain text; pairs of characters where it is Chinese, Japanese or Korean."""
    found = set(content(tokens(text)))
    if has_cjk(text):
        found |= {pair for pair in bigrams(text).split() if not all("ぁ" <= character <= "ゟ" for character in pair)}
    return frozenset(found)


def aligned(statement: str, said: Sequence[str], most: int = 3) -> list[str]:
    """The sentences of the passages that `statement` speaks of, the best first.

    Each further one must hold at least three words of the statement that those before it lack, or as many as the
    best: agreements say the same of one party and, in the next sentence, of the other.
    """
    left = {stem for stem in stems_of(statement) if not frame(stem)}
    pool = {sentence: stems_of(sentence) for sentence in said}
    chosen: list[str] = []
    while left and pool and len(chosen) < most:
        best = max(pool, key=lambda sentence: (len(left & pool[sentence]), -len(pool[sentence])))
        gain = len(left & pool[best])
        if gain < (3 if chosen else 1):
            break
        chosen.append(best)
        left -= pool.pop(best)
    return chosen + [sentence for sentence in twins(statement, said) if sentence not in chosen]


def twins(statement: str, said: Sequence[str]) -> list[str]:
    """The sentences that hold nearly as many of the statement's words as the best one does, itself among them."""
    mine = {stem for stem in stems_of(statement) if not frame(stem)}
    held = {sentence: len(mine & stems_of(sentence)) for sentence in said}
    most = max(held.values(), default=0)
    return [sentence for sentence, count in held.items() if count >= 4 and count >= _TWIN * most]


_FRAME_STEMS = frozenset(stemmed(word) for word in FRAME)
