"""The certificate of a search that found nothing: what was asked, what was searched, what was not, what came nearest.

One page, and an annex where a list is too long for it. It states what is stored with the answer and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from localcounsel.core import searched
from localcounsel.core.paper import Heading, Items, NewPage, Paragraph, Part, Run, Sheet, Table, Text, plain
from localcounsel.records import Answer, Coverage, Hit, Standing

TITLE = "Not-found certificate"
VARIANTS, UNREAD, NAMES = 16, 5, 5
"""Entries of a list that stand on the first page; where there are more, all of them stand in the annex."""

MEANS = (
    "It certifies a search: at the time stated, LocalCounsel looked in the pages counted above, by words and, where "
    "stated, by meaning, and did not find what was asked for. "
)
DOES_NOT_MEAN = (
    "It does not prove that it is nowhere. It may be worded in a way that the search did not recognise, stand on a "
    "page listed as unread, or in a document that is not in this matter. The nearest passages are printed so that "
    "somebody reads them; whether they bear on the question is not for the application to say."
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a certificate states beside the answer itself."""

    matter: str
    made: str
    """When the certificate was made, ISO 8601 in UTC."""
    by: str
    """The account that made it, as the operating system names it."""
    application: str
    audit: str
    """The audit entry of the answer, in words."""
    refusals: str
    """How such refusals did when they were measured, in words."""


def certificate(answer: Answer, about: Circumstances) -> Sheet:
    """The paper for an answer that found nothing. Raises ValueError for any other."""
    if answer.standing is not Standing.NOT_FOUND:
        raise ValueError("only what was not found can be certified as not found")
    parts: list[Part] = [
        Paragraph(plain("What was asked for was not found in the documents searched.", bold=True)),
        Table(tuple(_facts(answer, about)), widths=(22, 78)),
        *_nearest(searched.nearest(answer)),
        *_unread(answer),
        *_documents(answer),
        Heading("What this certificate means, and what it does not"),
        Paragraph((Run(MEANS), Run(DOES_NOT_MEAN))),
        Heading("Made with"),
        Paragraph(plain("; ".join(_made_with(answer, about)) + "."), small=True),
        *_annex(answer),
    ]
    header = f"LocalCounsel · {TITLE} · {searched.first_words(about.matter, 60)}"
    return Sheet(TITLE, tuple(parts), header, about.made)


def _facts(answer: Answer, about: Circumstances) -> Iterator[tuple[Text, Text]]:
    record = answer.record
    own, variants = searched.terms(record, answer.question)
    shown = ", ".join(variants[:VARIANTS]) + _more(len(variants) - VARIANTS)
    judged = searched.likelihood(record) or "nobody judged how likely it is to be there"
    facts = (
        ("Matter", about.matter),
        ("Question", answer.question.text),
        ("Asked", moment(answer.asked)),
        ("Certificate made", f"{moment(about.made)}, by the account “{about.by}”"),
        ("Put to", _scope(answer)),
        ("Searched", searched.extent(record)),
        ("Words looked for", ", ".join(own) or "none of the question's words can be looked up"),
        ("Variants looked for", shown or "none"),
        ("Of these nowhere", ", ".join(record.unknown)),
        ("By meaning", _meaning(answer)),
        ("Likelihood", f"{judged[:1].upper()}{judged[1:]}."),
        ("Decision", searched.who_decided(answer)),
        ("Such refusals when measured", about.refusals),
    )
    yield from ((plain(name, bold=True), plain(value, bold=name == "Question")) for name, value in facts if value)


def _scope(answer: Answer) -> str:
    scope = answer.question.scope
    if not scope.document_ids:
        return "the whole matter"
    listed = "; ".join(scope.names[:NAMES]) + _more(len(scope.names) - NAMES)
    recognised = f" (recognised in the question: “{scope.recognised}”)" if scope.recognised else " (chosen)"
    return f"{searched.count(len(scope.document_ids), 'document')}: {listed}{recognised}"


