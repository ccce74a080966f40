"""What the figures were measured with: this machine, the models by fingerprint, the index, the settings."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import localcounsel
from localcounsel.errors import ModelError
from localcounsel.flows.desk import Desk

_LINUX = Path("/proc/cpuinfo")
_WINDOWS = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
_LONGEST = 1 << 16
"""Bytes of the kernel's description of the first processors."""


def cpu() -> str:
    """The processor's name, as its maker writes it; its architecture where the system tells no more."""
    return " ".join((_linux() or _windows() or platform.processor() or platform.machine()).split())


def _linux() -> str:
    if sys.platform != "linux" or not _LINUX.is_file():
        return ""
    with _LINUX.open("rb") as file:
        described = file.read(_LONGEST).decode("utf-8", "replace")
    names = [line.partition(":")[2] for line in described.splitlines() if line.startswith("model name")]
    return names[0].strip() if names else ""


def _windows() -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _WINDOWS) as key:
            return str(winreg.QueryValueEx(key, "ProcessorNameString")[0]).strip()
    except OSError as error:
        return f"not told: {error.strerror}"


def facts(desk: Desk, model: str, *, asks: bool) -> dict[str, Any]:
    """What is running, for the report. `model` is a chat model's name, empty for the one in the settings.

    Raises NoModel or NotApproved when questions are to be put and there is nobody to answer.
    """
    chat = desk.approved_chat(model or None) if asks else None
    return {
        "application": f"LocalCounsel {localcounsel.__version__}",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": cpu(),
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "model": {"name": chat.card.name, "fingerprint": chat.fingerprint} if chat else _nobody(),
        "embedder": _role(desk, "embedder", desk.settings.index.embedder),
        "ranker": _role(desk, "ranker", desk.settings.search.ranker) if desk.settings.search.ranked else _nobody(),
        "index": _index(desk),
        "settings": {name: each for name, each in asdict(desk.settings).items() if name not in _NO_MATTER},
    }


_NO_MATTER = ("interface", "safety", "citation")
"""Sections of the settings that change nothing that is measured."""


def _nobody() -> dict[str, str]:
    return {"name": "none", "fingerprint": ""}


def _role(desk: Desk, role: str, name: str) -> dict[str, str]:
    """The approved model of a role, or why there is none."""
    try:
        approved = desk.shelf.approved(name or None, role)
    except ModelError as error:
        return {"name": "none", "fingerprint": "", "why": error.message}
    return {"name": approved.card.name, "fingerprint": approved.fingerprint}


def _index(desk: Desk) -> dict[str, Any]:
    """How much can be searched, and a hash over the passages: the same documents cut in the same way have the same."""
    documents = desk.store.documents()
    hashed = hashlib.sha256()
    for id in sorted(document.id for document in documents):
        for passage in desk.store.document_passages(id):
            hashed.update(f"{passage.id}\n".encode("ascii"))
    indexed, whole = desk.store.index_counts()
    return {"documents": len(documents), "passages": whole, "indexed": indexed, "sha256": hashed.hexdigest()}


IDENTITY = ("application", "model", "embedder", "ranker", "index", "settings", "questions", "tracks", "lite")
"""Facts that must be the same when a run goes on; a report mixes nothing."""


def difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What differs between two runs, in words; empty when one may go on with the other's rows."""
    names = [name for name in IDENTITY if before.get(name) != now.get(name)]
    return ", ".join(f"the {name}" if name not in ("settings", "questions", "tracks") else name for name in names)
