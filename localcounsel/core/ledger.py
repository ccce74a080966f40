"""The audit chain: every event carries the digest of the one before it, so that no line can be changed unseen.

What a chain cannot show by itself is a cut at its end; for that its head is written down elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from localcounsel.records import AuditEvent

GENESIS = "0" * 64
"""What the first event gives as the digest before it."""


def link(previous: str, sequence: int, time: str, what: str, details: Mapping[str, str]) -> AuditEvent:
    """The next event of a chain whose last digest is `previous` (GENESIS for the first, which has sequence 1)."""
    pairs = tuple(sorted(details.items()))
    return AuditEvent(sequence, time, what, pairs, previous, _digest(previous, sequence, time, what, pairs))


def check(events: Iterable[AuditEvent]) -> int | None:
    """The index of the first event that does not follow from the one before it; None when all do."""
    previous = GENESIS
    for index, event in enumerate(events):
        expected = _digest(previous, index + 1, event.time, event.what, event.details)
        if event.previous != previous or event.sequence != index + 1 or event.digest != expected:
            return index
        previous = event.digest
    return None


def _digest(previous: str, sequence: int, time: str, what: str, details: tuple[tuple[str, str], ...]) -> str:
    """SHA-256 over a canonical JSON list: positions and quoting leave no two events with the same bytes."""
    canonical = json.dumps([previous, sequence, time, what, list(map(list, details))], separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
