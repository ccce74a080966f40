"""One question measured: searched in its document and in the matter, asked, every quotation looked at again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from localcounsel.errors import EngineDied
from localcounsel.flows import ask as asking
from localcounsel.flows.desk import Desk
from localcounsel.flows.evaluation import independent
from localcounsel.flows.evaluation.gold import Gold, Known, covers, furniture, on_page, rank
from localcounsel.flows.evaluation.values import contradicts
from localcounsel.flows.events import Answered, Found
from localcounsel.flows.find import find
from localcounsel.records import Answer, Citation, Claim, Hit, Standing, Support, Verdict

DEEPEST = 8
"""Passages looked at: recall@8 is the deepest figure reported."""

_INNERMOST = re.compile(r"“[^“”]*”|「[^「」]*」|«[^«»]*»|\"[^\"]*\"|\[\d{1,3}\]")

Row = dict[str, Any]
"""What was measured of one question, as one line of `items.jsonl`: figures and names, no text of documents."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to do with a question."""

    within: bool
    across: bool
    answer: bool
    model: str = ""


def measure(desk: Desk, known: Known, wanted: Wanted) -> Row:
    """Everything wanted of one question. Errors of the engine are raised."""
    question = known.question
    row: Row = {
        "question": question.text,
        "kind": question.kind,
        "japanese": question.japanese,
        "answerable": question.answerable,
        "document": known.golds[0].document if known.golds else "",
        "page": known.golds[0].page if known.golds else 0,
    }
    if wanted.within and known.golds:
        document = known.golds[0].document_id
        row["within"] = _searched(find(desk, question.text, document_ids=[document], count=DEEPEST), known)
    if wanted.across:
        row["across"] = _searched(find(desk, question.text, count=DEEPEST), known)
    if wanted.answer:
        row["answer"] = answered(desk, put(desk, question.text, asking.Asking(model=wanted.model)), known.golds)
    return row


def put(desk: Desk, text: str, how: asking.Asking) -> Answer:
    """The answer to a question that follows on none, taken out of the matter's history again."""
    desk.new_conversation()
    try:
        for event in asking.put(desk, text, how):
            if isinstance(event, Answered):
                return event.answer
        raise EngineDied("The question was put and no answer came.")
    finally:
        for stored in desk.store.answers(desk.conversation):
            desk.store.delete_answer(stored.id)


def found_by_itself(hits: Sequence[Hit]) -> list[Hit]:
    """The passages that the question found, without those that only come along."""
    return [hit for hit in hits if not hit.brought]


def _searched(found: Found, known: Known) -> Row:
    hits = found_by_itself(found.hits)
    return {
        "rank": rank(hits, known.golds),
        "wrong_document": bool(hits) and hits[0].passage.document_id not in known.documents,
        "empty": not hits,
        "likelihood": found.record.likelihood,
        "needed": found.record.needed,
        "judged_by": found.record.judged_by,
        "seconds": round(found.seconds, 4),
    }


def answered(desk: Desk, answer: Answer, golds: Sequence[Gold]) -> Row:
    """What came of an answer, and of everything in quotation marks in it."""
    citations = [citation for claim in answer.claims for citation in claim.citations]
    located = [citation for citation in citations if citation.verdict is not Verdict.ABSENT]
    return {
        "standing": answer.standing.value,
        "refused": answer.standing is Standing.NOT_FOUND,
        "covers": any(covers(citation, golds) for citation in located),
        "page_right": any(on_page(citation, golds) for citation in located),
        "first_page_right": bool(located) and on_page(located[0], golds),
        **_same_words(desk, located, golds),
        "quotations": len(citations),
        "located": len(located),
        "not_on_page": sum(not _stands(desk, citation) for citation in located),
        "quotes_only": dict(answer.settings).get("writes") == "quotations only",
        **_statements(desk, answer, golds),
        "likelihood": answer.record.likelihood,
        "judged_by": answer.record.judged_by,
        "seconds": [round(s, 3) for s in (answer.timing.find, answer.timing.first_token, answer.timing.total)],
        "written": answer.tokens.written,
    }


def _same_words(desk: Desk, located: Sequence[Citation], golds: Sequence[Gold]) -> Row:
    """How many quotations have the words of the known answer, and how many of those name its page."""
    known = [desk.store.page(gold.document_id, gold.page).text[gold.start : gold.end] for gold in golds]
    same = [each for each in located if any(independent.same_words(each.quote, words) for words in known)]
    return {"same_words": len(same), "same_words_on_page": sum(on_page(each, golds) for each in same)}


def _stands(desk: Desk, citation: Citation) -> bool:
    """The independent look at one located quotation."""
    document = desk.store.document(citation.document_id)
    page = desk.store.page(citation.document_id, citation.page)
    last = citation.page >= document.page_count
    following = "" if last else desk.store.page(citation.document_id, citation.page + 1).text
    within = 0 <= citation.start < citation.end <= len(page.text)
    return within and independent.stands(citation.quote, page.text, furniture(document, page), following)


def _statements(desk: Desk, answer: Answer, golds: Sequence[Gold]) -> Row:
    """How many statements there are, how many are shown as supported, and how many of those say another figure."""
    made = [claim for claim in answer.claims if prose(claim.text)]
    shown = [claim for claim in made if shown_as_supported(claim)]
    return {
        "statements": len(made),
        "supported": len(shown),
        "checked": sum(claim.support is not None for claim in made),
        "contradicting": sum(_says_another_figure(desk, claim, golds) for claim in shown),
    }


def prose(text: str) -> str:
    """What a statement says outside its quotation marks; empty when it only quotes."""
    said, before = text, ""
    while said != before:  # quotations stand within quotations
        said, before = _INNERMOST.sub(" ", said), said
    return said.strip() if any(character.isalnum() for character in said) else ""


def shown_as_supported(claim: Claim) -> bool:
    """Whether a person sees the statement as borne out by what it cites.

    Where statements are not checked, that is so as soon as every quotation in it was located.
    """
    if claim.support is not None:
        return claim.support is Support.SUPPORTED
    return bool(claim.citations) and all(each.verdict is not Verdict.ABSENT for each in claim.citations)


def _says_another_figure(desk: Desk, claim: Claim, golds: Sequence[Gold]) -> bool:
    """Whether a statement that cites the known answer gives a figure that the answer does not.

    Compared with the known words and with what the statement itself quotes: "thirty days, unless …" quotes more.
    """
    for gold in golds:
        touching = [each for each in claim.citations if gold.start < gold.end and covers(each, [gold])]
        if touching:
            page = desk.store.page(gold.document_id, gold.page).text
            source = " ".join([page[gold.start : gold.end], *(page[each.start : each.end] for each in touching)])
            if contradicts(prose(claim.text), source):
                return True
    return False
