"""Is what a statement claims borne out by the passages it cites? Numbers, names, negation, exceptions, wording.

No model is asked. The gravest disagreement decides; every reason is in words that a lawyer can act on.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from localcounsel.core.checks.amounts import amounts
from localcounsel.core.checks.exceptions import exceptions
from localcounsel.core.checks.japanese import japanese
from localcounsel.core.checks.names import names
from localcounsel.core.checks.overlap import overlap
from localcounsel.core.checks.places import places, strangers
from localcounsel.core.checks.polarity import polarity
from localcounsel.core.checks.sources import Checked, Finding, Source, judged
from localcounsel.core.checks.values import without_values
from localcounsel.core.checks.wording import aligned, frame, plain, sentences, stems_of
from localcounsel.records import Support

__all__ = ["Checked", "Source", "check"]


def check(statement: str, sources: Sequence[Source], question: str = "", likeness: float | None = None) -> Checked:
    """How far `sources` bear `statement` out, and why not wholly.

    Args:
        statement: a sentence or two in the model's own words, without its quotations.
        sources: the passages it cites. None at all bear out nothing that has content.
        question: names, section numbers and dates that it used may be taken up from it; amounts may not.
        likeness: cosine of statement and best passage as the embedder gives it, where it was asked.
    """
    said = [sentence for source in sources for sentence in sentences(source.text)]
    found: list[Finding] = []
    for sentence in sentences(statement):
        found += _sentence(sentence, said, sources, plain(question), likeness)
    return judged(found)


def _sentence(
    statement: str, said: Sequence[str], sources: Sequence[Source], question: str, likeness: float | None
) -> list[Finding]:
    if all(frame(stem) for stem in stems_of(statement)) and not any(sign.isdigit() for sign in statement):
        return []
    if not said:
        return [Finding(Support.UNSUPPORTED, "cites nothing")]
    if statement in said:
        return []  # a whole sentence of the passage, word for word
    near = aligned(statement, said)
    headings = " ".join(plain(source.heading) for source in sources)
    return [
        *amounts(statement, said, headings, question),
        *names(statement, said, near, sources, question),
        *places(statement, said, f"{headings} {question}"),
        *strangers(statement, said, f"{headings} {question} {_names(sources)}"),
        *polarity(statement, near),
        *exceptions(statement, near),
        *japanese(statement, near),
        *overlap(without_values(statement), said, f"{headings} {question} {_names(sources)}", likeness),
    ]


def _names(sources: Sequence[Source]) -> str:
    """The names that the documents give: which of them may stand where is checked as such."""
    known = [(*source.parties, *itertools.chain(*source.aliases)) for source in sources]
    return plain(" ".join(sorted(set(itertools.chain(*known)))))
