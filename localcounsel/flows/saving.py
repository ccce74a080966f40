"""Write a paper to a file that a person named: whole or not at all, over another file only by force."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from localcounsel.core.markdown import markdown
from localcounsel.core.paper import Sheet
from localcounsel.errors import BadCall, StorageError
from localcounsel.flows.desk import Desk
from localcounsel.flows.paper import docx
from localcounsel.store import policy
from localcounsel.store.audit import LONGEST_DETAIL
from localcounsel.store.files import write_new


def _as_markdown(sheet: Sheet) -> bytes:
    return markdown(sheet).encode("utf-8")


WRITERS: Mapping[str, Callable[[Sheet], bytes]] = {".md": _as_markdown, ".docx": docx}
"""How a paper is written, by the file's ending."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a paper goes."""

    path: Path
    force: bool = False
    """Replace a file that is there."""


def check(target: Target, what: str) -> None:
    """Raises BadCall for another ending than .md and .docx, ForbiddenByPolicy for one that IT does not allow."""
    ending = target.path.suffix.lower()
    if ending not in WRITERS:
        raise BadCall(f"{what} ends in {' or '.join(WRITERS)}, not in “{target.path.suffix}”", "Give such a file name.")
    policy.allow_export(ending)


def save(desk: Desk, sheet: Sheet, target: Target, event: str, **about: str) -> tuple[Path, str]:
    """Write the paper; the path, absolute, and the file's SHA-256.

    On record as `event` before the file is there, with its digest. Raises BadCall for a file that exists unless
    forced, and StorageError when the disk does not take it.
    """
    content = WRITERS[target.path.suffix.lower()](sheet)
    path = target.path.resolve()
    if path.exists() and not target.force:
        raise BadCall(f"{path} exists already", "Choose another name; on the command line, --force replaces it.")
    digest = hashlib.sha256(content).hexdigest()
    desk.audit.append(event, **about, sha256=digest, to=str(path)[-LONGEST_DETAIL:])
    try:
        write_new(path, content, force=target.force)
    except (StorageError, BadCall) as error:
        desk.audit.append("export failed", **about, sha256=digest, error=error.name)
        raise
    return path, digest
