"""Documents as the rest of the application sees them: a text's facts together with its names.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from localcounsel.errors import NoSuchDocument
from localcounsel.records import Copy, Document, DocumentState, Outline
from localcounsel.store import codec, copies, markings, texts


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a matter holds."""

    names: int
    """Copies: what a person sees as files."""
    documents: int
    """Texts; identical files are one."""
    pages: int
    """Of documents that could be read."""
    unread: int
    """Of these, pages that could not."""
    excluded: int
    """Documents excluded from questions."""


_Row = tuple[int, str, str, int, str, int, str, str]


def row(connection: sqlite3.Connection, document_id: str) -> int:
    """The row of a document. Raises NoSuchDocument."""
    found = texts.row_of(connection, document_id)
    if found is None:
        raise NoSuchDocument(f"There is no document {document_id[:12]}… in this matter.")
    return found


def ids(connection: sqlite3.Connection) -> frozenset[str]:
    """The ids of all documents."""
    return frozenset(id for (id,) in connection.execute("SELECT id FROM document"))


def every(connection: sqlite3.Connection) -> list[Document]:
    """All documents in the order they came; of the outlines only what is said in a few words."""
    names = copies.by_document(connection)
    waiting = {each for (each,) in connection.execute("SELECT DISTINCT document FROM passage WHERE indexed = 0")}
    found = connection.execute(
        "SELECT row, id, media, failed, reason, page_count, metadata, summary FROM document ORDER BY row"
    )
    return [_document(each, names.get(each[0], ()), each[0] in waiting) for each in found]


def one(connection: sqlite3.Connection, document_id: str) -> Document:
    """One document with its whole outline. Raises NoSuchDocument."""
    at = row(connection, document_id)
    waiting = connection.execute("SELECT 1 FROM passage WHERE document = ? AND indexed = 0 LIMIT 1", (at,)).fetchone()
    found = connection.execute(
        "SELECT row, id, media, failed, reason, page_count, metadata, outline FROM document WHERE row = ?", (at,)
    ).fetchone()
    return _document(found, copies.of(connection, at), waiting is not None)


def unread_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Unread pages by document id; documents without any are not in it."""
    found = connection.execute(
        """SELECT document.id, count(*) FROM page JOIN document ON document.row = page.document
           WHERE page.state = 'unread' GROUP BY page.document"""
    )
    return dict(found.fetchall())


def counts(connection: sqlite3.Connection) -> Counts:
    """How much there is."""
    (names,) = connection.execute("SELECT count(*) FROM copy").fetchone()
    (number, pages) = connection.execute(
        "SELECT count(*), coalesce(sum(CASE WHEN failed THEN 0 ELSE page_count END), 0) FROM document"
    ).fetchone()
    (unread,) = connection.execute("SELECT count(*) FROM page WHERE state = 'unread'").fetchone()
    return Counts(names, number, pages, unread, len(markings.excluded_rows(connection)))


def _document(found: _Row, names: tuple[Copy, ...], waiting: bool) -> Document:
    _, id, media, failed, reason, page_count, metadata, outline = found
    read = DocumentState.READ if waiting else DocumentState.INDEXED
    state = DocumentState.FAILED if failed else read
    what = f"The record of the document {id[:12]}"
    facts = codec.stored(tuple[tuple[str, str], ...], metadata, what)
    return Document(id, media, state, page_count, names, reason, codec.stored(Outline, outline, what), facts)
