"""Questions and answers, each kept whole, so that it can be opened again when its documents have gone.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from localcounsel.records import Answer, Standing
from localcounsel.store import codec


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer as a list shows it."""

    id: str
    conversation: str
    asked: str
    """ISO 8601 in UTC."""
    question: str
    standing: Standing


def save(connection: sqlite3.Connection, answer: Answer) -> None:
    """Store an answer; one of the same id is replaced."""
    connection.execute(
        """INSERT INTO answer (id, conversation, asked, question, standing, record) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, asked = excluded.asked,
           question = excluded.question, standing = excluded.standing, record = excluded.record""",
        (
            answer.id,
            answer.conversation,
            answer.asked,
            answer.question.text,
            answer.standing.value,
            codec.dumps(answer),
        ),
    )


def rows(connection: sqlite3.Connection, conversation: str | None) -> list[AnswerRow]:
    """All answers, or one conversation's, oldest first."""
    found = connection.execute(
        """SELECT id, conversation, asked, question, standing FROM answer
           WHERE conversation = coalesce(?, conversation) ORDER BY row""",
        (conversation,),
    )
    return [
        AnswerRow(id, group, asked, question, codec.named(Standing, standing, f"The standing of the answer {id}"))
        for id, group, asked, question, standing in found
    ]


def load(connection: sqlite3.Connection, id: str) -> Answer | None:
    """The stored answer, None when there is none of that id. Raises MatterDamaged."""
    found = connection.execute("SELECT record FROM answer WHERE id = ?", (id,)).fetchone()
    if found is None:
        return None
    return codec.stored(Answer, found[0], f"The stored answer {id}")


def text(connection: sqlite3.Connection, id: str) -> str:
    """The stored answer as it is written, empty when there is none of that id."""
    found = connection.execute("SELECT record FROM answer WHERE id = ?", (id,)).fetchone()
    return "" if found is None else str(found[0])


def delete(connection: sqlite3.Connection, id: str) -> bool:
    """Take an answer out; False when there was none."""
    return connection.execute("DELETE FROM answer WHERE id = ?", (id,)).rowcount > 0
