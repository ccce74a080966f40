"""Whether a statement obliges, permits, forbids or denies what the passage does.

Both texts are read the same way: every cue (shall, may, not, no, without, …) governs the words after it up to the
next cue or the end of its clause; words that both texts share must be governed alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from localcounsel.core.checks.context import Context, around, likeness
from localcounsel.core.checks.cues import MODALS, SIGNS, signed
from localcounsel.core.checks.sources import Finding
from localcounsel.core.checks.wording import Token, tokens
from localcounsel.records import Support

_LONGEST_SCOPE = 14
_FAILS = "fails to"
_CLOSE = 0.8
"""Places whose surroundings fit at least this share as well as the best are still possible places."""

_STOPS = frozenset("that which who if when unless except provided whether because where while until upon than but"
                   " pursuant however in to".split())  # fmt: skip
_ENDS = frozenset(";:.")
_LIGHT = frozenset(
    "be have been being has had also then at all any only either directly indirectly according accordance".split()
)


_VERBS = frozenset("is are was were has have does do be".split())
_DENIED_SUBJECT = frozenset("neither nor none no nothing nobody".split())
_BEFORE_SUBJECT = frozenset(", ; : . and or but that if #".split())
_SUBJECT = 14
"""Words between "no" or "neither" and the verb that it denies, at most."""
_LACKING = 6
_NOUNS = ("ment", "tion", "sion", "ance", "ence", "al", "ity")
_NEEDS = re.compile(
    r"\b(?:requires?|required|needs?|needed|necessary|only with|must (?:first )?(?:obtain|have|get))\b", re.IGNORECASE
)
"""With these a statement turns "not without" into "only with"."""


@dataclass(frozen=True, slots=True)
class Governed:
    """A word and what governs it."""

    token: Token
    modal: str
    """`shall`, `may`, `need` or empty."""
    denied: bool
    lacking: bool
    """It follows "without"."""
    head: bool
    """The first meaning-bearing word after a cue."""
    cue: str
    """The words of the cue as far as they are to be shown."""


def polarity(statement: str, said: Sequence[str]) -> list[Finding]:
    """Words of the statement that the passage's sentences `said` govern otherwise. All texts in plain form."""
    there: dict[str, list[tuple[Governed, Context]]] = {}
    for sentence in said:
        for other, at in _with_context(governed(sentence)):
            there.setdefault(other.token.stem, []).append((other, at))
    found: dict[str, Finding] = {}
    needs = _NEEDS.search(statement) is not None
    for word, context in _with_context(governed(statement)):
        stem = word.token.stem
        if stem not in there or stem in found:
            continue
        same = [(likeness(context, at), other) for other, at in there[stem]]
        best = max(score for score, _ in same)
        likely = [other for score, other in same if score >= best * _CLOSE]
        findings = [None if needs and other.lacking else _compared(word, other) for other in likely]
        if findings[0] is not None and all(findings):
            found[stem] = findings[0]
    return list(found.values())


def _compared(here: Governed, there: Governed) -> Finding | None:
    if not (here.head or there.head):
        return None
    if here.token.text != there.token.text and here.token.text.endswith(_NOUNS) and not here.cue:
        return None  # "assignment requires consent" is how "may not assign without consent" is said
    if there.cue == _FAILS and not here.cue:
        return None  # a "cure period" is one within which nobody "fails to cure"
    words = f"the passage says “{_shown(there)}”, the statement “{_shown(here)}”"
    if here.denied != there.denied or here.lacking != there.lacking:
        return Finding(Support.UNSUPPORTED, words)
    modals = {here.modal, there.modal}
    if modals == {"shall", "may"} and not here.denied:
        return Finding(Support.UNSUPPORTED, words)
    if "need" in modals and len(modals - {""}) == 2:
        return Finding(Support.CHECK, words)
    return None


def _shown(word: Governed) -> str:
    return " ".join(f"{word.cue} {word.token.text}".split()).replace("non- ", "non-")


