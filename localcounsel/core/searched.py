"""What was searched and what came of it, in words: the same on the screen, on the command line and on paper.

Nothing here is cleaned: names and reasons that come from documents stay foreign.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from localcounsel.core.language import ENGLISH, Language
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


def extent(record: SearchRecord, language: Language = ENGLISH) -> str:
    """`17 documents with 60 pages; 2 of these pages could not be read; 1 more document could not be read at all`."""
    documents = language.count(record.documents, "{0} document", "{0} documents")
    parts = [language.say("{0} with {1}", documents, language.count(record.pages, "{0} page", "{0} pages"))]
    if pages := pages_unread(record):
        parts.append(language.say("{0} of these pages could not be read", f"{pages:,}"))
    if failed := documents_unread(record):
        more = language.count(failed, "{0} more document", "{0} more documents")
        parts.append(language.say("{0} could not be read at all", more))
    if record.excluded:
        more = language.count(len(record.excluded), "{0} more document", "{0} more documents")
        parts.append(language.say("{0} excluded from questions", more))
    return language.joined(parts)


def unread_line(entry: tuple[str, int, str], language: Language = ENGLISH) -> str:
    """`scan.pdf, p. 2: an image without text`."""
    name, page, untrusted = entry
    reason = language.said(untrusted)
    return language.say("{0}, p. {1}: {2}", name, str(page), reason) if page else f"{name}{language.colon}{reason}"


def nowhere(record: SearchRecord, language: Language = ENGLISH) -> list[str]:
    """The terms that occur nowhere, each with the word beside it that does occur and looks like it."""
    meant = dict(record.similar)
    return [
        language.say("{0} (there is “{1}”)", term, meant[term]) if term in meant else term for term in record.unknown
    ]


def likelihood(record: SearchRecord, language: Language = ENGLISH) -> str:
    """How likely it is to be there, and what it would take; empty where nobody judged."""
    if record.likelihood < 0:
        return ""
    judged = percent(record.likelihood, language)
    if record.needed <= 0:
        return language.say("judged {0} likely to be there", judged)
    needed = percent(record.needed, language)
    return language.say("judged {0} likely to be there; below {1} it counts as not found", judged, needed)


def percent(share: float, language: Language = ENGLISH) -> str:
    """`12 %`; never 0 % or 100 % for what is only nearly so."""
    if 0 < share < 0.01:
        return language.say("less than 1 %")
    if 0.99 < share < 1:
        return language.say("more than 99 %")
    return language.percent(share)


def who_decided(answer: Answer, language: Language = ENGLISH) -> str:
    """Which part of the application said that it is not there."""
    record = answer.record
    if answer.covered:
        return language.say("Every document was searched by itself; no model took part.")
    if not answer.hits:
        return language.say("No passage shares a word or a meaning with the question; no model was asked.")
    judge = language.bracketed(record.judged_by)
    if 0 <= record.likelihood < record.needed:
        return language.say("The search decided it{0}: what it found is too unlikely to be what was asked for.", judge)
    if not answer.model:
        return language.say("The search decided it{0}.", judge)
    if record.likelihood < 0:
        return language.say(
            "The model ({0}) read the nearest passages and answered that it is not there.", answer.model
        )
    return language.say(
        "The search{0} held it likely enough to be there; the model ({1}) read the nearest passages "
        "and answered that it is not. Read those passages.",
        judge,
        answer.model,
    )


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


def coverage_line(covered: Sequence[Covered], language: Language = ENGLISH) -> str:
    """`17 documents: found in 5, not found in 10, 2 not covered`."""
    found, absent, left = (len(of_coverage(covered, each)) for each in Coverage)
    documents = language.count(len(covered), "{0} document", "{0} documents")
    line = language.say("{0}: found in {1}, not found in {2}", documents, f"{found:,}", f"{absent:,}")
    return language.say("{0}, {1} not covered", line, f"{left:,}") if left else language.say("{0}, all covered", line)


def first_words(text: str, most: int = 160) -> str:
    """The beginning of a passage in one line, cut between words; CJK text, which has no blanks, anywhere."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line.rfind(" ", most // 2, most)
    return line[: cut if cut > 0 else most].rstrip(" ,;:") + " …"
