"""What was searched for an answer, as parts of a paper: the ground on which "not found" stands, and what was not read.

It states what is stored with the answer and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from localcounsel.core import searched
from localcounsel.core.language import ENGLISH, Language
from localcounsel.core.paper import Heading, Items, Paragraph, Part, Run, Text, plain
from localcounsel.records import Answer, Hit

VARIANTS, UNREAD, NAMES = 16, 5, 5
"""Entries of a list that stand on the first page; where there are more, all of them stand in the annex."""


def facts(answer: Answer, language: Language = ENGLISH, *, whole: bool = False) -> Iterator[tuple[str, str]]:
    """What was asked of which documents and looked for; (name, value), without what there is nothing of.

    `whole`: lists in full, for a paper that has no annex.
    """
    record = answer.record
    own, variants = searched.terms(record, answer.question)
    most = len(variants) if whole else VARIANTS
    shown = _cut(language.listed(variants[:most]), len(variants) - most, language)
    judged = searched.likelihood(record, language) or language.say("nobody judged how likely it is to be there")
    listed = (
        (language.say("Put to"), scope(answer, language, whole=whole)),
        (language.say("Searched"), searched.extent(record, language)),
        (
            language.say("Words looked for"),
            language.listed(own) or language.say("none of the question's words can be looked up"),
        ),
        (language.say("Variants looked for"), shown or language.say("none")),
        (language.say("Of these nowhere"), language.listed(searched.nowhere(record, language))),
        (language.say("By meaning"), _meaning(answer, language)),
        (language.say("Likelihood"), language.sentence(f"{judged[:1].upper()}{judged[1:]}")),
    )
    yield from ((name, value) for name, value in listed if value)


def scope(answer: Answer, language: Language = ENGLISH, *, whole: bool = False) -> str:
    """The documents that were asked."""
    asked = answer.question.scope
    if not asked.document_ids:
        return language.say("the whole matter")
    most = len(asked.names) if whole else NAMES
    listed = _cut(language.joined(asked.names[:most]), len(asked.names) - most, language)
    recognised = language.say("recognised in the question: “{0}”", asked.recognised) if asked.recognised else ""
    documents = language.count(len(asked.document_ids), "{0} document", "{0} documents")
    return f"{documents}{language.colon}{listed}{language.bracketed(recognised or language.say('chosen'))}"


def _meaning(answer: Answer, language: Language) -> str:
    missing = answer.record.not_indexed
    if not missing:
        return language.say("every passage was searched by its meaning as well")
    return language.say(
        "{0} of the matter could be searched by words only", language.count(missing, "{0} passage", "{0} passages")
    )


def _cut(shown: str, more: int, language: Language) -> str:
    return language.say("{0} and {1} more (annex)", shown, f"{more:,}") if more > 0 else shown


def nearest(hits: Sequence[Hit], level: int = 1, language: Language = ENGLISH) -> Iterator[Part]:
    """What came nearest, with its place and its first words."""
    yield Heading(language.say("Nearest passages"), level)
    if not hits:
        yield Paragraph(plain(language.say("Nothing came near.")))
        return
    yield Items(tuple(_miss(hit, language) for hit in hits), numbered=True)


def _miss(hit: Hit, language: Language) -> Text:
    words = searched.first_words(hit.passage.text)
    return (Run(f"{hit.document_name}, {hit.passage.pinpoint}", bold=True), Run(f"{language.colon}“{words}”"))


def unread(answer: Answer, level: int = 1, most: int = UNREAD, language: Language = ENGLISH) -> Iterator[Part]:
    """The pages and documents that could not be read; at most `most` of them, and how many more there are."""
    missing = answer.record.unread
    yield Heading(language.say("What could not be read"), level)
    if not missing:
        yield Paragraph(plain(language.say("Every page of the documents searched could be read.")))
        return
    yield Items(tuple(plain(searched.unread_line(entry, language)) for entry in missing[:most]))
    if len(missing) > most:
        yield Paragraph(
            plain(language.say("{0} more are listed in the annex.", f"{len(missing) - most:,}")), small=True
        )
