"""What the question line offers to complete: documents and folders behind `@`, defined terms while they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localcounsel.core.fuzzy import fuzzy

MOST = 50
"""Documents that are offered at once."""
LOOKED_AT = 20_000
"""Names that are compared for one key: some hundredths of a second."""
SHORTEST = 3
"""Letters of a term that must be typed before it is offered."""
LONGEST_TERM = 6
"""Words of a term."""

_BEGUN = re.compile(r"(?:^|(?<=[\s(（、。]))@([^\s@]{0,80})$")
_WORDS = re.compile(r"[^\s@“”\"(),;:!?。、「」]+")

Named = tuple[str, str]
"""A document's id and the name it is cited under."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Documents that a question could be limited to, under one name."""

    name: str
    documents: tuple[Named, ...]
    places: tuple[int, ...] = ()
    """The letters of the name that were typed."""
    folder: bool = False


def begun_name(before: str) -> str | None:
    """What was typed behind an `@` that stands by itself, up to the cursor; None where there is none."""
    found = _BEGUN.search(before)
    return found[1] if found else None


def without_name(before: str) -> str:
    """The text before the cursor without the `@` and what was typed behind it."""
    return _BEGUN.sub("", before)


def offers(typed: str, documents: Sequence[Named]) -> list[Offer]:
    """Documents and folders that what was typed may mean, best first; with nothing typed, folders, then documents."""
    looked_at = documents[:LOOKED_AT]
    folders = list(_folders(looked_at))
    found: list[tuple[float, Offer]] = []
    for offer in (*folders, *(Offer(name, ((id, name),)) for id, name in looked_at)):
        matched = fuzzy(typed, offer.name)
        if matched is not None:
            score, places = matched
            found.append((score, Offer(offer.name, offer.documents, places, offer.folder)))
    found.sort(key=lambda each: (-each[0], not each[1].folder, len(each[1].name), each[1].name.casefold()))
    return [offer for _, offer in found[:MOST]]


def _folders(documents: Sequence[Named]) -> Iterator[Offer]:
    """Every folder with all documents below it, where it does not hold all there are."""
    below: dict[str, list[Named]] = {}
    for id, name in documents:
        parts = name.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            below.setdefault("/".join(parts[:depth]) + "/", []).append((id, name))
    for folder in sorted(below, key=str.casefold):
        if len(below[folder]) < len(documents):
            yield Offer(folder, tuple(below[folder]), folder=True)


def rest_of_term(before: str, vocabulary: Sequence[str]) -> str:
    """How a defined term goes on that was begun before the cursor; empty where none was.

    The longest beginning counts: `change of c` goes on as the term that begins so, not as one that begins with `c`.
    """
    words = list(_WORDS.finditer(before))
    if not words or words[-1].end() != len(before):
        return ""
    for word in words[-LONGEST_TERM:]:
        typed = before[word.start() :]
        if len(typed) < SHORTEST:
            continue
        begun = typed.casefold()
        best = min(
            (term for term in vocabulary if len(term) > len(typed) and term.casefold().startswith(begun)),
            key=lambda term: (len(term), term),
            default="",
        )
        if best:
            return best[len(typed) :]
    return ""
