"""Draft → claims: every quotation located on a page, or marked as absent. Nothing is repaired or hidden.

The page and the offsets of a citation come from where the words stand; what the model says about pages
is not read at all. The number it gives (`[2]`) only decides where to look first.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from localcounsel.core.addressed import silenced
from localcounsel.core.checks import Source, check
from localcounsel.core.checks.aliases import aliases
from localcounsel.core.checks.outside import outside
from localcounsel.core.locate import Location, locate
from localcounsel.core.passages import pinpoint_at
from localcounsel.core.prompts import NOT_FOUND
from localcounsel.core.sentences import sentence_starts
from localcounsel.records import Citation, Claim, Draft, Hit, Outline, Page, Pinpoint, Standing, Support, Verdict

WORDS_THAT_PROVE = 3
"""A located quotation of fewer words (a defined term, a name) is shown but does not support a statement."""

_MARKS = {"“": "”", "「": "」", "«": "»", '"': '"'}
_LONGEST_QUOTE = 4000
"""Characters; marks further apart do not belong together."""
_LINE = re.compile(r"“(?P<words>.+?)” \[(?P<number>\d{1,3})\](?=\n“|\s*\Z)", re.DOTALL)
_NUMBERS_BEFORE = re.compile(r"\s*(?:\[\d{1,3}\][\s.,;]*)+")
_NUMBER = re.compile(r"\[(\d{1,3})\]")
_AROUND = 600
"""Characters on each side of a quotation outside the passages that count as cited with it."""
_BARE = re.compile(r"^[\s\[\]\d.,;:“”\"'()*•\-–—]*$")


@dataclass(frozen=True, slots=True)
class PageText:
    """What a quotation is compared with: one page, and its document's outline."""

    page: Page
    outline: Outline = field(default_factory=Outline)

    @property
    def text(self) -> str:
        return self.page.text

    @property
    def furniture(self) -> tuple[tuple[int, int], ...]:
        """What stands on the page and in no sentence, as (start, end)."""
        return tuple((each.start, each.end) for each in self.outline.furniture if each.page == self.page.number)


Pages = Mapping[tuple[str, int], PageText]
"""Pages by (document id, page number): all those of the prompt's passages, and any others worth a look."""


Likeness = Callable[[str, Sequence[str]], float | None]
"""A statement and the passages it cites → the greatest cosine of their vectors, or None without an embedder."""


def claims(
    draft: Draft, hits: Sequence[Hit], pages: Pages, question: str = "", likeness: Likeness | None = None
) -> tuple[Claim, ...]:
    """The statements of a draft in order, each with its citations and what came of checking it against them.

    `hits` are numbered from 1 as in the prompt; names and section numbers may be taken up from the `question`.
    """
    text = draft.text.strip()
    found = [Claim(text[start:end].strip(), _citations(text[start:end], hits, pages)) for start, end in _split(text)]
    return tuple(_checked(claim, hits, pages, question, likeness) for claim in found if not _is_refusal(claim.text))


def copied(draft: Draft, hits: Sequence[Hit], pages: Pages) -> tuple[Claim, ...]:
    """The statements of a draft that may only quote: one a line, `“…” [2]`. They are located like any other."""
    found = []
    for match in _LINE.finditer(draft.text):
        citation = _locate(match.group("words"), int(match.group("number")), hits, pages)
        if citation is not None:
            support, reasons = _quoted((citation,))
            found.append(Claim(match.group(), (citation,), support, reasons))
    return tuple(found)


def standing(claims_made: Sequence[Claim], draft: Draft) -> Standing:
    """What the answer rests on. A refusal without any statement is "not found"; silence is unsupported.

    Supported needs every statement supported and a located quotation somewhere; a statement to be checked counts
    as partly.
    """
    if not claims_made:
        return Standing.NOT_FOUND if _is_refusal(draft.text) else Standing.UNSUPPORTED
    supports = [claim.support or _quoted(claim.citations)[0] for claim in claims_made]
    rests = any(_quoted(claim.citations)[0] is Support.SUPPORTED for claim in claims_made)
    if rests and all(support is Support.SUPPORTED for support in supports):
        return Standing.SUPPORTED
    borne = any(support is not Support.UNSUPPORTED for support in supports)
    return Standing.PARTLY if rests and borne else Standing.UNSUPPORTED


