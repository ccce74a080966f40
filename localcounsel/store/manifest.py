"""The list of approved models: what it says, and on whose word it is believed. `read` is the one place that judges.

Today the list carries no signature, so every entry shows how it got there. A firm's signature over the file's
bytes would be verified in `read`, before anything in it is parsed further.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from localcounsel.errors import NotApproved
from localcounsel.records import ModelCard
from localcounsel.store import codec, demo, weights
from localcounsel.store.files import write_whole

VERSION = 1
LARGEST = 4 << 20
"""Bytes."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Approval(StrEnum):
    """On whose word a model stands on the shelf."""

    DEMO = "demo"
    """Pinned by LocalCounsel itself, for trying it out."""
    UNSIGNED = "unsigned"
    """Imported by somebody of this account; no key of the firm is installed, so nothing proves who."""
    DERIVED = "derived"
    """Made on this machine from another approved model."""


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """One model on the shelf."""

    card: ModelCard
    approval: Approval
    source: str = ""
    """For a derived model: the name of the one it was made from."""
    source_fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole list."""

    version: int = VERSION
    serial: int = 0
    """Grows with every change."""
    demo: bool = False
    """Some model is a demo model: not for a client's work."""
    models: tuple[ShelfEntry, ...] = ()


def read(path: Path) -> Manifest:
    """The list at `path`, empty where there is none. Raises NotApproved for one that cannot be believed."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return Manifest()
    except OSError as error:
        raise NotApproved(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise NotApproved(f"{path} is too long to be a list of models.")
    try:
        found = codec.loads(Manifest, content.decode("utf-8"))
    except ValueError as error:
        raise NotApproved(f"{path} is not a list of models: {error}.") from error
    if found.version != VERSION:
        raise NotApproved(f"{path} has version {found.version}; this LocalCounsel knows {VERSION}.")
    for entry in found.models:
        check(entry.card, str(path))
        if entry.approval is Approval.DEMO and not demo.is_pinned(entry.card):
            raise NotApproved(f"{path}: {entry.card.name} passes itself off as a demo model.")
    if len({entry.card.name.casefold() for entry in found.models}) != len(found.models):
        raise NotApproved(f"{path} names a model twice.")
    return found


def write(path: Path, before: Manifest, models: Sequence[ShelfEntry]) -> None:
    """Put a new list in the place of `before`."""
    has_demo = any(entry.approval is Approval.DEMO for entry in models)
    plain = codec.to_plain(Manifest(VERSION, before.serial + 1, has_demo, tuple(models)))
    write_whole(path, json.dumps(plain, indent=1).encode("ascii"))


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
