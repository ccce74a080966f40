"""What belongs to a found passage: the defined terms it uses, the clauses it points to, and where all of it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from localcounsel.core.amending import plain_number, same_agreement, touches, without_word
from localcounsel.core.structure.clauses import clause_at_each
from localcounsel.core.structure.targets import Targets
from localcounsel.records import CrossReference, Heading, Hit, Outline, Passage

_CUE = re.compile(
    r"\b(?:subject\s+to|except\s+(?:as|for|to\s+the\s+extent)\b[^.;]{0,60}|notwithstanding|provided\s+(?:in|for\s+in|under)"
    r"|other\s+than|without\s+limiting|excluding|in\s+accordance\s+with|set\s+forth\s+in|specified\s+in|described\s+in"
    r"|defined\s+in|listed\s+in|stated\s+in|as\s+limited\s+by)\b[^.;]{0,60}\Z",
    re.IGNORECASE,
)
_OWN = re.compile(r"\s{0,3}(?:\([^)]{0,60}\)\s*)?(?:of\s+this\s+(?!Agreement)[A-Z]\w+|hereof|hereto)")
_NAMED = re.compile(
    r"\s{0,3}(?:\([^)]{0,60}\)\s*)?(?:of|to|under|in)\s+(?:the|that\s+certain)\s+"
    r"(?P<named>(?:[A-Z][\w’&'-]*\s){0,6}(?:Agreement|Contract|Lease|License|Plan|Indenture|Amendment|Policy|Deed|Note)\b)"
)
_STRONG = re.compile(r"subject\s+to|except|notwithstanding|other\s+than|excluding|limit", re.IGNORECASE)
_POINTS_ON = re.compile(
    r"[”\"’»]?(?:\s*\([^()]{0,60}\))?\s*(?:,[^,.;]{1,60},\s*)?(?:shall\s+|will\s+|each\s+)?(?:has|have|is|are)\s+(?:the\s+(?:same\s+)?meanings?|defined)"
)
_ATTACHED = re.compile(
    r"(?P<label>exhibit|schedule|annex|appendix|attachment)\s+(?P<letter>[A-Z](?:-\d)?|\d{1,2})\b", re.I
)
_TRIVIAL = frozenset(
    """agreement contract lease amendment party parties effective date company customer supplier licensor licensee
    seller buyer purchaser landlord tenant lender borrower client provider contractor consultant distributor vendor
    franchisor franchisee manufacturer employer employee executive section article exhibit schedule""".split()
)
"""Terms whose definition tells nobody anything, unless it is asked for."""
_WORD_BEFORE = re.compile(r"(?<![\w’'.])([A-Z][\w’'-]*)[ \n]\Z")
_OPENERS = frozenset(
    """a an the this that these those each any all no such every upon if in during for by of its their to with from
    under as at on until unless when where other neither either both and or subject notwithstanding following""".split()
)
"""With a capital because a sentence begins with it."""
_WHAT_IS = re.compile(
    r"\b(?:defin\w+|mean(?:s|ing)?|who\s+(?:is|are)|what\s+(?:is|are|counts\s+as)|whose)\b", re.IGNORECASE
)
POINTING = 400
"""Characters after a term in which "has the meaning set forth in Section 1.4" names its section."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A cross-reference inside a passage."""

    reference: CrossReference
    weight: float
    """2 where the clause depends on it ("subject to Section 9.3"), 1 where it leads there, 0 otherwise."""
    named: str
    """The agreement whose section it is, when the words after it say so: `Credit Agreement`."""
    own: bool
    """They say that it is of this very document."""

    @property
    def number(self) -> str:
        """The number it refers to, without the word before: `4.2(a)`, `Schedule A`."""
        return without_word(self.reference.text)

    def means(self, title: str) -> bool:
        """Whether the section can be of the agreement of that title."""
        return not self.named or same_agreement(self.named, title)


class Clauses:
    """The numbered clauses of one document: where each begins, and what it is called."""

    def __init__(self, outline: Outline) -> None:
        self.headings = outline.headings
        self.called = clause_at_each(outline.headings)
        self._targets = Targets(outline.headings)

    def index(self, number: str) -> int | None:
        """Which heading opens that clause, or the one around it: `4.2` for `4.2(a)` where no `(a)` is known."""
        label = _ATTACHED.match(number)
        if label and "," not in number:
            return self._targets.attached(label["label"], label["letter"])
        return self._targets.japanese(number) if number.startswith("第") else self._targets.clause(number)

    def find(self, number: str) -> Heading | None:
        """The heading of that clause, or of the one around it."""
        index = self.index(number)
        return None if index is None else self.headings[index]

    def name(self, index: int) -> str:
        """What the heading of that index is cited as; empty when it has no number."""
        return self.called[index] if self.headings[index].number else attached(self.headings[index].title)

    def standing(self, passage: Passage) -> tuple[str, ...]:
        """The clauses whose words stand in a passage, the one at its beginning first."""
        inside = (
            self.called[index]
            for index, heading in enumerate(self.headings)
            if heading.number and heading.page == passage.page and passage.start <= heading.start < passage.end
        )
        home = f"{self._targets.main}, " if self._targets.main else ""
        return tuple(dict.fromkeys(each.removeprefix(home) for each in (*clauses_at(passage), *inside)))


