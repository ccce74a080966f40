"""The shelf of models: what was approved, and the only maker of an ApprovedModel.

Each model has a folder of its own. Whoever loads a model hashes its files through the very descriptor it loads from;
here the list is judged, and that the folder holds the listed files and nothing else.
"""

from __future__ import annotations

import builtins
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from localcounsel.errors import NoModel, NotApproved
from localcounsel.records import ApprovedModel, ModelCard, ModelFile
from localcounsel.store import hashed, manifest, model_key, policy, weights
from localcounsel.store.manifest import Approval, Manifest, Revocation, ShelfEntry, SignedList
from localcounsel.store.model_key import TrustedKey, Whose
from localcounsel.store.places import Places, system_models

MANIFEST_NAME = "manifest.json"
LOCAL_NAME = "approvals.json"
_NOT_SIGNED = "it is not signed for"
_ADVICE = "Have it signed for: `localcounsel models approve {name}`."


@dataclass(frozen=True, slots=True)
class Placed:
    """A model on the shelf, where its files are, and whether it may be loaded."""

    entry: ShelfEntry
    folder: Path
    signed: bool
    """It stands in the signed list."""
    trouble: str = ""
    """Why it is not loaded; empty when it may be. Its files have not been looked at."""


class ModelShelf:
    """The models of one home, and those that IT put on this machine for everybody."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.folder = places.models
        """This home's own models."""

    @property
    def key(self) -> TrustedKey | None:
        """Whose signature is believed here. Raises PolicyError, BadCall."""
        return model_key.trusted(self.places)

    @property
    def signed_folder(self) -> Path:
        """Where the signed list lies: IT's folder of this machine where it has one, else this home's."""
        system = system_models()
        return system if (system / MANIFEST_NAME).exists() else self.folder

    def signed(self) -> SignedList:
        """The signed list. Raises NotApproved for one that is not believed."""
        return manifest.signed(self.places, self.signed_folder / MANIFEST_NAME, self.key)

    def local(self) -> Manifest:
        """This home's own list. Raises NotApproved."""
        return manifest.local(self.folder / LOCAL_NAME)

    def placed(self) -> builtins.list[Placed]:
        """Every model with where it stands; a signed one hides one of the same name that is not. Raises NotApproved."""
        key, listed = self.key, self.signed().manifest
        judge = _Judge(key, policy.load(), {each.fingerprint: each for each in listed.revoked})
        found = [
            Placed(entry, self.signed_folder / entry.card.name, True, judge.signed(entry)) for entry in listed.models
        ]
        names = {each.entry.card.name.casefold() for each in found}
        own = self.local().models
        return found + [
            Placed(entry, self.folder / entry.card.name, False, judge.local(entry, own))
            for entry in own
            if entry.card.name.casefold() not in names
        ]

    def entries(self) -> builtins.list[ShelfEntry]:
        """Every model with the ground it stands on, as listed; no file is looked at. Raises NotApproved."""
        return [each.entry for each in self.placed()]

    def list(self) -> builtins.list[ModelCard]:
        """The cards of the models that may be loaded; no file is looked at. Raises NotApproved."""
        return [each.entry.card for each in self.placed() if not each.trouble]

    def entry(self, name: str) -> ShelfEntry:
        """The model of that name, in any case. Raises NoModel."""
        return self.find(name).entry

    def refuse_revoked(self, files: Sequence[ModelFile]) -> None:
        """Raises NotApproved where a model of these files was revoked: it cannot come back under another name."""
        fingerprint = weights.fingerprint(files)
        for gone in self.signed().manifest.revoked:
            if gone.fingerprint == fingerprint:
                raise NotApproved(_revoked(gone), "Use another model.")

    def find(self, name: str) -> Placed:
        """The model of that name, in any case, with where it stands. Raises NoModel, or NotApproved if revoked."""
        placed = self.placed()
        for each in placed:
            if each.entry.card.name.casefold() == name.casefold():
                return each
        for gone in self.signed().manifest.revoked:
            if gone.name.casefold() == name.casefold():
                raise NotApproved(_revoked(gone), "Use another model.")
        known = ", ".join(each.entry.card.name for each in placed) or "none"
        raise NoModel(f"There is no approved model called “{name}”. Approved: {known}.")

    def approved(self, name: str | None, role: str, *, prepared: bool = True) -> ApprovedModel:
        """The model, ready to be loaded by whoever hashes its files while loading.

        Args:
            name: which one; None for the first of that role, demo models last.
            role: `chat`, `embedder`, `ranker` or `adapter`.
            prepared: take what was derived from it instead, where there is such a model.

        Raises NoModel, ForbiddenByPolicy, or NotApproved with what is wrong.
        """
        placed = self.find(name) if name else self._first(role)
        card = placed.entry.card
        if card.role != role:
            raise NoModel(f"{card.name} is approved as {card.role}, not as {role}.")
        if placed.trouble:
            advice = _ADVICE.format(name=card.name) if placed.trouble.startswith(_NOT_SIGNED) else None
            raise NotApproved(f"{card.name} is not loaded: {placed.trouble}.", advice)
        if placed.entry.approval is not Approval.DERIVED and prepared:
            placed = self._derived_from(placed) or placed
        return self._checked(placed)

    def verified(self, name: str, role: str, *, prepared: bool = False) -> ApprovedModel:
        """The same, every file hashed now. An administrator's process has what it hashed remembered."""
        model = self.approved(name, role, prepared=prepared)
        weights.verify(model.folder, model.card.files)
        hashed.note(model.folder, model.card.files)
        return model

    def with_adapter(self, base: ApprovedModel, name: str) -> ApprovedModel:
        """`base` with an approved adapter on top; its name and fingerprint name both. Raises NoModel, NotApproved."""
        adapter = self.approved(name, "adapter")
        if adapter.card.base and adapter.card.base != base.fingerprint:
            raise NotApproved(
                f"{adapter.card.name} is approved for another model than {base.card.name}.",
                "Name its own base model in [model] name, or import the adapter again with --base.",
            )
        both = hashlib.sha256(f"{base.fingerprint}\n{adapter.fingerprint}".encode("ascii")).hexdigest()
        card = replace(base.card, name=f"{base.card.name} with {adapter.card.name}")
        return replace(base, card=card, fingerprint=both, adapter=adapter)

    def _checked(self, placed: Placed) -> ApprovedModel:
        card = placed.entry.card
        policy.allow_model(card.role, card.parameters)
        manifest.check_version(card)
        weights.look_over(placed.folder, card.files)
        known = hashed.known(placed.folder, card.files) if placed.signed else ()
        return ApprovedModel(card, placed.folder, weights.fingerprint(card.files), known=known)

    def _first(self, role: str) -> Placed:
        """The first that may be loaded: signed ones before demo models. Raises NoModel."""
        there = [each for each in self.placed() if each.entry.card.role == role]
        found = [each for each in there if each.entry.approval is not Approval.DERIVED and not each.trouble]
        if not found:
            why = "".join(
                f" {each.entry.card.name} is not loaded: {each.trouble}." for each in there[:3] if each.trouble
            )
            raise NoModel(f"No model is approved for the role {role}.{why}")
        return min(found, key=lambda each: not each.signed)

    def _derived_from(self, placed: Placed) -> Placed | None:
        """What was made from exactly these files; what was made from others of the same name is not used."""
        card = placed.entry.card
        origin = (card.name, weights.fingerprint(card.files))
        for each in self.placed():
            entry = each.entry
            if entry.approval is Approval.DERIVED and (entry.source, entry.source_fingerprint) == origin:
                return None if each.trouble else each
        return None


