"""Whether the program on this disk is the one that was installed: every file against the digest it came with."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import localcounsel
from localcounsel.flows.checkup.line import Check, attention, failed, passed

NAME = "localcounsel"
SHOWN = 5
_COMPILED = re.compile(r"\.(?:so(?:\.[0-9.]+)?|pyd|dll|dylib)$")
_ADVICE = "Install again from the bundle that IT signed, and find out who changed it."


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package and its files."""

    name: str
    version: str
    licence: str
    files: int
    """Files with a digest in its record."""
    changed: tuple[str, ...]
    """Names of files that are missing or not what its record says."""
    record_sha256: str
    """Of its list of digests; empty where it came without one."""
    native: tuple[tuple[str, str], ...] = ()
    """Its compiled files: name within the installation, and SHA-256 in hexadecimal as its record states it."""
    spdx: bool = False
    """The licence is an expression in SPDX's words."""


def packages() -> Iterator[Package]:
    """Every installed package, each file hashed. Some seconds for all of them."""
    seen = set()
    for found in sorted(metadata.distributions(), key=lambda each: (each.metadata["Name"] or "").casefold()):
        name = found.metadata["Name"] or ""
        if name and name.casefold() not in seen:
            seen.add(name.casefold())
            yield package(found)


def package(found: metadata.Distribution) -> Package:
    """One package, its files hashed now."""
    record = found.read_text("RECORD") or ""
    changed, native, files = [], [], 0
    for row in csv.reader(record.splitlines()):
        if len(row) < 2 or not row[1]:
            continue  # the record itself, and what is compiled later, have none
        files += 1
        if not _is(Path(str(found.locate_file(row[0]))), row[1]):
            changed.append(row[0])
        if _COMPILED.search(row[0]) and row[1].startswith("sha256="):
            native.append((row[0], base64.urlsafe_b64decode(row[1].removeprefix("sha256=") + "=").hex()))
    digest = hashlib.sha256(record.encode("utf-8")).hexdigest() if record else ""
    about = found.metadata
    spdx = bool(_first(about, "License-Expression"))
    names = about["Name"], found.version, licence(about)
    return Package(*names, files, tuple(changed), digest, tuple(native), spdx)


def licence(about: metadata.PackageMetadata) -> str:
    """The licence as the package states it: SPDX expression, else classifiers, else the first line of its own words."""
    written = _first(about, "License-Expression")
    if not written:
        kinds = [each for each in about.get_all("Classifier", []) if each.startswith("License ::")]
        written = ", ".join(dict.fromkeys(each.rpartition(" :: ")[2] for each in kinds))
    if not written:
        written = _first(about, "License").split("\n")[0][:80]
    return written or "not stated"


def _first(about: metadata.PackageMetadata, key: str) -> str:
    return str((about.get_all(key) or [""])[0]).strip()


def _is(path: Path, stated: str) -> bool:
    """Whether a file has the digest its record states, `sha256=` and Base64 without padding."""
    kind, _, value = stated.partition("=")
    if kind not in hashlib.algorithms_guaranteed:
        return False
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, kind).digest()
    except OSError:
        return False
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii") == value


def lines(found: list[Package]) -> Iterator[Check]:
    """One line on the program itself, one on all it stands on."""
    own = next((each for each in found if each.name.casefold() == NAME), None)
    yield _own(own)
    others = [each for each in found if each is not own]
    changed = [f"{each.name}: {name}" for each in others for name in each.changed]
    files = sum(each.files for each in others)
    if changed:
        named = ", ".join(changed[:SHOWN]) + (" …" if len(changed) > SHOWN else "")
        yield failed("libraries", f"{len(changed)} of {files:,} files changed: {named}", _ADVICE)
    else:
        yield passed("libraries", f"{files:,} files of {len(others)} packages as installed")


def _own(own: Package | None) -> Check:
    what, version = "program", f"LocalCounsel {localcounsel.__version__}, Python {sys.version.split()[0]}"
    advice = "For clients' work install the bundle, whose files can be checked."
    if own is None:
        return attention(what, f"{version}; run from a folder, not installed: nothing to check it against", advice)
    if own.changed:
        named = ", ".join(own.changed[:SHOWN])
        return failed(what, f"{version}; {len(own.changed)} files changed: {named}", _ADVICE)
    here = Path(localcounsel.__file__).resolve()
    listed = any(here == Path(str(path.locate())).resolve() for path in metadata.files(NAME) or ())
    if not listed:
        return attention(what, f"{version}; run from {here.parent}, which its record does not list", advice)
    return passed(what, f"{version}; {own.files} files as installed")
