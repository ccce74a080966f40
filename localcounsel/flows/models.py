"""Models: list them, import one, prepare an embedder, register the two demo models."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from localcounsel.engine import prepare_client, templates
from localcounsel.engine.client import ModelClient, ModelFacts, ModelSettings
from localcounsel.engine.prepare_client import PreparedModel
from localcounsel.errors import BadCall, ModelDamaged, ModelTooLarge, NoModel, NotApproved, Unreachable
from localcounsel.records import ApprovedModel, ModelCard
from localcounsel.store import demo, weights
from localcounsel.store.files import private_folder
from localcounsel.store.manifest import ShelfEntry
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places

SHIPPED_MODELS = Path(__file__).resolve().parents[1] / "trained"
"""What was trained here and comes with the package, a folder for each model."""
MOST_PARAMETERS = 7_000_000_000
"""What this product is for; a larger model belongs on a server."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done with a model, for whoever waits."""

    text: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A model that is on the shelf now."""

    card: ModelCard
    notes: tuple[str, ...]
    """What IT should know of what it approved."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What IT says about a model that it imports."""

    name: str = ""
    licence: str = ""
    family: str = ""
    """Chat-template family; empty to go by the marks in the file."""
    grounds: str = ""


def entries(places: Places) -> list[ShelfEntry]:
    """Every model on the shelf, with the ground it stands on."""
    return ModelShelf(places).entries()


def register_demo(places: Places, source: Path) -> Iterator[Stage]:
    """Approve the pinned demo models and prepare the embedder; harmless when that is done.

    Two of them are in `source`, the others come with the package. What was prepared is kept beside `source`, so
    that another home need not wait for it again.
    """
    shelf = ModelShelf(places)
    known = {entry.card.name: entry for entry in shelf.entries()}
    if not all(name in known and demo.is_pinned(known[name].card) for name in demo.CARDS):
        yield Stage("checking the demo models against their pinned hashes")
        shelf.approve_demo(source)
    if not all(name in known and demo.is_pinned(known[name].card) for name in demo.SHIPPED):
        shelf.approve_shipped(SHIPPED_MODELS)
    for name, card in demo.CARDS.items():
        if card.role == "embedder" and not _is_prepared(shelf, name):
            yield from _prepare(shelf, shelf.approved(name, "embedder", prepared=False), source.parent / "prepared")


def take_in(places: Places, path: Path, wish: Wish) -> Iterator[Stage | Imported]:
    """Import a GGUF file, or the folder of an embedder or a cross-encoder: hash, inspect, approve, prepare.

    Raises Unreachable, BadCall, NotApproved, ModelDamaged, ModelTooLarge.
    """
    path = path.expanduser().absolute()
    if not path.exists():
        raise Unreachable(f"{path} does not exist")
    shelf = ModelShelf(places)
    if path.is_dir():
        yield from _take_folder(shelf, path, wish)
    elif path.suffix.casefold() == ".gguf":
        yield from _take_chat(shelf, path, wish)
    else:
        advice = "Give a GGUF file, or the folder of a sentence-transformers model."
        raise BadCall(f"{path.name} is neither a GGUF file nor a folder", advice)


def _take_chat(shelf: ModelShelf, path: Path, wish: Wish) -> Iterator[Stage | Imported]:
    yield Stage(f"hashing {path.name}")
    files, _ = weights.describe(path, "chat")
    yield Stage("inspecting it")
    with tempfile.TemporaryDirectory(prefix="localcounsel-") as work:
        client = ModelClient(Path(work), ModelSettings())
        with closing(client):
            facts = client.inspect(path)
    family = _family(facts, wish.family)
    if facts.parameters > MOST_PARAMETERS:
        raise ModelTooLarge(
            f"{path.name} has {facts.parameters / 1e9:.1f} billion parameters; at most 7 are taken",
            "Choose a model of at most 7 billion parameters.",
        )
    card = ModelCard(
        name=_name(wish.name or path.stem),
        role="chat",
        family=family,
        licence=wish.licence or facts.licence or "not stated",
        parameters=facts.parameters,
        context=facts.context,
        files=files,
        template_sha256=facts.template_sha256,
        grounds=wish.grounds,
    )
    yield Stage("taking it onto the shelf")
    approved = shelf.approve(card, path)
    notes = [
        f"architecture {facts.architecture}, {facts.quantisation}, window of {facts.context} tokens",
        f"asked in the form of the family “{family}”; the template inside the file is never run",
        "not signed: no key of the firm is installed",
    ]
    if approved.licence == "not stated":
        notes.append("the file states no licence: read it at its source and import with --licence")
    yield Imported(approved, tuple(notes))


