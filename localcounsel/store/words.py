"""The index of words: which passages say this, best first. It keeps tokens and no text.

What goes in is derived from caption, headings and page text by `columns`, and only by it: taking a passage
out means giving the same values once more. Whoever changes `columns` raises `VERSION`, and stores rebuild.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from localcounsel.core.cjk import bigrams_to_index, has_cjk, without_cjk
from localcounsel.errors import BadCall
from localcounsel.records import Outline
from localcounsel.store import markings

VERSION = "2"
"""Of the values that `columns` derives."""

_HYPHENATED = re.compile(r"(\w{2,})[-‐]\s*\n\s*(\w{2,})")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a word counts, by where it stands."""

    caption: float = 1.0
    """In the document's title, parties or name."""
    heading: float = 2.0
    """In the headings above the passage."""
    body: float = 1.0
    """In the passage."""
    cjk: float = 1.0
    """Chinese, Japanese and Korean pairs, wherever they stand."""


EVEN = Weights()


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the index sees it; `row` orders passages, those of one document side by side."""

    row: int
    heading: str
    body: str


def caption(outline: Outline, name: str) -> str:
    """What a document is called, in words that are searched with every one of its passages."""
    said = " ".join(dict.fromkeys(part for part in (outline.title, *outline.parties, name) if part))
    return said.encode("utf-8", "replace").decode("utf-8")  # a file's name need not be Unicode


def columns(caption: str, heading: str, body: str) -> tuple[str, str, str, str]:
    """The four columns of one passage. Words broken at a line's end are added whole."""
    whole = " ".join(first + second for first, second in _HYPHENATED.findall(body))
    spaced = without_cjk(body)
    pairs = [bigrams_to_index(part) for part in (caption, heading, body) if has_cjk(part)]
    return (
        without_cjk(caption),
        without_cjk(heading),
        f"{spaced}\n{without_cjk(whole)}" if whole else spaced,
        "\n".join(pairs),
    )


def put(connection: sqlite3.Connection, caption: str, entries: Iterable[Entry]) -> None:
    """Make one document's passages findable; `entries` by ascending row."""
    connection.executemany(
        "INSERT INTO words (rowid, caption, heading, body, cjk) VALUES (?, ?, ?, ?, ?)",
        ((each.row, *columns(caption, each.heading, each.body)) for each in entries),
    )


def take_out(connection: sqlite3.Connection, caption: str, entries: Iterable[Entry]) -> None:
    """The opposite of `put`, with the same arguments."""
    connection.executemany(
        "INSERT INTO words (words, rowid, caption, heading, body, cjk) VALUES ('delete', ?, ?, ?, ?, ?)",
        ((each.row, *columns(caption, each.heading, each.body)) for each in entries),
    )


def empty(connection: sqlite3.Connection) -> None:
    """Forget every passage."""
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")


def rewrite(connection: sqlite3.Connection) -> None:
    """Write the whole index anew: only then are the words of what was taken out gone from the file."""
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")


def search(
    connection: sqlite3.Connection, query: str, count: int, document_ids: Sequence[str], weights: Weights
) -> list[tuple[int, float]]:
    """The ids of the best `count` passages for an FTS5 expression, with scores, larger being better.

    Never of a document that is excluded from questions. Raises BadCall when `query` is not an FTS5 expression.
    """
    scope, values = _scope(connection, document_ids) if document_ids else ("", ())
    if scope is None or not query.strip() or count < 1:
        return []
    statement = f"""
        SELECT passage.id, -words.rank FROM words JOIN passage ON passage.row = words.rowid
        WHERE words MATCH ? AND words.rank MATCH ? {scope} {_but_excluded(connection)} ORDER BY words.rank LIMIT ?"""
    rank = f"bm25({weights.caption!r}, {weights.heading!r}, {weights.body!r}, {weights.cjk!r})"
    try:
        return connection.execute(statement, (query, rank, *values, count)).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        raise BadCall(f"The search cannot be understood: {error}.") from error


def beginning(connection: sqlite3.Connection, letters: str) -> list[tuple[str, int]]:
    """The stems that begin with `letters`, each with the number of passages it stands in."""
    connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'words', 'row')")
    try:
        return connection.execute(
            "SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ?", (letters, letters + "\U0010ffff")
        ).fetchall()
    finally:
        connection.execute("DROP TABLE temp.vocabulary")


def _but_excluded(connection: sqlite3.Connection) -> str:
    """The condition that leaves out documents excluded from questions; empty where there are none."""
    rows = ", ".join(str(int(row)) for row in markings.excluded_rows(connection))
    return f"AND +passage.document NOT IN ({rows})" if rows else ""


def _scope(connection: sqlite3.Connection, document_ids: Sequence[str]) -> tuple[str | None, tuple[int, ...]]:
    """The condition for a search within documents. One document's passages are a range of rows, which FTS5 seeks.

    Several are a range around them all and a look at each hit's document; `+` keeps SQLite from asking FTS5
    once per row instead. None when no such document has passages.
    """
    marks = ", ".join("?" * len(document_ids))
    documents = connection.execute(
        f"""SELECT document.row, min(passage.row), max(passage.row) FROM document
            JOIN passage ON passage.document = document.row WHERE document.id IN ({marks}) GROUP BY document.row""",
        tuple(document_ids),
    ).fetchall()
    if not documents:
        return None, ()
    bounds = (min(first for _, first, _ in documents), max(last for _, _, last in documents))
    if len(documents) == 1:
        return "AND words.rowid BETWEEN ? AND ?", bounds
    rows = ", ".join(str(int(row)) for row, _, _ in documents)
    return f"AND words.rowid BETWEEN ? AND ? AND +passage.document IN ({rows})", bounds
