"""What people say about documents and conversations: labels, excluded from questions, titles, pinned.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence

from localcounsel.core.text import clean
from localcounsel.errors import BadCall, MatterDamaged
from localcounsel.records import Conversation, Marking
from localcounsel.store import codec

LONGEST_LABEL = 32
MOST_LABELS = 16
"""Of one document."""
LONGEST_TITLE = 200
_INSIDE = "-_./#&+’'"
"""What may stand in a label beside letters and figures; not what parts words in a filter."""


def labelled(words: Iterable[str]) -> tuple[str, ...]:
    """The labels that `words` stand for: composed, in small letters, in order, each once. Raises BadCall."""
    labels = sorted({unicodedata.normalize("NFKC", word).casefold() for word in words if word.strip()})
    for label in labels:
        if not all(each.isalnum() or each in _INSIDE or unicodedata.category(each)[0] == "M" for each in label):
            raise BadCall(
                f"“{clean(label)}” cannot be a label.", "A label is one word of letters, figures and hyphens."
            )
        if len(label) > LONGEST_LABEL:
            raise BadCall(f"The label “{label[:12]}…” is {len(label)} characters long; the most is {LONGEST_LABEL}.")
    if len(labels) > MOST_LABELS:
        raise BadCall(f"A document can have {MOST_LABELS} labels; these are {len(labels)}.")
    return tuple(labels)


def every(connection: sqlite3.Connection) -> dict[str, Marking]:
    """What is said of documents, by document id; one of which nothing is said is not in it. Raises MatterDamaged."""
    found = connection.execute("SELECT document, labels, excluded FROM marking")
    return {id: Marking(_labels(id, labels), bool(excluded)) for id, labels, excluded in found}


def excluded_rows(connection: sqlite3.Connection) -> list[int]:
    """The rows of the documents that are excluded from questions."""
    found = connection.execute(
        "SELECT document.row FROM marking JOIN document ON document.id = marking.document WHERE marking.excluded"
    )
    return [row for (row,) in found]


def askable(connection: sqlite3.Connection, passages: Sequence[int]) -> list[int]:
    """Those of the passages that are in no excluded document, in their order."""
    excluded = excluded_rows(connection)
    if not excluded:
        return list(passages)
    rows = set(excluded)
    kept = []
    for id in passages:
        found = connection.execute("SELECT document FROM passage WHERE id = ?", (id,)).fetchone()
        if found is not None and found[0] not in rows:
            kept.append(id)
    return kept


def put(connection: sqlite3.Connection, document_id: str, marking: Marking) -> None:
    """Say this of a document, in place of what was said before."""
    if marking == Marking():
        connection.execute("DELETE FROM marking WHERE document = ?", (document_id,))
        return
    connection.execute(
        """INSERT INTO marking (document, labels, excluded) VALUES (?, ?, ?) ON CONFLICT (document)
           DO UPDATE SET labels = excluded.labels, excluded = excluded.excluded""",
        (document_id, codec.dumps(marking.labels), int(marking.excluded)),
    )


def hand_on(connection: sqlite3.Connection, before: int, after: int) -> None:
    """A file changed on disk: what was said of its old text holds for the new one, if that has no other name.

    Otherwise a privileged file that was excluded would come back into questions with its next draft.
    """
    connection.execute(
        """INSERT INTO marking (document, labels, excluded)
           SELECT (SELECT id FROM document WHERE row = :after), labels, marking.excluded FROM marking
           WHERE document = (SELECT id FROM document WHERE row = :before)
           AND NOT EXISTS (SELECT 1 FROM copy WHERE document = :after)
           ON CONFLICT (document) DO NOTHING""",
        {"before": before, "after": after},
    )


def drop(connection: sqlite3.Connection, document: int) -> None:
    """The document at this row leaves the matter, and what was said of it too."""
    connection.execute("DELETE FROM marking WHERE document = (SELECT id FROM document WHERE row = ?)", (document,))


def conversations(connection: sqlite3.Connection) -> dict[str, Conversation]:
    """The conversations that have a title or are pinned, by id."""
    found = connection.execute("SELECT id, title, pinned FROM conversation")
    return {id: Conversation(id, title, bool(pinned)) for id, title, pinned in found}


def name_conversation(connection: sqlite3.Connection, id: str, title: str) -> None:
    """Call a conversation this; an empty title gives it back its first question. Raises BadCall."""
    title = " ".join(clean(title).split())
    if len(title) > LONGEST_TITLE:
        raise BadCall(f"The title is {len(title)} characters long; the most is {LONGEST_TITLE}.", "Shorten it.")
    connection.execute(
        """INSERT INTO conversation (id, title, pinned) VALUES (?, ?, 0)
           ON CONFLICT (id) DO UPDATE SET title = excluded.title""",
        (id, title),
    )
    _drop_plain(connection, id)


def pin(connection: sqlite3.Connection, id: str, pinned: bool) -> None:
    """Keep a conversation at the top of the list, or no longer."""
    connection.execute(
        """INSERT INTO conversation (id, title, pinned) VALUES (?, '', ?)
           ON CONFLICT (id) DO UPDATE SET pinned = excluded.pinned""",
        (id, int(pinned)),
    )
    _drop_plain(connection, id)


def delete_conversation(connection: sqlite3.Connection, id: str) -> int:
    """Take a conversation out with all its answers; how many there were."""
    connection.execute("DELETE FROM conversation WHERE id = ?", (id,))
    return connection.execute("DELETE FROM answer WHERE conversation = ?", (id,)).rowcount


def _drop_plain(connection: sqlite3.Connection, id: str) -> None:
    connection.execute("DELETE FROM conversation WHERE id = ? AND title = '' AND pinned = 0", (id,))


def _labels(document_id: str, untrusted: str) -> tuple[str, ...]:
    what = f"The labels of the document {document_id[:12]}"
    try:
        return labelled(codec.stored(tuple[str, ...], untrusted, what))
    except BadCall as error:
        raise MatterDamaged(f"{what} cannot be read: {error.message}", "Run `localcounsel repair MATTER`.") from error
