"""Answers as a paper to file: question, statements with their verdicts and a footnote to each quotation, what was
searched, the exhibits and authorities cited, and what it was made with. It states what is stored and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localcounsel.core import record_paper, searched, verdicts
from localcounsel.core.cited import Piece, Reference, pieces, references
from localcounsel.core.exhibits import Look, authorities, exhibits
from localcounsel.core.language import ENGLISH, Language
from localcounsel.core.paper import Heading, Items, Paragraph, Part, Run, Sheet, Table, Text, plain
from localcounsel.records import Answer, Citation, Hit, Standing, Verdict

FACTS = (22, 78)
"""Widths of a table of names and values."""
CUT_SHORT = {
    "length": "The answer reached its longest length and is cut off.",
    "died": "The model stopped before the end.",
    "cancelled": "The answer was stopped before its end.",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a paper states beside the answers themselves."""

    matter: str
    title: str
    """Of the paper: the conversation's, or words for a single answer."""
    made: str
    """ISO 8601 in UTC."""
    by: str
    """The account that made it, as the operating system names it."""
    application: str
    audit: tuple[str, ...]
    """The audit entry of each answer, in words, in their order."""


def paper(answers: Sequence[Answer], about: About, look: Look, language: Language = ENGLISH) -> Sheet:
    """The paper on these answers, oldest first. `look` says where a citation stands, in the firm's words."""
    several = len(answers) > 1
    parts: list[Part] = [Table(tuple(_head(answers, about, language)), widths=FACTS)]
    for number, answer in enumerate(answers, start=1):
        parts += _answer(answer, look, number if several else 0, language)
    parts += exhibits(answers, look, language)
    parts += authorities(answers, look, language)
    parts.append(Heading(language.say("How to read the verdicts")))
    meanings = ((language.say(sign), language.say(words)) for sign, words in verdicts.MEANING)
    parts.append(Items(tuple((Run(sign, bold=True), Run(f"{language.colon}{words}")) for sign, words in meanings)))
    for number, answer in enumerate(answers, start=1):
        made_with = language.say("Made with: question {0}", str(number)) if several else language.say("Made with")
        parts.append(Heading(made_with))
        parts.append(Table(tuple(_made_with(answer, about.audit[number - 1], language)), widths=FACTS))
    parts += _annex(answers, language)
    header = f"LocalCounsel · {searched.first_words(about.title, 50)} · {searched.first_words(about.matter, 50)}"
    return Sheet(about.title, tuple(parts), header, about.made, language.code)


def _rows(*facts: tuple[str, str]) -> Iterator[tuple[Text, ...]]:
    yield from ((plain(name, bold=True), plain(value)) for name, value in facts if value)


def _head(answers: Sequence[Answer], about: About, language: Language) -> Iterator[tuple[Text, ...]]:
    models = tuple(dict.fromkeys(answer.model or language.say("no model took part") for answer in answers))
    asked = language.moment(answers[0].asked)
    if len(answers) > 1:
        asked = language.say("{0} to {1}", asked, language.moment(answers[-1].asked))
    saved = language.say(
        "{0}, by the account “{1}”, with {2}", language.moment(about.made), about.by, about.application
    )
    yield from _rows(
        (language.say("Matter"), about.matter),
        (language.say("Asked"), asked),
        (language.say("Questions"), f"{len(answers):,}" if len(answers) > 1 else ""),
        (language.say("Model"), language.listed(models)),
        (language.say("Saved"), saved),
    )


def _answer(answer: Answer, look: Look, number: int, language: Language) -> Iterator[Part]:
    """One question with all that came of it; `number` is 0 for a paper of one question."""
    yield Heading(language.say("Question {0}", str(number)) if number else language.say("Question"))
    yield Paragraph(plain(answer.question.text, bold=True))
    scope = record_paper.scope(answer, language, whole=True)
    yield Paragraph(plain(language.say("Asked {0}, of {1}.", language.moment(answer.asked), scope)), small=True)
    yield Heading(language.say("Answer"), 2)
    yield Paragraph(plain(verdicts.standing(answer, language), bold=True))
    if why := searched.why_only_quotes(answer):
        yield Paragraph(plain(language.say("The model only quotes: {0}", language.said(why))), small=True)
    yield from _collected(answer, look, language) if answer.covered else _statements(answer, look, language)
    if answer.left_out:
        left_out = language.joined(map(language.said, answer.left_out))
        yield Paragraph(plain(language.say("Not read by the model, for lack of room: {0}.", left_out)), small=True)
    if answer.draft.stopped in CUT_SHORT:
        yield Paragraph(plain(language.say(CUT_SHORT[answer.draft.stopped]), bold=True))
    yield from _searched(answer, language)


def _statements(answer: Answer, look: Look, language: Language) -> Iterator[Part]:
    cited = references(answer)
    for index, claim in enumerate(answer.claims):
        yield Paragraph(statement(answer, index, cited, look, language))
        if said := verdicts.support(answer, claim, language):
            yield Paragraph(plain(said), small=True)
    if not answer.claims and answer.standing is not Standing.NOT_FOUND and answer.draft.text.strip():
        wrote = language.say("What the model wrote, of which nothing could be checked:")
        yield Paragraph(plain(wrote, bold=True))
        yield Paragraph(plain(answer.draft.text.strip()))