def clauses_at(passage: Passage) -> tuple[str, ...]:
    """The clause at a passage's beginning, as far as the passage itself says."""
    around = attached(passage.heading.rpartition(" › ")[0]) or attached(passage.heading)
    return tuple(dict.fromkeys(each for each in (passage.pinpoint.clause, around) if each))


def attached(heading: str) -> str:
    """`SCHEDULE A – FEES` → `Schedule A`; empty for other headings."""
    match = _ATTACHED.match(heading)
    return f"{match['label'].capitalize()} {match['letter'].upper()}" if match else ""


def cited(clause: str) -> str:
    """A clause as it is cited: `cl. 4.2`, `Schedule A`, `第4条`."""
    return clause if clause.startswith("第") or _ATTACHED.match(clause) or not clause else f"cl. {clause}"


def short_name(name: str) -> str:
    """What a document is called without the folders it lies in."""
    return name.rsplit("/", 1)[-1]


def concerned(changed: str, clauses: Sequence[str]) -> str:
    """The clause of a passage that a change of `changed` concerns; empty when none is."""
    return next((each for each in clauses if touches(changed, plain_number(each))), "")


def terms_used(passage: Passage, outline: Outline, question: str) -> list[str]:
    """Defined terms that the passage uses and does not define, those that the question mentions first.

    Of two that overlap the longer counts; names of parties and the agreement's own are passed over.
    """
    defined = outline.terms
    parties = frozenset(word.casefold() for party in outline.parties for word in re.findall(r"\w+", party))
    here = {each.term for each in defined if _inside(each.page, each.start, passage)}
    text = passage.text
    capitals = text.upper() == text
    asked = question.casefold()
    wants = bool(_WHAT_IS.search(question))
    found: list[tuple[int, int, str]] = []
    for term in sorted({each.term for each in defined}, key=lambda each: (-len(each), each)):
        if not term[:1].isupper():
            continue
        written = re.compile(rf"(?<!\w){re.escape(term.upper() if capitals else term)}(?:e?s)?(?!\w)")
        places = list(written.finditer(text))
        text = written.sub(lambda match: "·" * len(match[0]), text)
        place = next((each for each in places if capitals or not _in_a_name(text, each.start(), term)), None)
        if place is None:
            continue
        mentioned = term.casefold() in asked
        if term not in here and (not _is_trivial(term, parties) or (wants and mentioned)):
            found.append((not mentioned, place.start(), term))
    return [term for _, _, term in sorted(found)]


def _in_a_name(text: str, start: int, term: str) -> bool:
    """Whether a word with a capital stands before a term of one word: the “Term” of "Payment Term" is another."""
    before = _WORD_BEFORE.search(text[max(0, start - 30) : start])
    return " " not in term and before is not None and before[1].lower() not in _OPENERS


def _is_trivial(term: str, parties: frozenset[str]) -> bool:
    words = [word.casefold() for word in re.findall(r"\w+", term)]
    return all(word in _TRIVIAL or word.rstrip("s") in _TRIVIAL or word in parties for word in words)


def is_short_name(term: str, before: str, following: str) -> bool:
    """Whether a definition only shortens the words before it: `Stremicks Heritage Foods, LLC (“Heritage”)`."""
    return following.lstrip('”"’» ,.').startswith(")") and term.casefold() in before[-80:].casefold()


def points_on(following: str) -> bool:
    """Whether the words after a term say only where it is defined: `“X” has the meaning set forth in Section 1.4`."""
    return bool(_POINTS_ON.match(following))


def pointers(passage: Passage, outline: Outline) -> list[Pointer]:
    """The cross-references in a passage, each with what it weighs, in order."""
    found = []
    for each in outline.references:
        if _inside(each.page, each.start, passage):
            at = each.start - passage.start
            cue = _CUE.search(passage.text[max(0, at - 120) : at])
            weight = 0.0 if cue is None else 2.0 if _STRONG.match(cue[0]) else 1.0
            after = passage.text[each.end - passage.start :][:120]
            named = _NAMED.match(after)
            found.append(Pointer(each, weight, named["named"].strip() if named else "", bool(_OWN.match(after))))
    return found


def _inside(page: int, start: int, passage: Passage) -> bool:
    return page == passage.page and passage.start <= start < passage.end


def arranged(
    hits: Sequence[Hit], before: Mapping[int, Sequence[Hit]], after: Mapping[int, Sequence[Hit]]
) -> tuple[Hit, ...]:
    """The hits in their order with what comes before and after each (by the passage's id), every passage once."""
    taken: set[int] = set()
    moved = {hit.passage.id: hit for row in before.values() for hit in row}

    def row(hit: Hit) -> Iterator[Hit]:
        for each in before.get(hit.passage.id, ()):
            if each.passage.id not in taken:
                taken.add(each.passage.id)
                yield each
        if hit.passage.id not in taken:
            taken.add(hit.passage.id)
            yield moved.get(hit.passage.id, hit)
        for each in after.get(hit.passage.id, ()):
            if each.passage.id not in taken and each.passage.id not in moved:
                taken.add(each.passage.id)
                yield each

    return tuple(each for hit in hits for each in row(hit))
