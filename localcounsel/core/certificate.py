"""The certificate of a search that found nothing: what was asked, what was searched, what was not, what came nearest.

One page, and an annex where a list is too long for it. It states what is stored with the answer and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from localcounsel.core import record_paper, searched
from localcounsel.core.language import ENGLISH, Language
from localcounsel.core.paper import Heading, Items, NewPage, Paragraph, Part, Run, Sheet, Table, Text, plain
from localcounsel.core.record_paper import NAMES, UNREAD, VARIANTS
from localcounsel.records import Answer, Coverage, Standing

TITLE = "Not-found certificate"

MEANS = (
    "It certifies a search: at the time stated, LocalCounsel looked in the pages counted above, by words and, where "
    "stated, by meaning, and did not find what was asked for."
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


def certificate(answer: Answer, about: Circumstances, language: Language = ENGLISH) -> Sheet:
    """The paper for an answer that found nothing. Raises ValueError for any other."""
    if answer.standing is not Standing.NOT_FOUND:
        raise ValueError("only what was not found can be certified as not found")
    parts: list[Part] = [
        Paragraph(plain(language.say("What was asked for was not found in the documents searched."), bold=True)),
        Table(tuple(_facts(answer, about, language)), widths=(22, 78)),
        *record_paper.nearest(searched.nearest(answer), language=language),
        *record_paper.unread(answer, language=language),
        *_documents(answer, language),
        Heading(language.say("What this certificate means, and what it does not")),
        Paragraph((Run(language.say(MEANS) + language.blank), Run(language.say(DOES_NOT_MEAN)))),
        Heading(language.say("Made with")),
        Paragraph(plain(language.sentence(language.joined(_made_with(answer, about, language)))), small=True),
        *_annex(answer, language),
    ]
    title = language.say(TITLE)
    header = f"LocalCounsel · {title} · {searched.first_words(about.matter, 60)}"
    return Sheet(title, tuple(parts), header, about.made, language.code)


def _facts(answer: Answer, about: Circumstances, language: Language) -> Iterator[tuple[Text, Text]]:
    question = language.say("Question")
    facts = (
        (language.say("Matter"), about.matter),
        (question, answer.question.text),
        (language.say("Asked"), language.moment(answer.asked)),
        (
            language.say("Certificate made"),
            language.say("{0}, by the account “{1}”", language.moment(about.made), about.by),
        ),
        *record_paper.facts(answer, language),
        (language.say("Decision"), searched.who_decided(answer, language)),
        (language.say("Such refusals when measured"), about.refusals),
    )
    yield from ((plain(name, bold=True), plain(value, bold=name == question)) for name, value in facts if value)


def _documents(answer: Answer, language: Language) -> Iterator[Part]:
    """For a question that was put to every document: what came of it."""
    if not answer.covered:
        return
    yield Heading(language.say("Document by document"))
    yield Paragraph(
        plain(language.say("{0}. All are listed in the annex.", searched.coverage_line(answer.covered, language)))
    )


def _made_with(answer: Answer, about: Circumstances, language: Language) -> Iterator[str]:
    settings = dict(answer.settings)
    none, unrecorded = language.say("none"), language.say("not recorded with the answer")
    yield about.application
    if answer.model:
        yield language.say("model {0}, SHA-256 {1}", answer.model, answer.model_sha256)
    else:
        yield language.say("no model took part")
    yield language.say("embedder {0}", settings.get("embedder", unrecorded))
    yield language.say("ranker {0}", settings.get("ranker") or answer.record.judged_by or none)
    yield language.say("answer {0}", answer.id)
    yield about.audit


def _annex(answer: Answer, language: Language) -> Iterator[Part]:
    variants = searched.terms(answer.record, answer.question)[1]
    unread = tuple(searched.unread_line(entry, language) for entry in answer.record.unread)
    lists = [
        (title, entries)
        for title, entries, most in (
            (language.say("Documents asked"), answer.question.scope.names, NAMES),
            (language.say("What could not be read"), unread, UNREAD),
            (language.say("Excluded from questions, and not searched"), answer.record.excluded, 0),
            *(
                (words, tuple(_covered(answer, coverage, language)), 0)
                for words, coverage in (
                    (language.say("Documents in which nothing was located"), Coverage.NOT_FOUND),
                    (language.say("Documents that were not covered"), Coverage.NOT_COVERED),
                )
            ),
        )
        if len(entries) > most
    ]
    if lists or len(variants) > VARIANTS:
        yield NewPage()
        yield Heading(language.say("Annex"))
    if len(variants) > VARIANTS:
        yield Heading(language.say("Variants looked for"), 2)
        yield Paragraph(plain(language.listed(variants)))
    for title, entries in lists:
        yield Heading(title, 2)
        yield Items(tuple(plain(entry) for entry in entries))


def _covered(answer: Answer, coverage: Coverage, language: Language) -> Iterator[str]:
    for each in searched.of_coverage(answer.covered, coverage):
        yield f"{each.document}{language.colon}{language.said(each.note)}" if each.note else each.document


def file_name(answer: Answer, language: Language = ENGLISH) -> str:
    """A name for the file, by the day and minute of the question: `not found 2026-11-20 10-05.docx`."""
    stamp = answer.asked[:16].replace("T", " ")
    plainly = "".join(each if each.isalnum() or each in " -" else "-" for each in stamp)
    return language.say("not found {0}.docx", plainly)
