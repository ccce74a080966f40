"""The desk: one open matter, and the one place where its parts are put together.

Whoever opens a desk closes it; closing ends the children first, so that nothing waits on them.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from localcounsel.core.naming import Label, Register
from localcounsel.core.prompts import Turn
from localcounsel.engine.client import ModelClient, ModelSettings
from localcounsel.engine.door import IndexEngine, IndexState, LoadedModel, ModelEngine
from localcounsel.engine.index_client import IndexClient
from localcounsel.errors import CounselError, EngineError, MatterInUse, ModelError, StorageError
from localcounsel.records import Answer, ApprovedModel, Document, DocumentState, Matter
from localcounsel.store import matters, settings
from localcounsel.store.audit import AuditLog
from localcounsel.store.matter import MatterStore, open_store
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from localcounsel.store.settings import Settings

OPENING_CHARACTERS = 1500
"""How much of a document's beginning is read for the names of its parties."""


@dataclass(frozen=True, slots=True)
class Engines:
    """How the two engine children are made: the product's own way, or a scripted one in tests."""

    model: Callable[[Path, Settings], ModelEngine]
    index: Callable[[Path, Settings], IndexEngine]


def _model_client(folder: Path, wanted: Settings) -> ModelEngine:
    model = wanted.model
    return ModelClient(folder, ModelSettings(context=model.context, threads=model.threads, gpu=model.gpu))


def _index_client(folder: Path, wanted: Settings) -> IndexEngine:
    return IndexClient(folder, threads=wanted.index.threads)


def _hurried_index_client(folder: Path, wanted: Settings) -> IndexEngine:
    return IndexClient(folder, threads=wanted.index.threads or os.cpu_count() or 1)


PRODUCT = Engines(_model_client, _index_client)
HURRIED = Engines(_model_client, _hurried_index_client)
"""For commands that only index: every core, since no model and no screen wants one."""


class Desk:
    """An open matter with its store, its audit log and its two engine children, which start when first needed."""

    def __init__(self, places: Places, matter: Matter, store: MatterStore, wanted: Settings, engines: Engines) -> None:
        self.places = places
        self.matter = matter
        self.store = store
        self.settings = wanted
        self.audit = AuditLog(matter.folder)
        self.shelf = ModelShelf(places)
        self.model = engines.model(matter.folder, wanted)
        self.index = engines.index(matter.folder, wanted)
        self.conversation = ""
        self.turns: list[Turn] = []
        self.new_conversation()
        self._opening = threading.Lock()
        self._index_state: IndexState | None = None
        self.index_trouble: CounselError | None = None
        """Why meaning cannot be searched now."""
        self._register: tuple[frozenset[tuple[str, tuple[str, ...]]], Register] | None = None
        self._closed = False

    def close(self) -> None:
        """End the children, then the store, then the lock. Harmless twice."""
        if self._closed:
            return
        self._closed = True
        self.model.close()
        self.index.close()
        self.store.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def new_conversation(self) -> None:
        """Begin anew: later questions do not look back."""
        self.conversation = uuid.uuid4().hex
        self.turns = []

    def resume(self, answers: Sequence[Answer]) -> None:
        """Go on with a stored conversation, its answers oldest first."""
        self.new_conversation()
        if answers:
            self.conversation = answers[-1].conversation
            self.turns = [Turn(each.question.text, each.hits, each.draft.text) for each in answers]

    def ready_index(self) -> IndexState | None:
        """Open the index of meaning, if there is an approved embedder, and bring store and index to one mind.

        Returns None, with the reason in `health`, when only words can be searched.
        """
        with self._opening:
            if self._index_state is not None:
                return self._index_state
            try:
                embedder = self.shelf.approved(self.settings.index.embedder or None, "embedder")
                state = self.index.open(self.matter.folder / "index", embedder)
                self._reconcile()
            except (ModelError, EngineError, MatterInUse, StorageError) as error:
                self.index_trouble = error
                return None
            self._index_state, self.index_trouble = state, None
            return state

    def lost_index(self, why: CounselError) -> None:
        """The index child died: open it anew with the next use. `why` is shown until that succeeds."""
        with self._opening:
            self._index_state, self.index_trouble = None, why

    def _reconcile(self) -> None:
        """What the sidecar holds is indexed, nothing else is; what was taken out of the matter leaves the sidecar."""
        gone = self.store.taken_out()
        if gone:
            self.index.remove(gone)
            self.store.forget_taken_out(gone)
        present = self.index.present()
        self.store.mark_unindexed_except(present)
        self.store.mark_indexed(list(present))

    def approved_chat(self, name: str | None = None) -> ApprovedModel:
        """The chat model to answer with, verified now. Raises NoModel or NotApproved."""
        return self.shelf.approved(name or self.settings.model.name or None, "chat")

    def load_model(self, approved: ApprovedModel) -> LoadedModel:
        """Load it into the model child; nothing happens when it is there already."""
        return self.model.load(approved)

    def register(self) -> Register:
        """What the matter's documents can be called by; made anew when documents come or go."""
        documents = [document for document in self.store.documents() if document.state is not DocumentState.FAILED]
        key = frozenset((document.id, tuple(copy.name for copy in document.copies)) for document in documents)
        if self._register is None or self._register[0] != key:
            self._register = (key, Register(self._label(document) for document in documents))
        return self._register[1]

    def _label(self, document: Document) -> Label:
        outline = document.outline
        return Label(
            document.id,
            tuple(copy.name for copy in document.copies),
            outline.title,
            outline.parties,
            outline.kind,
            self.store.opening(document.id, OPENING_CHARACTERS),
        )

    def health(self) -> list[str]:
        """One line each on the model, the index and what is still to do."""
        chat = next((card.name for card in self.shelf.list() if card.role == "chat"), None)
        indexed, whole = self.store.index_counts()
        written = f"answers are written by {self.settings.model.name or chat}"
        lines = [written if chat else "no chat model is approved: questions find passages only"]
        lines.append(f"meaning indexed for {indexed:,} of {whole:,} passages")
        if self.index_trouble is not None:
            lines.append(f"searching words only: {self.index_trouble.message}")
        elif self._index_state is not None and self._index_state.health != "chroma":
            lines.append(f"index of meaning: {self._index_state.health}")
        return lines


def open_desk(places: Places, matter_name: str, engines: Engines = PRODUCT) -> Desk:
    """Open a matter. Raises NoSuchMatter, MatterInUse, MatterDamaged, NewerMatter or SettingsError."""
    wanted = settings.load(places.settings_file)
    matter = matters.find(places, matter_name)
    store = open_store(matter)
    try:
        desk = Desk(places, matter, store, wanted, engines)
        store.set_setting("last opened", datetime.now(UTC).isoformat(timespec="seconds"))
        desk.audit.append("matter opened")
    except BaseException:
        store.close()
        raise
    return desk
