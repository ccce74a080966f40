"""The small fast form of an embedder or ranker, made once from its approved files and measured against them."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from localcounsel.engine import prepare_client
from localcounsel.engine.prepare_client import PreparedModel
from localcounsel.errors import NotApproved
from localcounsel.flows.model_stages import Stage
from localcounsel.records import ApprovedModel, ModelCard
from localcounsel.store import weights
from localcounsel.store.files import private_folder
from localcounsel.store.places import Places
from localcounsel.store.shelving import Shelving


def prepare(shelving: Shelving, origin: ApprovedModel, keep: Path | None = None) -> Iterator[Stage]:
    """Make the small fast model that is used from day to day, checked against sentence-transformers.

    With `keep`, what was made from the same files before is taken from there, and what is made now goes there.
    The index child tries it against vectors of sentence-transformers at every load.
    """
    folder = shelving.shelf.folder
    private_folder(folder)
    kept = keep / f"{origin.card.name}-{origin.fingerprint[:16]}" if keep else None
    if kept is not None and (kept / "prepared.json").is_file():
        shelving.add_derived(_derived(origin, prepare_client.known(kept)), kept, origin)
        yield Stage(f"{origin.card.name} was prepared before")
        return
    yield Stage(f"preparing {origin.card.name} (a minute or two)")
    with tempfile.TemporaryDirectory(prefix=".prepare-", dir=folder) as work:
        target = Path(work) / "prepared"
        made = prepare_client.prepare(origin.folder, target, work=Path(work), role=origin.card.role)
        _check_sources(target, origin)
        shelving.add_derived(_derived(origin, made), target, origin)
        if kept is not None:
            staged = kept.with_name(f".{kept.name}-{os.getpid()}")
            shutil.copytree(target, staged)
            shutil.rmtree(kept, ignore_errors=True)
            staged.rename(kept)
    figures = ", ".join(f"{name} {value:.4f}" for name, value in made.agreement)
    yield Stage(f"prepared as {made.quantisation}; agreement with sentence-transformers: {figures}")


def forget_work(places: Places) -> None:
    """Clear away what a killed preparation left."""
    for left in places.models.glob(".prepare-*"):
        shutil.rmtree(left, ignore_errors=True)


def _check_sources(made: Path, origin: ApprovedModel) -> None:
    """The child copied, hashed and used these files: raises NotApproved if they were not the approved ones."""
    untrusted = json.loads((made / "prepared.json").read_text(encoding="utf-8")).get("sources")
    approved = {file.name: file.sha256 for file in origin.card.files}
    if not isinstance(untrusted, dict) or any(approved.get(name) != digest for name, digest in untrusted.items()):
        raise NotApproved(f"The files of {origin.card.name} changed while it was being prepared.")


def _derived(origin: ApprovedModel, made: PreparedModel) -> ModelCard:
    """The card of what was made from `origin`."""
    return replace(
        origin.card,
        name=f"{origin.card.name}-prepared",
        dimensions=made.dimensions,
        context=made.context,
        quantisation=made.quantisation,
        files=weights.describe(made.folder, origin.card.role)[0],
        grounds=f"made here from {origin.card.name} ({made.quantisation}), agreement checked",
    )
