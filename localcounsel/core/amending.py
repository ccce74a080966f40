"""Which clause a passage changes, and which agreement its document amends: read from the words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from localcounsel.core.checks.dates import dates
from localcounsel.core.structure.numbering import roman
from localcounsel.core.structure.references import references
from localcounsel.records import Outline

OPENING = 3_000
"""Characters of an amendment in which it says what it amends."""
TITLED = re.compile(
    r"\b(?:amend(?:ment|ing)|addendum|supplemental agreement|side letter|letter agreement|deed of variation|waiver)\b"
    r"|変更契約|変更合意|覚書",
    re.IGNORECASE,
)
"""What the title of a document that changes another one says."""
UNMISTAKABLE = '"hereby" AND ("amended" OR "deleted" OR "replaced" OR "restated") OR "in its entirety" OR "is amended"'
"""What is asked of the index of words to see whether an agreement holds amendments of itself."""

_CHANGED = (
    r"(?:amended|deleted|replaced|restated|modified|revised|changed|supplemented|substituted|superseded|removed|extended"
    r"|increased|reduced|decreased|waived|corrected|stricken)\b"
)
_AFTER = re.compile(
    r"(?P<gap>(?:[^.;:“\"]|\.(?=\d)|“[^”]{0,200}”|\"[^\"]{0,200}\"){0,200}?)"
    rf"\b(?:(?:is|are|shall(?:\s+hereby)?\s+be|will\s+be|and)\s+(?:(?:hereby|further|also|each|and|is|are)\s+){{0,4}}|hereby\s+)"
    rf"(?P<verb>{_CHANGED}|(?:shall|will|to)\s+(?:now\s+|be\s+)?read\b)(?!\s+(?:from\s+time|only|by\s+mutual|in\s+accordance|pursuant))"
)
_READS = re.compile(r"(?:[^.;:“\"]|\.(?=\d)){0,120}?\b(?:shall|will|to|now)\s+(?:now\s+)?reads?\b")
_BEFORE = re.compile(
    r"\b(?:amend(?:s|ed|ing)?|delet(?:es?|ing)|replac(?:es?|ing)|restat(?:es?|ing)|modif(?:y|ies|ying)|revis(?:es?|ing)"
    r"|supplement(?:s|ing)?|substitut(?:es?|ing)|add(?:ed|s|ing)?|insert(?:ed|s|ing)?|strik(?:es?|ing)|waiv(?:es?|ing)|new"
    r"|notwithstanding|in lieu of)\b(?P<gap>[^.;:,“”\"]{0,80})\Z",
    re.IGNORECASE,
)
_CERTAIN = re.compile(
    r"hereby|in\s+(?:its|their)\s+entirety|following|as\s+follows|by\s+(?:adding|deleting|replacing|inserting|the\s+addition)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"in\s+(?:its|their)\s+entirety|following|as\s+follows|restated|to\s+read|shall\s+read", re.IGNORECASE
)
_OWN = re.compile(r"\s{0,3}(?:\([^)]{0,60}\)\s*)?(?:of\s+this\s+Amendment|hereof|hereto|above\b|below\b|attached\b)")
_LAW = re.compile(r"(?:Law|Code|Act|Stat\.|Ann\.|Rules?|Regulations?),?\s*\Z")
_OF = re.compile(r"[^.;:]{0,60}?\b(?:of|to|in)\s+(?:the|that\s+certain)\s+(?P<named>(?:[A-Z][\w’&'-]*\s?){1,7})")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20|21)\d\d(?!\d)")
_COUNTED = re.compile(r"\d{1,4}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth", re.IGNORECASE)
_ORDINAL = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_LABEL = re.compile(r"(?:exhibit|schedule|annex|appendix|attachment)\s", re.IGNORECASE)
_TELLING = 3
"""Words from which on a title tells agreements apart without parties or date: many are a SERVICE AGREEMENT."""
_CUT = 7
"""Letters by which words are compared: `Distribution` and `Distributor` are one."""
_WEAK = frozenset(
    word[:_CUT]
    for word in """the a an of and or to for by inc incorporated llc ltd limited co corp corporation company plc lp llp
    gmbh kk s n l p agreement contract group holdings international""".split()
)
"""What says nothing of which party or agreement is meant."""
_PLAIN_CALLS = frozenset(
    word[:_CUT] for word in "original existing amended principal underlying initial current lease parties".split()
)


@dataclass(frozen=True, slots=True)
class Change:
    """A clause that a passage says is changed."""

    number: str
    """As in a pinpoint, compared by `touches`: `4.2(a)`, `schedulea`."""
    clause: str
    """As it is cited: `4.2(a)`, `Schedule A`."""
    whole: bool
    """The new wording stands here; otherwise it is to be read together with the old."""
    of: str
    """What the passage calls the agreement: `Distributor Agreement`; empty when it does not say."""


def changes(text: str, *, amendment: bool) -> tuple[Change, ...]:
    """The clauses that a passage changes, each once.

    In an `amendment` any verb of change counts; elsewhere only what is unmistakable ("is hereby deleted").
    """
    found: dict[str, Change] = {}
    for each in references([text], [1], ()):
        if _OWN.match(text, each.end) or (each.text[0] == "§" and _LAW.search(text[: each.start])):
            continue
        after, before = text[each.end : each.end + 700], text[max(0, each.start - 140) : each.start]
        whole = _is_changed(after, before, amendment)
        if whole is None:
            continue
        named = _OF.match(after)
        number = plain_number(each.text)
        known = found.get(number)
        if known is None or (whole and not known.whole):
            found[number] = Change(number, without_word(each.text), whole, named["named"].strip() if named else "")
    return tuple(found.values())


def _is_changed(after: str, before: str, amendment: bool) -> bool | None:
    """Whether the new wording is given whole; None when nothing is changed."""
    match = _AFTER.match(after)
    if match:
        around = after[max(0, match.start("verb") - 20) : match.end() + 160]
        if amendment or (_CERTAIN.search(around) and not match["verb"].startswith("superseded")):
            return bool(_WHOLE.search(around))
    if not amendment:
        return None
    if _READS.match(after):
        return True
    said = _BEFORE.search(before)
    if said and "between" not in said["gap"]:
        return bool(_WHOLE.search(after[:160])) and "new" not in said[0].lower()
    return None


def plain_number(printed: str) -> str:
    """`Section 4.2 (a)` → `4.2(a)`, `Article IV` → `4`, `Schedule A` → `schedulea`: what clauses are compared by."""
    plain = " ".join(printed.split())
    if _LABEL.match(plain):
        return plain.replace(" ", "").lower()
    number = without_word(plain)
    head, bracket, rest = number.partition("(")
    value = roman(head.strip()) if head.strip().isupper() else 0
    return ((str(value) if value else head) + bracket + rest).replace(" ", "").rstrip(".")


def without_word(printed: str) -> str:
    """`Section 4.2` → `4.2`, `SCHEDULE A` → `Schedule A`."""
    if _LABEL.match(printed):
        return printed.capitalize()[:-1] + printed[-1]
    return re.sub(r"^(?:[A-Za-z-]+\.?\s|§+\s?)", "", printed)


def touches(changed: str, clause: str) -> bool:
    """Whether a change of one clause concerns the other: it is the same, contains it, or is a part of its text."""
    if not changed or not clause:
        return False
    inside = clause.startswith(changed) and clause[len(changed) :][:1] in ("", ".", "(", ",")
    return inside or changed.startswith(f"{clause}(")


class Recital:
    """What an amendment says of itself at its beginning, read once and held against every agreement."""

    def __init__(self, title: str, opening: str) -> None:
        said = _tokens(f"{title} {opening[:OPENING]}")
        self._sequence = f" {' '.join(said)} "
        self._known = frozenset(said)
        self._days = _days(opening[:OPENING])
        self._years = {str(year) for year, _, _ in self._days}

    @property
    def latest(self) -> tuple[int, int, int]:
        """The latest day that it names, as year, month, day: its own, since what it amends is older."""
        return max(self._days, default=(0, 0, 0))

    def kinship(self, base: Outline) -> int:
        """How surely it amends the agreement `base`: by its title, date and parties; 0 when it does not."""
        title = _title(base.title)
        named = len(title) > 1 and f" {' '.join(title)} " in self._sequence
        same_year = any(year in base.date for year in self._years)
        if not named and not same_year:
            return 0
        parties = [name for name in map(_distinctive, base.parties) if name]
        shared = sum(name <= self._known for name in parties)
        dated = same_year and bool(self._days & _days(base.date))
        unsure = not parties and not dated and len(title) < _TELLING
        if (parties and not shared) or unsure or not (named or (dated and shared)):
            return 0
        return 2 * named + 2 * dated + shared + (len(title) >= _TELLING)


@lru_cache(maxsize=4096)
def _days(text: str) -> frozenset[tuple[int, int, int]]:
    """The days that a text names in full; only what stands before or behind a year is read as a date."""
    near = (text[max(0, year.start() - 44) : year.end() + 8] for year in _YEAR.finditer(text))
    found = (day for each in near for date in dates(each) for day in date.readings)
    return frozenset((year, month, day) for year, month, day in found if year and month and day)


def ordinal(title: str) -> int:
    """`SECOND AMENDMENT` and `Amendment No. 2` → 2; 0 when the title does not count."""
    match = _COUNTED.search(title)
    if match is None:
        return 0
    word = match[0].lower()
    return int(word) if word.isdigit() else _ORDINAL.index(word) + 1


def same_agreement(called: str, title: str) -> bool:
    """Whether a passage that speaks of "the `called`" can mean the agreement of that title."""
    distinctive = [token for token in _tokens(called) if token not in _WEAK and token not in _PLAIN_CALLS]
    return not distinctive or bool(set(distinctive) & set(_tokens(title)))


def _tokens(text: str) -> list[str]:
    return [token[:_CUT].replace("licenc", "licens") for token in re.findall(r"[^\W_]+", text.casefold())]


@lru_cache(maxsize=4096)
def _title(text: str) -> tuple[str, ...]:
    return tuple(_tokens(text))


@lru_cache(maxsize=4096)
def _distinctive(party: str) -> frozenset[str]:
    """The first words of a party's name without its legal form and what follows a comma."""
    return frozenset([token for token in _tokens(party.partition(",")[0]) if token not in _WEAK][:3])
