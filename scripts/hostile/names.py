"""File names that deceive, overflow, escape or are two for one; the content is always the same sound text."""

from __future__ import annotations

import random
from collections.abc import Iterator

from scripts.hostile.case import GOOD, OK, PARTIAL, UNREACHABLE, Case

LONGEST = 255
"""Bytes of a name on the usual file systems."""
NO_TEXT = ("not-utf8", "lone-surrogate", "overlong")
"""Names that are no text in any reading: the file is refused with words that say so."""
NAMES: dict[str, bytes] = {
    "override": "lease\u202etxt.fdp.txt".encode(),
    "isolate": "\u2066lease\u2069.txt".encode(),
    "escape": b"lease\x1b]0;owned\x07.txt",
    "clear": b"\x1b[2J\x1b[H.txt",
    "newline": b"lease\nAPPROVED BY IT.txt",
    "return": b"lease\rother.txt",
    "tab": b"lease\tother.txt",
    "bell": b"\x07\x07.txt",
    "delete": b"a\x7fb.txt",
    "dash": b"-rf.txt",
    "option": b"--home=x.txt",
    "not-utf8": b"lease\xff\xfe.txt",
    "lone-surrogate": b"lease\xed\xa0\x80.txt",
    "overlong": b"lease\xc0\xaf.txt",
    "tags": "lease\U000e0041\U000e0042.txt".encode(),
    "zero-width": "lea\u200bse.txt".encode(),
    "spaces": b"   .txt",
    "end-space": b"lease.txt ",
    "end-dot": b"lease.txt.",
    "device": b"CON.txt",
    "device-com": b"COM1.txt",
    "stream": b"lease.txt:hidden.txt",
    "wildcards": b"*?<>|.txt",
    "quotes": b"\"';--.txt",
    "markup": b"[red]lease[-] [@click=app.quit]x[].txt",
    "template": b"{name} %s %n ${HOME} `id`.txt",
    "composed": "bail r\u00e9sili\u00e9.txt".encode(),
    "decomposed": "bail re\u0301silie\u0301.txt".encode(),
    "upper": b"TWIN.txt",
    "lower": b"twin.txt",
    "combining": ("a" + "\u0301" * 60 + ".txt").encode(),
    "attachment": b"mail.eml!lease.txt",
    "longest": b"a" * (LONGEST - 4) + b".txt",
    "longest-wide": "屋".encode() * 83 + b".txt",
    "no-ending": b"lease",
    "endings": b"lease.pdf.exe.txt",
}


def cases(chance: random.Random) -> Iterator[Case]:
    """All of them; each content differs by a number, so that no two are one document."""
    for variant, name in NAMES.items():
        content = f"{GOOD}, as numbered {chance.getrandbits(60)}.\n".encode()
        never = "\u202e" if variant == "override" else "\x1b"
        outcomes = (UNREACHABLE,) if variant in NO_TEXT else (OK, PARTIAL)
        yield Case("name", variant, ".txt", content, outcomes, GOOD, never, file_name=name)


LIGHT = (cases,)
DEAR = ()
"""Those whose files take seconds or hundreds of megabytes to make or to read."""
