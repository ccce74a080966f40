"""How the outcome of a survey is said: always what was located, what was not, and what was not covered."""

from __future__ import annotations

from dataclasses import dataclass

from localcounsel.core.collection import Collective


@dataclass(frozen=True, slots=True)
class Tally:
    """Documents, by what came of looking into them."""

    found: int
    not_found: int
    not_covered: int
    unsure: int = 0
    """Of those found, where something could not be decided."""
    outside: int = 0
    """Documents of the matter that are not of the kind asked for."""


def counted(collective: Collective, tally: Tally) -> str:
    """The sentence that answers "how many", and stands before every list. Never a bare number."""
    whole = tally.found + tally.not_found + tally.not_covered
    noun = collective.noun
    if collective.negative:
        parts = [
            f"{tally.not_found} of {whole} {noun}: no passage was located, which does not prove that there is none.",
            f"In {tally.found} a passage was located; it is quoted.",
        ]
    elif not collective.subject:
        parts = [f"{tally.found} of {whole} {noun}: each is listed with its opening words."]
        parts += [f"{tally.not_found} did not fit the question."] if tally.not_found else []
    elif not tally.found:
        parts = [f"0 of {whole} {noun}: no passage was located, which does not prove that there is none."]
    else:
        parts = [
            f"{tally.found} of {whole} {noun}: a passage was located in each of them and is quoted.",
            f"In {tally.not_found} no passage was located.",
        ]
    if tally.unsure:
        parts.append(f"{tally.unsure} of those quoted are marked “check”, each with the reason.")
    parts.append(f"{tally.not_covered} could not be covered." if tally.not_covered else "All were covered.")
    if tally.outside:
        parts.append(f"{tally.outside} other documents were not asked, being something else than {noun}.")
    return " ".join(parts)
