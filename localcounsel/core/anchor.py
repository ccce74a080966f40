"""The head of an audit log as twelve words: short enough to write into a file note, long enough to prove a log by.

Whoever holds the words of one day can show, any day later, that nothing before them was changed or taken away.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable

from localcounsel.core.anchor_words import WORDS
from localcounsel.records import AuditEvent

COUNT = 12
"""Words of an anchor."""
_BITS = 11
_HEAD = 16
"""Bytes of the digest that the words carry: 128 bits. The remaining four bits are a check sum."""
_PREFIX = 4
_INDEX = {word[:_PREFIX]: number for number, word in enumerate(WORDS)}


class Misread(ValueError):
    """The words are not an anchor: one is not in the list, or their check sum is wrong. Says which and why."""


def words(digest: str) -> str:
    """The anchor of a log whose last event has this digest (64 hexadecimal digits): twelve words."""
    head = bytes.fromhex(digest)[:_HEAD]
    number = int.from_bytes(head, "big") << 4 | _check(head)
    return " ".join(WORDS[number >> _BITS * place & (1 << _BITS) - 1] for place in reversed(range(COUNT)))


def beginning(said: str) -> str:
    """The first 32 hexadecimal digits of the digest that these words stand for. Raises Misread.

    Case, hyphens, commas and numbering are passed over; of each word the first four letters count. A digest of at
    least 32 hexadecimal digits is taken as what it is.
    """
    bare = "".join(said.split()).lower()
    if re.fullmatch(r"[0-9a-f]{32,64}", bare):
        return bare[: 2 * _HEAD]
    given = re.findall(r"[a-z]+", said.lower())
    if len(given) != COUNT:
        raise Misread(f"an anchor has {COUNT} words; {len(given)} were given")
    number = 0
    for place, word in enumerate(given, start=1):
        if word[:_PREFIX] not in _INDEX:
            close = difflib.get_close_matches(word, WORDS, n=1)
            raise Misread(f"word {place}, “{word[:20]}”, is not in the list" + (f": “{close[0]}”?" if close else ""))
        number = number << _BITS | _INDEX[word[:_PREFIX]]
    head = (number >> 4).to_bytes(_HEAD, "big")
    if number & 15 != _check(head):
        raise Misread("each word is in the list, but they do not belong together: one was misread, or two were swapped")
    return head.hex()


def place(events: Iterable[AuditEvent], begun: str) -> int | None:
    """The sequence number of the event that an anchor was taken at; None when the log holds no such event."""
    return next((event.sequence for event in events if event.digest.startswith(begun)), None)


def _check(head: bytes) -> int:
    return hashlib.sha256(head).digest()[0] >> 4
