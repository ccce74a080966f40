"""A model comes onto the shelf: hashed, looked into by a child that can do nothing, prepared; then it waits to be
signed for. What it is, is said in plain words."""

from __future__ import annotations

import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from localcounsel.engine import inspect_client, templates
from localcounsel.engine.client import ModelClient, ModelSettings
from localcounsel.engine.inspect_client import Found
from localcounsel.errors import BadCall, ModelDamaged, ModelTooLarge, ModelUnsuitable, Unreachable
from localcounsel.flows import model_words
from localcounsel.flows.model_stages import Imported, Stage, Wish
from localcounsel.flows.preparing import prepare
from localcounsel.records import ModelCard, ModelFile
from localcounsel.store import policy, provenance, weights
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from localcounsel.store.shelving import Shelving

MOST_PARAMETERS = 7_000_000_000
"""What this product is for, where IT's policy says nothing else; a larger model belongs on a server."""
_UNKNOWN = "unknown model architecture"
"""llama.cpp's words for a kind of model that came after it, or that it never learnt."""
_NEWER = (
    "The file may be sound: this LocalCounsel does not know its kind. Choose another model, or a newer LocalCounsel."
)


def take_in(places: Places, path: Path, wish: Wish) -> Iterator[Stage | Imported]:
    """Import a GGUF file, or the folder of an embedder or a cross-encoder. It then waits to be signed for.

    Raises Unreachable, BadCall, ForbiddenByPolicy, NotApproved, ModelUnsuitable, ModelDamaged, ModelTooLarge.
    """
    path = path.expanduser().absolute()
    yield Stage(f"hashing {path.name}")
    files, passed_over = _described(path)
    shelf = ModelShelf(places)
    shelf.refuse_revoked(files)
    yield Stage("looking into it")
    found = look_into(path, files, wish.family)
    _allow(path, found)
    card = _card(path, found, files, wish)
    if found.role == "adapter":
        card = _belongs(places, card, wish)
    elif found.role == "chat":
        yield Stage("letting llama.cpp open it")
        _trial(path, found)
    shelving = Shelving(shelf)
    yield Stage("taking it onto the shelf")
    taken = shelving.take_in(card, path)
    if path.is_dir():
        try:
            yield from prepare(shelving, shelving.waiting(taken.name))
        except ModelDamaged:
            shelving.remove(taken.name)
            raise
    notes = [*model_words.said(found, taken), *[f"not taken: {name}" for name in passed_over[:12]]]
    yield Imported(taken, tuple(notes))


def inspect(path: Path, family: str = "") -> tuple[Found, tuple[ModelFile, ...]]:
    """What a model says of itself, its files hashed, without taking it. Raises as `take_in` does."""
    path = path.expanduser().absolute()
    files, _ = _described(path)
    return look_into(path, files, family), files


def look_into(path: Path, files: tuple[ModelFile, ...], family: str = "") -> Found:
    """Have the hashed files looked into. Raises NotApproved, ModelUnsuitable, ModelDamaged."""
    with tempfile.TemporaryDirectory(prefix="localcounsel-") as work:
        if path.is_dir():
            return inspect_client.folder(path, Path(work))
        return inspect_client.gguf(path, files[0], Path(work), family)


def _described(path: Path) -> tuple[tuple[ModelFile, ...], tuple[str, ...]]:
    if path.is_symlink():
        raise BadCall(f"{path} is a link", f"Copy {path.resolve()} to {path.name} in another folder, and import that.")
    try:
        about = path.stat()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise Unreachable(f"{path} {'does not exist' if missing else f'cannot be read: {error.strerror}'}") from error
    if stat.S_ISDIR(about.st_mode):
        return weights.describe(path, "embedder")
    if not stat.S_ISREG(about.st_mode):
        raise BadCall(f"{path} is neither a file nor a folder", "Name the model's file or folder.")
    if path.suffix.casefold() == ".gguf":
        return weights.describe(path, "chat")
    advice = "Give a GGUF file, or the folder of a sentence-transformers model."
    raise BadCall(f"{path.name} is neither a GGUF file nor a folder", advice)


