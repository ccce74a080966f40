"""How judgements are said: verdicts, states, what was searched, in words and in a shape beside any colour.

Everything here is plain text; names and reasons that come from documents stay foreign until `show` has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from localcounsel.core import searched
from localcounsel.records import (
    Answer,
    Coverage,
    Covered,
    Question,
    Scope,
    SearchRecord,
    Standing,
    Support,
    Verdict,
)
from localcounsel.tui import wording
from localcounsel.tui.language import _, said


@dataclass(frozen=True, slots=True)
class Sign:
    """A judgement as shape, words and colour; the first two say it without the third."""

    shape: str
    words: str
    style: str
    """A style of the theme."""


VERDICTS = {
    Verdict.EXACT: Sign("✓", _("exact"), "$success"),
    Verdict.FOLDED: Sign("≈", _("same words"), "$success"),
    Verdict.ABSENT: Sign("✗", _("not on any page"), "bold $error"),
}

SUPPORTS = {
    Support.SUPPORTED: Sign("✓", _("supported"), "$success"),
    Support.CHECK: Sign("?", _("check this"), "bold $warning"),
    Support.UNSUPPORTED: Sign("✗", _("not supported"), "bold $error"),
}

STANDINGS = {
    Standing.SUPPORTED: Sign("✓", _("Supported: words found on a page bear out every statement."), "$success"),
    Standing.PARTLY: Sign("◐", _("Partly supported: check the statements marked ? and ✗."), "$warning"),
    Standing.UNSUPPORTED: Sign("✗", _("Unsupported: words found on a page bear out none of this."), "bold $error"),
    Standing.NOT_FOUND: Sign("○", _("Not found in these documents."), "bold $warning"),
}

QUOTED = Sign("✓", _("Quoted from the page. Whether it answers the question is for you to judge."), "$success")
"""For a model that may only quote: it claims nothing that could be supported."""

COVERAGES = {Coverage.FOUND: "✓", Coverage.NOT_FOUND: "○", Coverage.NOT_COVERED: "▲"}

FOUND_BY = {"words": _("words"), "meaning": _("meaning"), "both": _("words + meaning")}


def scope(asked: Scope, documents: int, excluded: int = 0, failed: int = 0) -> str:
    """Of which documents a question is or was asked. Contains foreign names.

    `documents`: of the matter, without the `excluded` ones and without the `failed` ones, which could not be read.
    """
    if not asked.document_ids:
        parts = [wording.count(documents, "document")]
        if failed:
            parts.append(_("{count} not read").format(count=f"{failed:,}"))
        if excluded:
            parts.append(_("{count} excluded").format(count=f"{excluded:,}"))
        return _("whole matter ({documents})").format(documents=", ".join(parts))
    return wording.and_more(asked.names, 3)


UNREAD = 5
"""Unread pages that are named beside an answer."""
VARIANTS = 8
"""Variants of the question's words that are named beside an answer; a certificate names all."""
EXCLUDED = 5
"""Excluded documents that are named beside an answer."""


def not_found(record: SearchRecord, question: Question | None = None) -> list[str]:
    """The ground on which "not found" stands, a line each. Contains foreign names.

    With the question, its own words and their variants are told apart.
    """
    own, variants = searched.terms(record, question) if question else (record.terms, ())
    lines = [
        _("Searched {documents}, {pages}, for: {words}.").format(
            documents=wording.count(record.documents, "document"),
            pages=wording.count(record.pages, "page"),
            words=", ".join(own) or _("no words that can be looked up"),
        )
    ]
    if variants:
        lines.append(_("Also in other words: {words}.").format(words=wording.and_more(variants, VARIANTS)))
    if record.unknown:
        unknown = _("Nowhere in what was searched: {words}. Are they spelled as the documents spell them?")
        lines.append(unknown.format(words=", ".join(record.unknown)))
    return [*lines, *_looking_like(record), *_unsearched(record), *_judged(record)]


def _looking_like(record: SearchRecord) -> list[str]:
    return [_("“{typed}” looks like “{word}”, which is there.").format(typed=a, word=b) for a, b in record.similar]


def searched_of(record: SearchRecord) -> list[str]:
    """What of the question stands nowhere, and of the documents could not be searched: beside an answer that was found.

    A passage about insurance is near the question about cyber insurance, and no answer to it where nobody says “cyber”.
    """
    parts = []
    if documents := searched.documents_unread(record):
        parts.append(wording.count(documents, "document"))
    if pages := searched.pages_unread(record):
        parts.append(wording.count(pages, "page"))
    absent = _("Nowhere in what was searched: {words}.").format(words=", ".join(record.unknown))
    lines = [f"▲ {absent}", *_looking_like(record)] if record.unknown else []
    if parts:
        lines.append(_("Not read: {what}; Documents (F2) lists them all.").format(what=", ".join(parts)))
    return [*lines, *_waiting(record)]


def _unsearched(record: SearchRecord) -> list[str]:
    """What was not read, what was left out, what has no meaning yet."""
    lines = [_("Not read: {what}").format(what=_unread(*entry)) for entry in record.unread[:UNREAD]]
    if len(record.unread) > UNREAD:
        more = wording.count(len(record.unread) - UNREAD, "more page")
        lines.append(_("Not read: {pages}; Documents (F2) lists them all.").format(pages=more))
    if record.excluded:
        left_out = wording.and_more(record.excluded, EXCLUDED)
        lines.append(_("Excluded from questions, not searched: {names}.").format(names=left_out))
    return [*lines, *_waiting(record)]


def _waiting(record: SearchRecord) -> list[str]:
    if record.not_indexed:
        waiting = wording.count(record.not_indexed, "passage")
        return [_("{passages} could be searched by words only, not yet by meaning.").format(passages=waiting)]
    return []


def _unread(name: str, page: int, reason: str) -> str:
    reason = wording.without_name(said(reason), name)
    if not page:
        return f"{name}: {reason}"
    return _("{name}, p. {page}: {reason}").format(name=name, page=page, reason=reason)


def _judged(record: SearchRecord) -> list[str]:
    """How likely it was judged to be there, and what it would have taken; nothing where nobody judged."""
    if record.likelihood < 0:
        return []
    share, needed = wording.percent(record.likelihood), wording.percent(record.needed)
    if record.needed <= 0:
        return [_("Judged {share} likely to be there.").format(share=share)]
    return [
        _("Judged {share} likely to be there; below {needed} it counts as not found.").format(
            share=share, needed=needed
        )
    ]


def decided(answer: Answer) -> str:
    """Which part of the application said that it is not there. Contains a model's name."""
    return said(searched.who_decided(answer))


def coverage(documents: Sequence[Covered]) -> str:
    """`17 documents: found in 5, not found in 10, 2 not covered`."""
    found, absent, left = (len(searched.of_coverage(documents, each)) for each in Coverage)
    line = _("{documents}: found in {found}, not found in {absent}").format(
        documents=wording.count(len(documents), "document"), found=f"{found:,}", absent=f"{absent:,}"
    )
    rest = _("{count} not covered").format(count=f"{left:,}") if left else _("all covered")
    return _("{said}, {rest}").format(said=line, rest=rest)
