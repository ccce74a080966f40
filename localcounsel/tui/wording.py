"""How things are said: counts, times, verdicts, states, in words and in a shape beside any colour.

Everything here is plain text; names and reasons that come from documents stay foreign until `show` has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from localcounsel.core import searched
from localcounsel.records import (
    Answer,
    Coverage,
    Covered,
    Document,
    DocumentState,
    Question,
    Scope,
    SearchRecord,
    Standing,
    Support,
    Verdict,
)
from localcounsel.tui.language import _, ngettext


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

MONTHS = (
    *(_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun")),
    *(_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec")),
)


def count(number: int, noun: str) -> str:
    """`1 page`, `1,300 pages`. `noun`: document, page, more page, passage, file; a KeyError for any other."""
    forms = {
        "document": ngettext("{count} document", "{count} documents", number),
        "page": ngettext("{count} page", "{count} pages", number),
        "more page": ngettext("{count} more page", "{count} more pages", number),
        "passage": ngettext("{count} passage", "{count} passages", number),
        "file": ngettext("{count} file", "{count} files", number),
    }
    return forms[noun].format(count=f"{number:,}")


def duration(seconds: float) -> str:
    """`2.4 s`, `48 s`, `3 min`, `1 h 05 min`."""
    if seconds < 10:
        return _("{seconds} s").format(seconds=f"{seconds:.1f}")
    if seconds < 100:
        return _("{seconds} s").format(seconds=f"{seconds:.0f}")
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def size(in_bytes: int) -> str:
    """`820 kB`, `1.4 GB`."""
    if in_bytes >= 1_000_000_000:
        return f"{in_bytes / 1_000_000_000:.1f} GB"
    if in_bytes >= 1_000_000:
        return f"{in_bytes / 1_000_000:.1f} MB"
    return f"{in_bytes / 1000:.0f} kB"


def when(iso: str, now: datetime) -> str:
    """A stored time as people say it, in the time zone of `now`: `today 14:05`, `yesterday`, `12 Nov 2026`."""
    try:
        time = datetime.fromisoformat(iso).astimezone(now.tzinfo)
    except ValueError:
        return iso or _("never")
    days = (now.date() - time.date()).days
    if days == 0:
        return _("today {time}").format(time=f"{time:%H:%M}")
    if days == 1:
        return _("yesterday {time}").format(time=f"{time:%H:%M}")
    return _("{day} {month} {year}").format(day=time.day, month=MONTHS[time.month - 1], year=time.year)


def document_state(document: Document, unread: int) -> Sign:
    """How far a document has come and what is missing."""
    if document.state is DocumentState.FAILED:
        return Sign("✗", _("failed: {reason}").format(reason=document.reason), "$error")
    done = document.state is DocumentState.INDEXED
    words = _("indexed") if done else _("words searchable, meaning to come")
    if unread:
        return Sign("▲", _("{pages} unread").format(pages=count(unread, "page")) + f" · {words}", "$warning")
    return Sign("●" if done else "◌", words, "$success" if done else "$soft")


def scope(asked: Scope, documents: int, excluded: int = 0) -> str:
    """Of which documents a question is or was asked. Contains foreign names.

    `documents`: of the matter, without the `excluded` ones.
    """
    if not asked.document_ids:
        of = count(documents, "document")
        if excluded:
            return _("whole matter ({documents}, {count} excluded)").format(documents=of, count=f"{excluded:,}")
        return _("whole matter ({documents})").format(documents=of)
    return _and_more(asked.names, 3)


def _and_more(names: Sequence[str], most: int) -> str:
    """`a, b, c and 4 more`."""
    shown = ", ".join(names[:most])
    if len(names) <= most:
        return shown
    return _("{shown} and {count} more").format(shown=shown, count=f"{len(names) - most:,}")


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
            documents=count(record.documents, "document"),
            pages=count(record.pages, "page"),
            words=", ".join(own) or _("no words that can be looked up"),
        )
    ]
    if variants:
        lines.append(_("Also in other words: {words}.").format(words=_and_more(variants, VARIANTS)))
    if record.unknown:
        lines.append(_("Nowhere in what was searched: {words}.").format(words=", ".join(record.unknown)))
    lines += [_("Not read: {what}").format(what=_unread(*entry)) for entry in record.unread[:UNREAD]]
    if len(record.unread) > UNREAD:
        more = count(len(record.unread) - UNREAD, "more page")
        lines.append(_("Not read: {pages}; Documents (F2) lists them all.").format(pages=more))
    if record.excluded:
        left_out = _and_more(record.excluded, EXCLUDED)
        lines.append(_("Excluded from questions, not searched: {names}.").format(names=left_out))
    if record.not_indexed:
        waiting = count(record.not_indexed, "passage")
        lines.append(_("{passages} could be searched by words only, not yet by meaning.").format(passages=waiting))
    return [*lines, *_judged(record)]


def _unread(name: str, page: int, reason: str) -> str:
    if not page:
        return f"{name}: {reason}"
    return _("{name}, p. {page}: {reason}").format(name=name, page=page, reason=reason)


def _judged(record: SearchRecord) -> list[str]:
    """How likely it was judged to be there, and what it would have taken; nothing where nobody judged."""
    if record.likelihood < 0:
        return []
    share, needed = percent(record.likelihood), percent(record.needed)
    if record.needed <= 0:
        return [_("Judged {share} likely to be there.").format(share=share)]
    return [
        _("Judged {share} likely to be there; below {needed} it counts as not found.").format(
            share=share, needed=needed
        )
    ]


def percent(share: float) -> str:
    """`12 %`; never 0 % or 100 % for what is only nearly so."""
    if 0 < share < 0.01:
        return _("less than 1 %")
    if 0.99 < share < 1:
        return _("more than 99 %")
    return _("{share} %").format(share=f"{100 * share:.0f}")


def decided(answer: Answer) -> str:
    """Which part of the application said that it is not there. Contains a model's name."""
    sentence, values = searched.decided(answer)
    return _(sentence).format(**values)


def coverage(documents: Sequence[Covered]) -> str:
    """`17 documents: found in 5, not found in 10, 2 not covered`."""
    found, absent, left = (len(searched.of_coverage(documents, each)) for each in Coverage)
    said = _("{documents}: found in {found}, not found in {absent}").format(
        documents=count(len(documents), "document"), found=f"{found:,}", absent=f"{absent:,}"
    )
    rest = _("{count} not covered").format(count=f"{left:,}") if left else _("all covered")
    return _("{said}, {rest}").format(said=said, rest=rest)


def bar(done: float, of: float, width: int = 20) -> str:
    """A progress bar in block characters: `━━━━━╌╌╌╌╌`."""
    share = min(1.0, max(0.0, done / of)) if of > 0 else 0.0
    full = round(share * width)
    return "━" * full + "╌" * (width - full)


def padded(text: str, width: int) -> str:
    """`text` with blanks up to `width` cells: a character of Chinese or Japanese fills two."""
    return text + " " * (width - cell_len(text))


def joined(parts: Iterable[str]) -> str:
    """Parts that are there, with a middle dot between."""
    return " · ".join(part for part in parts if part)
