"""An installation made from the offline bundle: every file against the list made at its end, and who signed the bundle.

The list says what was installed; the bundle's signature, what was handed over. Where users own the installation they
could change both: an installation for the whole machine is an administrator's.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from localcounsel.errors import BadCall, CounselError
from localcounsel.flows.checkup.line import Check, attention, failed, passed
from localcounsel.store import firm_key

LIST = "installed.json"
SUMS = "SHA256SUMS"
SHOWN = 5
_LARGEST = 64 << 20
"""Bytes of the list."""
_ADVICE = "Install again from the bundle that IT signed, and find out who changed it."


def lines(prefix: Path | None = None) -> Iterator[Check]:
    """Nothing where this Python is not part of a bundle's installation."""
    folder = (prefix or Path(sys.prefix)).parent
    if (folder / LIST).is_file():
        yield _files(folder)
        yield _signature(folder)


def _files(folder: Path) -> Check:
    try:
        with (folder / LIST).open("rb") as file:
            listed = json.loads(file.read(_LARGEST))["files"]
        here = dict(_digests(folder))
        differing = sorted(set(listed.items()) ^ set(here.items()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return failed("bundle", f"{folder / LIST} cannot be followed ({type(error).__name__})", _ADVICE)
    names = sorted({name for name, _ in differing})
    if names:
        named = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
        return failed("bundle", f"{len(names)} files missing, added or altered: {named}", _ADVICE)
    return passed("bundle", f"{len(here):,} files below {folder} as installed")


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file and link below the folder as the list has them, but for the list itself."""
    for root, folders, files in os.walk(folder):
        for name in [*files, *(each for each in folders if (Path(root) / each).is_symlink())]:
            path = Path(root) / name
            within = path.relative_to(folder).as_posix()
            if within in (LIST, f".{LIST}"):
                continue
            if path.is_symlink():
                yield within, f"link to {path.readlink()}"
            else:
                with path.open("rb") as file:
                    yield within, hashlib.file_digest(file, "sha256").hexdigest()


def _signature(folder: Path) -> Check:
    sums, signature = folder / SUMS, folder / f"{SUMS}.sig"
    what = "bundle's signature"
    if not signature.is_file():
        return attention(what, "the bundle was not signed", "Have IT sign the bundle: docs/it-guide.md.")
    try:
        key = firm_key.installed()
        if key is None:
            advice = "Have IT install its key: docs/it-guide.md."
            return attention(what, "there is one, and no firm key to check it with", advice)
        firm_key.check(sums.read_bytes(), signature, sums)
    except (OSError, BadCall, CounselError) as error:
        return failed(what, str(error), _ADVICE)
    return passed(what, f"of {key}, SHA-256 {firm_key.fingerprint(firm_key.public(key))}")
