"""Putting models on the shelf, signing for them, and taking them off it. What may be loaded `models` judges."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.errors import BadCall, NoKey, NoModel, NotApproved
from localcounsel.records import ApprovedModel, ModelCard
from localcounsel.store import demo, manifest, weights
from localcounsel.store.account import account
from localcounsel.store.files import disk, private_folder, sync_folder
from localcounsel.store.lock import Lock
from localcounsel.store.manifest import Approval, Manifest, Revocation, ShelfEntry
from localcounsel.store.models import LOCAL_NAME, MANIFEST_NAME, ModelShelf

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_STAGED = ".new-"


class Shelving:
    """The hands that change a shelf; one process at a time."""

    def __init__(self, shelf: ModelShelf) -> None:
        self.shelf = shelf
        self._list = shelf.folder / LOCAL_NAME

    def approve_demo(self, source: Path) -> tuple[ModelCard, ...]:
        """Approve the demo models, each from its folder in `source`. Raises NotApproved for any other file."""
        return tuple(self._add(card, source / name, Approval.DEMO).card for name, card in demo.CARDS.items())

    def approve_shipped(self, source: Path) -> tuple[ModelCard, ...]:
        """Approve the models that come with the package, each from its folder in `source`. Raises NotApproved."""
        return tuple(self._add(card, source / name, Approval.DEMO).card for name, card in demo.SHIPPED.items())

    def take_in(self, card: ModelCard, source: Path) -> ModelCard:
        """Import a model from a folder or a single file, to wait for a signature. Raises NotApproved.

        `card.files` come from `weights.describe`.
        """
        return self._add(card, source, Approval.UNSIGNED).card

    def add_derived(self, card: ModelCard, source: Path, origin: ApprovedModel) -> ModelCard:
        """Put on the shelf what was made here from `origin`, to be used in its place. Raises NotApproved."""
        known = self.shelf.entry(origin.card.name)
        if weights.fingerprint(known.card.files) != origin.fingerprint or known.card.role != card.role:
            raise NotApproved(f"{origin.card.name} is not the model that {card.name} was made from.")
        return self._add(card, source, Approval.DERIVED, origin).card

    def waiting(self, name: str) -> ApprovedModel:
        """A model of this home's list whose files were hashed now, for it to be prepared or signed for; never loaded
        to answer. Raises NoModel, NotApproved."""
        for entry in self.shelf.local().models:
            if entry.card.name.casefold() == name.casefold():
                folder = self.shelf.folder / entry.card.name
                weights.verify(folder, entry.card.files)
                return ApprovedModel(entry.card, folder, weights.fingerprint(entry.card.files))
        raise NoModel(f"No model called “{name}” waits to be signed for.")

    def sign(self, names: Sequence[str], key: Ed25519PrivateKey, who: str, grounds: str) -> tuple[ShelfEntry, ...]:
        """Sign for models of this home's list and what was made from them: from now on they are loaded.

        Raises NoKey, NoModel, NotApproved.
        """
        with self.changing():
            listed, own = self._signable(), self.shelf.local()
            chosen = [entry for name in names for entry in self._with_derived(own, name)]
            stamp = {"approved_by": who or account(), "approved_on": _today()}
            signed = tuple(self._as_signed(entry, listed, stamp, grounds) for entry in chosen)
            for entry in chosen:
                self._bring(entry)
            gone = {entry.card.name.casefold() for entry in signed}
            kept = [each for each in listed.models if each.card.name.casefold() not in gone]
            self._write_signed(replace(listed, models=(*kept, *signed)), key)
            left = [each for each in own.models if each.card.name.casefold() not in gone]
            manifest.write_local(self._list, own, left)
            if self.shelf.signed_folder != self.shelf.folder:
                self._clear(self.shelf.folder, set(chosen))
        return signed

    def revoke(self, name: str, key: Ed25519PrivateKey, who: str, reason: str) -> Revocation:
        """Never let a model be loaded again, nor what was made from it. Raises NoKey, NoModel, NotApproved."""
        with self.changing():
            entry, listed = self.shelf.entry(name), self._signable()
            gone = Revocation(
                entry.card.name, weights.fingerprint(entry.card.files), _today(), who or account(), reason
            )
            kept = tuple(each for each in listed.models if gone.name not in (each.card.name, each.source))
            self._write_signed(replace(listed, models=kept, revoked=(*listed.revoked, gone)), key)
            self._clear(self.shelf.signed_folder, set(listed.models) - set(kept))
            self._drop_local(gone.name)
        return gone

    def remove(self, name: str) -> None:
        """Take a model of this home's list, and what was derived from it, off the shelf. Raises NoModel."""
        with self.changing():
            if not self._drop_local(name):
                raise NoModel(f"No model called “{name}” waits to be signed for.")

    def _drop_local(self, name: str) -> bool:
        own = self.shelf.local()
        gone = [e for e in own.models if name.casefold() in (e.card.name.casefold(), e.source.casefold())]
        if gone:
            manifest.write_local(self._list, own, [each for each in own.models if each not in gone])
            self._clear(self.shelf.folder, set(gone))
        return bool(gone)

    def _clear(self, folder: Path, gone: set[ShelfEntry]) -> None:
        for each in gone:
            if (folder / each.card.name).is_dir():
                shutil.rmtree(folder / each.card.name)

    def _signable(self) -> Manifest:
        """The signed list as it stands, for a new one to follow it."""
        if self.shelf.key is None:
            raise NoKey("No key is installed with which models could be signed.")
        return self.shelf.signed().manifest

    def _write_signed(self, changed: Manifest, key: Ed25519PrivateKey) -> None:
        folder = self.shelf.signed_folder
        with disk(folder):
            serial = self.shelf.signed().seen.serial + 1
            now = replace(changed, version=manifest.VERSION, serial=serial, demo=False)
            manifest.write_signed(folder / MANIFEST_NAME, now, key)
        self.shelf.signed()

    def _with_derived(self, own: Manifest, name: str) -> list[ShelfEntry]:
        """The model of that name and what was made from it. Raises NoModel."""
        found = [e for e in own.models if name.casefold() in (e.card.name.casefold(), e.source.casefold())]
        if not any(each.card.name.casefold() == name.casefold() for each in found):
            waiting = ", ".join(each.card.name for each in own.models) or "none"
            raise NoModel(f"No model called “{name}” waits to be signed for. Waiting: {waiting}.")
        return found

    def _as_signed(self, entry: ShelfEntry, listed: Manifest, stamp: dict[str, str], grounds: str) -> ShelfEntry:
        fingerprint = weights.fingerprint(entry.card.files)
        if any(fingerprint == each.fingerprint for each in listed.revoked):
            raise NotApproved(
                f"{entry.card.name} was revoked; what was revoked is not approved again.", "Use another model."
            )
        weights.verify(self.shelf.folder / entry.card.name, entry.card.files)
        card = replace(entry.card, **stamp, grounds=grounds or entry.card.grounds)  # type: ignore[arg-type]
        approval = Approval.DERIVED if entry.approval is Approval.DERIVED else Approval.SIGNED
        return replace(entry, card=card, approval=approval)

    def _bring(self, entry: ShelfEntry) -> None:
        """Where the signed list lies elsewhere, the files go there as well."""
        folder = self.shelf.signed_folder
        if folder == self.shelf.folder:
            return
        with disk(folder):
            staged = folder / f"{_STAGED}{secrets.token_hex(6)}"
            weights.take_in(self.shelf.folder / entry.card.name, entry.card.files, staged)
            for each in (staged, *staged.rglob("*")):
                each.chmod(0o755 if each.is_dir() else 0o644)
            self._put_in_place(staged, folder, entry.card.name)

    def _add(
        self, card: ModelCard, source: Path, approval: Approval, origin: ApprovedModel | None = None
    ) -> ShelfEntry:
        """Copy, verify and list a model in place of one of the same name."""
        manifest.check(card, "the model")
        name = card.name.casefold()
        if approval is not Approval.DEMO and name in {**demo.CARDS, **demo.SHIPPED}:
            raise NotApproved(f"“{card.name}” is the name of a demo model.", "Import it under another name.")
        if any(name == each.card.name.casefold() for each in self.shelf.signed().manifest.models):
            raise BadCall(f"A model called “{card.name}” is signed for already", "Import it under another name.")
        entry = ShelfEntry(card, approval, origin.card.name if origin else "", origin.fingerprint if origin else "")
        with self.changing():
            before = self.shelf.local()
            staged = self.shelf.folder / f"{_STAGED}{secrets.token_hex(6)}"
            try:
                weights.take_in(source, card.files, staged)
                self._put_in_place(staged, self.shelf.folder, card.name)
            except BaseException:
                shutil.rmtree(staged, ignore_errors=True)
                raise
            others = [each for each in before.models if each.card.name.casefold() != name]
            manifest.write_local(self._list, before, [*others, entry])
        return entry

    def _put_in_place(self, staged: Path, folder: Path, name: str) -> None:
        """A kill between the two renames leaves a listed model whose folder is missing: not loaded, imported again."""
        target = folder / name
        if target.exists():
            old = folder / f"{_STAGED}{secrets.token_hex(6)}"
            target.rename(old)
            staged.rename(target)
            shutil.rmtree(old)
        else:
            staged.rename(target)
        sync_folder(folder)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One command at a time changes the shelf; what a kill left staged is cleared away."""
        folder = self.shelf.folder
        with disk(folder):
            private_folder(folder)
            lock = Lock(folder / ".lock", wait=True)
            try:
                for staged in folder.glob(f"{_STAGED}*"):
                    with suppress(OSError):
                        shutil.rmtree(staged)
                yield
            finally:
                lock.release()


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