class _Judge:
    """Why a listed model is not loaded here."""

    def __init__(self, key: TrustedKey | None, fixed: policy.Policy, revoked: dict[str, Revocation]) -> None:
        self._key, self._policy, self._revoked = key, fixed, revoked
        self._firm = key is not None and key.whose is Whose.FIRM

    def signed(self, entry: ShelfEntry) -> str:
        """For an entry of the signed list; empty when it may be loaded."""
        if not self._firm and not self._policy.unsigned_models:
            return "IT's policy allows only models that the firm has signed for"
        return self._revocation(entry)

    def local(self, entry: ShelfEntry, beside: tuple[ShelfEntry, ...]) -> str:
        """For an entry of this home's list, and what else is on it."""
        if entry.approval is Approval.UNSIGNED:
            return self._revocation(entry) or _NOT_SIGNED
        if entry.approval is Approval.DERIVED:
            origin = next((each for each in beside if each.card.name == entry.source), None)
            if origin is None or weights.fingerprint(origin.card.files) != entry.source_fingerprint:
                return "it was made from a model that is no longer approved"
            return self.local(origin, ()) or self._revocation(entry)
        if self._firm:
            return f"{_NOT_SIGNED}, and where the firm's key is installed demo models need that as well"
        if not self._policy.demo_models:
            return "IT's policy allows no demo models"
        return self._revocation(entry)

    def _revocation(self, entry: ShelfEntry) -> str:
        for fingerprint in (weights.fingerprint(entry.card.files), entry.source_fingerprint):
            if gone := self._revoked.get(fingerprint):
                return _revoked(gone)
        return ""


def _revoked(gone: Revocation) -> str:
    if gone.reason:
        return f"{gone.name} was revoked on {gone.on} by {gone.by}: {gone.reason}"
    return f"{gone.name} was revoked on {gone.on} by {gone.by}"
