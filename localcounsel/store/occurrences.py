"""Which pages a word may stand on, by the index of words, and the pages' text to look at: for searches that count all.

The index is only asked where to look: it knows stems and no order. Whoever searches looks at the text itself.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from localcounsel.core.cjk import bigrams, has_cjk
from localcounsel.core.operators.nodes import Form, Word
from localcounsel.core.operators.words import CJK
from localcounsel.core.porter import stem
from localcounsel.core.structure import blanked
from localcounsel.records import Furniture
from localcounsel.store import codec
from localcounsel.store.database import Database

Pages = dict[int, set[int]]
"""Page numbers by document row."""

_WRITTEN_OTHERWISE = re.compile("[\u3041-\u309f〇零一二三四五六七八九十百千万億兆々元年]")
"""Characters that the index keeps in another form or not at all (see `japanese_forms`): it cannot be asked for them."""
_AT_ONCE = 200
_VOCABULARY = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.{0} USING fts5vocab('main', 'words', '{1}')"


@dataclass(frozen=True, slots=True)
class SearchedPage:
    """A page as it is searched: running headers, footers, page and line numbers are blanks, offsets stay."""

    number: int
    label: str
    text: str
    """As stored."""
    searched: str


class Occurrences:
    """Looks things up in an open matter. May be used from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pages(self, words: Iterable[Word]) -> dict[Word, Pages]:
        """For each word at least the pages it stands on outside of page furniture.

        A word that the index cannot be asked for is left out: it may stand on any page.
        """
        asked = [word for word in dict.fromkeys(words) if not _WRITTEN_OTHERWISE.fullmatch(word.text)]
        with self._database.reading() as connection:
            return {word: _pages(connection, word) for word in asked}

    def all_pages(self) -> Pages:
        """Every page on which there is any text."""
        found: Pages = {}
        with self._database.reading() as connection:
            for document, number in connection.execute("SELECT document, number FROM page WHERE text <> ''"):
                found.setdefault(document, set()).add(number)
        return found

    def unread(self) -> int:
        """How many pages have something on them that could not be read, and so cannot be searched."""
        with self._database.reading() as connection:
            (count,) = connection.execute("SELECT count(*) FROM page WHERE state = 'unread'").fetchone()
        return int(count)

    def ids(self) -> dict[int, str]:
        """Document ids by row."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT row, id FROM document ORDER BY row"))

    def texts(self, document: int, numbers: Iterable[int]) -> list[SearchedPage]:
        """These pages of a document, in order; numbers that it does not have are passed over."""
        wanted = sorted(set(numbers))
        with self._database.reading() as connection:
            aside = _furniture(connection, document)
            return [
                SearchedPage(number, label, text, _searched(text, aside.get(number, [])))
                for number, label, text in _rows(connection, document, wanted)
            ]


def _pages(connection: sqlite3.Connection, word: Word) -> Pages:
    found: Pages = {}
    statement, values = _statement(connection, word)
    with closing(connection.execute(statement, values)) as rows:
        for document, page in rows:
            found.setdefault(document, set()).add(page)
    return found


def _statement(connection: sqlite3.Connection, word: Word) -> tuple[str, tuple[str, ...]]:
    if word.form is Form.PATTERN:
        return _by_terms(_terms(connection, word.text))
    if re.fullmatch(f"[{CJK}]", word.text):
        # Every character of a run is the first of a pair, or stands alone behind the run's last pair.
        pair = bigrams(word.text) if has_cjk(word.text) else word.text
        return _by_match(f'cjk : "{pair}" *')
    # Full-width and other foreign digits stand in the index in one form; pairs of CJK text may hold the word, too.
    return _by_match(f'{{body cjk}} : "{word.text}"' + (" *" if word.text.isdigit() else ""))


def _by_match(expression: str) -> tuple[str, tuple[str, ...]]:
    return (
        """SELECT passage.document, passage.page FROM words JOIN passage ON passage.row = words.rowid
           WHERE words MATCH ?""",
        (expression,),
    )


def _by_terms(terms: list[str]) -> tuple[str, tuple[str, ...]]:
    return (
        """SELECT DISTINCT passage.document, passage.page FROM json_each(?) AS wanted
           CROSS JOIN temp.occurrence ON occurrence.term = wanted.value
           CROSS JOIN passage ON passage.row = occurrence.doc WHERE occurrence.col IN ('body', 'cjk')""",
        (json.dumps(terms),),
    )


def _terms(connection: sqlite3.Connection, pattern: str) -> list[str]:
    """The index's terms that words of this pattern may be kept under: their stems."""
    connection.execute(_VOCABULARY.format("vocabulary", "row"))
    connection.execute(_VOCABULARY.format("occurrence", "instance"))
    begun = re.split(r"[*?]", pattern)[0]
    near = begun[:2]
    rows = connection.execute(
        "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ?", (near, near + "\U0010ffff")
    )
    return [term for (term,) in rows if _may_be_stem(term, begun)]


def _may_be_stem(term: str, begun: str) -> bool:
    """Whether a word that begins so may have this stem: stemming changes at most two letters of what it leaves."""
    return term.startswith(begun) or begun.startswith(term[: max(2, len(term) - 2)]) or term == stem(begun)


def _rows(connection: sqlite3.Connection, document: int, numbers: list[int]) -> Iterator[tuple[int, str, str]]:
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from connection.execute(
            f"SELECT number, label, text FROM page WHERE document = ? AND number IN ({marks}) ORDER BY number",
            (document, *some),
        )


def _furniture(connection: sqlite3.Connection, document: int) -> dict[int, list[tuple[int, int]]]:
    """Ranges of page furniture by page; an outline without any has none to tell."""
    query = "SELECT CASE WHEN json_valid(outline) THEN json_extract(outline, '$.furniture') ELSE '!' END FROM document"
    (told,) = connection.execute(f"{query} WHERE row = ?", (document,)).fetchone() or (None,)
    aside: dict[int, list[tuple[int, int]]] = {}
    for each in codec.stored(tuple[Furniture, ...], told, "The outline of a document") if told else ():
        aside.setdefault(each.page, []).append((each.start, each.end))
    return aside


def _searched(text: str, aside: list[tuple[int, int]]) -> str:
    bare = blanked(text, aside) if aside else text
    return bare if bare.strip() else text
