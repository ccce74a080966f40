"""What the people who work on a matter put into its store: answers, conversations, labels, small facts.

The other half of `store.matter`, which is about the documents. Every write is on disk when the method returns.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from localcounsel.errors import BadCall
from localcounsel.records import Answer, Conversation, Marking
from localcounsel.store import answers, documents, facts, hold, markings
from localcounsel.store.answers import AnswerRow
from localcounsel.store.database import Database


class WorkProduct:
    """The part of a matter's store that people write themselves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _refuse_held(self, what: str) -> None:
        """Raises OnLegalHold while the matter is held."""
        hold.refuse(self._database.path.parent, what)

    @contextmanager
    def _writing_documents(self) -> Iterator[sqlite3.Connection]:
        """A transaction that may take a text away; on legal hold it is undone when it did. Raises OnLegalHold."""
        held = hold.read(self._database.path.parent) is not None
        with self._database.writing() as connection:
            before = documents.ids(connection) if held else frozenset()
            yield connection
            if held and not before <= documents.ids(connection):
                self._refuse_held("the text that was here by that name is kept, and the new one was not taken in")

    # Documents

    def markings(self) -> dict[str, Marking]:
        """Labels and exclusions, by document id; a document of which nothing is said is not in it."""
        with self._database.reading() as connection:
            return markings.every(connection)

    def mark(self, document_id: str, labels: Iterable[str], excluded: bool) -> Marking:
        """Say this of a document in place of what was said; as it is kept. Raises NoSuchDocument or BadCall."""
        marking = Marking(markings.labelled(labels), excluded)
        with self._database.writing() as connection:
            documents.row(connection, document_id)
            markings.put(connection, document_id, marking)
        return marking

    def mark_many(self, marks: Mapping[str, Marking]) -> None:
        """Say this of several documents, of all or none. Raises NoSuchDocument or BadCall."""
        checked = {id: Marking(markings.labelled(each.labels), each.excluded) for id, each in marks.items()}
        with self._database.writing() as connection:
            for document_id, marking in checked.items():
                documents.row(connection, document_id)
                markings.put(connection, document_id, marking)

    def askable(self, passages: Sequence[int]) -> list[int]:
        """Those of the passages that are in no document excluded from questions, in their order."""
        with self._database.reading() as connection:
            return markings.askable(connection, passages)

    # Conversations

    def conversations(self) -> dict[str, Conversation]:
        """The conversations that have a title or are pinned, by id; the others are only in `answers()`."""
        with self._database.reading() as connection:
            return markings.conversations(connection)

    def name_conversation(self, id: str, title: str) -> None:
        """Call a conversation this; an empty title gives it back its first question. Raises BadCall."""
        with self._database.writing() as connection:
            markings.name_conversation(connection, id, title)

    def pin(self, id: str, pinned: bool) -> None:
        """Keep a conversation at the top of the list, or no longer."""
        with self._database.writing() as connection:
            markings.pin(connection, id, pinned)

    def delete_conversation(self, id: str) -> int:
        """Take a conversation out with all its answers; how many there were. Raises OnLegalHold."""
        self._refuse_held("no answer is removed")
        with self._database.writing() as connection:
            return markings.delete_conversation(connection, id)

    # Answers and small facts

    def save_answer(self, answer: Answer) -> None:
        """Store an answer whole; one of the same id is replaced."""
        with self._database.writing() as connection:
            answers.save(connection, answer)

    def answers(self, conversation: str | None = None) -> list[AnswerRow]:
        """All answers, or one conversation's, oldest first."""
        with self._database.reading() as connection:
            return answers.rows(connection, conversation)

    def answer(self, id: str) -> Answer:
        """A stored answer. Raises BadCall when there is none, MatterDamaged when it cannot be read."""
        with self._database.reading() as connection:
            found = answers.load(connection, id)
        if found is None:
            raise BadCall(f"There is no stored answer {id}.")
        return found

    def answer_text(self, id: str) -> str:
        """A stored answer as it is written on disk, empty when there is none."""
        with self._database.reading() as connection:
            return answers.text(connection, id)

    def delete_answer(self, id: str) -> bool:
        """Take an answer out; False when there was none. Raises OnLegalHold."""
        self._refuse_held("no answer is removed")
        with self._database.writing() as connection:
            return answers.delete(connection, id)

    def setting(self, key: str) -> str | None:
        """A small fact of the matter, None when it was never set."""
        with self._database.reading() as connection:
            return facts.get(connection, f"setting {key}")

    def set_setting(self, key: str, value: str) -> None:
        """Remember a small fact of the matter."""
        with self._database.writing() as connection:
            facts.put(connection, f"setting {key}", value)
