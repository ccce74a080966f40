"""Documents on disk: texts, their pages and passages, put in and taken out as a whole.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from localcounsel.errors import MatterDamaged
from localcounsel.records import Flag, Outline, Page, PageState, Passage, Pinpoint, Reading
from localcounsel.store import codec, facts, words

_PASSAGE = """SELECT passage.id, document.id, passage.document, passage.page, start_at, end_at, clause, bates, lines,
    heading, passage.row FROM passage JOIN document ON document.row = passage.document"""
_PAGE = "SELECT number, label, state, reason, flags, text FROM page"

PassageRow = tuple[int, str, int, int, int, int, str, str, str, str, int]

NO_OUTLINE = codec.dumps(Outline())


def row_of(connection: sqlite3.Connection, document_id: str) -> int | None:
    """The row of a document, None when it is not in the matter."""
    found = connection.execute("SELECT row FROM document WHERE id = ?", (document_id,)).fetchone()
    return None if found is None else int(found[0])


def put(
    connection: sqlite3.Connection, reading: Reading, outline: Outline, passages: Sequence[Passage], name: str
) -> int:
    """Store a text in place of whatever was known under its id; the document's row.

    Passages that are the same as before stay indexed; the others are queued to leave the index of meaning.
    """
    document = row_of(connection, reading.document_id)
    before = {} if document is None else _empty_out(connection, document)
    caption = words.caption(outline, name)
    values = (
        reading.media,
        len(reading.pages),
        caption,
        codec.dumps(_summary(outline)),
        codec.dumps(reading.metadata),
        codec.dumps(outline),
    )
    if document is None:
        document = _insert(connection, reading.document_id, reading.media)
    connection.execute(
        """UPDATE document SET media = ?, failed = 0, reason = '', page_count = ?, caption = ?, summary = ?,
           metadata = ?, outline = ? WHERE row = ?""",
        (*values, document),
    )
    _put_pages(connection, document, reading.pages)
    _put_passages(connection, document, passages, {id for id, indexed in before.items() if indexed})
    kept = {passage.id for passage in passages}
    facts.queue(connection, (id for id in before if id not in kept))
    facts.forget_taken_out(connection, kept)
    words.put(connection, caption, _entries(connection, document, {page.number: page.text for page in reading.pages}))
    return document


def put_failed(connection: sqlite3.Connection, document_id: str, media: str, reason: str) -> int:
    """Note that a text could not be read. One that was read before stays as it is."""
    document = row_of(connection, document_id)
    if document is None:
        document = _insert(connection, document_id, media)
    connection.execute("UPDATE document SET reason = ? WHERE row = ? AND failed = 1", (reason, document))
    return document


def drop(connection: sqlite3.Connection, document: int) -> None:
    """Take a text out, with its pages, passages and words; no copy may be left."""
    facts.queue(connection, _empty_out(connection, document))
    connection.execute("DELETE FROM document WHERE row = ?", (document,))


def pages(connection: sqlite3.Connection, document: int, number: int | None = None) -> list[Page]:
    """A document's pages in order, or the one of that number."""
    found = connection.execute(
        f"{_PAGE} WHERE document = ? AND number = coalesce(?, number) ORDER BY number", (document, number)
    )
    return [_page(each) for each in found]


def labels(connection: sqlite3.Connection, document: int) -> list[tuple[int, str]]:
    """The number and printed label of every page, in order."""
    found = connection.execute("SELECT number, label FROM page WHERE document = ? ORDER BY number", (document,))
    return [(number, label) for number, label in found]


def unread(connection: sqlite3.Connection, document: int) -> list[Page]:
    """The pages there is something on that could not be read."""
    return [_page(each) for each in connection.execute(f"{_PAGE} WHERE document = ? AND state = 'unread'", (document,))]


def noted_pages(connection: sqlite3.Connection, document: int) -> list[Page]:
    """The pages that could not be read or bear a flag, without their text."""
    found = connection.execute(
        """SELECT number, label, state, reason, flags, '' FROM page
           WHERE document = ? AND (state = 'unread' OR flags != '[]') ORDER BY number""",
        (document,),
    )
    return [_page(each) for each in found]


