"""The audit log of an open matter, as a person reads it: every event, and whether the chain holds."""

from __future__ import annotations

from dataclasses import dataclass

from localcounsel.core import anchor, ledger
from localcounsel.errors import MatterDamaged
from localcounsel.flows.desk import Desk
from localcounsel.records import AuditEvent


@dataclass(frozen=True, slots=True)
class Chain:
    """A log, read and checked."""

    file: str
    events: tuple[AuditEvent, ...]
    """The latest first."""
    broken: int | None
    """Sequence number of the first event that does not follow from those before it; None when all do."""
    trouble: str = ""
    """Why the log could not be read to its end; empty when it could."""
    anchor: str = ""
    """Twelve words that stand for the last event: written down elsewhere, they show a cut."""


def follow(desk: Desk) -> Chain:
    """Read the whole log and follow its chain. A log that cannot be read is told, not raised."""
    log = desk.audit
    try:
        events = log.events()
    except MatterDamaged as error:
        return Chain(str(log.path), (), None, error.message)
    at = ledger.check(events)
    words = anchor.words(events[-1].digest) if events and at is None else ""
    return Chain(str(log.path), tuple(reversed(events)), None if at is None else at + 1, "", words)
