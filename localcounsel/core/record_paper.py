"""What was searched for an answer, as parts of a paper: the ground on which "not found" stands, and what was not read.

It states what is stored with the answer and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from localcounsel.core import searched
from localcounsel.core.paper import Heading, Items, Paragraph, Part, Run, Text, plain
from localcounsel.records import Answer, Hit

VARIANTS, UNREAD, NAMES = 16, 5, 5
"""Entries of a list that stand on the first page; where there are more, all of them stand in the annex."""


def facts(answer: Answer, *, whole: bool = False) -> Iterator[tuple[str, str]]:
    """What was asked of which documents and looked for; (name, value), without what there is nothing of.

    `whole`: lists in full, for a paper that has no annex.
    """
    record = answer.record
    own, variants = searched.terms(record, answer.question)
    shown = ", ".join(variants if whole else variants[:VARIANTS]) + _more(0 if whole else len(variants) - VARIANTS)
    judged = searched.likelihood(record) or "nobody judged how likely it is to be there"
    listed = (
        ("Put to", scope(answer, whole=whole)),
        ("Searched", searched.extent(record)),
        ("Words looked for", ", ".join(own) or "none of the question's words can be looked up"),
        ("Variants looked for", shown or "none"),
        ("Of these nowhere", ", ".join(searched.nowhere(record))),
        ("By meaning", _meaning(answer)),
        ("Likelihood", f"{judged[:1].upper()}{judged[1:]}."),
    )
    yield from ((name, value) for name, value in listed if value)


def scope(answer: Answer, *, whole: bool = False) -> str:
    """The documents that were asked."""
    asked = answer.question.scope
    if not asked.document_ids:
        return "the whole matter"
    most = len(asked.names) if whole else NAMES
    listed = "; ".join(asked.names[:most]) + _more(len(asked.names) - most)
    recognised = f" (recognised in the question: “{asked.recognised}”)" if asked.recognised else " (chosen)"
    return f"{searched.count(len(asked.document_ids), 'document')}: {listed}{recognised}"


def _meaning(answer: Answer) -> str:
    missing = answer.record.not_indexed
    if not missing:
        return "every passage was searched by its meaning as well"
    return f"{searched.count(missing, 'passage')} of the matter could be searched by words only"


def _more(number: int) -> str:
    return f" and {number:,} more (annex)" if number > 0 else ""


def nearest(hits: Sequence[Hit], level: int = 1) -> Iterator[Part]:
    """What came nearest, with its place and its first words."""
    yield Heading("Nearest passages", level)
    if not hits:
        yield Paragraph(plain("Nothing came near."))
        return
    yield Items(tuple(_miss(hit) for hit in hits), numbered=True)


def _miss(hit: Hit) -> Text:
    words = searched.first_words(hit.passage.text)
    return (Run(f"{hit.document_name}, {hit.passage.pinpoint}", bold=True), Run(f": “{words}”"))


def unread(answer: Answer, level: int = 1, most: int = UNREAD) -> Iterator[Part]:
    """The pages and documents that could not be read; at most `most` of them, and how many more there are."""
    missing = answer.record.unread
    yield Heading("What could not be read", level)
    if not missing:
        yield Paragraph(plain("Every page of the documents searched could be read."))
        return
    yield Items(tuple(plain(searched.unread_line(entry)) for entry in missing[:most]))
    if len(missing) > most:
        yield Paragraph(plain(f"{len(missing) - most:,} more are listed in the annex."), small=True)
