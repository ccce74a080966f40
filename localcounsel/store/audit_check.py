"""Follow an audit log from its first line to its last, byte for byte, and say where it stops being what it was.

A line's digest is made of the very bytes that stand in it, so a change that means nothing is a change all the same.
`scripts/audit_verify.py` does the same without LocalCounsel.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from localcounsel.core import ledger
from localcounsel.errors import MatterDamaged
from localcounsel.records import AuditEvent
from localcounsel.store import codec
from localcounsel.store.files import disk

_STRING = rb'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(
    rb'\{"sequence":([0-9]{1,18}),"time":(' + _STRING + rb'),"what":(' + _STRING + rb'),"details":(\[[ -~]*\]),'
    rb'"previous":"([0-9a-f]{64})","digest":"([0-9a-f]{64})"\}'
)


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of following a log."""

    lines: tuple[bytes, ...]
    """Those that hold, oldest first, without their ends."""
    digests: tuple[str, ...]
    """Theirs."""
    line: int = 0
    """The first line that does not hold, from 1; 0 when all do."""
    why: str = ""
    """What is wrong with it."""
    torn: int = 0
    """Bytes after the last whole line: a line that was being written when the machine stopped, or was cut."""

    @property
    def sound(self) -> bool:
        """Whether every line holds and none is torn."""
        return not self.line and not self.torn

    def at(self, sequence: int) -> str:
        """The digest of the event of that number, empty when there is none."""
        return self.digests[sequence - 1] if 0 < sequence <= len(self.digests) else ""

    def place(self, begun: str) -> int:
        """The number of the event whose digest begins so, 0 when there is none."""
        return next((number for number, each in enumerate(self.digests, start=1) if each.startswith(begun)), 0)

    def ends(self) -> tuple[str, str]:
        """The times of the first and the last event; empty in an empty log."""
        if not self.lines:
            return "", ""
        first, last = (codec.loads(AuditEvent, line.decode("ascii")).time for line in (self.lines[0], self.lines[-1]))
        return first, last

    def events(self) -> list[AuditEvent]:
        """The events of the lines that hold. Raises MatterDamaged for one that is no event all the same."""
        try:
            return [codec.loads(AuditEvent, line.decode("ascii")) for line in self.lines]
        except ValueError as error:
            raise MatterDamaged("A line of the audit log holds no event.") from error


def examine(path: Path) -> Examined:
    """Read and follow the log at `path`; one that is not there has no events. Raises StorageError."""
    with disk(path):
        content = path.read_bytes() if path.exists() else b""
    return follow(content)


def follow(content: bytes) -> Examined:
    """The same for a log's bytes."""
    *lines, torn = content.split(b"\n")
    digests: list[str] = []
    previous = ledger.GENESIS.encode()
    why = ""
    for number, line in enumerate(lines, start=1):
        found = _LINE.fullmatch(line)
        if found is None:
            why = "it is not written as an audit event is"
            break
        sequence, time, what, details, before, digest = found.groups()
        if sequence != b"%d" % number:
            why = f"it says that it is number {int(sequence)}"
        elif before != previous:
            why = "it does not follow from the line before it"
        elif (
            hashlib.sha256(b'["%b",%b,%b,%b,%b]' % (before, sequence, time, what, details)).hexdigest().encode()
            != digest
        ):
            why = "its content is not what its digest was made of"
        if why:
            break
        previous = digest
        digests.append(digest.decode())
    held = len(digests)
    return Examined(tuple(lines[:held]), tuple(digests), held + 1 if why else 0, why, len(torn))
