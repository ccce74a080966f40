"""What a person copies: a quotation with its pinpoint in the firm's format, a statement with its sources, an answer.

The words are the pages' own. Copying is put on record, by its digest and never by its words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from localcounsel.core import citing, searched, verdicts
from localcounsel.core.cited import references
from localcounsel.core.exhibits import Place
from localcounsel.core.language import ENGLISH, Language
from localcounsel.core.passages import pinpoint_at
from localcounsel.errors import NoSuchDocument, SettingsError
from localcounsel.flows.desk import Desk
from localcounsel.records import Answer, Citation, Document, Hit, Page, Pinpoint, Standing, Verdict
from localcounsel.store.settings import CitationSettings


def firm_format(wanted: CitationSettings) -> citing.Format:
    """How the settings say the firm cites. Raises SettingsError for a name in braces that stands for nothing."""
    for key, template, more in (("format", wanted.format, ("quote", "source")), ("source", wanted.source, ())):
        if name := citing.unknown(template, *more):
            known = ", ".join((*more, *citing.FIELDS))
            raise SettingsError(f"[citation] {key} names {{{name}}}, which stands for nothing; known are {known}.")
    source = wanted.source if wanted.style == "custom" else citing.STYLES[wanted.style]
    return citing.Format(wanted.format, source, wanted.date)


class Sources:
    """Where citations and passages of one matter stand, in the firm's words; each document is read once."""

    def __init__(self, desk: Desk, language: Language = ENGLISH) -> None:
        self._desk, self._language = desk, language
        self._format = firm_format(desk.settings.citation)
        self._documents: dict[str, Document | None] = {}

    def quoted(self, found: Hit | Citation) -> str:
        """`“…” (Services Agreement.pdf, p. 4, cl. 7.2)` or as the settings say. Raises NoSuchDocument."""
        if isinstance(found, Hit):
            passage = found.passage
            place = self._source(passage.document_id, found.document_name, passage.pinpoint)
            return citing.quotation(passage.text, place, self._format)
        if found.verdict is Verdict.ABSENT or not found.document_id:
            verdict = verdicts.quotation(found, self._language)
            return f"“{found.quote}”{self._language.bracketed(verdict)}"
        page = self._desk.store.page(found.document_id, found.page)
        place = self._source(found.document_id, found.document, self._pinpoint(found, page), found.pinpoint)
        return citing.quotation(page.text[found.start : found.end], place, self._format)

    def place(self, citation: Citation) -> Place:
        """Where a located citation stands; of a document that has gone, what is stored with the answer."""
        document = self._document(citation.document_id)
        page = self._page(citation)
        words = re.sub(r"\s+", " ", page.text[citation.start : citation.end]).strip() if page else ""
        pinpoint = self._pinpoint(citation, page) if page else Pinpoint(citation.page, citation.page_label)
        source = self._source(citation.document_id, citation.document, pinpoint, citation.pinpoint)
        gone = "" if page else self._language.bracketed(self._language.say("no longer in the matter"))
        outline = document.outline if document else None
        return Place(
            said=citing.source(source, self._format) + gone,
            words=words,
            title=outline.title if outline else "",
            date=citing.written_date(outline.date, self._format.date) if outline else "",
            kind=outline.kind if outline else "",
            bates=pinpoint.bates,
        )

    def _document(self, document_id: str) -> Document | None:
        if document_id not in self._documents:
            try:
                self._documents[document_id] = self._desk.store.document(document_id)
            except NoSuchDocument:
                self._documents[document_id] = None
        return self._documents[document_id]

    def _page(self, citation: Citation) -> Page | None:
        try:
            return self._desk.store.page(citation.document_id, citation.page)
        except NoSuchDocument:
            return None

    def _pinpoint(self, citation: Citation, page: Page) -> Pinpoint:
        """All coordinates of a citation's words; the clause as the answer has it, if the page gives none."""
        document = self._document(citation.document_id)
        if document is None:
            return Pinpoint(citation.page, citation.page_label)
        found = pinpoint_at(page, document.outline, citation.start, citation.end)
        named = re.search(r"(?:\bcl\. |, (?=第))([^,]+)", citation.pinpoint)
        return found if found.clause or named is None else replace(found, clause=named[1])

    def _source(self, document_id: str, name: str, pinpoint: Pinpoint, said: str = "") -> citing.Source:
        document = self._document(document_id)
        outline = document.outline if document else None
        return citing.Source(
            document=name,
            pinpoint=said or str(pinpoint),
            title=outline.title if outline else "",
            date=outline.date if outline else "",
            page=pinpoint.page_label or str(pinpoint.page),
            clause=pinpoint.clause,
            lines=pinpoint.lines,
            bates=pinpoint.bates,
        )


def copy_text(found: Hit | Citation, desk: Desk, language: Language = ENGLISH) -> str:
    """A passage or citation as a lawyer pastes it. Raises NoSuchDocument, SettingsError."""
    return Sources(desk, language).quoted(found)


def statement_text(desk: Desk, answer: Answer, index: int, language: Language = ENGLISH) -> str:
    """A statement of an answer, counted from 0, with its verdict and the place of each of its quotations."""
    return "\n".join(_statement(Sources(desk, language), answer, index, language))


def answer_text(desk: Desk, answer: Answer, language: Language = ENGLISH) -> str:
    """A whole answer: question, statements with verdicts and sources, what it rests on."""
    sources = Sources(desk, language)
    lines = [answer.question.text, "", verdicts.standing(answer, language)]
    if answer.covered:
        lines.append(searched.coverage_line(answer.covered, language))
    for index in range(len(answer.claims)):
        lines += ["", *_statement(sources, answer, index, language)]
    if answer.standing is Standing.NOT_FOUND:
        extent = searched.extent(answer.record, language)
        lines += ["", language.say("Searched {0}.", extent), searched.who_decided(answer, language)]
    model = answer.model or language.say("No model took part")
    asked = language.moment(answer.asked) if language.is_wide else answer.asked
    lines += ["", language.say("{0}, asked {1}", model, asked)]
    return "\n".join(lines)


def on_record(desk: Desk, what: str, text: str) -> str:
    """Put on record that `what` (`quotation`, `statement`, `answer`) was copied; returns the text unchanged."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    desk.audit.append("copied", kind=what, sha256=digest, characters=str(len(text)))
    return text


def _statement(sources: Sources, answer: Answer, index: int, language: Language) -> Iterator[str]:
    claim = answer.claims[index]
    yield language.said(claim.text) if answer.covered and not index else claim.text
    if said := verdicts.support(answer, claim, language):
        yield said
    for reference in references(answer):
        if reference.claim != index:
            continue
        citation = reference.citation
        where = sources.place(citation).said if reference.located else f"“{citation.quote}”"
        yield f"[{reference.label}] {where}: {verdicts.quotation(citation, language)}"