def _allow(path: Path, found: Found) -> None:
    """Raises for a model that may not or should not be approved, with the reason."""
    fixed = policy.load()
    fixed.allow_model(found.role, found.parameters)
    most = fixed.largest_parameters or MOST_PARAMETERS
    if found.parameters > most:
        raise ModelTooLarge(
            f"{path.name} has {found.parameters / 1e9:.2f} billion parameters; at most {most / 1e9:g} are taken",
            "Choose a smaller model, or have IT set `largest_parameters` in its policy file.",
        )
    if found.role != "chat":
        return
    if found.no_writer:
        raise ModelUnsuitable(
            f"{path.name} writes no answers: {found.no_writer}",
            "Choose a chat model. What finds or orders passages is imported as a sentence-transformers folder.",
        )
    if not found.family:
        known = ", ".join(sorted(templates.FAMILIES))
        raise ModelUnsuitable(
            "None of our chat templates fits this model, and the one in the file is never run",
            f"Name one with --family if its publisher documents that form: {known}. How to add one: docs/models.md, "
            "“Adding a chat template”.",
        )
    if found.forgeable:
        raise ModelUnsuitable(
            f"To this model {', '.join(found.forgeable[:4])} are ordinary text: a document could write them and pass "
            "itself off as the person who asks",
            "Use a model whose turn marks are control tokens of its vocabulary, or a conversion that keeps them so.",
        )


def _card(path: Path, found: Found, files: tuple[ModelFile, ...], wish: Wish) -> ModelCard:
    return ModelCard(
        name=model_name(wish.name or (path.name if path.is_dir() else path.stem)),
        role=found.role,
        family=found.family if found.role == "chat" else found.architecture or "sentence-transformers",
        licence=wish.licence or found.licence or "not stated",
        parameters=found.parameters,
        context=found.context,
        files=files,
        template_sha256=found.template_sha256,
        grounds=wish.grounds,
        architecture=found.architecture,
        quantisation=found.quantisation,
        shape=found.shape,
        origin=provenance.evidence(wish.origin, wish.origin_key, files) if wish.origin else "",
    )


def _belongs(places: Places, card: ModelCard, wish: Wish) -> ModelCard:
    """An adapter with the fingerprint of its base. Raises BadCall where the base is not named."""
    if not wish.base:
        raise BadCall("This is an adapter, and it is not said which model it belongs to", "Name it with --base MODEL.")
    base = ModelShelf(places).entry(wish.base)
    if base.card.role != "chat":
        raise BadCall(f"{base.card.name} is approved as {base.card.role}; an adapter belongs to a chat model.")
    return replace(card, base=weights.fingerprint(base.card.files), family=base.card.family)


def _trial(path: Path, found: Found) -> None:
    """llama.cpp opens it too, in its own child, and must see the same. Raises ModelDamaged."""
    with tempfile.TemporaryDirectory(prefix="localcounsel-") as work:
        client = ModelClient(Path(work), ModelSettings())
        with closing(client):
            try:
                seen = client.inspect(path)
            except ModelDamaged as error:
                if _UNKNOWN in error.message:
                    raise ModelDamaged(error.message, _NEWER) from error
                raise
    if (seen.layers, seen.context) != (found.layers, found.context):
        raise ModelDamaged(
            f"llama.cpp reads another model in it: {seen.layers} layers and a window of {seen.context}, "
            f"where its header says {found.layers} and {found.context}."
        )


def model_name(text: str) -> str:
    """A file's or folder's name as a model's name. Raises BadCall when nothing is left of it."""
    name = re.sub(r"[^A-Za-z0-9._+-]+", "-", text).strip("-._ ").lower()
    if not name or not weights.is_safe(name):
        raise BadCall(f"“{text}” cannot be a model's name", "Give one with --name, of letters, digits and hyphens.")
    return name
