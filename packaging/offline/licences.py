"""The licences of everything in a bundle: their texts, taken from the packages, and one list of who says what."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from offline.wheels import Wheel

TEXT = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors|copyright)[^/]*$", re.IGNORECASE)
_CODE = re.compile(r"\.(py|pyc|pyi|so|json)$")

CLASSIFIED = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
}
SPELLINGS = {
    "MIT License": "MIT",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "BSD-3-Clause": "BSD-3-Clause",
    "new BSD": "BSD-3-Clause",
    "MIT": "MIT",
}


@dataclass(frozen=True, slots=True)
class Licence:
    """What one package says its licence is, and where its texts were put."""

    name: str
    version: str
    expression: str
    """SPDX where the package tells, its own words otherwise; empty where it says nothing."""
    texts: tuple[str, ...]
    """Paths within the bundle."""


def collect(wheel: Wheel, folder: Path) -> Licence:
    """Copy the licence texts of one package below `folder`."""
    texts = []
    with zipfile.ZipFile(wheel.path) as archive:
        for each in archive.infolist():
            if each.is_dir() or not TEXT.search(each.filename) or _CODE.search(each.filename):
                continue
            # Flat names: some packages keep a text for each library they hold, deep inside.
            flat = re.sub(r"[^A-Za-z0-9._+-]+", "_", each.filename)
            target = folder / wheel.name / flat[-120:].lstrip("._-+")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(each))
            texts.append(f"licences/{wheel.name}/{target.name}")
    return Licence(wheel.name, wheel.version, expression(wheel), tuple(sorted(texts)))


def expression(wheel: Wheel) -> str:
    """A package's licence by its own account."""
    facts = wheel.metadata()
    if told := facts.get("License-Expression"):
        return str(told)
    classified = sorted({CLASSIFIED[each] for each in facts.get_all("Classifier") or [] if each in CLASSIFIED})
    if classified:
        return " OR ".join(classified)
    said = str(facts.get("License") or "").strip().splitlines()
    return SPELLINGS.get(said[0], said[0][:80]) if said else ""


def overview(found: list[Licence]) -> str:
    """The list for people, the ones that carry no text marked."""
    lines = ["# Licences of what LocalCounsel's bundle holds", "", "| Package | Version | Licence | Text |"]
    lines.append("|---|---|---|---|")
    for each in sorted(found, key=lambda licence: licence.name):
        text = ", ".join(each.texts) or "the package carries none"
        lines.append(f"| {each.name} | {each.version} | {each.expression or 'not stated'} | {text} |")
    return "\n".join(lines) + "\n"
