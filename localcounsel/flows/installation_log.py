"""What was done to the installation and not to a matter, on record: the air gap tried, a report made.

The same chain as a matter's audit log, in the home's folder.
"""

from __future__ import annotations

from localcounsel.records import AuditEvent
from localcounsel.store.audit import AuditLog
from localcounsel.store.files import disk, private_folder
from localcounsel.store.places import Places


def append(places: Places, what: str, /, **details: str) -> AuditEvent:
    """Write down that something happened; on disk when it returns. Raises StorageError, MatterDamaged."""
    with disk(places.home):
        private_folder(places.home)
    return log(places).append(what, **details)


def log(places: Places) -> AuditLog:
    """The log itself, for reading and checking."""
    return AuditLog(places.home)
