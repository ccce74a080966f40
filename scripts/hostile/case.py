"""One hostile file: its bytes, what must come of it, what must and what must not stand in the reading."""

from __future__ import annotations

from dataclasses import dataclass

OK, PARTIAL = "ok", "partial"
"""Read as a whole; read with pages missing or something to warn of."""
DAMAGED, LIMIT, UNSUPPORTED, EMPTY, PASSWORD = "Damaged", "ReaderLimit", "Unsupported", "Empty", "NeedsPassword"
UNREACHABLE = "Unreachable"
"""Refused, with this error."""
GOOD = "The tenant shall repair the roof"
"""Words that stand in every file that has something to read."""


@dataclass(frozen=True, slots=True)
class Case:
    """A file and its outcomes. More than one where the machine decides: time, memory, the parser's release."""

    family: str
    variant: str
    ending: str
    content: bytes
    outcomes: tuple[str, ...]
    shows: str = ""
    """Words that must stand on some page when it is read."""
    never: str = ""
    """Words that may stand nowhere: not on a page, in a fact, a warning or an attachment's name."""
    file_name: bytes = b""
    """The name on the disk, where the name is the attack."""

    @property
    def name(self) -> str:
        """What it is called in tables and by `--only`."""
        return f"{self.family}-{self.variant}"
