"""Puts a bundle's folder together: packages, models, papers and the installer, each part described."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offline.licences import Licence
from offline.sbom import Part
from offline.wheels import Wheel

UNPACKED = 1.35
"""Bytes on disk for each byte of unpacked packages, once Python's own files are compiled beside them."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the manifest that goes into the bundle; an embedder with what was prepared from it."""

    card: dict[str, Any]
    folder: Path
    prepared: Path | None


def models(root: Path, shelf: Path) -> list[Model]:
    """The embedded models from `shelf` (`.work/models`), every file checked. Raises ValueError for a wrong one."""
    listed = json.loads((root / "models" / "manifest.json").read_text(encoding="utf-8"))["models"]
    found = []
    for card in listed:
        folder = shelf / card["name"]
        for file in card["files"]:
            path = folder / file["name"]
            with path.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != file["sha256"]:
                    raise ValueError(f"{path} is not the file that models/manifest.json names")
        prepared = None
        if card["role"] == "embedder":
            prepared = next(iter(sorted((shelf.parent / "prepared").glob(f"{card['name']}-*"))), None)
            if prepared is None:
                raise ValueError(f"{card['name']} is not prepared: run `python3 scripts/run.py --version` once")
        found.append(Model(card, folder, prepared))
    return found


def put_models(found: Sequence[Model], folder: Path) -> list[Part]:
    """Copy them into the bundle; what they are, for the bill of materials."""
    parts = []
    for model in found:
        for file in model.card["files"]:
            target = folder / "models" / model.card["name"] / file["name"]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(model.folder / file["name"], target)
        if model.prepared is not None:
            shutil.copytree(model.prepared, folder / "prepared" / model.prepared.name)
        largest = max(model.card["files"], key=lambda file: int(file["size"]))
        parts.append(
            Part(
                "machine-learning-model",
                model.card["name"],
                largest["sha256"][:12],
                model.card["licence"],
                largest["sha256"],
                f"{model.card['role']}; {model.card['grounds']}",
                {"role": model.card["role"], "file": largest["name"]},
            )
        )
    return parts


def shipped_model(root: Path) -> list[Part]:
    """The models inside LocalCounsel's own package, for the bill of materials."""
    parts = []
    for folder in sorted((root / "localcounsel" / "trained").iterdir()):
        weights = folder / "model.onnx"
        if weights.is_file():
            digest = hashlib.sha256(weights.read_bytes()).hexdigest()
            parts.append(
                Part("machine-learning-model", folder.name, digest[:12], "Apache-2.0", digest, "ranker; trained here")
            )
    return parts


def put_papers(root: Path, folder: Path, man_page: str, licence_list: str) -> None:
    """The guide, the licences, the menu entry, the manual page and the installer."""
    isolated = root / "packaging" / "isolated"
    for name in ("install.sh", "install.ps1"):
        shutil.copyfile(isolated / name, folder / name)
    (folder / "installer").mkdir()
    for path in sorted((isolated / "installer").glob("*.py")):
        shutil.copyfile(path, folder / "installer" / path.name)
    (folder / "share").mkdir()
    shutil.copyfile(isolated / "share" / "localcounsel.desktop", folder / "share" / "localcounsel.desktop")
    (folder / "share" / "localcounsel.1").write_text(man_page, encoding="utf-8")
    (folder / "docs").mkdir()
    for path in sorted((root / "docs").glob("*.md")):
        shutil.copyfile(path, folder / "docs" / path.name)
    for name in ("SECURITY.md", "LICENSE"):
        shutil.copyfile(root / name, folder / name)
    (folder / "LICENCES.md").write_text(licence_list, encoding="utf-8")


def installed_bytes(wheels: Sequence[Wheel], folder: Path) -> int:
    """About what an installation takes on disk at its peak, the packages being there packed and unpacked."""
    packages = sum(wheel.path.stat().st_size + UNPACKED * wheel.unpacked() for wheel in wheels)
    others = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".whl")
    return int(packages + 2 * others)


def describe(facts: dict[str, Any], licences: Sequence[Licence]) -> str:
    """`bundle.json`: what the installer must know before it begins."""
    silent = sorted(each.name for each in licences if not each.expression)
    return json.dumps({"format": 1, **facts, "licence_not_stated": silent}, indent=1, sort_keys=True) + "\n"
