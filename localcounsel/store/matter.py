"""An open matter's store: documents, pages, passages, words, answers. The system of record; all else is derived.

May be used from several threads. Every write is one transaction, and on disk when the method returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from localcounsel.errors import MatterInUse, NoSuchDocument, NoSuchMatter, StorageError
from localcounsel.records import Copy, Document, Matter, Outline, Page, Passage, Reading
from localcounsel.store import copies, documents, facts, seal, sealing, texts, vanished, words
from localcounsel.store.database import Database
from localcounsel.store.documents import Counts
from localcounsel.store.lock import Held, Lock
from localcounsel.store.occurrences import Occurrences
from localcounsel.store.words import EVEN, Weights
from localcounsel.store.work_product import WorkProduct

STORE_NAME = "store.sqlite"
LOCK_NAME = "lock"
CHECK_SECONDS = 0.3
"""How long opening may look for damage; `check` looks at everything."""


def open_store(matter: Matter, check_seconds: float = CHECK_SECONDS) -> MatterStore:
    """Open a matter for this desk alone.

    Raises NoSuchMatter, MatterSealed, MatterInUse, MatterDamaged, NewerMatter or StorageError.
    """
    if not matter.folder.is_dir():
        raise NoSuchMatter(f"The folder of “{matter.name}” is gone: {matter.folder}.")
    try:
        lock = Lock(matter.folder / LOCK_NAME)
    except Held as held:
        raise MatterInUse(f"“{matter.name}” is open in {held}.") from held
    try:
        sealing.settle(matter.folder)
        vanished.refuse(matter.folder / STORE_NAME)
        return MatterStore(matter, lock, check_seconds)
    except BaseException:
        lock.release()
        raise


class MatterStore(WorkProduct):
    """What a matter's desk keeps on disk. Made by `open_store`; whoever opens it closes it."""

    def __init__(self, matter: Matter, lock: Lock, check_seconds: float) -> None:
        self.matter = matter
        self._lock = lock
        super().__init__(Database(matter.folder / STORE_NAME, check_seconds, seal.key_for(matter, seal.STORE)))
        try:
            self._renew_words()
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Leave nothing of deleted text in the files, close them and let the next desk in. Harmless twice."""
        if self._database.closed:
            return
        try:
            with suppress(StorageError):  # nothing is lost on a full disk: the next closing does it
                self.tidy()
        finally:
            self._database.close()
            self._lock.release()

    def __enter__(self) -> MatterStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tidy(self, *, thorough: bool = False) -> None:
        """Remove what deleting leaves behind: tokens in the index of words, pages in the write-ahead log.

        `thorough` writes the whole file anew besides, so that it keeps no free page of an earlier time.
        """
        with self._database.writing() as connection:
            if thorough or facts.get(connection, facts.WORDS_TO_REWRITE):
                words.rewrite(connection)
                facts.put(connection, facts.WORDS_TO_REWRITE, "")
        if thorough:
            self._database.rewrite()
        self._database.shrink_log()

    def check(self) -> None:
        """Look at the whole store and read every record in it, however long it takes. Raises MatterDamaged."""
        self._database.check()
        for each in self.documents():
            self.document(each.id)
            self.pages(each.id)
        for row in self.answers():
            self.answer(row.id)
        self.markings()
        self.conversations()

    # Putting in and taking out

    def put(self, reading: Reading, outline: Outline, passages: Sequence[Passage], copy: Copy) -> None:
        """Store a text that was read, and the name it was read under; its words can be searched on return.

        A text already known under this id is replaced. Another text that had the copy's name loses it, and
        goes when that was its last. Raises ValueError when a passage is not what stands on its page.
        """
        _agree(reading, passages)
        with self._writing_documents() as connection:
            document = texts.put(connection, reading, outline, passages, copy.name)
            copies.put(connection, document, copy)

    def put_failed(self, document_id: str, media: str, copy: Copy, reason: str) -> None:
        """List a file that could not be read, with the reason."""
        with self._writing_documents() as connection:
            copies.put(connection, texts.put_failed(connection, document_id, media, reason), copy)

    def add_copy(self, document_id: str, copy: Copy) -> None:
        """Give a text that is here another name. Raises NoSuchDocument."""
        with self._writing_documents() as connection:
            copies.put(connection, documents.row(connection, document_id), copy)

    def move_copy(self, old_name: str, copy: Copy) -> None:
        """The same text is now elsewhere. A different copy of the new name is replaced. Raises NoSuchDocument."""
        with self._writing_documents() as connection:
            copies.move(connection, old_name, copy)

    def remove_copy(self, name: str) -> bool:
        """Take a name out; True when its text had no other and went too. Raises NoSuchDocument or OnLegalHold."""
        self._refuse_held("no document is removed")
        with self._database.writing() as connection:
            return copies.remove(connection, name)

    # Documents

    def documents(self) -> list[Document]:
        """Every document in the order they came; of the outlines only title, parties, date and kind."""
        with self._database.reading() as connection:
            return documents.every(connection)

    def document(self, document_id: str) -> Document:
        """One document with its whole outline. Raises NoSuchDocument."""
        with self._database.reading() as connection:
            return documents.one(connection, document_id)

    def named(self, name: str) -> Document:
        """The document a person means: exact name, any case, end of its path, file name. Raises NoSuchDocument."""
        with self._database.reading() as connection:
            known = [(copy.name, id) for copy, id in copies.everything(connection)]
            return documents.one(connection, copies.resolve(known, name))

    def copies(self) -> list[tuple[Copy, str]]:
        """Every copy with the id of its document."""
        with self._database.reading() as connection:
            return copies.everything(connection)

    # Pages and passages

    def pages(self, document_id: str) -> list[Page]:
        """A document's pages in order. Raises NoSuchDocument."""
        with self._database.reading() as connection:
            return texts.pages(connection, documents.row(connection, document_id))

    def page(self, document_id: str, number: int) -> Page:
        """One page. Raises NoSuchDocument when there is no such document or it has no such page."""
        with self._database.reading() as connection:
            found = texts.pages(connection, documents.row(connection, document_id), number)
        if not found:
            raise NoSuchDocument(f"The document has no page {number}.")
        return found[0]

    def labels(self, document_id: str) -> list[tuple[int, str]]:
        """Every page's number and printed label, in order. Raises NoSuchDocument."""
        with self._database.reading() as connection:
            return texts.labels(connection, documents.row(connection, document_id))

    def unread(self, document_id: str) -> list[Page]:
        """The pages on which there is something that could not be read. Raises NoSuchDocument."""
        with self._database.reading() as connection:
            return texts.unread(connection, documents.row(connection, document_id))

    def noted_pages(self, document_id: str) -> list[Page]:
        """The pages that are unread or bear a flag, without their text. Raises NoSuchDocument."""
        with self._database.reading() as connection:
            return texts.noted_pages(connection, documents.row(connection, document_id))

    def unread_counts(self) -> dict[str, int]:
        """How many pages could not be read, by document id; documents without any are not in it."""
        with self._database.reading() as connection:
            return documents.unread_counts(connection)

    def counts(self) -> Counts:
        """How much there is, without reading any of it."""
        with self._database.reading() as connection:
            return documents.counts(connection)

    def opening(self, document_id: str, characters: int) -> str:
        """The first characters of a document's text, pages parted by line breaks. Raises NoSuchDocument."""
        with self._database.reading() as connection:
            return texts.opening(connection, documents.row(connection, document_id), characters)

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """The passages of these ids, in their order; those that are gone are left out."""
        with self._database.reading() as connection:
            return texts.passages_by_id(connection, ids)

    def passages_at(self, places: Sequence[tuple[str, int, int]]) -> list[Passage | None]:
        """For each (document id, page, offset) the passage there, or the next one after it; None behind the last."""
        with self._database.reading() as connection:
            return texts.passages_at(connection, places)

    def with_clause(self, numbers: Sequence[str], document_ids: Sequence[str] = ()) -> list[int]:
        """Ids of the passages whose pinpoint is one of these clauses or below it, by number and in reading order."""
        with self._database.reading() as connection:
            return texts.with_clause(connection, numbers, document_ids)

    def with_stamp(self, values: Sequence[str], document_ids: Sequence[str] = ()) -> list[int]:
        """Ids of the passages on sheets that bear one of these Bates numbers, in reading order."""
        with self._database.reading() as connection:
            return texts.with_stamp(connection, values, document_ids)

    def document_passages(self, document_id: str) -> list[Passage]:
        """All passages of a document, in reading order. Raises NoSuchDocument."""
        with self._database.reading() as connection:
            return texts.document_passages(connection, documents.row(connection, document_id))

    def words(
        self, query: str, count: int, document_ids: Sequence[str] = (), weights: Weights = EVEN
    ) -> list[tuple[int, float]]:
        """The ids of the best passages for an FTS5 expression with their scores (bm25, larger is better).

        Within `document_ids` unless empty. Raises BadCall when `query` is not an FTS5 expression.
        """
        with self._database.reading() as connection:
            return words.search(connection, query, count, document_ids, weights)

    def stems(self, letters: str) -> list[tuple[str, int]]:
        """The stems of the index of words that begin with `letters`, each with its number of passages."""
        with self._database.reading() as connection:
            return words.beginning(connection, letters)

    @property
    def occurrences(self) -> Occurrences:
        """Where words may stand, for searches that look at the text themselves and count every place."""
        return Occurrences(self._database)

    # The index of meaning, which is kept elsewhere and follows

    def to_index(self, limit: int) -> list[Passage]:
        """The next passages that are not in the index of meaning, document by document."""
        with self._database.reading() as connection:
            return texts.not_indexed(connection, limit)

    def mark_indexed(self, ids: Iterable[int]) -> None:
        """Their vectors are on disk. Ids that are not here are passed over."""
        with self._database.writing() as connection:
            facts.mark_indexed(connection, ids)

    def mark_unindexed_except(self, ids: frozenset[int]) -> int:
        """Only the vectors of `ids` are on disk, whatever was marked; how many lost their mark."""
        with self._database.writing() as connection:
            return facts.mark_unindexed_except(connection, ids)

    def index_counts(self) -> tuple[int, int]:
        """How many passages are in the index of meaning, and how many there are."""
        with self._database.reading() as connection:
            return facts.index_counts(connection)

    def taken_out(self) -> list[int]:
        """Passages that have gone since `forget_taken_out`, and that the index of meaning must let go."""
        with self._database.reading() as connection:
            return facts.taken_out(connection)

    def forget_taken_out(self, ids: Iterable[int]) -> None:
        """The index of meaning has let these go."""
        with self._database.writing() as connection:
            facts.forget_taken_out(connection, ids)

    def renew_words(self) -> None:
        """Make the index of words anew from the pages."""
        with self._database.writing() as connection:
            texts.rebuild_words(connection)

    def _renew_words(self) -> None:
        """Make the index of words anew when another version derived it."""
        with self._database.writing() as connection:
            if facts.get(connection, facts.WORDS_VERSION) != words.VERSION:
                texts.rebuild_words(connection)
                facts.put(connection, facts.WORDS_VERSION, words.VERSION)


def _agree(reading: Reading, passages: Sequence[Passage]) -> None:
    """A passage that is not what its page says must never be stored: citations rest on it."""
    pages = {page.number: page.text for page in reading.pages}
    for each in passages:
        if each.document_id != reading.document_id:
            raise ValueError(f"passage {each.id} belongs to another document")
        if pages[each.page][each.start : each.end] != each.text:
            raise ValueError(f"passage {each.id} is not what stands on page {each.page}")
