"""What is told to whoever waits while a model is imported, and what IT says about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from localcounsel.records import ModelCard


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done with a model, for whoever waits."""

    text: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A model that is on the shelf now, waiting to be signed for."""

    card: ModelCard
    notes: tuple[str, ...]
    """What IT should know of what it is about to approve."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What IT says about a model that it imports."""

    name: str = ""
    licence: str = ""
    family: str = ""
    """Chat-template family; empty to go by the marks in the file."""
    grounds: str = ""
    base: str = ""
    """For an adapter: the name of the model it belongs to."""
    origin: Path | None = None
    """A signature of the publisher's over the model's files, an OpenSSF Model Signing bundle."""
    origin_key: Path | None = None
    """The publisher's public key."""
