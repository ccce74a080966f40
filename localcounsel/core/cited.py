"""An answer's statements cut into pieces, for screen and paper: plain words, quotations with their verdict, numbers.

A number beside a quotation is that of the passage in which the words were located, whatever the model wrote
there; a number that stands beside no located quotation is marked as unproven.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localcounsel.records import Answer, Citation, Claim, Hit, Verdict

_AFTER_QUOTE = re.compile(r"([”\"」»’']?[.,;:)]?)(\s*\[\d{1,3}\])?([.,;:]?)")
_NUMBER = re.compile(r"\[\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class Reference:
    """One citation with the label under which the answer shows it."""

    label: str
    citation: Citation
    claim: int
    """Index of the claim, from 0."""

    @property
    def located(self) -> bool:
        """Whether there is a page to go to."""
        return self.citation.verdict is not Verdict.ABSENT


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a statement. `kind`: `plain`, `number`, `unproven`, or a quotation's verdict."""

    text: str
    kind: str


def references(answer: Answer) -> tuple[Reference, ...]:
    """All citations in order. Those found outside the passages are numbered on from them."""
    labels: dict[tuple[str, int, int, int], str] = {}
    found: list[Reference] = []
    for index, claim in enumerate(answer.claims):
        for citation in claim.citations:
            found.append(Reference(_label(citation, answer.hits, labels), citation, index))
    return tuple(found)


def number_of(citation: Citation, hits: Sequence[Hit]) -> int:
    """The number, from 1, of the passage in which a citation stands; 0 when it stands in none of them."""
    for number, hit in enumerate(hits, start=1):
        passage = hit.passage
        same = passage.document_id == citation.document_id and passage.page == citation.page
        if same and passage.start <= citation.start and citation.end <= passage.end:
            return number
    return 0


def _label(citation: Citation, hits: Sequence[Hit], outside: dict[tuple[str, int, int, int], str]) -> str:
    if citation.verdict is Verdict.ABSENT:
        return "✗"
    number = number_of(citation, hits)
    if number:
        return str(number)
    place = (citation.document_id, citation.page, citation.start, citation.end)
    return outside.setdefault(place, str(len(hits) + 1 + len(outside)))


def pieces(claim: Claim, cited: tuple[Reference, ...]) -> list[Piece]:
    """The claim's text with its quotations and numbers marked. `cited`: the references of this claim."""
    found: list[Piece] = []
    at = 0
    late: list[Piece] = []
    for reference in cited:
        quote = reference.citation.quote
        start = claim.text.find(quote, at) if quote else -1
        number = Piece(f" [{reference.label}]", "number" if reference.located else Verdict.ABSENT.value)
        if start < 0:
            late.append(number)
            continue
        found += _plain(claim.text[at:start])
        found.append(Piece(quote, reference.citation.verdict.value))
        after = _AFTER_QUOTE.match(claim.text, start + len(quote))
        at = start + len(quote)
        closing = ""
        if after is not None:
            closing, at = after.group(1) + after.group(3), after.end()
        found += [Piece(closing, "plain"), number]
    found += _plain(claim.text[at:])
    return [piece for piece in [*found, *late] if piece.text]


def _plain(text: str) -> Iterator[Piece]:
    at = 0
    for match in _NUMBER.finditer(text):
        yield Piece(text[at : match.start()], "plain")
        yield Piece(match.group(), "unproven")
        at = match.end()
    yield Piece(text[at:], "plain")
