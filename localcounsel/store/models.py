"""The shelf of models: what was approved, and the only maker of an ApprovedModel.

Each model has a folder of its own. Its files are hashed every time it is asked for: what is loaded is what
was approved, whoever touched the folder since.
"""

from __future__ import annotations

import getpass
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from localcounsel.errors import NoModel, NotApproved
from localcounsel.records import ApprovedModel, ModelCard
from localcounsel.store import demo, manifest, weights
from localcounsel.store.files import disk, private_folder, sync_folder
from localcounsel.store.lock import Lock
from localcounsel.store.manifest import Approval, ShelfEntry
from localcounsel.store.places import Places

MANIFEST_NAME = "approvals.json"
_STAGED = ".new-"


class ModelShelf:
    """The models of one home."""

    def __init__(self, places: Places) -> None:
        self.folder = places.models
        self._manifest = places.models / MANIFEST_NAME

    def entries(self) -> list[ShelfEntry]:
        """Every model with the ground it stands on, as listed; nothing is verified. Raises NotApproved."""
        return list(manifest.read(self._manifest).models)

    def entry(self, name: str) -> ShelfEntry:
        """The model of that name, in any case. Raises NoModel."""
        entries = self.entries()
        for entry in entries:
            if entry.card.name.casefold() == name.casefold():
                return entry
        known = ", ".join(entry.card.name for entry in entries) or "none"
        raise NoModel(f"There is no approved model called “{name}”. Approved: {known}.")

    def approved(self, name: str | None, role: str, *, prepared: bool = True) -> ApprovedModel:
        """The model, its files verified now.

        Args:
            name: which one; None for the first of that role, demo models last.
            role: `chat`, `embedder`, `ranker` or `adapter`.
            prepared: take what was derived from it on this machine instead, where there is such a model.

        Raises NoModel, or NotApproved with what is wrong.
        """
        entry = self.entry(name) if name else self._first(role)
        if entry.card.role != role:
            raise NoModel(f"{entry.card.name} is approved as {entry.card.role}, not as {role}.")
        if entry.approval is Approval.DERIVED:
            self._check_origin(entry)
        elif prepared:
            entry = self._derived_from(entry) or entry
        folder = self.folder / entry.card.name
        weights.verify(folder, entry.card.files)
        return ApprovedModel(entry.card, folder, weights.fingerprint(entry.card.files))

    def approve_demo(self, source: Path) -> tuple[ModelCard, ...]:
        """Approve the demo models, each from its folder in `source`. Raises NotApproved for any other file."""
        return tuple(self._add(card, source / name, Approval.DEMO).card for name, card in demo.CARDS.items())

    def approve_shipped(self, source: Path) -> tuple[ModelCard, ...]:
        """Approve the models that come with the package, each from its folder in `source`. Raises NotApproved."""
        return tuple(self._add(card, source / name, Approval.DEMO).card for name, card in demo.SHIPPED.items())

    def approve(self, card: ModelCard, source: Path) -> ModelCard:
        """Import a model from a folder or a single file. `card.files` come from `weights.describe`.

        Who and when are filled in; they are unsigned, and the entry says so. Raises NotApproved.
        """
        today = datetime.now(UTC).date().isoformat()
        signed = replace(card, approved_by=card.approved_by or _account(), approved_on=card.approved_on or today)
        return self._add(signed, source, Approval.UNSIGNED).card

    def add_derived(self, card: ModelCard, source: Path, origin: ApprovedModel) -> ModelCard:
        """Put on the shelf what was made here from `origin`, to be used in its place. Raises NotApproved."""
        known = self.entry(origin.card.name)
        if weights.fingerprint(known.card.files) != origin.fingerprint or known.card.role != card.role:
            raise NotApproved(f"{origin.card.name} is not the model that {card.name} was made from.")
        return self._add(card, source, Approval.DERIVED, origin).card

    def remove(self, name: str) -> None:
        """Take a model, and what was derived from it, off the shelf. Raises NoModel."""
        with self._changing():
            gone = self.entry(name).card.name
            before = manifest.read(self._manifest)
            kept = [each for each in before.models if gone not in (each.card.name, each.source)]
            manifest.write(self._manifest, before, kept)
            for each in set(before.models) - set(kept):
                shutil.rmtree(self.folder / each.card.name)

    def _add(
        self, card: ModelCard, source: Path, approval: Approval, origin: ApprovedModel | None = None
    ) -> ShelfEntry:
        """Copy, verify and list a model in place of one of the same name."""
        manifest.check(card, "the model")
        if approval is not Approval.DEMO and card.name.casefold() in {**demo.CARDS, **demo.SHIPPED}:
            raise NotApproved(f"“{card.name}” is the name of a demo model.", "Import it under another name.")
        entry = ShelfEntry(card, approval, origin.card.name if origin else "", origin.fingerprint if origin else "")
        with self._changing():
            before = manifest.read(self._manifest)
            staged = self.folder / f"{_STAGED}{secrets.token_hex(6)}"
            try:
                weights.take_in(source, card.files, staged)
                self._put_in_place(staged, card.name)
            except BaseException:
                shutil.rmtree(staged, ignore_errors=True)
                raise
            others = [each for each in before.models if each.card.name.casefold() != card.name.casefold()]
            manifest.write(self._manifest, before, [*others, entry])
        return entry

    def _put_in_place(self, staged: Path, name: str) -> None:
        """A kill between the two renames leaves a listed model whose folder is missing: not loaded, imported again."""
        target = self.folder / name
        if target.exists():
            old = self.folder / f"{_STAGED}{secrets.token_hex(6)}"
            target.rename(old)
            staged.rename(target)
            shutil.rmtree(old)
        else:
            staged.rename(target)
        sync_folder(self.folder)

    def _first(self, role: str) -> ShelfEntry:
        found = [each for each in self.entries() if each.card.role == role and each.approval is not Approval.DERIVED]
        if not found:
            raise NoModel(f"No model is approved for the role {role}.")
        return min(found, key=lambda each: each.approval is Approval.DEMO)

    def _check_origin(self, entry: ShelfEntry) -> None:
        """A derived model stands as long as the model it was made from does."""
        origins = [each for each in self.entries() if each.card.name == entry.source]
        if not origins or weights.fingerprint(origins[0].card.files) != entry.source_fingerprint:
            raise NotApproved(f"{entry.card.name} was made from a model that is no longer approved.")

    def _derived_from(self, entry: ShelfEntry) -> ShelfEntry | None:
        """What was made from exactly these files; what was made from others of the same name is not used."""
        origin = weights.fingerprint(entry.card.files)
        for each in self.entries():
            if each.approval is Approval.DERIVED and (each.source, each.source_fingerprint) == (
                entry.card.name,
                origin,
            ):
                return each
        return None

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One command at a time changes the shelf; what a kill left staged is cleared away."""
        with disk(self.folder):
            private_folder(self.folder)
            lock = Lock(self.folder / ".lock", wait=True)
            try:
                for staged in self.folder.glob(f"{_STAGED}*"):
                    with suppress(OSError):
                        shutil.rmtree(staged)
                yield
            finally:
                lock.release()

    def list(self) -> list[ModelCard]:
        """Every model's card, as listed; nothing is verified. Raises NotApproved."""
        return [entry.card for entry in self.entries()]


def _account() -> str:
    """The name of this account, as the system gives it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown account"
