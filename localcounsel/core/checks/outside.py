"""What a statement claims in its own words: its text without the quotations it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"\s*\[\d{1,3}\](?:\s*[,;]?\s*\[\d{1,3}\])*")
_MARKUP = re.compile(r"\*\*|__|^\s*(?:[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)
_ANSWER = re.compile(r"\A\s*(?:yes|no)\b[,.;:]\s*", re.IGNORECASE)
_GOVERNS = re.compile(
    r"\b(?:shall|must|will|may|can|cannot|not|never|no|without|unless|except|only|agrees? to|obliged to|entitled to"
    r"|required to|is|are|be|by|to|the)\W*\Z",
    re.IGNORECASE,
)
_TAKEN_IN = 10
"""Words of a quotation that continue the statement's own sentence: what its "may not" governs."""


def outside(text: str, quotations: Sequence[tuple[int, int]], least: int) -> str:
    """The statement without its quotations, passage numbers and markup.

    Args:
        text: the statement as written.
        quotations: (start, end) of each quotation, marks included.
        least: quotations of fewer words are names and terms, and stay, without their marks.

    Where the statement's own words run on into a quotation ("may not “assign this lease”"), the quotation's first
    words stay too: otherwise nobody would see what is denied.
    """
    pieces: list[str] = []
    position = 0
    for start, end in quotations:
        pieces.append(text[position:start])
        words = text[start + 1 : end - 1].split()
        short = len(words) < least and end - start < 24
        pieces.append(" ".join(words if short else words[:_TAKEN_IN] if _GOVERNS.search(text[:start]) else ()))
        position = end
    pieces.append(text[position:])
    joined = " ".join(piece for piece in pieces if piece)
    return " ".join(_ANSWER.sub("", _MARKUP.sub("", _NUMBER.sub("", joined))).split())