def _with_context(words: Sequence[Governed]) -> list[tuple[Governed, Context]]:
    stream = [word.token for word in words]
    nothing: frozenset[int] = frozenset()
    return [
        (word, around(stream, index, index, nothing, False))
        for index, word in enumerate(words)
        if word.token.content and not word.token.text[0].isdigit() and word.token.text not in _LIGHT
    ]


def governed(text: str) -> list[Governed]:
    """Every word of a plain text with what governs it."""
    words = tokens(signed(text))
    reading = _Reading([token.text for token in words])
    found = [reading.governs(token, index) for index, token in enumerate(words)]
    return [each for each in found if each is not None]


class _Reading:
    """Goes through a sentence and keeps what governs the next word."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.modal, self.denied, self.shown, self.fresh, self.left = "", False, "", False, 0
        self.subject = ""
        """The word that denies the subject, until its verb comes."""
        self.skip_to = 0
        self.lacking, self.lacks = 0, False

    def governs(self, token: Token, index: int) -> Governed | None:
        """What governs word `index`; None for a cue, which is governed by nothing."""
        if token.text == "#" or (index and self.words[index - 1] == "#"):
            self._special(token.text)
            return None
        if index < self.skip_to:
            return Governed(token, "", False, False, False, "")
        if self._cue(token.text, index):
            return None
        self._stop(token.text)
        possessive = token.end - token.start > len(token.text)
        counts = not possessive and token.content and token.text not in _LIGHT and not token.text.endswith("ly")
        if self.lacking > 0:
            self.lacking -= 1
            head, self.lacks = self.lacks and counts, self.lacks and not counts
            return Governed(token, "", False, True, head, "without")
        self.left -= 1
        head = self.fresh and counts
        self.fresh = self.fresh and not head
        return Governed(token, self.modal, self.denied, False, head, self.shown)

    def _special(self, name: str) -> None:
        if name in SIGNS:
            self._open(*SIGNS[name])
        elif name == "never":
            self.subject = "in no event"
        elif name == "fails":
            self._open(self.modal, not self.denied, _FAILS)
        elif name == "not":
            self._open(self.modal, not self.denied, f"{self.shown} non-".strip())

    def _cue(self, word: str, index: int) -> bool:
        """Whether `word` changes what governs."""
        if word in MODALS or (self.subject and word in _VERBS):
            inverted = self.subject in ("in no event", "nor")
            self._open(MODALS.get(word, ""), False, word)
            if inverted:
                self.skip_to = self._verb(index + 1, frozenset({"be", "have"}))
        elif word == "not":
            self._open(self.modal, not self.denied, f"{self.shown} not".strip())
        elif word in _DENIED_SUBJECT:
            self._denies(word, index)
        elif word == "never":
            self._open(self.modal, not self.denied, f"{self.shown} never".strip())
        elif word == "without":
            self.lacking, self.lacks = _LACKING, True
        else:
            return False
        return True

    def _denies(self, word: str, index: int) -> None:
        begins = index == 0 or self.words[index - 1] in _BEFORE_SUBJECT or word in ("neither", "nor", "none")
        verb = self._verb(index + 1, frozenset(MODALS) | _VERBS) if begins else 0
        if verb:
            self.subject, self.skip_to = word, verb
        else:
            self._open("", True, word)

    def _verb(self, start: int, verbs: frozenset[str]) -> int:
        """Where the verb of a subject that begins at `start` stands; 0 when there is none near."""
        for index in range(start, min(start + _SUBJECT, len(self.words))):
            if self.words[index] in verbs:
                return index
            if self.words[index] in _ENDS:
                break
        return 0

    def _stop(self, word: str) -> None:
        if word in _ENDS or word == "," or word in _STOPS:
            self.lacking = 0
        if word in _ENDS:
            self.subject = ""
        if word in _ENDS or self.left <= 0 or (word in _STOPS and not self.fresh):
            self.modal, self.denied, self.shown, self.fresh = "", False, "", False

    def _open(self, modal: str, denied: bool, shown: str) -> None:
        if self.subject:
            denied, shown = not denied, f"{self.subject} … {shown}"
            self.subject = ""
        self.modal, self.denied, self.shown = modal, denied, shown
        self.fresh, self.left, self.lacking = True, _LONGEST_SCOPE, 0
