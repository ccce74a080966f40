"""The lists of models: what they say, and on whose word they are believed. `signed` and `local` judge that.

`manifest.json` is the signed list: its signature is checked over its exact bytes before anything in it is parsed.
`approvals.json` is this home's own: the demo models, believed because they are pinned in the program, what was made
here from them, and models that wait for a signature, which are never loaded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import localcounsel
from localcounsel.errors import NotApproved
from localcounsel.records import ModelCard
from localcounsel.store import codec, demo, serials, signatures, weights
from localcounsel.store.files import write_whole
from localcounsel.store.model_key import TrustedKey
from localcounsel.store.places import Places, system_models
from localcounsel.store.serials import Seen

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

VERSION = 2
LARGEST = 4 << 20
"""Bytes."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Approval(StrEnum):
    """On whose word a model stands on the shelf."""

    SIGNED = "signed"
    """Signed for: by the firm's key, or where there is none by this account's."""
    DEMO = "demo"
    """Pinned by LocalCounsel itself, for trying it out."""
    DERIVED = "derived"
    """Made from another model of the same list, in a form that runs faster."""
    UNSIGNED = "unsigned"
    """Imported and waiting to be signed for. It is not loaded."""


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """One model on the shelf."""

    card: ModelCard
    approval: Approval
    source: str = ""
    """For a derived model: the name of the one it was made from."""
    source_fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Revocation:
    """A model that may never be loaded again, whatever any list says."""

    name: str
    fingerprint: str
    on: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole list."""

    version: int = VERSION
    serial: int = 0
    """Grows with every change, and never goes back."""
    demo: bool = False
    """Some model is a demo model: not for a client's work."""
    models: tuple[ShelfEntry, ...] = ()
    revoked: tuple[Revocation, ...] = ()
    former: tuple[str, ...] = ()
    """Fingerprints of the keys that signed this list before the one that signs it now; the last is the latest."""


@dataclass(frozen=True, slots=True)
class SignedList:
    """A signed list as it was believed."""

    manifest: Manifest = field(default_factory=Manifest)
    seen: Seen = field(default_factory=Seen)


def local(path: Path) -> Manifest:
    """The home's own list, empty where there is none. Raises NotApproved for one that cannot be believed."""
    content = read(path)
    if content is None:
        return Manifest()
    found = parsed(path, content)
    for entry in found.models:
        if entry.approval is Approval.SIGNED:
            raise NotApproved(f"{path}: {entry.card.name} passes itself off as signed for.")
        if entry.approval is Approval.DEMO and not demo.is_pinned(entry.card):
            raise NotApproved(f"{path}: {entry.card.name} passes itself off as a demo model.")
    return replace(found, models=tuple(_as_pinned(entry) for entry in found.models))


def _as_pinned(entry: ShelfEntry) -> ShelfEntry:
    """What the program itself says of a demo model; of any other, what the list says."""
    card = demo.pinned(entry.card.name) if entry.approval is Approval.DEMO else None
    return replace(entry, card=card) if card else entry


def signed(places: Places, path: Path, key: TrustedKey | None) -> SignedList:
    """The signed list at `path`, empty where there is none. Raises NotApproved for one that cannot be believed."""
    content = read(path)
    if content is None:
        if key is not None and serials.seen(places, key).serial:
            raise NotApproved(f"{path} is missing, and this machine has seen one.", "Ask IT for the signed list.")
        return SignedList()
    if key is None:
        raise NotApproved(
            f"{path} is a signed list, and there is no key here to check it with.",
            "Ask IT to install the firm's public key.",
        )
    signatures.check(path, content, key)
    found = parsed(path, content)
    for entry in found.models:
        if entry.approval not in (Approval.SIGNED, Approval.DERIVED):
            raise NotApproved(f"{path}: {entry.card.name} stands in a signed list as {entry.approval.value}.")
    return SignedList(found, serials.check(places, key, path, content, found.serial, found.former))


def write_local(path: Path, before: Manifest, models: Sequence[ShelfEntry]) -> None:
    """Put a new list of this home in the place of `before`."""
    has_demo = any(entry.approval is Approval.DEMO for entry in models)
    write_whole(path, _bytes(Manifest(VERSION, before.serial + 1, has_demo, tuple(models))))


def write_signed(path: Path, found: Manifest, *keys: Ed25519PrivateKey) -> None:
    """Put a list in its place, signed with each key; its serial is the caller's to choose."""
    signatures.write(path, _bytes(found), *keys, for_all=path.parent == system_models())


def check(card: ModelCard, where: str) -> None:
    """Raises NotApproved when a card names anything but plain files of its role, inside its own folder."""
    if not weights.is_safe(card.name) or "/" in card.name:
        raise NotApproved(f"{where}: “{card.name}” cannot be a model's name.")
    if card.role not in weights.SUFFIXES:
        raise NotApproved(f"{where}: {card.name} has the unknown role “{card.role}”.")
    if not card.files or len({file.name.casefold() for file in card.files}) != len(card.files):
        raise NotApproved(f"{where}: {card.name} lists no files, or one twice.")
    for file in card.files:
        if not weights.belongs(file.name, card.role) or not _DIGEST.fullmatch(file.sha256) or file.size < 0:
            raise NotApproved(f"{where}: {card.name} cannot have a file “{file.name}”.")


def check_version(card: ModelCard) -> None:
    """Raises NotApproved for a model that needs a newer LocalCounsel."""
    if _numbers(card.minimum_version) > _numbers(localcounsel.__version__):
        raise NotApproved(
            f"{card.name} is approved for LocalCounsel {card.minimum_version} and later; "
            f"this is {localcounsel.__version__}.",
            "Install the newer version.",
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])


def _bytes(found: Manifest) -> bytes:
    return json.dumps(codec.to_plain(found), indent=1).encode("ascii")


def read(path: Path) -> bytes | None:
    """A list's bytes, None where there is none. Raises NotApproved for a file that cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotApproved(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise NotApproved(f"{path} is too long to be a list of models.")
    return content


def parsed(path: Path, content: bytes) -> Manifest:
    """The list that `content` of `path` says, whoever signed it. Raises NotApproved where it is none."""
    try:
        plain = json.loads(content.decode("utf-8"), object_pairs_hook=_once)
        found = codec.from_plain(Manifest, plain)
    except (ValueError, RecursionError) as error:
        raise NotApproved(f"{path} is not a list of models: {error}.") from error
    if found.version not in (1, VERSION):
        raise NotApproved(f"{path} has version {found.version}; this LocalCounsel knows {VERSION}.")
    for entry in found.models:
        check(entry.card, str(path))
    if len({entry.card.name.casefold() for entry in found.models}) != len(found.models):
        raise NotApproved(f"{path} names a model twice.")
    if not all(_DIGEST.fullmatch(key) for key in found.former):
        raise NotApproved(f"{path} names a former key by something else than its fingerprint.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object each of whose keys stands there once: of two, programs would believe one or the other."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key “{twice}” stands there twice")
    return found
