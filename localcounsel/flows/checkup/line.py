"""One line of the doctor's: what was looked at, how it stands, what was found, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How one thing stands."""

    PASS = "pass"
    ATTENTION = "attention"
    """It works, and somebody should know or decide."""
    FAIL = "fail"
    """A promise of the program does not hold here, or a part of it does not work."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    what: str
    standing: Standing
    finding: str
    advice: str = ""
    """What to do; empty for what passes."""

    @property
    def well(self) -> bool:
        """Whether there is nothing to do."""
        return self.standing is Standing.PASS


def passed(what: str, finding: str) -> Check:
    """A line that is as it should be."""
    return Check(what, Standing.PASS, finding)


def attention(what: str, finding: str, advice: str) -> Check:
    """A line that somebody should know of."""
    return Check(what, Standing.ATTENTION, finding, advice)


def failed(what: str, finding: str, advice: str) -> Check:
    """A line that is not as it must be."""
    return Check(what, Standing.FAIL, finding, advice)
