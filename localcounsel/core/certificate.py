"""The certificate of a search that found nothing: what was asked, what was searched, what was not, what came nearest.

One page, and an annex where a list is too long for it. It states what is stored with the answer and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from localcounsel.core import record_paper, searched
from localcounsel.core.paper import Heading, Items, NewPage, Paragraph, Part, Run, Sheet, Table, Text, plain
from localcounsel.core.record_paper import NAMES, UNREAD, VARIANTS
from localcounsel.records import Answer, Coverage, Standing

TITLE = "Not-found certificate"

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
        *record_paper.nearest(searched.nearest(answer)),
        *record_paper.unread(answer),
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
    facts = (
        ("Matter", about.matter),
        ("Question", answer.question.text),
        ("Asked", moment(answer.asked)),
        ("Certificate made", f"{moment(about.made)}, by the account “{about.by}”"),
        *record_paper.facts(answer),
        ("Decision", searched.who_decided(answer)),
        ("Such refusals when measured", about.refusals),
    )
    yield from ((plain(name, bold=True), plain(value, bold=name == "Question")) for name, value in facts if value)


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
            ("Excluded from questions, and not searched", answer.record.excluded, 0),
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