def _meaning(answer: Answer) -> str:
    missing = answer.record.not_indexed
    if not missing:
        return "every passage was searched by its meaning as well"
    return f"{searched.count(missing, 'passage')} of the matter could be searched by words only"


def _more(number: int) -> str:
    return f" and {number:,} more (annex)" if number > 0 else ""


def _nearest(hits: Sequence[Hit]) -> Iterator[Part]:
    yield Heading("Nearest passages")
    if not hits:
        yield Paragraph(plain("Nothing came near."))
        return
    yield Items(tuple(_miss(hit) for hit in hits), numbered=True)


def _miss(hit: Hit) -> Text:
    words = searched.first_words(hit.passage.text)
    return (Run(f"{hit.document_name}, {hit.passage.pinpoint}", bold=True), Run(f": “{words}”"))


def _unread(answer: Answer) -> Iterator[Part]:
    unread = answer.record.unread
    yield Heading("What could not be read")
    if not unread:
        yield Paragraph(plain("Every page of the documents searched could be read."))
        return
    yield Items(tuple(plain(searched.unread_line(entry)) for entry in unread[:UNREAD]))
    if len(unread) > UNREAD:
        yield Paragraph(plain(f"{len(unread) - UNREAD:,} more are listed in the annex."), small=True)


def _documents(answer: Answer) -> Iterator[Part]:
    """For a question that was put to every document: what came of it."""
    if not answer.covered:
        return
    yield Heading("Document by document")
    yield Paragraph(plain(f"{searched.coverage_line(answer.covered)}. All are listed in the annex."))


def _made_with(answer: Answer, about: Circumstances) -> Iterator[str]:
    settings = dict(answer.settings)
    yield about.application
    yield f"model {answer.model}, SHA-256 {answer.model_sha256}" if answer.model else "no model took part"
    yield f"embedder {settings.get('embedder', 'not recorded with the answer')}"
    yield f"ranker {settings.get('ranker') or answer.record.judged_by or 'none'}"
    yield f"answer {answer.id}"
    yield about.audit


def _annex(answer: Answer) -> Iterator[Part]:
    variants = searched.terms(answer.record, answer.question)[1]
    lists = [
        (title, entries)
        for title, entries, most in (
            ("Documents asked", answer.question.scope.names, NAMES),
            ("What could not be read", tuple(map(searched.unread_line, answer.record.unread)), UNREAD),
            *(
                (words, tuple(_covered(answer, coverage)), 0)
                for words, coverage in (
                    ("Documents in which nothing was located", Coverage.NOT_FOUND),
                    ("Documents that were not covered", Coverage.NOT_COVERED),
                )
            ),
        )
        if len(entries) > most
    ]
    if lists or len(variants) > VARIANTS:
        yield NewPage()
        yield Heading("Annex")
    if len(variants) > VARIANTS:
        yield Heading("Variants looked for", 2)
        yield Paragraph(plain(", ".join(variants)))
    for title, entries in lists:
        yield Heading(title, 2)
        yield Items(tuple(plain(entry) for entry in entries))


def _covered(answer: Answer, coverage: Coverage) -> Iterator[str]:
    for each in searched.of_coverage(answer.covered, coverage):
        yield f"{each.document}: {each.note}" if each.note else each.document


def file_name(answer: Answer) -> str:
    """A name for the file, by the day and minute of the question: `not found 2026-11-20 10-05.docx`."""
    stamp = answer.asked[:16].replace("T", " ")
    return f"not found {''.join(each if each.isalnum() or each in ' -' else '-' for each in stamp)}.docx"


def moment(iso: str) -> str:
    """`20 November 2026, 10:05 UTC`; what is no time as it stands."""
    try:
        time = datetime.fromisoformat(iso).astimezone(UTC)
    except (ValueError, OverflowError):
        return iso or "at an unknown time"
    return f"{time.day} {time:%B %Y}, {time:%H:%M} UTC"