def opening(connection: sqlite3.Connection, document: int, characters: int) -> str:
    """The first characters of a document's text, over its pages."""
    begun = ""
    for (text,) in connection.execute(
        "SELECT substr(text, 1, ?) FROM page WHERE document = ? ORDER BY number", (characters, document)
    ):
        begun += text if not begun else "\n" + text
        if len(begun) >= characters:
            break
    return begun[:characters]


def passages_by_id(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Passage]:
    """The passages of these ids, in their order; those that are gone are left out."""
    rows: list[PassageRow] = []
    for id in dict.fromkeys(ids):
        rows.extend(connection.execute(f"{_PASSAGE} WHERE passage.id = ?", (id,)))
    found = {passage.id: passage for passage in _passages(connection, rows)}
    return [found[id] for id in ids if id in found]


def passages_at(connection: sqlite3.Connection, places: Sequence[tuple[str, int, int]]) -> list[Passage | None]:
    """For each (document id, page, offset) the passage there, or the next one after it; None behind the last."""
    rows: list[PassageRow | None] = [
        connection.execute(
            f"{_PASSAGE} WHERE document.id = ? AND (passage.page, end_at) > (?, ?) ORDER BY passage.row LIMIT 1", place
        ).fetchone()
        for place in places
    ]
    found = {each.id: each for each in _passages(connection, [row for row in rows if row is not None])}
    return [None if row is None else found[row[0]] for row in rows]


def with_clause(connection: sqlite3.Connection, numbers: Sequence[str], document_ids: Sequence[str]) -> list[int]:
    """Ids of the passages that stand in one of these clauses or below it, in the order of numbers and of reading."""
    within = _within(document_ids)
    found: dict[int, None] = {}
    for number in numbers:
        below = re.sub(r"[\[*?]", r"[\g<0>]", number) + "[.(,第]*"
        for (id,) in connection.execute(
            f"SELECT id FROM passage WHERE (clause = ? OR clause GLOB ?) {within} ORDER BY row",
            (number, below, *document_ids),
        ):
            found[id] = None
    return list(found)


def with_stamp(connection: sqlite3.Connection, values: Sequence[str], document_ids: Sequence[str]) -> list[int]:
    """Ids of the passages on sheets that bear one of these Bates numbers, in reading order."""
    marks = ", ".join("?" * len(values))
    found = connection.execute(
        f"SELECT id FROM passage WHERE bates IN ({marks}) {_within(document_ids)} ORDER BY row",
        (*values, *document_ids),
    )
    return [id for (id,) in found]


def _within(document_ids: Sequence[str]) -> str:
    """The condition that a passage belongs to one of the documents; nothing when any will do."""
    marks = ", ".join("?" * len(document_ids))
    return f"AND passage.document IN (SELECT row FROM document WHERE id IN ({marks}))" if document_ids else ""


def document_passages(connection: sqlite3.Connection, document: int) -> list[Passage]:
    """All passages of a document, in reading order."""
    rows = connection.execute(f"{_PASSAGE} WHERE passage.document = ? ORDER BY passage.row", (document,)).fetchall()
    return _passages(connection, rows)


def not_indexed(connection: sqlite3.Connection, limit: int) -> list[Passage]:
    """The next passages to be embedded, document by document."""
    rows = connection.execute(
        f"{_PASSAGE} WHERE indexed = 0 ORDER BY passage.document, passage.row LIMIT ?", (limit,)
    ).fetchall()
    return _passages(connection, rows)


def rebuild_words(connection: sqlite3.Connection) -> None:
    """Make the whole index of words anew from the pages."""
    words.empty(connection)
    for document, caption in connection.execute("SELECT row, caption FROM document ORDER BY row").fetchall():
        words.put(connection, caption, _entries(connection, document))


def _insert(connection: sqlite3.Connection, document_id: str, media: str) -> int:
    inserted = connection.execute(
        """INSERT INTO document (id, media, failed, reason, page_count, caption, summary, metadata, outline)
           VALUES (?, ?, 1, '', 0, '', ?, '[]', ?)""",
        (document_id, media, NO_OUTLINE, NO_OUTLINE),
    )
    assert inserted.lastrowid is not None
    return inserted.lastrowid


