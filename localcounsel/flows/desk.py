"""The desk: one open matter, and the one place where its parts are put together.

Whoever opens a desk closes it; closing ends the children first, so that nothing waits on them.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from localcounsel.core.cjk import has_cjk
from localcounsel.core.naming import Label, Register
from localcounsel.core.prompts import Turn
from localcounsel.engine.client import ModelClient, ModelSettings
from localcounsel.engine.door import IndexEngine, IndexState, LoadedModel, ModelEngine
from localcounsel.engine.index_client import IndexClient
from localcounsel.errors import CounselError, EngineError, MatterDamaged, MatterInUse, ModelError, StorageError
from localcounsel.flows import in_force, keeping, recording
from localcounsel.flows.agreements import Agreements
from localcounsel.records import Answer, ApprovedModel, Document, DocumentState, Matter, Passage
from localcounsel.sandbox import bootstrap
from localcounsel.store import demo, matters, policy, seal, settings, volume
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
    return ModelClient(folder, ModelSettings(model.context, model.threads, model.gpu, model.cache))


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
        self._agreements: tuple[Register, Agreements] | None = None
        self._embedder: ApprovedModel | None = None
        self._concepts: tuple[str, Mapping[str, float]] = ("", {})
        self._ranker: ApprovedModel | None = None
        self.ranker_trouble: CounselError | None = None
        """Why candidates are not ranked now."""
        self.record_trouble = ""
        """What is wrong with the audit log, in words; empty when it reaches its latest anchor."""
        self._register: tuple[frozenset[tuple[str, tuple[str, ...]]], Register] | None = None
        self._closed = False

    def close(self) -> None:
        """End the children, then the store, then the lock. Harmless twice."""
        if self._closed:
            return
        self._closed = True
        self.model.close()
        self.index.close()
        try:
            with suppress(StorageError, MatterDamaged, MatterInUse):  # the next opening says that it was not closed
                recording.closed(self.places, self.matter, self.audit, model=self.model, index=self.index)
        finally:
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
                state = self.index.open(self.matter.folder / "index", embedder, seal.key_for(self.matter, seal.VECTORS))
                self._reconcile()
            except (ModelError, EngineError, MatterInUse, StorageError) as error:
                self.index_trouble = error
                return None
            self._index_state, self.index_trouble = state, None
            self._embedder = embedder
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

    def rank(self, query: str, passages: Sequence[Passage]) -> list[float] | None:
        """The ranker's log-odds that each passage answers; None when there is no approved ranker, or it failed."""
        return self.rank_texts(query, [f"{e.heading}\n{e.text}" if e.heading else e.text for e in passages])

    def rank_texts(self, query: str, texts: Sequence[str]) -> list[float] | None:
        """The same for any texts."""
        if not self.settings.search.ranked or self.ready_ranker() is None:
            return None
        try:
            return self.index.rank(query, texts)
        except EngineError as error:
            with self._opening:
                self._ranker, self.ranker_trouble = None, error
            return None

    def concepts(self, text: str) -> Mapping[str, float]:
        """Each concept's share of the known wordings nearest in meaning to `text`; empty where meaning says nothing."""
        if has_cjk(text) or self.ready_index() is None:
            return {}
        if self._concepts[0] != text:
            try:
                self._concepts = (text, self.index.concepts(text))
            except EngineError as error:
                self.lost_index(error)
                return {}
        return self._concepts[1]

    def ready_ranker(self) -> ApprovedModel | None:
        """The approved ranker, loaded; None, with the reason in `health`, when the order of the fusion stands."""
        with self._opening:
            if self._ranker is not None:
                return self._ranker
            if self.ranker_trouble is not None and not isinstance(self.ranker_trouble, EngineError):
                return None
            try:
                ranker = self.shelf.approved(self.settings.search.ranker or None, "ranker")
                self.index.load_ranker(ranker)
            except (ModelError, EngineError) as error:
                self.ranker_trouble = error
                return None
            self._ranker, self.ranker_trouble = ranker, None
            return ranker

    @property
    def reads_english_only(self) -> bool:
        """Whether the embedder in use is one that knows no other language; what IT imports is taken to know more."""
        return self._embedder is not None and self._embedder.card.name.removesuffix("-prepared") in demo.CARDS

    @property
    def searched_with(self) -> tuple[tuple[str, str], ...]:
        """Embedder and ranker in use, each with its fingerprint, for the record."""
        used = (("embedder", self._embedder), ("ranker", self._ranker))
        return tuple((role, f"{model.card.name} {model.fingerprint}") for role, model in used if model is not None)

    @property
    def ranker_name(self) -> str:
        """The name of the ranker in use, or nothing."""
        return self._ranker.card.name if self._ranker else ""

    def approved_chat(self, name: str | None = None) -> ApprovedModel:
        """The chat model to answer with, with its adapter if one is set; its files are hashed when they are loaded.

        Raises NoModel or NotApproved.
        """
        model = self.shelf.approved(name or self.settings.model.name or None, "chat")
        adapter = self.settings.model.adapter
        return self.shelf.with_adapter(model, adapter) if adapter else model

    def load_model(self, approved: ApprovedModel) -> LoadedModel:
        """Load it into the model child; nothing happens when it is there already."""
        return self.model.load(approved)

    def register(self) -> Register:
        """What the documents that questions are put to can be called by; made anew when documents come or go."""
        left_out = {id for id, marking in self.store.markings().items() if marking.excluded}
        documents = [
            document
            for document in self.store.documents()
            if document.state is not DocumentState.FAILED and document.id not in left_out
        ]
        key = frozenset((document.id, tuple(copy.name for copy in document.copies)) for document in documents)
        if self._register is None or self._register[0] != key:
            self._register = (key, Register(self._label(document) for document in documents))
        return self._register[1]

    def agreements(self) -> Agreements:
        """Which of the matter's documents amends which; made anew when documents come or go."""
        register = self.register()
        if self._agreements is None or self._agreements[0] is not register:
            self._agreements = (register, Agreements(self.store))
        return self._agreements[1]

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
        if self.ranker_trouble is not None and self.settings.search.ranked:
            lines.append(f"candidates are not ranked: {self.ranker_trouble.message}")
        if self.record_trouble:
            lines.append(self.record_trouble)
        return lines


def open_desk(places: Places, matter_name: str, engines: Engines = PRODUCT) -> Desk:
    """Open a matter.

    Raises NoSuchMatter, MatterInUse, MatterDamaged, NewerMatter, SettingsError, PolicyError, Containment where IT's
    policy asks for an enforcement that is not there, and StorageError where the home is shared or synchronised.
    """
    policy.load().allow_opening(bootstrap.status().enforced)
    volume.refuse_shared(places.home)
    matter = matters.find(places, matter_name)
    store = open_store(matter)
    keeping.clear_away(matter.folder)
    try:
        desk = Desk(places, matter, store, settings.load(places.settings_file), engines)
        store.set_setting("last opened", datetime.now(UTC).isoformat(timespec="seconds"))
        desk.record_trouble = recording.opened(places, matter, desk.audit)
        in_force.note(store, desk.audit, desk.settings)
    except BaseException:
        store.close()
        raise
    return desk
