"""A matter's audit log: who did what and when, one line an event, each bound to the one before. No document text.

A line that a power cut left half written is set aside, and the log says so in its next line. Several processes may
append: the operating system lets one at a time.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from localcounsel.core import ledger
from localcounsel.errors import MatterDamaged, MatterInUse
from localcounsel.records import AuditEvent
from localcounsel.store import codec
from localcounsel.store.account import account
from localcounsel.store.audit_check import Examined, examine
from localcounsel.store.files import disk, private_opener, write_whole
from localcounsel.store.lock import Held, Lock

LOG_NAME = "audit.jsonl"
SET_ASIDE_NAME = "audit-set-aside.bin"
"""Torn lines, as they were found."""
LOCK_NAME = "audit-lock"
CUT_SHORT = "audit end set aside"
"""The event of a repair that took lines away which nobody can read any more."""
BY = "by"
"""The detail that every event carries: the account and the machine."""

LONGEST_DETAIL = 300
"""Characters. Details are names, hashes and counts; what is longer is text, and text does not belong here."""

_BLOCK = 64 * 1024


class AuditLog:
    """The log in a matter's folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOG_NAME
        self._set_aside = folder / SET_ASIDE_NAME
        self._appending = threading.Lock()
        self._head: tuple[int, str, int] | None = None
        """Sequence, digest, and the log's size in bytes at which they held."""

    def append(self, what: str, /, **details: str) -> AuditEvent:
        """Write down that something happened, and by whom; on disk when it returns.

        Raises ValueError for a detail over LONGEST_DETAIL characters, MatterDamaged when the log's last line
        cannot be read, StorageError when the disk does not take it.
        """
        details = {BY: account(), **details}
        for key, value in details.items():
            if len(value) > LONGEST_DETAIL:
                raise ValueError(f"audit detail {key!r} is {len(value)} characters long")
        with self.held(), disk(self.path):
            sequence, digest = self._known_head()
            event = ledger.link(digest, sequence + 1, _now(), what, details)
            self._head = None  # not known until the line is safely down
            with open(self.path, "ab", buffering=0, opener=private_opener) as file:
                _write_all(file.fileno(), _line(event))
                os.fsync(file.fileno())
                self._head = event.sequence, event.digest, file.tell()
            return event

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody appends meanwhile, in this process or another. Not to be nested with `append`."""
        with self._appending:
            try:
                lock = Lock(self.path.with_name(LOCK_NAME), wait=True)
            except Held as held:
                raise MatterInUse(f"{self.path} is held by {held}.") from held
            try:
                yield
            finally:
                lock.release()

    def events(self) -> list[AuditEvent]:
        """Every event, oldest first. A line still being written is not one. Raises MatterDamaged."""
        return list(self._events())

    def readable(self) -> Iterator[AuditEvent | None]:
        """Every whole line: its event, or None where that cannot be read."""
        with disk(self.path):
            if self.path.exists():
                with self.path.open("rb") as file:
                    yield from (_event(line) for line in file if line.endswith(b"\n"))

    def head(self) -> tuple[int, str]:
        """How many events there are and the last digest: write them down elsewhere, and a cut will show."""
        with self._appending, disk(self.path):
            return self._read_head()

    def last(self) -> AuditEvent | None:
        """The last whole event; None in an empty log. Raises MatterDamaged."""
        with self._appending, disk(self.path):
            tail, _ = self._tail()
        return self._parse(tail, "the last line") if tail else None

    def check(self) -> None:
        """Follow the chain from its beginning. Raises MatterDamaged naming the first line that does not hold."""
        found = self.examine()
        if found.line:
            raise MatterDamaged(f"{self.path}: line {found.line} does not hold: {found.why}.")

    def examine(self) -> Examined:
        """Follow the chain from its beginning, and say how far it holds. Raises StorageError."""
        with self.held():
            return examine(self.path)

    def set_aside_end(self) -> int:
        """Set aside what stands behind the last event that can be read, so that the log can go on; its bytes.

        The next line says so, and follows from that event. Raises StorageError.
        """
        with self.held(), disk(self.path):
            content = self.path.read_bytes() if self.path.exists() else b""
            position = kept = 0
            last: AuditEvent | None = None
            for line in content.split(b"\n")[:-1]:
                position += len(line) + 1
                event = _event(line)
                if event is not None:
                    kept, last = position, event
            if kept < len(content):
                self._head = None
                self._put_aside(CUT_SHORT, content[kept:], content[:kept], last)
            return len(content) - kept

    def digest_at(self, sequence: int) -> str:
        """The digest of the event of that number; empty when there is none, or its line cannot be read."""
        with self._appending, disk(self.path):
            if not self.path.exists():
                return ""
            with self.path.open("rb") as file:
                line = next(itertools.islice(file, sequence - 1, sequence), b"")
        event = _event(line)
        return event.digest if event is not None and event.sequence == sequence else ""

    def _events(self) -> Iterator[AuditEvent]:
        with disk(self.path):
            if not self.path.exists():
                return
            with self.path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    if line.endswith(b"\n"):
                        yield self._parse(line, f"line {number}")

    def _parse(self, line: bytes, which: str) -> AuditEvent:
        try:
            return codec.loads(AuditEvent, line.decode("ascii"))
        except ValueError as error:
            raise MatterDamaged(f"{self.path}: {which} is not an audit event.") from error

    def _read_head(self) -> tuple[int, str]:
        """Sequence and digest of the last whole line."""
        tail, _ = self._tail()
        if not tail:
            return 0, ledger.GENESIS
        event = self._parse(tail, "the last line")
        return event.sequence, event.digest

    def _tail(self) -> tuple[bytes, bytes]:
        """The last whole line with its end, and what follows it unfinished."""
        if not self.path.exists():
            return b"", b""
        with self.path.open("rb") as file:
            position = file.seek(0, os.SEEK_END)
            tail = b""
            while position and tail.count(b"\n") < 2:
                step = min(_BLOCK, position)
                position = file.seek(position - step)
                tail = file.read(step) + tail
        whole, newline, torn = tail.rpartition(b"\n")
        return whole.rpartition(b"\n")[2] + newline, torn

    def _known_head(self) -> tuple[int, str]:
        """The head to append to: what was last written here, unless the file has changed since."""
        if self._head is not None and self.path.exists() and self.path.stat().st_size == self._head[2]:
            return self._head[:2]
        self._repair()
        return self._read_head()

    def _repair(self) -> None:
        """Set a torn last line aside and say so, in one step: a kill leaves the log torn or repaired, never silent."""
        last, torn = self._tail()
        if not torn:
            return
        whole = self.path.read_bytes()[: -len(torn)]
        self._put_aside("audit repaired", torn, whole, self._parse(last, "the last line") if last else None)

    def _put_aside(self, what: str, torn: bytes, whole: bytes, last: AuditEvent | None) -> None:
        """Keep what is no event in a file of its own, and write the log without it and with an event that says so."""
        with open(self._set_aside, "ab", opener=private_opener) as file:
            file.write(torn + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sequence, digest = (last.sequence, last.digest) if last is not None else (0, ledger.GENESIS)
        details = {"bytes": str(len(torn)), "sha256": hashlib.sha256(torn).hexdigest()}
        repaired = ledger.link(digest, sequence + 1, _now(), what, {BY: account(), **details})
        write_whole(self.path, whole + _line(repaired))


def _event(line: bytes) -> AuditEvent | None:
    """The event that a line holds, None when it holds none."""
    try:
        return codec.loads(AuditEvent, line.decode("ascii"))
    except ValueError:
        return None


def _line(event: AuditEvent) -> bytes:
    return codec.dumps(event).encode("ascii") + b"\n"


def _write_all(descriptor: int, content: bytes) -> None:
    """Normally one system call, so that a kill leaves the line or nothing."""
    while content:
        content = content[os.write(descriptor, content) :]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
