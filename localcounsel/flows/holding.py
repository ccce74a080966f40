"""Put a matter on legal hold and take it off, both on record. It may be open meanwhile."""

from __future__ import annotations

from localcounsel.core.text import clean
from localcounsel.errors import BadCall
from localcounsel.store import hold, matters
from localcounsel.store.audit import AuditLog
from localcounsel.store.hold import LONGEST_REASON, Hold
from localcounsel.store.places import Places

ON, OFF = "legal hold on", "legal hold off"


def put(places: Places, name: str, reason: str) -> Hold:
    """From here on nothing of the matter is removed. Raises BadCall without a reason, NoSuchMatter, StorageError."""
    reason = _reason(reason)
    with matters.standing(places, name) as matter:
        made = hold.put(matter.folder, reason)
        AuditLog(matter.folder).append(ON, reason=reason)
    return made


def lift(places: Places, name: str, reason: str) -> None:
    """The matter may be removed again. Raises BadCall without a reason or a hold, NoSuchMatter, StorageError."""
    reason = _reason(reason)
    with matters.standing(places, name) as matter:
        if hold.read(matter.folder) is None:
            raise BadCall(f"“{matter.name}” is not on legal hold")
        AuditLog(matter.folder).append(OFF, reason=reason)
        hold.lift(matter.folder)


def show(places: Places, name: str) -> Hold | None:
    """The hold a matter is under, None when there is none."""
    return hold.read(matters.find(places, name).folder)


def _reason(given: str) -> str:
    reason = " ".join(clean(given).split())
    if not reason:
        raise BadCall("A legal hold needs a reason", "Say who asked for it, and in which proceedings: --reason TEXT.")
    if len(reason) > LONGEST_REASON:
        raise BadCall(f"The reason is {len(reason)} characters long; the most is {LONGEST_REASON}.", "Shorten it.")
    return reason
