"""A legal hold on a matter: while it is in force nothing of the matter is removed, whatever asks for it.

It lies in the matter's folder as a file of its own, so that it can be seen and set while the matter is open. A file
that cannot be read holds: whoever damages it has lifted nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from localcounsel.errors import OnLegalHold
from localcounsel.store.account import account
from localcounsel.store.files import disk, sync_folder, write_whole

NAME = "hold.json"
LONGEST_REASON = 200
"""Characters."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why nothing may be removed, since when, and who said so."""

    reason: str
    since: str
    """ISO 8601 in UTC."""
    by: str


def read(folder: Path) -> Hold | None:
    """The hold on the matter in `folder`; None when there is none. Raises StorageError."""
    path = folder / NAME
    with disk(path):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
    try:
        untrusted: Any = json.loads(content)
        return Hold(*(str(untrusted[key]) for key in ("reason", "since", "by")))
    except (ValueError, LookupError, TypeError, RecursionError):
        return Hold("its file cannot be read", "", "")


def put(folder: Path, reason: str) -> Hold:
    """Put a hold on a matter, or another reason in place of the one it has."""
    hold = Hold(reason, datetime.now(UTC).isoformat(timespec="seconds"), account())
    content = {"reason": hold.reason, "since": hold.since, "by": hold.by}
    with disk(folder / NAME):
        write_whole(folder / NAME, json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))
    return hold


def lift(folder: Path) -> None:
    """Take the hold off."""
    with disk(folder / NAME):
        (folder / NAME).unlink(missing_ok=True)
        sync_folder(folder)


def refuse(folder: Path, what: str) -> None:
    """Raises OnLegalHold while the matter in `folder` is held; `what` says what was not done, in words."""
    hold = read(folder)
    if hold is not None:
        since = f" since {hold.since[:10]}" if hold.since else ""
        raise OnLegalHold(f"The matter is on legal hold{since} ({hold.reason}): {what}.")