def _family(facts: ModelFacts, wished: str) -> str:
    """The family whose chat template is used. Raises NotApproved for one that has none."""
    family = wished or facts.family
    if family not in templates.FAMILIES:
        known = ", ".join(sorted(templates.FAMILIES))
        what = f"the family “{wished}”" if wished else "the form this model is asked in"
        raise NotApproved(
            f"There is no chat template for {what}",
            f"Name one of these with --family if IT knows that it fits: {known}.",
        )
    return family


def _take_folder(shelf: ModelShelf, path: Path, wish: Wish) -> Iterator[Stage | Imported]:
    role = _role(path)
    yield Stage(f"hashing {path.name}")
    files, passed_over = weights.describe(path, role)
    card = ModelCard(
        name=_name(wish.name or path.name),
        role=role,
        family="sentence-transformers",
        licence=wish.licence or "not stated",
        parameters=0,
        context=0,
        files=files,
        grounds=wish.grounds,
    )
    approved = shelf.approve(card, path)
    origin = shelf.approved(approved.name, role, prepared=False)
    try:
        yield from _prepare(shelf, origin)
    except ModelDamaged:
        shelf.remove(approved.name)
        raise
    made = shelf.approved(approved.name, role).card
    what = f"{made.dimensions} dimensions" if role == "embedder" else "a cross-encoder that ranks passages"
    notes = [f"{what}, {made.context} tokens", "not signed: no key of the firm is installed"]
    if passed_over:
        notes.append(f"not taken: {', '.join(passed_over)}")
    yield Imported(approved, tuple(notes))


def _role(folder: Path) -> str:
    """`ranker` for a folder whose model classifies pairs, `embedder` otherwise. Raises BadCall."""
    try:
        described = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kinds = described.get("architectures") or []
    except (OSError, ValueError, AttributeError):
        return "embedder"  # whether it can be one is for the preparation to say
    return "ranker" if any("SequenceClassification" in str(kind) for kind in kinds) else "embedder"


def _prepare(shelf: ModelShelf, origin: ApprovedModel, keep: Path | None = None) -> Iterator[Stage]:
    """Make the small fast model that is used from day to day, checked against sentence-transformers.

    With `keep`, what was made from the same files before is taken from there, and what is made now goes there.
    The index child tries it against vectors of sentence-transformers at every load.
    """
    private_folder(shelf.folder)
    kept = keep / f"{origin.card.name}-{origin.fingerprint[:16]}" if keep else None
    if kept is not None and (kept / "prepared.json").is_file():
        shelf.add_derived(_derived(origin, prepare_client.known(kept)), kept, origin)
        yield Stage(f"{origin.card.name} was prepared before")
        return
    yield Stage(f"preparing {origin.card.name} (a minute or two)")
    with tempfile.TemporaryDirectory(prefix=".prepare-", dir=shelf.folder) as work:
        target = Path(work) / "prepared"
        made = prepare_client.prepare(origin.folder, target, work=Path(work), role=origin.card.role)
        shelf.add_derived(_derived(origin, made), target, origin)
        if kept is not None:
            staged = kept.with_name(f".{kept.name}-{os.getpid()}")
            shutil.copytree(target, staged)
            shutil.rmtree(kept, ignore_errors=True)
            staged.rename(kept)
    figures = ", ".join(f"{name} {value:.4f}" for name, value in made.agreement)
    yield Stage(f"prepared as {made.quantisation}; agreement with sentence-transformers: {figures}")


def _derived(origin: ApprovedModel, made: PreparedModel) -> ModelCard:
    """The card of what was made from `origin`."""
    return replace(
        origin.card,
        name=f"{origin.card.name}-prepared",
        dimensions=made.dimensions,
        context=made.context,
        files=weights.describe(made.folder, origin.card.role)[0],
        grounds=f"made here from {origin.card.name} ({made.quantisation}), agreement checked",
    )


def _is_prepared(shelf: ModelShelf, name: str) -> bool:
    """Whether the files made from this model are on the shelf and as they were made."""
    try:
        return shelf.approved(name, "embedder").card.name != name
    except (NoModel, NotApproved):
        return False


def _name(text: str) -> str:
    """A file's or folder's name as a model's name. Raises BadCall when nothing is left of it."""
    name = re.sub(r"[^A-Za-z0-9._+-]+", "-", text).strip("-._ ").lower()
    if not name or not weights.is_safe(name):
        raise BadCall(f"“{text}” cannot be a model's name", "Give one with --name, of letters, digits and hyphens.")
    return name


def forget_work(places: Places) -> None:
    """Clear away what a killed preparation left."""
    for left in places.models.glob(".prepare-*"):
        shutil.rmtree(left, ignore_errors=True)
