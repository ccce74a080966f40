"""Answers as a paper to file: question, statements with their verdicts and a footnote to each quotation, what was
searched, the exhibits and authorities cited, and what it was made with. It states what is stored and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localcounsel.core import record_paper, searched, verdicts
from localcounsel.core.certificate import moment
from localcounsel.core.cited import Piece, Reference, pieces, references
from localcounsel.core.exhibits import Look, authorities, exhibits
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


def paper(answers: Sequence[Answer], about: About, look: Look) -> Sheet:
    """The paper on these answers, oldest first. `look` says where a citation stands, in the firm's words."""
    several = len(answers) > 1
    parts: list[Part] = [Table(tuple(_head(answers, about)), widths=FACTS)]
    for number, answer in enumerate(answers, start=1):
        parts += _answer(answer, look, number if several else 0)
    parts += exhibits(answers, look)
    parts += authorities(answers, look)
    parts.append(Heading("How to read the verdicts"))
    parts.append(Items(tuple((Run(sign, bold=True), Run(f": {words}")) for sign, words in verdicts.MEANING)))
    for number, answer in enumerate(answers, start=1):
        parts.append(Heading(f"Made with: question {number}" if several else "Made with"))
        parts.append(Table(tuple(_made_with(answer, about.audit[number - 1])), widths=FACTS))
    parts += _annex(answers)
    header = f"LocalCounsel · {searched.first_words(about.title, 50)} · {searched.first_words(about.matter, 50)}"
    return Sheet(about.title, tuple(parts), header, about.made)


def _rows(*facts: tuple[str, str]) -> Iterator[tuple[Text, ...]]:
    yield from ((plain(name, bold=True), plain(value)) for name, value in facts if value)


def _head(answers: Sequence[Answer], about: About) -> Iterator[tuple[Text, ...]]:
    models = tuple(dict.fromkeys(answer.model or "no model took part" for answer in answers))
    asked = [moment(answers[0].asked), *([moment(answers[-1].asked)] if len(answers) > 1 else [])]
    yield from _rows(
        ("Matter", about.matter),
        ("Asked", " to ".join(asked)),
        ("Questions", f"{len(answers):,}" if len(answers) > 1 else ""),
        ("Model", ", ".join(models)),
        ("Saved", f"{moment(about.made)}, by the account “{about.by}”, with {about.application}"),
    )


def _answer(answer: Answer, look: Look, number: int) -> Iterator[Part]:
    """One question with all that came of it; `number` is 0 for a paper of one question."""
    yield Heading(f"Question {number}" if number else "Question")
    yield Paragraph(plain(answer.question.text, bold=True))
    yield Paragraph(plain(f"Asked {moment(answer.asked)}, of {record_paper.scope(answer, whole=True)}."), small=True)
    yield Heading("Answer", 2)
    yield Paragraph(plain(verdicts.standing(answer), bold=True))
    if why := searched.why_only_quotes(answer):
        yield Paragraph(plain(f"The model only quotes: {why}"), small=True)
    yield from _collected(answer, look) if answer.covered else _statements(answer, look)
    if answer.left_out:
        yield Paragraph(plain(f"Not read by the model, for lack of room: {'; '.join(answer.left_out)}."), small=True)
    if answer.draft.stopped in CUT_SHORT:
        yield Paragraph(plain(CUT_SHORT[answer.draft.stopped], bold=True))
    yield from _searched(answer)


def _statements(answer: Answer, look: Look) -> Iterator[Part]:
    cited = references(answer)
    for index, claim in enumerate(answer.claims):
        yield Paragraph(statement(answer, index, cited, look))
        if said := verdicts.support(answer, claim):
            yield Paragraph(plain(said), small=True)
    if not answer.claims and answer.standing is not Standing.NOT_FOUND and answer.draft.text.strip():
        yield Paragraph(plain("What the model wrote, of which nothing could be checked:", bold=True))
        yield Paragraph(plain(answer.draft.text.strip()))


