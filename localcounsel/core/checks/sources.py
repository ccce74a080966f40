"""What a statement is checked against, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from localcounsel.records import Support


@dataclass(frozen=True, slots=True)
class Source:
    """A cited passage and what its document says about names."""

    text: str
    heading: str = ""
    """Path of headings above it and its clause number; not part of `text`."""
    parties: tuple[str, ...] = ()
    """The document's parties by their full names."""
    terms: tuple[str, ...] = ()
    """Terms that the document defines, short names of parties among them."""
    aliases: tuple[tuple[str, str], ...] = ()
    """Pairs of a party's full name and the short name the document gives it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree."""

    support: Support
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How far the passages bear a statement out, and why not wholly."""

    support: Support
    reasons: tuple[str, ...] = ()


def judged(findings: list[Finding]) -> Checked:
    """The gravest of the findings decides; the reasons keep their order, each once, the grave ones first."""
    if not findings:
        return Checked(Support.SUPPORTED)
    grave = [each.reason for each in findings if each.support is Support.UNSUPPORTED]
    light = [each.reason for each in findings if each.support is not Support.UNSUPPORTED]
    return Checked(Support.UNSUPPORTED if grave else Support.CHECK, tuple(dict.fromkeys(grave + light)))