def statement(
    answer: Answer, index: int, cited: tuple[Reference, ...], look: Look, language: Language = ENGLISH
) -> Text:
    """One statement, its quotations literally, each with its footnote and, where it stands nowhere, a mark."""
    own = [reference for reference in cited if reference.claim == index]
    runs: list[Run] = []
    left = list(own)
    for piece in pieces(answer.claims[index], tuple(own)):
        number = _is_number(piece, left)
        if number is None:
            runs.append(Run(piece.text))
            continue
        left.remove(number)
        mark = "" if number.located else f" [{language.say(verdicts.QUOTATIONS[Verdict.ABSENT])}]"
        _hang(runs, Run(mark, bold=True, note=note(number.citation, look, language)))
    return tuple(runs)


def _is_number(piece: Piece, left: Sequence[Reference]) -> Reference | None:
    """The reference whose number a piece is; None for words."""
    return next((each for each in left if piece.text == f" [{each.label}]"), None) if piece.kind != "plain" else None


def _hang(runs: list[Run], marked: Run) -> None:
    """Put a footnote's mark where the words end."""
    if marked.text or not runs or runs[-1].note:
        runs.append(marked)
    else:
        runs[-1] = Run(runs[-1].text, runs[-1].bold, runs[-1].italic, marked.note)


def note(citation: Citation, look: Look, language: Language = ENGLISH) -> str:
    """A footnote: where the words stand, the verdict, and the page's own words where they differ."""
    verdict = verdicts.quotation(citation, language)
    if citation.verdict is Verdict.ABSENT:
        return language.say("“{0}”: {1} searched. Do not rely on these words.", citation.quote, verdict)
    place = look(citation)
    differ = citation.verdict is Verdict.FOLDED and place.words != " ".join(citation.quote.split())
    own = language.blank + language.say("On the page: “{0}”", place.words) if differ and place.words else ""
    return f"{language.sentence(place.said)}{language.blank}{language.sentence(verdict)}{own}"


def _collected(answer: Answer, look: Look, language: Language) -> Iterator[Part]:
    """A question to every document: the count, then what came of each, with the words located there."""
    if answer.claims:
        yield Paragraph(plain(language.said(answer.claims[0].text)))
    yield Paragraph(plain(language.sentence(searched.coverage_line(answer.covered, language))))
    cited = references(answer)
    told = {
        citation.document_id: index
        for index, claim in enumerate(answer.claims)
        for citation in claim.citations
        if citation.document_id
    }
    rows = []
    for each in answer.covered:
        index = told.get(each.document_id)
        words = plain("") if index is None else statement(answer, index, cited, look, language)
        notes = dict.fromkeys((*(() if index is None else answer.claims[index].reasons), each.note))
        said = language.joined(language.said(each) for each in notes if each)
        outcome = language.say(verdicts.COVERAGES[each.coverage])
        rows.append((plain(each.document), plain(outcome), words, plain(said)))
    heads = (language.say("Document"), language.say("Result"), language.say("Words located"))
    yield Table(tuple(rows), (*heads, language.say("To be noted")), (28, 14, 38, 20))


def _searched(answer: Answer, language: Language) -> Iterator[Part]:
    yield Heading(language.say("What was searched"), 2)
    facts = list(record_paper.facts(answer, language, whole=True))
    absent = answer.standing is Standing.NOT_FOUND
    decided = [(language.say("Decision"), searched.who_decided(answer, language))] if absent else []
    yield Table(tuple(_rows(*facts, *decided)), widths=FACTS)
    if answer.record.unread:
        yield from record_paper.unread(answer, 3, len(answer.record.unread), language)
    if absent:
        yield from record_paper.nearest(searched.nearest(answer), 3, language)


def _made_with(answer: Answer, audit: str, language: Language) -> Iterator[tuple[Text, ...]]:
    settings = dict(answer.settings)
    others = ((key, value) for key, value in answer.settings if key not in ("embedder", "ranker"))
    written = (f"{language.said(key)} {language.said(value)}" for key, value in others)
    yield from _rows(
        (language.say("Model"), answer.model or language.say("no model took part")),
        (language.say("Its fingerprint"), f"SHA-256 {answer.model_sha256}" if answer.model_sha256 else ""),
        (language.say("Embedder"), settings.get("embedder", language.say("not recorded with the answer"))),
        (language.say("Ranker"), settings.get("ranker") or answer.record.judged_by or language.say("none")),
        (language.say("Written"), language.joined(written)),
        (language.say("Answer"), answer.id),
        (language.say("On record"), audit),
    )


def _annex(answers: Sequence[Answer], language: Language) -> Iterator[Part]:
    """The passages found: what the numbers in brackets of a statement mean."""
    for number, answer in enumerate(answers, start=1):
        if answer.hits:
            of_one = language.say("Passages found: question {0}", str(number))
            yield Heading(of_one if len(answers) > 1 else language.say("Passages found"))
            yield Items(tuple(_passage(hit, language) for hit in answer.hits), numbered=True)


def _passage(hit: Hit, language: Language) -> Text:
    if hit.brought:
        how = language.say("brought along: {0}", language.said(hit.brought))
    else:
        how = language.say("found by {0}", language.say(_FOUND_BY.get(hit.found_by, hit.found_by)))
    return (Run(f"{hit.document_name}, {hit.passage.pinpoint}", bold=True), Run(language.bracketed(how)))


_FOUND_BY = {"words": "its words", "meaning": "its meaning", "both": "its words and its meaning"}


def file_name(question: str, asked: str, ending: str = ".docx", language: Language = ENGLISH) -> str:
    """A name for the file, by the question's first words and its day: `What notice must be given 2026-11-20.docx`."""
    words = "".join(each if each.isalnum() or each in " -" else " " for each in question[:200])
    begun = searched.first_words(words, 60).removesuffix(" …") or language.say("answer")
    return f"{begun} {asked[:10]}{ending}"