def _summary(outline: Outline) -> Outline:
    """What of an outline is wanted with every list of documents: no more than a few lines."""
    return replace(outline, headings=(), terms=(), references=(), marks=(), furniture=())


def _put_pages(connection: sqlite3.Connection, document: int, pages: Iterable[Page]) -> None:
    connection.executemany(
        "INSERT INTO page (document, number, label, state, reason, flags, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (document, each.number, each.label, each.state.value, each.reason, codec.dumps(each.flags), each.text)
            for each in pages
        ),
    )


def _put_passages(
    connection: sqlite3.Connection, document: int, passages: Sequence[Passage], indexed: set[int]
) -> None:
    """Passages of one document stand in rows side by side, behind all others: a search within it is a range."""
    (last,) = connection.execute("SELECT coalesce(max(row), 0) FROM passage").fetchone()
    connection.executemany(
        """INSERT INTO passage (row, id, document, page, start_at, end_at, indexed, clause, bates, lines, heading)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            (
                row,
                each.id,
                document,
                each.page,
                each.start,
                each.end,
                int(each.id in indexed),
                each.pinpoint.clause,
                each.pinpoint.bates,
                each.pinpoint.lines,
                each.heading,
            )
            for row, each in enumerate(passages, start=last + 1)
        ),
    )


def _empty_out(connection: sqlite3.Connection, document: int) -> dict[int, bool]:
    """Take pages, passages and words of a document away; the passages' ids and whether they were indexed."""
    (caption,) = connection.execute("SELECT caption FROM document WHERE row = ?", (document,)).fetchone()
    words.take_out(connection, caption, _entries(connection, document))
    facts.put(connection, facts.WORDS_TO_REWRITE, "yes")
    before = connection.execute("SELECT id, indexed FROM passage WHERE document = ?", (document,)).fetchall()
    connection.execute("DELETE FROM passage WHERE document = ?", (document,))
    connection.execute("DELETE FROM page WHERE document = ?", (document,))
    return {id: bool(indexed) for id, indexed in before}


def _entries(
    connection: sqlite3.Connection, document: int, texts: dict[int, str] | None = None
) -> Iterator[words.Entry]:
    """A document's passages for the index of words; `texts` by page number, read from disk unless given."""
    if texts is None:
        texts = dict(connection.execute("SELECT number, text FROM page WHERE document = ?", (document,)))
    rows = connection.execute(
        "SELECT row, heading, page, start_at, end_at FROM passage WHERE document = ? ORDER BY row", (document,)
    ).fetchall()
    for row, heading, page, start, end in rows:
        yield words.Entry(row, heading, texts[page][start:end])


def _passages(connection: sqlite3.Connection, rows: Sequence[PassageRow]) -> list[Passage]:
    """Passages cut out of their pages, in the order of `rows`; each page is read once and then let go."""
    made: dict[int, Passage] = {}
    for (document, page), group in groupby(sorted(rows, key=lambda row: row[2:4]), key=lambda row: row[2:4]):
        label, text = connection.execute(
            "SELECT label, text FROM page WHERE document = ? AND number = ?", (document, page)
        ).fetchone()
        for id, document_id, _, _, start, end, clause, bates, lines, heading, _ in group:
            pinpoint = Pinpoint(page, label, clause, bates, lines)
            made[id] = Passage(id, document_id, page, start, end, text[start:end], heading, pinpoint)
    return [made[row[0]] for row in rows]


def _page(row: tuple[int, str, str, str, str, str]) -> Page:
    number, label, state, reason, flags, text = row
    if state not in list(PageState):
        raise MatterDamaged(f"What is stored of page {number} cannot be read.", "Run `localcounsel repair MATTER`.")
    known = codec.stored(tuple[Flag, ...], flags, f"What is stored of page {number}")
    return Page(number, label, text, codec.named(PageState, state, f"How page {number} was read"), reason, known)
