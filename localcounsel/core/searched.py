"""What was searched and what came of it, in words: the same on the screen, on the command line and on paper.

Nothing here is cleaned: names and reasons that come from documents stay foreign.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from localcounsel.records import QUOTING, Answer, Coverage, Covered, Hit, Question, SearchRecord, Standing

NEAREST = 5
"""Passages that are shown beside "not found": what came nearest."""
WHY_QUOTATIONS_ONLY = "why quotations only"
"""The setting of an answer in which the reason stands why its model only quotes."""


def count(number: int, one: str, many: str = "") -> str:
    """`1 page`, `1,300 pages`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def terms(record: SearchRecord, question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was looked for: the question's own words, and their variants (other forms, phrases of drafting)."""
    asked = _plain(" ".join([question.text, *(earlier for earlier, _ in question.earlier)]))
    own = tuple(dict.fromkeys(term for term in record.terms if _plain(term) in asked))
    return own, tuple(dict.fromkeys(term for term in record.terms if term not in own))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def pages_unread(record: SearchRecord) -> int:
    """Single pages that could not be read, in documents that otherwise could."""
    return sum(page > 0 for _, page, _ in record.unread)


def documents_unread(record: SearchRecord) -> int:
    """Documents of which nothing could be read."""
    return sum(page == 0 for _, page, _ in record.unread)


def extent(record: SearchRecord) -> str:
    """`17 documents with 60 pages; 2 of these pages could not be read; 1 more document could not be read at all`."""
    parts = [f"{count(record.documents, 'document')} with {count(record.pages, 'page')}"]
    if pages := pages_unread(record):
        parts.append(f"{pages:,} of these pages could not be read")
    if failed := documents_unread(record):
        parts.append(f"{count(failed, 'more document')} could not be read at all")
    if record.excluded:
        parts.append(f"{count(len(record.excluded), 'more document')} excluded from questions")
    return "; ".join(parts)


def excluded_line(record: SearchRecord, most: int = 5) -> str:
    """`Excluded from questions, not searched: memo.docx, notes.docx and 3 more`; empty where there are none."""
    if not record.excluded:
        return ""
    more = f" and {len(record.excluded) - most:,} more" if len(record.excluded) > most else ""
    return f"Excluded from questions, not searched: {', '.join(record.excluded[:most])}{more}"


def unread_line(entry: tuple[str, int, str]) -> str:
    """`scan.pdf, p. 2: an image without text`."""
    name, page, reason = entry
    return f"{name}, p. {page}: {reason}" if page else f"{name}: {reason}"


def nowhere(record: SearchRecord) -> list[str]:
    """The terms that occur nowhere, each with the word beside it that does occur and looks like it."""
    meant = dict(record.similar)
    return [f"{term} (there is “{meant[term]}”)" if term in meant else term for term in record.unknown]


def likelihood(record: SearchRecord) -> str:
    """How likely it is to be there, and what it would take; empty where nobody judged."""
    if record.likelihood < 0:
        return ""
    judged = f"judged {percent(record.likelihood)} likely to be there"
    return f"{judged}; below {percent(record.needed)} it counts as not found" if record.needed > 0 else judged


def percent(share: float) -> str:
    """`12 %`; never 0 % or 100 % for what is only nearly so."""
    if 0 < share < 0.01:
        return "less than 1 %"
    if 0.99 < share < 1:
        return "more than 99 %"
    return f"{100 * share:.0f} %"


def who_decided(answer: Answer) -> str:
    """Which part of the application said that it is not there."""
    sentence, values = decided(answer)
    return sentence.format(**values)


def decided(answer: Answer) -> tuple[str, dict[str, str]]:
    """The same as a sentence and the values that belong into it, so that it can be said in another language too."""
    record = answer.record
    if answer.covered:
        return "Every document was searched by itself; no model took part.", {}
    if not answer.hits:
        return "No passage shares a word or a meaning with the question; no model was asked.", {}
    judge = f" ({record.judged_by})" if record.judged_by else ""
    if 0 <= record.likelihood < record.needed:
        return "The search decided it{judge}: what it found is too unlikely to be what was asked for.", {"judge": judge}
    if not answer.model:
        return "The search decided it{judge}.", {"judge": judge}
    if record.likelihood < 0:
        read = {"model": answer.model}
        return "The model ({model}) read the nearest passages and answered that it is not there.", read
    return (
        "The search{judge} held it likely enough to be there; the model ({model}) read the nearest passages "
        "and answered that it is not. Read those passages."
    ), {"judge": judge, "model": answer.model}


def nearest(answer: Answer) -> tuple[Hit, ...]:
    """What the search came nearest to, best first; not what was only brought along."""
    return tuple(hit for hit in answer.hits if not hit.brought)[:NEAREST]


def why_only_quotes(answer: Answer) -> str:
    """Why the model of this answer only quotes; empty where it may write, or where no reason was kept."""
    if QUOTING not in answer.settings or answer.standing is Standing.NOT_FOUND:
        return ""
    return dict(answer.settings).get(WHY_QUOTATIONS_ONLY, "")


def of_coverage(covered: Sequence[Covered], coverage: Coverage) -> list[Covered]:
    """The documents of one outcome, in their order."""
    return [each for each in covered if each.coverage is coverage]


def coverage_line(covered: Sequence[Covered]) -> str:
    """`17 documents: found in 5, not found in 10, 2 not covered`."""
    found, absent, left = (len(of_coverage(covered, each)) for each in Coverage)
    line = f"{count(len(covered), 'document')}: found in {found:,}, not found in {absent:,}"
    return f"{line}, {left:,} not covered" if left else f"{line}, all covered"


def first_words(text: str, most: int = 160) -> str:
    """The beginning of a passage in one line, cut between words; CJK text, which has no blanks, anywhere."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line.rfind(" ", most // 2, most)
    return line[: cut if cut > 0 else most].rstrip(" ,;:") + " …"