def statement(answer: Answer, index: int, cited: tuple[Reference, ...], look: Look) -> Text:
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
        mark = f" [{verdicts.QUOTATIONS[Verdict.ABSENT]}]" if not number.located else ""
        _hang(runs, Run(mark, bold=True, note=note(number.citation, look)))
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


def note(citation: Citation, look: Look) -> str:
    """A footnote: where the words stand, the verdict, and the page's own words where they differ."""
    if citation.verdict is Verdict.ABSENT:
        return f"“{citation.quote}”: {verdicts.quotation(citation)} searched. Do not rely on these words."
    place = look(citation)
    differ = citation.verdict is Verdict.FOLDED and place.words != " ".join(citation.quote.split())
    own = f" On the page: “{place.words}”" if differ and place.words else ""
    return f"{place.said}. {verdicts.quotation(citation)}.{own}"


def _collected(answer: Answer, look: Look) -> Iterator[Part]:
    """A question to every document: the count, then what came of each, with the words located there."""
    if answer.claims:
        yield Paragraph(plain(answer.claims[0].text))
    yield Paragraph(plain(f"{searched.coverage_line(answer.covered)}."))
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
        words = plain("") if index is None else statement(answer, index, cited, look)
        notes = each.note if index is None else "; ".join(dict.fromkeys((*answer.claims[index].reasons, each.note)))
        rows.append((plain(each.document), plain(verdicts.COVERAGES[each.coverage]), words, plain(notes.strip("; "))))
    yield Table(tuple(rows), ("Document", "Result", "Words located", "To be noted"), (28, 14, 38, 20))


def _searched(answer: Answer) -> Iterator[Part]:
    yield Heading("What was searched", 2)
    facts = list(record_paper.facts(answer, whole=True))
    absent = answer.standing is Standing.NOT_FOUND
    decided = [("Decision", searched.who_decided(answer))] if absent else []
    yield Table(tuple(_rows(*facts, *decided)), widths=FACTS)
    if answer.record.unread:
        yield from record_paper.unread(answer, 3, len(answer.record.unread))
    if absent:
        yield from record_paper.nearest(searched.nearest(answer), 3)


def _made_with(answer: Answer, audit: str) -> Iterator[tuple[Text, ...]]:
    settings = dict(answer.settings)
    yield from _rows(
        ("Model", answer.model or "no model took part"),
        ("Its fingerprint", f"SHA-256 {answer.model_sha256}" if answer.model_sha256 else ""),
        ("Embedder", settings.get("embedder", "not recorded with the answer")),
        ("Ranker", settings.get("ranker") or answer.record.judged_by or "none"),
        ("Written", "; ".join(f"{key} {value}" for key, value in answer.settings if key not in ("embedder", "ranker"))),
        ("Answer", answer.id),
        ("On record", audit),
    )


def _annex(answers: Sequence[Answer]) -> Iterator[Part]:
    """The passages found: what the numbers in brackets of a statement mean."""
    for number, answer in enumerate(answers, start=1):
        if answer.hits:
            yield Heading(f"Passages found: question {number}" if len(answers) > 1 else "Passages found")
            yield Items(tuple(_passage(hit) for hit in answer.hits), numbered=True)


def _passage(hit: Hit) -> Text:
    how = f"brought along: {hit.brought}" if hit.brought else f"found by {_FOUND_BY.get(hit.found_by, hit.found_by)}"
    return (Run(f"{hit.document_name}, {hit.passage.pinpoint}", bold=True), Run(f" ({how})"))


_FOUND_BY = {"words": "its words", "meaning": "its meaning", "both": "its words and its meaning"}


def file_name(question: str, asked: str, ending: str = ".docx") -> str:
    """A name for the file, by the question's first words and its day: `What notice must be given 2026-11-20.docx`."""
    words = "".join(each if each.isalnum() or each in " -" else " " for each in question[:200])
    return f"{searched.first_words(words, 60).removesuffix(' …') or 'answer'} {asked[:10]}{ending}"
