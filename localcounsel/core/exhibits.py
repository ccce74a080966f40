"""Which documents an answer cites and which authorities its words name: the tables at the end of a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from localcounsel.core import authorities as named
from localcounsel.core import verdicts
from localcounsel.core.language import ENGLISH, Language
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


def exhibits(answers: Sequence[Answer], look: Look, language: Language = ENGLISH) -> Iterator[Part]:
    """The documents cited, in order of name, each with every place it is cited at."""
    cited: dict[str, list[Citation]] = {}
    for citation in _located(answers):
        cited.setdefault(citation.document, []).append(citation)
    yield Heading(language.say("Exhibits"))
    if not cited:
        yield Paragraph(plain(language.say("No document is cited: nothing that was quoted stands on a page.")))
        return
    names = sorted(cited, key=lambda name: (name.casefold(), name))
    heads = (language.say("Document"), language.say("What it is"), language.say("Cited at"), language.say("Bates"))
    yield Table(tuple(_exhibit(name, cited[name], look, language) for name in names), heads, (32, 28, 26, 14))


def _exhibit(name: str, citations: Sequence[Citation], look: Look, language: Language) -> tuple[Text, ...]:
    ordered = sorted(citations, key=lambda each: (each.page, each.start))
    places = [look(each) for each in ordered]
    what = [part for part in (places[0].title, places[0].kind, places[0].date) if part]
    at = dict.fromkeys(
        f"{each.pinpoint}{language.bracketed(verdicts.quotation(each, language))}"
        for each in ordered
        if each.pinpoint or each.page
    )
    bates = dict.fromkeys(place.bates for place in places if place.bates)
    return plain(name, bold=True), plain(language.listed(what)), plain("\n".join(at)), plain("\n".join(bates) or "–")


def authorities(answers: Sequence[Answer], look: Look, language: Language = ENGLISH) -> Iterator[Part]:
    """The statutes and decisions that the statements and the words quoted name, each with where it is named."""
    yield Heading(language.say("Authorities"))
    found = {
        language.say("Statutes"): _named(named.statutes, answers, look, language),
        language.say("Decisions"): _named(named.decisions, answers, look, language),
    }
    if not any(found.values()):
        yield Paragraph(
            plain(language.say("No statute and no decision was recognised in the statements and quotations."))
        )
        return
    for title, where in found.items():
        if where:
            rows = tuple((plain(said, bold=True), plain("\n".join(where[said]))) for said in sorted(where))
            yield Table(rows, (title, language.say("Named in")), (45, 55))
    as_printed = language.say("As the documents print them; whether they are good law was not checked.")
    yield Paragraph(plain(as_printed), small=True)


def _named(
    recognise: Callable[[str], Iterator[str]], answers: Sequence[Answer], look: Look, language: Language
) -> dict[str, dict[str, None]]:
    where: dict[str, dict[str, None]] = {}
    for answer in answers:
        for claim in answer.claims:
            located = [each for each in claim.citations if each.verdict is not Verdict.ABSENT]
            own = [(said, look(each).said) for each in located for said in recognise(each.quote)]
            quoted = {said for said, _ in own}
            unquoted = language.say("a statement, in no quotation")
            own += [(said, unquoted) for said in recognise(claim.text) if said not in quoted]
            for said, place in own:
                where.setdefault(said, {})[place] = None
    return where


def _located(answers: Sequence[Answer]) -> Iterator[Citation]:
    for answer in answers:
        for claim in answer.claims:
            yield from (each for each in claim.citations if each.verdict is not Verdict.ABSENT)
