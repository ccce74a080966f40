"""Save what was not found as a certificate, and put on record that it was saved."""

from __future__ import annotations

import getpass
import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import localcounsel
from localcounsel.core import ledger
from localcounsel.core.certificate import Circumstances, certificate
from localcounsel.core.markdown import markdown
from localcounsel.core.paper import Sheet
from localcounsel.errors import BadCall, StorageError
from localcounsel.flows import refusals
from localcounsel.flows.desk import Desk
from localcounsel.flows.paper import docx
from localcounsel.records import Answer, Standing
from localcounsel.store.audit import LONGEST_DETAIL
from localcounsel.store.files import disk, private_opener, write_whole

LAST = "last"
"""Stands for the answer that was stored last."""
SHORTEST_ID = 4
"""Characters by which an answer may be named, if no other answer begins with them."""


def _as_markdown(sheet: Sheet) -> bytes:
    return markdown(sheet).encode("utf-8")


WRITERS: Mapping[str, Callable[[Sheet], bytes]] = {".md": _as_markdown, ".docx": docx}
"""How a paper is written, by the file's ending."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A certificate on disk."""

    path: Path
    answer: str
    """Id of the answer it is about."""
    sha256: str
    """Of the file."""


def save(desk: Desk, which: str, path: Path, *, force: bool = False) -> Saved:
    """Write the certificate of an answer (`last`, its id or the beginning of it) to `path`, .md or .docx.

    On record before the file is there, with its digest. Raises BadCall for an answer that is not a not-found, for
    another ending, and for a file that exists unless `force`; StorageError when the disk does not take it.
    """
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise BadCall(f"A certificate ends in {' or '.join(WRITERS)}, not in “{path.suffix}”", "Give such a file name.")
    answer = find(desk, which)
    content = write(sheet(desk, answer))
    path = path.resolve()
    if path.exists() and not force:
        raise _exists(path)
    digest = hashlib.sha256(content).hexdigest()
    desk.audit.append("certificate exported", answer=answer.id, sha256=digest, to=str(path)[-LONGEST_DETAIL:])
    try:
        _write(path, content, force)
    except (StorageError, BadCall) as error:
        desk.audit.append("export failed", answer=answer.id, sha256=digest, error=error.name)
        raise
    return Saved(path, answer.id, digest)


def find(desk: Desk, which: str) -> Answer:
    """The answer meant, if it is one that found nothing. Raises BadCall."""
    rows = desk.store.answers()
    if which.casefold() == LAST:
        meant = rows[-1:]
    else:
        begun = which.casefold()
        meant = [row for row in rows if row.id == begun] or [
            row for row in rows if len(begun) >= SHORTEST_ID and row.id.startswith(begun)
        ]
    if not meant:
        raise BadCall(f"There is no stored answer “{which}”", "`last` stands for the one stored last.")
    if len(meant) > 1:
        raise BadCall(f"{len(meant)} answers begin with “{which}”", "Give more of the id.")
    answer = desk.store.answer(meant[0].id)
    if answer.standing is not Standing.NOT_FOUND:
        raise BadCall(
            f"The answer of {answer.asked} found something: there is nothing to certify",
            "Only an answer with the standing “not found” has a certificate.",
        )
    return answer


def sheet(desk: Desk, answer: Answer) -> Sheet:
    """The certificate as a paper, made now."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    about = Circumstances(
        matter=desk.matter.name,
        made=now,
        by=_account(),
        application=f"LocalCounsel {localcounsel.__version__}",
        audit=_audited(desk, answer),
        refusals=refusals.measured(desk.places, answer),
    )
    return certificate(answer, about)


def _account() -> str:
    """The account's name, or what is known instead."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no entry in the password database, or no such database
        return "unknown"


def _audited(desk: Desk, answer: Answer) -> str:
    """Where the answer stands in the audit log, and whether the log holds."""
    events = desk.audit.events()
    broken = ledger.check(events)
    found = [event for event in events if event.what == "answered" and ("answer", answer.id) in event.details]
    if not found:
        return "the audit log holds no entry of this answer"
    event = found[-1]
    holds = "" if broken is None else f" (the log does not hold from line {broken + 1} on)"
    return f"audit entry {event.sequence} of {event.time}, digest {event.digest}{holds}"


def _write(path: Path, content: bytes, force: bool) -> None:
    """Whole or not at all; in the place of another file only by force."""
    with disk(path):
        if force:
            write_whole(path, content)
            return
        try:
            descriptor = private_opener(str(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            raise _exists(path) from None
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _exists(path: Path) -> BadCall:
    return BadCall(f"{path} exists already", "Choose another name; on the command line, --force replaces it.")
