"""Which short name a document gives each of its parties: `Acme Corporation, a Delaware company (“Supplier”)`."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHORT = re.compile(
    r"\(\s*(?:(?:each|together|collectively|hereinafter|hereafter|referred to|as|called|the|and|its affiliates|,)\s*)*"
    r"[“\"](?P<short>[A-Z][^“”\"\n]{1,30})[”\"]",
    re.IGNORECASE,
)
_JAPANESE = re.compile(r"[（(]以下[^）)]{0,12}「(?P<short>[^」\n]{1,12})」")
_NEAR = 420
"""Characters between a party's name and its short name, at most: its form, its seat and its address."""


def aliases(text: str, parties: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of full and short name for those `parties` that `text` introduces."""
    found: list[tuple[str, str]] = []
    places = [(text.find(party), party) for party in parties]
    for at, party in places:
        if at < 0:
            continue
        end = at + len(party)
        nearest = min((other for other, _ in places if other > at), default=len(text))
        window = text[end : min(end + _NEAR, nearest)]
        match = _SHORT.search(window) or _JAPANESE.search(window)
        if match:
            found.append((party, match["short"].strip(" ,.")))
    return tuple(found)
