"""Text files to pages, literally: nothing stripped, nothing reflowed, a page for every form feed."""

from __future__ import annotations

from localcounsel.reading.decode import decoded
from localcounsel.reading.outlet import Fault, Outlet, Request, Sheet


def read(content: bytes, request: Request, outlet: Outlet) -> None:
    """Send the text. Raises Fault when it is not text, or has more characters than are allowed."""
    text = decoded(content, outlet)
    if len(text) > request.document_characters:
        raise Fault("characters")
    if text.count("\x00") * 100 > len(text):
        raise Fault("binary")
    pages = text.split("\f")
    if len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    outlet.opened(len(pages))
    for page in pages:
        outlet.page(Sheet(text=page) if page.strip() else Sheet(state="blank"))
