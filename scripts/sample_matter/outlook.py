"""Makes Outlook messages (MSG, MS-OXMSG): one sender, one recipient, plain text."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from email.utils import parseaddr, parsedate_to_datetime

from sample_matter.compound import Storage, write
from sample_matter.sources import Source

IDENTITY = bytes.fromhex("0b0d020000000000c000000000000046")
"""The class identifier of a message, 00020D0B-0000-0000-C000-000000000046, as stored."""
TEXT, NUMBER, TIME = 0x001F, 0x0003, 0x0040
READABLE_WRITABLE = 6


def make(source: Source) -> bytes:
    """The MSG file."""
    facts = source.facts
    sender, sender_address = parseaddr(facts["from"])
    recipient, recipient_address = parseaddr(facts["to"])
    sent = _filetime(parsedate_to_datetime(facts["date"]))
    texts = {
        0x001A: "IPM.Note",
        0x0037: facts["subject"],
        0x0042: sender,
        0x0064: "SMTP",
        0x0065: sender_address,
        0x0070: facts["subject"],
        0x0C1A: sender,
        0x0C1E: "SMTP",
        0x0C1F: sender_address,
        0x0E04: recipient,
        0x1000: source.body.replace("\n", "\r\n"),
    }
    fixed = {(0x0039, TIME): sent, (0x0E06, TIME): sent, (0x0E07, NUMBER): 1, (0x340D, NUMBER): 0x40000}
    head = struct.pack("<8xIIII8x", 1, 0, 1, 0)
    message = _properties(texts, fixed, head)
    to = {0x3001: recipient, 0x3002: "SMTP", 0x3003: recipient_address, 0x39FE: recipient_address}
    message["__recip_version1.0_#00000000"] = _properties(to, {(0x0C15, NUMBER): 1, (0x3000, NUMBER): 0}, bytes(8))
    names = [f"__substg1.0_{number:04X}0102" for number in (2, 3, 4)]
    message["__nameid_version1.0"] = dict.fromkeys(names, b"")
    return write(message, IDENTITY)


def _properties(texts: dict[int, str], fixed: dict[tuple[int, int], int], head: bytes) -> Storage:
    """A storage with a stream for each text and the table of all properties."""
    storage: Storage = {}
    rows: list[tuple[int, bytes]] = []
    for number, text in texts.items():
        content = text.encode("utf-16-le")
        storage[f"__substg1.0_{number:04X}{TEXT:04X}"] = content
        rows.append((number, struct.pack("<HHIII", TEXT, number, READABLE_WRITABLE, len(content) + 2, 0)))
    for (number, kind), value in fixed.items():
        rows.append((number, struct.pack("<HHIQ", kind, number, READABLE_WRITABLE, value)))
    storage["__properties_version1.0"] = head + b"".join(row for _, row in sorted(rows))
    return storage


def _filetime(when: datetime) -> int:
    """Hundreds of nanoseconds since 1601."""
    return int((when - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
