"""Save what was not found as a certificate, and put on record that it was saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import localcounsel
from localcounsel.core import ledger
from localcounsel.core.certificate import Circumstances, certificate
from localcounsel.core.language import ENGLISH, Language
from localcounsel.core.paper import Sheet
from localcounsel.errors import BadCall
from localcounsel.flows import refusals, saving
from localcounsel.flows.desk import Desk
from localcounsel.records import Answer, Standing
from localcounsel.store.account import account

LAST = "last"
"""Stands for the answer that was stored last."""
SHORTEST_ID = 4
"""Characters by which an answer may be named, if no other answer begins with them."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A certificate on disk."""

    path: Path
    answer: str
    """Id of the answer it is about."""
    sha256: str
    """Of the file."""


def save(desk: Desk, which: str, path: Path, *, force: bool = False, language: Language = ENGLISH) -> Saved:
    """Write the certificate of an answer (`last`, its id or the beginning of it) to `path`, in `language`.

    On record before the file is there, with its digest. Raises BadCall for an answer that is not a not-found, for
    another ending, and for a file that exists unless `force`; StorageError when the disk does not take it.
    """
    target = saving.Target(path, force)
    saving.check(target, "A certificate")
    answer = find(desk, which)
    written, digest = saving.save(desk, sheet(desk, answer, language), target, "certificate exported", answer=answer.id)
    return Saved(written, answer.id, digest)


def chosen(desk: Desk, which: str) -> Answer:
    """The stored answer meant: `last`, its id or the beginning of it. Raises BadCall."""
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
    return desk.store.answer(meant[0].id)


def find(desk: Desk, which: str) -> Answer:
    """The answer meant, if it is one that found nothing. Raises BadCall."""
    answer = chosen(desk, which)
    if answer.standing is not Standing.NOT_FOUND:
        raise BadCall(
            f"The answer of {answer.asked} found something: there is nothing to certify",
            "Only an answer with the standing “not found” has a certificate.",
        )
    return answer


def sheet(desk: Desk, answer: Answer, language: Language = ENGLISH) -> Sheet:
    """The certificate as a paper, made now."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    about = Circumstances(
        matter=desk.matter.name,
        made=now,
        by=account(),
        application=f"LocalCounsel {localcounsel.__version__}",
        audit=language.said(audited(desk, answer)),
        refusals=refusals.measured(desk.places, answer, language),
    )
    return certificate(answer, about, language)


def audited(desk: Desk, answer: Answer) -> str:
    """Where the answer stands in the audit log, and whether the log holds."""
    events = desk.audit.events()
    broken = ledger.check(events)
    found = [event for event in events if event.what == "answered" and ("answer", answer.id) in event.details]
    if not found:
        return "the audit log holds no entry of this answer"
    event = found[-1]
    holds = "" if broken is None else f" (the log does not hold from line {broken + 1} on)"
    return f"audit entry {event.sequence} of {event.time}, digest {event.digest}{holds}"
