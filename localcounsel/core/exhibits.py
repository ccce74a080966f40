"""Which documents an answer cites and which authorities its words name: the tables at the end of a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from localcounsel.core import authorities as named
from localcounsel.core import verdicts
from localcounsel.core.paper import Heading, Paragraph, Part, Table, Text, plain
from localcounsel.records import Answer, Citation, Verdict


@dataclass(frozen=True, slots=True)
class Place:
    """Where a citation stands, in the firm's words, and what is known of its document. Foreign text throughout."""

    said: str
    """Document and pinpoint, or whatever else the firm cites by."""
    words: str = ""
    """The page's own words, line breaks closed up; empty where the document has gone."""
    title: str = ""
    date: str = ""
    kind: str = ""
    bates: str = ""


Look = Callable[[Citation], Place]
"""A located citation → its place."""


def exhibits(answers: Sequence[Answer], look: Look) -> Iterator[Part]:
    """The documents cited, in order of name, each with every place it is cited at."""
    cited: dict[str, list[Citation]] = {}
    for citation in _located(answers):
        cited.setdefault(citation.document, []).append(citation)
    yield Heading("Exhibits")
    if not cited:
        yield Paragraph(plain("No document is cited: nothing that was quoted stands on a page."))
        return
    rows = tuple(_exhibit(name, cited[name], look) for name in sorted(cited, key=lambda name: (name.casefold(), name)))
    yield Table(rows, ("Document", "What it is", "Cited at", "Bates"), (32, 28, 26, 14))


def _exhibit(name: str, citations: Sequence[Citation], look: Look) -> tuple[Text, ...]:
    ordered = sorted(citations, key=lambda each: (each.page, each.start))
    places = [look(each) for each in ordered]
    what = [part for part in (places[0].title, places[0].kind, places[0].date) if part]
    at = dict.fromkeys(
        f"{each.pinpoint} ({verdicts.quotation(each)})" for each in ordered if each.pinpoint or each.page
    )
    bates = dict.fromkeys(place.bates for place in places if place.bates)
    return plain(name, bold=True), plain(", ".join(what)), plain("\n".join(at)), plain("\n".join(bates) or "–")


def authorities(answers: Sequence[Answer], look: Look) -> Iterator[Part]:
    """The statutes and decisions that the statements and the words quoted name, each with where it is named."""
    yield Heading("Authorities")
    found = {"Statutes": _named(named.statutes, answers, look), "Decisions": _named(named.decisions, answers, look)}
    if not any(found.values()):
        yield Paragraph(plain("No statute and no decision was recognised in the statements and quotations."))
        return
    for title, where in found.items():
        if where:
            rows = tuple((plain(said, bold=True), plain("\n".join(where[said]))) for said in sorted(where))
            yield Table(rows, (title, "Named in"), (45, 55))
    yield Paragraph(plain("As the documents print them; whether they are good law was not checked."), small=True)


def _named(
    recognise: Callable[[str], Iterator[str]], answers: Sequence[Answer], look: Look
) -> dict[str, dict[str, None]]:
    where: dict[str, dict[str, None]] = {}
    for answer in answers:
        for claim in answer.claims:
            located = [each for each in claim.citations if each.verdict is not Verdict.ABSENT]
            own = [(said, look(each).said) for each in located for said in recognise(each.quote)]
            quoted = {said for said, _ in own}
            own += [(said, "a statement, in no quotation") for said in recognise(claim.text) if said not in quoted]
            for said, place in own:
                where.setdefault(said, {})[place] = None
    return where


def _located(answers: Sequence[Answer]) -> Iterator[Citation]:
    for answer in answers:
        for claim in answer.claims:
            yield from (each for each in claim.citations if each.verdict is not Verdict.ABSENT)
