"""A passage or citation as a lawyer pastes it: the words in quotation marks, then document and pinpoint."""

from __future__ import annotations

import re

from localcounsel.flows.desk import Desk
from localcounsel.records import Citation, Hit


def copy_text(found: Hit | Citation, desk: Desk) -> str:
    """`“…” (Services Agreement.pdf, p. 4, cl. 7.2)`; the words are the page's own, with line breaks closed up."""
    if isinstance(found, Hit):
        passage = found.passage
        return _format(passage.text, found.document_name, str(passage.pinpoint))
    if not found.document_id:
        return f"“{found.quote}” (not located in the documents)"
    page = desk.store.page(found.document_id, found.page)
    return _format(page.text[found.start : found.end], found.document, found.pinpoint)


def _format(words: str, document: str, pinpoint: str) -> str:
    closed_up = re.sub(r"\s+", " ", words).strip()
    return f"“{closed_up}” ({document}, {pinpoint})"