def _quoted(citations: Sequence[Citation]) -> tuple[Support, tuple[str, ...]]:
    """What the quotations alone come to."""
    absent = [citation.quote for citation in citations if citation.verdict is Verdict.ABSENT]
    if absent:
        shown = [" ".join(quote.split()[:8]) + (" …" if len(quote.split()) > 8 else "") for quote in absent]
        return Support.UNSUPPORTED, tuple(f"“{quote}” does not stand in the documents" for quote in shown)
    if not any(_proves(citation.quote) for citation in citations):
        return Support.UNSUPPORTED, ("cites nothing",)
    return Support.SUPPORTED, ()


def _checked(claim: Claim, hits: Sequence[Hit], pages: Pages, question: str, likeness: Likeness | None) -> Claim:
    """The claim with its support: what it says outside its quotations is held against what it cites."""
    said = outside(claim.text, _quotations(claim.text), WORDS_THAT_PROVE)
    support, reasons = _quoted(claim.citations)
    if support is Support.UNSUPPORTED:
        if not claim.citations and check(said, ()).support is Support.SUPPORTED:
            return replace(claim, support=Support.SUPPORTED)  # it announces what follows and claims nothing
        return replace(claim, support=support, reasons=reasons)
    sources = _sources(claim, hits, pages)
    alike = likeness(said, [source.text for source in sources]) if likeness is not None and said else None
    result = check(said, sources, question, alike)
    return replace(claim, support=result.support, reasons=result.reasons)


def _sources(claim: Claim, hits: Sequence[Hit], pages: Pages) -> list[Source]:
    """The passages of a claim's quotations and of the numbers it gives, and what their documents call the parties."""
    numbers = {citation.hit for citation in claim.citations if citation.hit}
    numbers |= {int(number) for number in _NUMBER.findall(claim.text) if 0 < int(number) <= len(hits)}
    texts: list[tuple[str, int, str, str]] = []
    for passage in (hits[number - 1].passage for number in sorted(numbers)):
        heading = f"{passage.heading} {passage.pinpoint.clause and f'Section {passage.pinpoint.clause}'}"
        page = pages[(passage.document_id, passage.page)].text
        said = silenced(page, passage.start, passage.end)
        texts.append((passage.document_id, passage.page, said, heading))
    for citation in claim.citations:
        if not citation.hit and (citation.document_id, citation.page) in pages:
            page = pages[(citation.document_id, citation.page)].text
            around = page[max(0, citation.start - _AROUND) : citation.end + _AROUND]
            texts.append((citation.document_id, citation.page, f"{around} {citation.quote}", citation.pinpoint))
    return [_source(pages, *each) for each in texts]


def _source(pages: Pages, document_id: str, page: int, text: str, heading: str) -> Source:
    outline = pages[(document_id, page)].outline
    introduced = " ".join(each.text for (owner, number), each in pages.items() if owner == document_id and number < 3)
    return Source(
        text,
        heading,
        outline.parties,
        tuple(dict.fromkeys(term.term for term in outline.terms)),
        aliases(introduced, outline.parties),
    )


def _proves(quote: str) -> bool:
    """Whether a quotation says something: some words, or a run of CJK characters as long as a phrase."""
    return len(quote.split()) >= WORDS_THAT_PROVE or sum(character > "\u2e80" for character in quote) >= 6


def _is_refusal(text: str) -> bool:
    """Whether `text` is the sentence of refusal and nothing beside it."""
    return text.strip().strip('.*"“”').casefold() == NOT_FOUND.strip(".").casefold()


def _split(text: str) -> list[tuple[int, int]]:
    """Statements as (start, end): sentences, but never cut within a quotation or before a `[2]` that follows."""
    quoted = _quotations(text)
    pieces: list[tuple[int, int]] = []
    starts = sorted({0, *(_after_numbers(text, start) for start in sentence_starts(text))})
    for start, end in itertools.pairwise([*starts, len(text)]):
        inside = bool(pieces) and any(opening < pieces[-1][1] < closing for opening, closing in quoted)
        if pieces and (inside or _BARE.match(text[start:end]) or _leans_on(text, start, pieces[-1][1])):
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return [piece for piece in pieces if text[piece[0] : piece[1]].strip()]


