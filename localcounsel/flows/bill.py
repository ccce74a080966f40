"""The bill of materials of what is really here, as CycloneDX 1.6 JSON: every package with its compiled files, the
Python that runs it, the models on the shelf, the system and the one foreign program that is called.

What a bundle brought has a bill of its own, made where it was built; where this Python is a bundle's, the hashes of its
packages are taken from there, and the report says whether the two name the same packages.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import shutil
import sys
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import localcounsel
from localcounsel.core.text import clean
from localcounsel.errors import CounselError
from localcounsel.flows.checkup.installation import NAME, Package
from localcounsel.store import weights
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places

BUNDLES = "sbom.cdx.json"
"""A bundle's own bill, beside its environment."""
_LARGEST = 16 << 20
"""Bytes of it."""
_OURS = f"-cp{sys.version_info.major}{sys.version_info.minor}-"
"""In the name of a package that was compiled for this Python."""


def write(places: Places, packages: Sequence[Package], made: str) -> str:
    """The document as JSON text. `made` is when, ISO 8601 in UTC."""
    brought = bundles_hashes()
    others = [each for each in packages if normal(each.name) != NAME]
    components = [_package(each, brought) for each in others]
    components += [_interpreter(), *_system(), *_models(places)]
    own = next((each for each in packages if normal(each.name) == NAME), None)
    itself = _package(own, brought) if own else _folder()
    itself["type"] = "application"
    references = sorted(each["bom-ref"] for each in components)
    content = json.dumps([itself, components], sort_keys=True).encode("ascii")
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=hashlib.sha256(content).digest()[:16], version=4)}",
        "version": 1,
        "metadata": {"timestamp": made, "component": itself, "lifecycles": [{"phase": "operations"}]},
        "components": sorted(components, key=lambda each: str(each["bom-ref"])),
        "dependencies": [
            {"ref": itself["bom-ref"], "dependsOn": references},
            *({"ref": each} for each in references),
        ],
    }
    return json.dumps(document, indent=1) + "\n"


def bundles_hashes(prefix: Path | None = None) -> dict[str, str]:
    """SHA-256 of the packages that the bundle brought, by package URL; empty where this is no bundle's installation.

    A bundle for several Pythons holds some packages once for each, told apart by the file's name: ours counts.
    """
    path = (prefix or Path(sys.prefix)).parent / BUNDLES
    try:
        with path.open("rb") as file:
            bill = json.loads(file.read(_LARGEST))
        listed = [*bill["components"], bill["metadata"]["component"]]
        found: dict[str, str] = {}
        for each in listed:
            url, _, name = str(each.get("purl", "")).partition("?file_name=")
            if url and (not name or _OURS in name):
                found[url] = each["hashes"][0]["content"]
        return found
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}


def disagreement(packages: Sequence[Package]) -> str:
    """How what is installed differs from the bundle's own bill, in words; empty where it does not or there is none."""
    brought = bundles_hashes()
    here = {_url(each) for each in packages}
    parts = []
    for words, names in (("not in the bundle's bill", here - set(brought)), ("not installed", set(brought) - here)):
        if brought and names:
            parts.append(f"{words}: {', '.join(sorted(name.removeprefix('pkg:pypi/') for name in names))}")
    return "; ".join(parts)


def normal(name: str) -> str:
    """A package's name in pip's normal form."""
    return re.sub(r"[-_.]+", "-", name).casefold()


def _url(package: Package) -> str:
    return f"pkg:pypi/{normal(package.name)}@{package.version}"


def _package(found: Package, brought: Mapping[str, str]) -> dict[str, Any]:
    url = _url(found)
    described: dict[str, Any] = {
        "type": "library",
        "bom-ref": url,
        "name": normal(found.name),
        "version": found.version,
        "purl": url,
        **_licence(found.licence, found.spdx),
        "properties": _properties(
            {"files": found.files, "files altered": len(found.changed), "sha256 of RECORD": found.record_sha256}
        ),
    }
    if url in brought:
        described["hashes"] = _hash(brought[url])
    if found.native:
        described["components"] = [
            {"type": "file", "bom-ref": f"{url}#{name}", "name": name, "hashes": _hash(digest)}
            for name, digest in found.native
        ]
    return described


def _folder() -> dict[str, Any]:
    """The program where it runs from a folder and was not installed."""
    version = localcounsel.__version__
    return {"type": "application", "bom-ref": f"pkg:pypi/{NAME}@{version}", "name": NAME, "version": version}


def _interpreter() -> dict[str, Any]:
    path = Path(sys.executable).resolve()
    return {
        "type": "platform",
        "bom-ref": "localcounsel:platform/cpython",
        "name": platform.python_implementation(),
        "version": platform.python_version(),
        **_licence("PSF-2.0", True),
        "hashes": _hash(_digest(path)),
        "properties": _properties({"file": path, "built": " ".join(platform.python_build())}),
    }


def _system() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "type": "operating-system",
            "bom-ref": "localcounsel:operating-system",
            "name": platform.system(),
            "version": platform.release(),
            "properties": _properties({"machine": platform.machine()}),
        }
    ]
    if program := shutil.which("tesseract"):
        path = Path(program).resolve()
        found.append(
            {
                "type": "application",
                "bom-ref": "localcounsel:application/tesseract",
                "name": "tesseract",
                "description": "the system's own program, called to read scanned pages",
                "hashes": _hash(_digest(path)),
                "properties": _properties({"file": path}),
            }
        )
    return found


def _models(places: Places) -> list[dict[str, Any]]:
    """Every model on the shelf; none where the list is not believed, which the report says."""
    try:
        placed = ModelShelf(places).placed()
    except CounselError:
        return []
    found = []
    for each in placed:
        card = each.entry.card
        fingerprint = weights.fingerprint(card.files)
        reference = f"localcounsel:model/{clean(card.name)}@{fingerprint[:12]}"
        facts = {
            "role": card.role,
            "approval": each.entry.approval.value,
            "approved by": card.approved_by,
            "approved on": card.approved_on,
            "fingerprint": fingerprint,
            "not loaded": each.trouble,
        }
        files = [
            {"type": "file", "bom-ref": f"{reference}#{file.name}", "name": file.name, "hashes": _hash(file.sha256)}
            for file in card.files
        ]
        found.append(
            {
                "type": "machine-learning-model",
                "bom-ref": reference,
                "name": clean(card.name),
                "version": fingerprint[:12],
                **_licence(clean(card.licence), False),
                "components": files,
                "properties": _properties(facts),
            }
        )
    return found


def _licence(stated: str, spdx: bool) -> dict[str, Any]:
    if not stated or stated == "not stated":
        return {}
    return {"licenses": [{"expression": stated} if spdx else {"license": {"name": stated}}]}


def _properties(facts: Mapping[str, object]) -> list[dict[str, str]]:
    return [{"name": f"localcounsel:{name}", "value": clean(str(value))} for name, value in facts.items() if str(value)]


def _hash(digest: str) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": digest}]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
