"""The bill of materials of a bundle, as CycloneDX 1.6 JSON: what is installed, no more and no less.

Each Python package with its hash and licence; the native parts inside them that have a version of their own; the
models; and apart from these, as tools, what is used to install and does not stay.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from offline.licences import Licence
from offline.wheels import Wheel


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is not a Python package: a library inside one, a model, an interpreter."""

    kind: str
    """A CycloneDX component type: `library`, `machine-learning-model`, `platform`."""
    name: str
    version: str
    licence: str
    sha256: str = ""
    note: str = ""
    properties: dict[str, str] = field(default_factory=dict)


def write(version: str, built: str, packages: Sequence[tuple[Wheel, Licence]], parts: Sequence[Part]) -> str:
    """The document as JSON text; the same input gives the same text."""
    stays = [(wheel, licence) for wheel, licence in packages if wheel.name not in ("pip", "localcounsel")]
    counted = Counter(wheel.name for wheel, _ in stays)
    components: list[dict[str, Any]] = [_part(part) for part in parts]
    for wheel, licence in stays:
        components.append(_package(wheel, licence, named=counted[wheel.name] > 1))
    tools = [_package(wheel, licence) for wheel, licence in packages if wheel.name == "pip"]
    itself = next(_package(wheel, licence) for wheel, licence in packages if wheel.name == "localcounsel")
    itself["type"] = "application"
    references = sorted(component["bom-ref"] for component in components)
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{_identity(version, components)}",
        "version": 1,
        "metadata": {
            "timestamp": built,
            "component": itself,
            "tools": {"components": tools},
            "lifecycles": [{"phase": "post-build"}],
        },
        "components": sorted(components, key=lambda component: component["bom-ref"]),
        "dependencies": [
            {"ref": itself["bom-ref"], "dependsOn": references},
            *({"ref": reference} for reference in references),
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def _package(wheel: Wheel, licence: Licence, *, named: bool = False) -> dict[str, Any]:
    """`named`: told apart by its file's name from the same package for another Python in the same bundle."""
    reference = f"pkg:pypi/{wheel.name}@{wheel.version}" + (f"?file_name={wheel.path.name}" if named else "")
    return {
        "type": "library",
        "bom-ref": reference,
        "name": wheel.name,
        "version": wheel.version,
        "purl": reference,
        "hashes": [{"alg": "SHA-256", "content": wheel.sha256}],
        **_licences(licence.expression),
        "properties": [{"name": "localcounsel:file", "value": f"wheels/{wheel.path.name}"}],
    }


def _part(part: Part) -> dict[str, Any]:
    described: dict[str, Any] = {
        "type": part.kind,
        "bom-ref": f"localcounsel:{part.kind}/{part.name}@{part.version}",
        "name": part.name,
        "version": part.version,
        **_licences(part.licence),
    }
    if part.note:
        described["description"] = part.note
    if part.sha256:
        described["hashes"] = [{"alg": "SHA-256", "content": part.sha256}]
    if part.properties:
        described["properties"] = [
            {"name": f"localcounsel:{name}", "value": value} for name, value in sorted(part.properties.items())
        ]
    return described


def _licences(expression: str) -> dict[str, Any]:
    if not expression:
        return {}
    if all(word in ("AND", "OR", "WITH") or word.strip("()") in SPDX for word in expression.split()):
        return {"licenses": [{"expression": expression}]}
    return {"licenses": [{"license": {"name": expression}}]}


SPDX = frozenset(
    "MIT MIT-0 MIT-CMU Apache-2.0 BSD-2-Clause BSD-3-Clause 0BSD ISC Zlib PSF-2.0 MPL-2.0 CC0-1.0 Unlicense HPND "
    "LGPL-2.1-only LGPL-3.0-only GPL-3.0-or-later GPL-3.0-with-GCC-exception GCC-exception-3.1 Python-2.0 NCSA "
    "BSL-1.0 libpng-2.0 FTL".split()
)
"""Identifiers that are written as an expression; other words are written as a name."""


def _identity(version: str, components: Sequence[dict[str, Any]]) -> uuid.UUID:
    content = json.dumps([version, components], sort_keys=True).encode()
    return uuid.UUID(bytes=hashlib.sha256(content).digest()[:16], version=4)
