"""Where the parts of a quotation stand that leaves something out: `The rent is due monthly. … It is paid in advance.`

The locked decoder writes ` … ` only into quotations of passages that have no `…` of their own. So a reader never
has to guess: what stands in the passage as it is, is verbatim; otherwise each ` … ` stands for words left out.
"""

from __future__ import annotations

MARK = "…"
ELLIPSIS = f" {MARK} "
"""Exactly what stands for the words left out: space, U+2026, space."""


def segments(quotation: str, passage: str) -> list[tuple[int, int]] | None:
    """The places in `passage` of which `quotation` consists, as (start, end) in characters, rising.

    One place where the quotation is verbatim. None where it is not in the passage: not character for character,
    not in this order, with nothing beside an ellipsis, or with one in a passage that has the mark itself.
    """
    if not quotation.strip():
        return None
    at = passage.find(quotation)
    if at >= 0:
        return [(at, at + len(quotation))]
    pieces = quotation.split(ELLIPSIS)
    if MARK in passage or len(pieces) < 2:
        return None
    found: list[tuple[int, int]] = []
    resume = 0
    for piece in pieces:
        start = passage.find(piece, resume) if piece.strip() else -1
        if start < 0:
            return None
        resume = start + len(piece)
        found.append((start, resume))
    return found
