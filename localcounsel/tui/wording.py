"""How things are said: counts, times, verdicts, states, in words and in a shape beside any colour.

Everything here is plain text; names and reasons that come from documents stay foreign until `show` has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from localcounsel.core import searched
from localcounsel.core.searched import count as count
from localcounsel.records import (
    Coverage,
    Document,
    DocumentState,
    Question,
    Scope,
    SearchRecord,
    Standing,
    Support,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A judgement as shape, words and colour; the first two say it without the third."""

    shape: str
    words: str
    style: str
    """A style of the theme."""


VERDICTS = {
    Verdict.EXACT: Sign("✓", "exact", "$success"),
    Verdict.FOLDED: Sign("≈", "same words", "$success"),
    Verdict.ABSENT: Sign("✗", "not on any page", "bold $error"),
}

SUPPORTS = {
    Support.SUPPORTED: Sign("✓", "supported", "$success"),
    Support.CHECK: Sign("?", "check this", "bold $warning"),
    Support.UNSUPPORTED: Sign("✗", "not supported", "bold $error"),
}

STANDINGS = {
    Standing.SUPPORTED: Sign("✓", "Supported: words found on a page bear out every statement.", "$success"),
    Standing.PARTLY: Sign("◐", "Partly supported: check the statements marked ? and ✗.", "$warning"),
    Standing.UNSUPPORTED: Sign("✗", "Unsupported: words found on a page bear out none of this.", "bold $error"),
    Standing.NOT_FOUND: Sign("○", "Not found in these documents.", "bold $warning"),
}

QUOTED = Sign("✓", "Quoted from the page. Whether it answers the question is for you to judge.", "$success")
"""For a model that may only quote: it claims nothing that could be supported."""

COVERAGES = {Coverage.FOUND: "✓", Coverage.NOT_FOUND: "○", Coverage.NOT_COVERED: "▲"}

FOUND_BY = {"words": "words", "meaning": "meaning", "both": "words + meaning"}


def duration(seconds: float) -> str:
    """`2.4 s`, `48 s`, `3 min`, `1 h 05 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


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
        return iso or "never"
    days = (now.date() - time.date()).days
    if days == 0:
        return f"today {time:%H:%M}"
    if days == 1:
        return f"yesterday {time:%H:%M}"
    return f"{time.day} {time:%b %Y}"


def document_state(document: Document, unread: int) -> Sign:
    """How far a document has come and what is missing."""
    if document.state is DocumentState.FAILED:
        return Sign("✗", f"failed: {document.reason}", "$error")
    done = document.state is DocumentState.INDEXED
    words = "indexed" if done else "words searchable, meaning to come"
    if unread:
        return Sign("▲", f"{count(unread, 'page')} unread · {words}", "$warning")
    return Sign("●" if done else "◌", words, "$success" if done else "$soft")


def scope(asked: Scope, documents: int) -> str:
    """Of which documents a question is or was asked. Contains foreign names."""
    if not asked.document_ids:
        return f"whole matter ({count(documents, 'document')})"
    return ", ".join(asked.names[:3]) + (f" and {len(asked.names) - 3} more" if len(asked.names) > 3 else "")


UNREAD = 5
"""Unread pages that are named beside an answer."""
VARIANTS = 8
"""Variants of the question's words that are named beside an answer; a certificate names all."""


def not_found(record: SearchRecord, question: Question | None = None) -> list[str]:
    """The ground on which "not found" stands, a line each. Contains foreign names.

    With the question, its own words and their variants are told apart.
    """
    own, variants = searched.terms(record, question) if question else (record.terms, ())
    lines = [
        f"Searched {count(record.documents, 'document')}, {count(record.pages, 'page')}, for: "
        f"{', '.join(own) or 'no words that can be looked up'}."
    ]
    if variants:
        more = f" and {len(variants) - VARIANTS} more" if len(variants) > VARIANTS else ""
        lines.append(f"Also in other words: {', '.join(variants[:VARIANTS])}{more}.")
    if record.unknown:
        lines.append(f"Nowhere in what was searched: {', '.join(record.unknown)}.")
    lines += [f"Not read: {searched.unread_line(entry)}" for entry in record.unread[:UNREAD]]
    if len(record.unread) > UNREAD:
        more = count(len(record.unread) - UNREAD, "more page")
        lines.append(f"Not read: {more}; Documents (F2) lists them all.")
    if record.not_indexed:
        lines.append(f"{count(record.not_indexed, 'passage')} could be searched by words only, not yet by meaning.")
    if judged := searched.likelihood(record):
        lines.append(f"{judged[:1].upper()}{judged[1:]}.")
    return lines


def bar(done: float, of: float, width: int = 20) -> str:
    """A progress bar in block characters: `━━━━━╌╌╌╌╌`."""
    share = min(1.0, max(0.0, done / of)) if of > 0 else 0.0
    full = round(share * width)
    return "━" * full + "╌" * (width - full)


def joined(parts: Iterable[str]) -> str:
    """Parts that are there, with a middle dot between."""
    return " · ".join(part for part in parts if part)
