"""Answers, hits and documents as the JSON that programs may rely on (docs/cli.md), one object each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from localcounsel.flows.events import Found, Surveyed
from localcounsel.records import Answer, Citation, Claim, Document, Hit, Marking, Page


def hits_json(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Hits in their order, `rank` from 1; `start` and `end` are characters of the page's clean text."""
    return [
        {
            "rank": rank,
            "score": round(hit.score, 6),
            "found_by": hit.found_by,
            "document": hit.document_name,
            "also_as": list(hit.also_as),
            "brought": hit.brought,
            "page": hit.passage.page,
            "page_label": hit.passage.pinpoint.page_label,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "text": hit.passage.text,
            "pinpoint": str(hit.passage.pinpoint),
        }
        for rank, hit in enumerate(hits, start=1)
    ]


def search_json(identity: str, query: str, found: Found) -> dict[str, Any]:
    """One search."""
    return {"id": identity, "query": query, "scope": list(found.scope.names), "hits": hits_json(found.hits)}


def surveyed_json(event: Surveyed) -> dict[str, Any]:
    """One document of a survey; `claim` is null unless something was located there."""
    return {
        "document": event.document,
        "coverage": event.coverage.value,
        "claim": _claim_json(event.claim) if event.claim else None,
        "note": event.note,
        "done": event.done,
        "of": event.of,
    }


def answer_json(identity: str, answer: Answer) -> dict[str, Any]:
    """One answer."""
    return {
        "id": identity,
        "question": answer.question.text,
        "scope": list(answer.question.scope.names),
        "answer": answer.id,
        "standing": answer.standing.value,
        "claims": [_claim_json(claim) for claim in answer.claims],
        "covered": [
            {"document": each.document, "coverage": each.coverage.value, "note": each.note} for each in answer.covered
        ],
        "hits": hits_json(answer.hits),
        "left_out": list(answer.left_out),
        "searched": {
            "terms": list(answer.record.terms),
            "documents": answer.record.documents,
            "pages": answer.record.pages,
            "unread": [{"document": name, "page": page, "reason": why} for name, page, why in answer.record.unread],
            "not_indexed": answer.record.not_indexed,
            "unknown": list(answer.record.unknown),
            "similar": dict(answer.record.similar),
            "likelihood": round(answer.record.likelihood, 4) if answer.record.likelihood >= 0 else None,
            "needed": answer.record.needed,
            "judged_by": answer.record.judged_by,
            "excluded": list(answer.record.excluded),
        },
        "model": answer.model,
        "stopped": answer.draft.stopped,
        "seconds": {
            "find": round(answer.timing.find, 3),
            "first_token": round(answer.timing.first_token, 3),
            "total": round(answer.timing.total, 3),
        },
        "tokens": {
            "prompt": answer.tokens.prompt,
            "reused": answer.tokens.reused,
            "written": answer.tokens.written,
        },
    }


def _claim_json(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "support": claim.support.value if claim.support else None,
        "reasons": list(claim.reasons),
        "citations": [_citation_json(citation) for citation in claim.citations],
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "quote": citation.quote,
        "document": citation.document,
        "page": citation.page,
        "page_label": citation.page_label,
        "start": citation.start,
        "end": citation.end,
        "verdict": citation.verdict.value,
        "pinpoint": citation.pinpoint,
    }


def document_json(
    document: Document, name: str, unread: Sequence[Page], marking: Marking | None = None
) -> dict[str, Any]:
    """One document under one of its names, with what people say of it."""
    said = marking or Marking()
    return {
        "name": name,
        "sha256": document.id,
        "pages": document.page_count,
        "pages_read": document.page_count - len(unread),
        "unread": [{"page": page.number, "reason": page.reason} for page in unread],
        "state": document.state.value,
        "reason": document.reason,
        "labels": list(said.labels),
        "excluded": said.excluded,
    }
