"""Models: what is on the shelf and how it does here; the demo models; approving, revoking and checking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from localcounsel.errors import CounselError, NoModel, NotApproved
from localcounsel.flows import fitting
from localcounsel.flows.model_stages import Stage
from localcounsel.flows.preparing import prepare
from localcounsel.records import ModelCard
from localcounsel.store import demo, measured, model_key, settings, weights
from localcounsel.store.manifest import Approval, Revocation, ShelfEntry
from localcounsel.store.model_key import TrustedKey, Whose
from localcounsel.store.models import ModelShelf, Placed
from localcounsel.store.places import Places
from localcounsel.store.shelving import Shelving

SHIPPED_MODELS = Path(__file__).resolve().parents[1] / "trained"
"""What was trained here and comes with the package, a folder for each model."""
DEMO_MODE = "Demonstration: no key is installed, and only the models that come with the program are loaded."


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model, as a screen shows it. Names and licences were cleaned when it was imported."""

    name: str
    role: str
    """`chat`, `embedder`, `ranker` or `adapter`."""
    standing: str
    """In words: `signed by the firm`, `signed by this account`, `demonstration`, `waits to be signed for`."""
    usable: bool
    """It may be loaded. Its files are hashed when that happens, not here."""
    why_not: str
    """Why it may not; empty when it may."""
    in_use: bool
    """It is what questions go to now, or passages are found with."""
    size: int
    """Bytes on disk."""
    parameters: int
    quantisation: str
    context: int
    """Tokens it was made for."""
    family: str
    licence: str
    approved_by: str
    approved_on: str
    memory: int
    """Bytes it needs here with the context of the settings; 0 for what is not a chat model, or not known."""
    fits: bool | None
    """Whether that much is free now; None where it is not known."""
    speed: measured.Speed | None
    """What `models bench` measured on this machine; None before that."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of checking one model's files."""

    name: str
    role: str
    well: bool
    finding: str


def overview(places: Places) -> tuple[ModelLine, ...]:
    """Every model on the shelf, signed ones first; quick, for a screen: no file is hashed and no child is started.

    `overview(places) -> tuple[ModelLine, ...]`. Raises NotApproved or PolicyError when the list of models cannot be
    believed; show the error's message and advice then. `demo_mode(places)` says whether to show `DEMO_MODE`.
    """
    shelf, wanted = ModelShelf(places), settings.load(places.settings_file)
    key, speeds = shelf.key, measured.speeds(places, fitting.machine_key())
    chosen = {"chat": wanted.model.name, "embedder": wanted.index.embedder, "ranker": wanted.search.ranker}
    used = {_used(shelf, role, name) for role, name in chosen.items()}
    lines = []
    for placed in shelf.placed():
        card = placed.entry.card
        needs = fitting.needed(card, wanted.model.context)
        lines.append(
            ModelLine(
                name=card.name,
                role=card.role,
                standing=standing(placed, key),
                usable=not placed.trouble,
                why_not=placed.trouble,
                in_use=card.name in used,
                size=sum(file.size for file in card.files),
                parameters=card.parameters,
                quantisation=card.quantisation,
                context=card.context,
                family=card.family,
                licence=card.licence,
                approved_by=card.approved_by,
                approved_on=card.approved_on,
                memory=needs.whole if needs else 0,
                fits=fitting.fits(needs) if needs else None,
                speed=speeds.get(weights.fingerprint(card.files)),
            )
        )
    return tuple(lines)


def demo_mode(places: Places) -> bool:
    """Whether no key is installed, so that only the pinned models are loaded. Raises PolicyError."""
    return model_key.trusted(places) is None


def standing(placed: Placed, key: TrustedKey | None) -> str:
    """On whose word a model stands, in words."""
    if placed.signed:
        return "signed by the firm" if key is not None and key.whose is Whose.FIRM else "signed by this account"
    if placed.entry.approval is Approval.UNSIGNED:
        return "waits to be signed for"
    return "demonstration" if placed.entry.approval is Approval.DEMO else "made here from another"


def _used(shelf: ModelShelf, role: str, name: str) -> str:
    try:
        return shelf.approved(name or None, role).card.name
    except (NoModel, NotApproved):
        return ""


def entries(places: Places) -> list[ShelfEntry]:
    """Every model on the shelf, with the ground it stands on."""
    return ModelShelf(places).entries()


def register_demo(places: Places, source: Path) -> Iterator[Stage]:
    """Put the pinned demo models on the shelf and prepare the embedder; harmless when that is done.

    Two of them are in `source`, the others come with the package. What was prepared is kept beside `source`, so
    that another home need not wait for it again.
    """
    shelf = ModelShelf(places)
    shelving = Shelving(shelf)
    known = {entry.card.name: entry for entry in shelf.entries()}
    if not all(name in known and demo.is_pinned(known[name].card) for name in demo.CARDS):
        yield Stage("checking the demo models against their pinned hashes")
        shelving.approve_demo(source)
    if not all(name in known and demo.is_pinned(known[name].card) for name in demo.SHIPPED):
        shelving.approve_shipped(SHIPPED_MODELS)
    for name, card in demo.CARDS.items():
        if card.role == "embedder" and not _is_prepared(shelf, name):
            yield from prepare(shelving, shelving.waiting(name), source.parent / "prepared")


def _is_prepared(shelf: ModelShelf, name: str) -> bool:
    """Whether the files made from this model are on the shelf and as they were made."""
    for placed in shelf.placed():
        if placed.entry.approval is Approval.DERIVED and placed.entry.source == name:
            try:
                weights.verify(placed.folder, placed.entry.card.files)
            except NotApproved:
                return False
            return True
    return False


def approve(
    places: Places, names: Sequence[str], key_file: Path | None, passphrase: str, *, who: str = "", grounds: str = ""
) -> tuple[ModelCard, ...]:
    """Sign for models that wait on the shelf. Raises NoKey, BadCall, NoModel, NotApproved."""
    key = model_key.signing_key(places, key_file, passphrase)
    signed = Shelving(ModelShelf(places)).sign(names, key, who, grounds)
    return tuple(entry.card for entry in signed)


def revoke(places: Places, name: str, key_file: Path | None, passphrase: str, reason: str) -> Revocation:
    """Never let a model be loaded again. Raises NoKey, BadCall, NoModel, NotApproved."""
    key = model_key.signing_key(places, key_file, passphrase)
    return Shelving(ModelShelf(places)).revoke(name, key, "", reason)


def verify(places: Places, name: str = "") -> Iterator[Verified]:
    """Hash every file of every model, or of one, and say what was found. Raises NotApproved for the list itself."""
    shelf = ModelShelf(places)
    chosen = [shelf.find(name)] if name else shelf.placed()
    for placed in chosen:
        card = placed.entry.card
        if placed.trouble:
            yield Verified(card.name, card.role, placed.entry.approval is Approval.UNSIGNED, placed.trouble)
            continue
        try:
            shelf.verified(card.name, card.role)
        except CounselError as error:
            yield Verified(card.name, card.role, False, error.message)
        else:
            yield Verified(card.name, card.role, True, f"every file as approved ({standing(placed, shelf.key)})")