def _after_numbers(text: str, start: int) -> int:
    """A `[2]` with which a sentence seems to begin belongs to the sentence before it."""
    match = _NUMBERS_BEFORE.match(text, start) if start else None
    return match.end() if match else start


def _quotations(text: str) -> list[tuple[int, int]]:
    """Outermost quotations as (start, end), marks included; quotations within quotations are part of them."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        closing = _MARKS.get(text[at])
        end = _closing(text, at, closing) if closing else 0
        if end:
            found.append((at, end))
        at = end or at + 1
    return found


def _closing(text: str, start: int, closing: str) -> int:
    """Where the quotation that opens at `start` ends, past its mark; 0 when it does not within reason."""
    opening, depth = text[start], 1
    for at in range(start + 1, min(len(text), start + _LONGEST_QUOTE)):
        if text[at] == closing:
            depth -= 1
        elif text[at] == opening:
            depth += 1
        if depth == 0:
            return at + 1
    return 0


def _leans_on(text: str, start: int, before: int) -> bool:
    """Whether what begins at `start` is a quotation that the statement before it introduced with a colon."""
    return text[:before].rstrip().endswith(":") and "\n\n" not in text[before:start]


def _citations(text: str, hits: Sequence[Hit], pages: Pages) -> tuple[Citation, ...]:
    """Every quotation of one statement, located."""
    found: list[Citation] = []
    for start, end in _quotations(text):
        quote = text[start + 1 : end - 1]
        after = _NUMBER.search(text, end)
        first = int(after.group(1)) if after else 0
        citation = _locate(quote.strip(), first, hits, pages)
        if citation is not None:
            found.append(citation)
    return tuple(found)


def _locate(quote: str, first: int, hits: Sequence[Hit], pages: Pages) -> Citation | None:
    """Where a quotation stands: in the passage named, in another passage, elsewhere on the pages, or nowhere.

    None for quotation marks around nothing that could be looked for.
    """
    if not any(character.isalnum() for character in quote):
        return None
    order = sorted(range(1, len(hits) + 1), key=lambda number: number != first)
    for number in order:
        hit = hits[number - 1]
        passage = hit.passage
        page = pages[(passage.document_id, passage.page)]
        at = locate(quote, passage.text, _within(page, passage.start, passage.end))
        if at is not None:
            found = Location(passage.start + at.start, passage.start + at.end, at.verdict)
            return _on_page(quote, found, (passage.document_id, hit.document_name), page, number, passage.pinpoint)
    names = {hit.passage.document_id: hit.document_name for hit in hits}
    for (document_id, number), page in pages.items():
        at = locate(quote, page.text, page.furniture) or _across(quote, page, pages.get((document_id, number + 1)))
        if at is not None:
            return _on_page(quote, at, (document_id, names.get(document_id, "")), page)
    return Citation(quote, Verdict.ABSENT)


def _on_page(
    quote: str, at: Location, document: tuple[str, str], page: PageText, hit: int = 0, passage: Pinpoint | None = None
) -> Citation:
    """A citation of words that were found, with their own pinpoint: clause and lines of these very words.

    Words that begin with the heading above their clause have no clause yet; the passage's stands in.
    """
    where = pinpoint_at(page.page, page.outline, at.start, at.end)
    if passage is not None and not where.clause:
        where = replace(where, clause=passage.clause)
    return Citation(
        quote=quote,
        verdict=at.verdict,
        document_id=document[0],
        document=document[1],
        page=page.page.number,
        page_label=where.page_label,
        start=at.start,
        end=at.end,
        pinpoint=str(where),
        hit=hit,
    )


def _across(quote: str, page: PageText, following: PageText | None) -> Location | None:
    """Where a quotation begins on `page` that ends on the next one; its end is given as the end of `page`."""
    if following is None:
        return None
    shift = len(page.text) + 1
    furniture = (*page.furniture, *((start + shift, end + shift) for start, end in following.furniture))
    at = locate(quote, f"{page.text}\n{following.text}", furniture)
    if at is None or not at.start < len(page.text) < at.end:
        return None
    return Location(at.start, len(page.text), Verdict.FOLDED)


def _within(page: PageText, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The page's furniture in the passage's own coordinates."""
    return tuple(
        (max(begin, start) - start, min(stop, end) - start)
        for begin, stop in page.furniture
        if begin < end and stop > start
    )
