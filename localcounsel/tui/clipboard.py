"""Copying a passage out of the application: through the terminal, or into a file of the matter.

The terminal's clipboard (OSC 52) is asked for only by a person's own key, and never over a remote connection,
where the words would travel to another machine.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from localcounsel.core.text import clean
from localcounsel.tui.language import _

MOST_BYTES = 74_000
"""UTF-8 bytes; terminals drop OSC 52 sequences beyond 100,000 characters of Base64."""

FOLDER = "exports"
"""Below the matter's own folder."""


def obstacle(environ: Mapping[str, str], text: str) -> str:
    """Why the terminal's clipboard is not used, or an empty string when it is."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return _("this is a remote connection")
    if environ.get("TERM", "") in ("", "dumb", "linux") and os.name != "nt":
        return _("this terminal has no clipboard")
    if environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return _("Apple's Terminal does not take it")
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        return _("the text is too long for the terminal")
    return ""


def sequence(text: str) -> str:
    """What is written to the terminal so that it takes `text` into its clipboard."""
    return f"\x1b]52;c;{base64.b64encode(clean(text).encode('utf-8')).decode('ascii')}\x07"


def write(folder: Path, text: str, now: datetime) -> Path:
    """Write `text` to a new file in the matter's export folder, readable by its owner only; return the file."""
    exports = folder / FOLDER
    exports.mkdir(mode=0o700, exist_ok=True)
    for number in range(1, 1000):
        path = exports / f"copied-{now:%Y%m%d-%H%M%S}{'' if number == 1 else f'-{number}'}.txt"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(clean(text) + "\n")
        return path
    raise FileExistsError(f"{exports} is full of copies made in the same second")
