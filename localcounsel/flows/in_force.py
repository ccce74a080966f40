"""Which settings were in force when answers were made: put on record when those that bear on answers change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from localcounsel.records import AuditEvent
from localcounsel.store.audit import LONGEST_DETAIL, AuditLog
from localcounsel.store.matter import MatterStore
from localcounsel.store.settings import Settings

CHANGED = "settings changed"
ANSWERING = ("model", "index", "search", "ask", "reading")
"""The sections of the settings that bear on answers."""
KEY = "answering_sha256"
"""The detail of a question that names them."""
_IN_FORCE = "answering settings"


def note(store: MatterStore, log: AuditLog, now: Settings) -> None:
    """Put on record which settings that bear on answers have changed since the matter was last worked in.

    Only the sections of ANSWERING count: how a screen looks, or how the firm cites, changes no answer.
    """
    said = _answering(now)
    before = _remembered(store.setting(_IN_FORCE))
    if said == before:
        return
    changed = sorted(name for name in said.keys() | before.keys() if said.get(name) != before.get(name))
    if before:
        told = "; ".join(f"{name} {before.get(name, 'none')} → {said.get(name, 'none')}" for name in changed)
        log.append(
            CHANGED, keys=_short(", ".join(changed)), told=_short(told), sha256=_digest(said), was=_digest(before)
        )
    store.set_setting(_IN_FORCE, json.dumps(said))


def digest(settings: Settings) -> str:
    """SHA-256 over the settings that bear on answers."""
    return _digest(_answering(settings))


def _answering(settings: Settings) -> dict[str, str]:
    """`section.key` → the value as JSON."""
    parts = ((section, asdict(getattr(settings, section))) for section in ANSWERING)
    return {f"{section}.{key}": json.dumps(value) for section, part in parts for key, value in part.items()}


def _digest(said: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("ascii")).hexdigest()


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_DETAIL else f"{text[: LONGEST_DETAIL - 1]}…"


def _remembered(stored: str | None) -> dict[str, str]:
    """The settings as they were; none where nothing, or nothing that can be read, is remembered."""
    try:
        untrusted = json.loads(stored or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in untrusted.items()} if isinstance(untrusted, dict) else {}


def changed_since(events: Sequence[AuditEvent], sequence: int) -> list[str]:
    """The settings that were changed after an event, by the log."""
    after = [dict(each.details) for each in events if each.sequence > sequence and each.what == CHANGED]
    return sorted({key for each in after for key in each.get("keys", "").split(", ") if key})
