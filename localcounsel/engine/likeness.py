"""Which known wordings a question is most like in meaning: their vectors, made once for each matter, and kept.

They are made after everything else in the index is settled, and lie beside it as `wordings.json`. Until then a
question is recognised by its words alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from localcounsel.engine.embedder import Embedder, Vectors, unit

NAME = "wordings.json"
NEIGHBOURS = 20
"""Known wordings that vote."""
SHARPNESS = 10.0
"""How much more a nearer one counts: votes are exp(SHARPNESS · cosine), as shares of all. Both figures were chosen
with `core.thesaurus.ALIKE` by leaving each known wording out and recognising it from the others."""
_STEPS = 127
_AT_ONCE = 32


class Likeness:
    """Known wordings, each with its concept and its vector."""

    def __init__(self, concepts: Sequence[str], vectors: Vectors) -> None:
        self._concepts = list(concepts)
        self._vectors = vectors

    def concepts(self, question: Vectors) -> dict[str, float]:
        """Each concept's share of the nearest wordings' votes for the question's vector; together 1."""
        cosines = self._vectors @ question
        nearest = np.argsort(-cosines, kind="stable")[:NEIGHBOURS]
        votes = np.exp(SHARPNESS * (cosines[nearest] - 1))
        shares: dict[str, float] = {}
        for at, vote in zip(nearest, votes / votes.sum(), strict=True):
            concept = self._concepts[int(at)]
            shares[concept] = shares.get(concept, 0.0) + float(vote)
        return shares


def learn(folder: Path, embedder: Embedder, known: Sequence[tuple[str, str]]) -> Iterator[None]:
    """Embed the `known` (concept, wording) pairs, some at a time, and keep their vectors in `folder`, in 8 bits.

    Yields between the pieces of work. Raises OSError when the disk does not take the file.
    """
    made = []
    for start in range(0, len(known), _AT_ONCE):
        made.append(embedder.passages([wording for _, wording in known[start : start + _AT_ONCE]]))
        yield
    vectors = np.concatenate(made)
    scale = np.abs(vectors).max(axis=1, keepdims=True) / _STEPS
    steps = np.round(vectors / np.where(scale > 0, scale, 1)).astype(np.int8)
    content = steps.tobytes()
    facts = {
        "of": _identity(embedder, known),
        "vectors": base64.b64encode(content).decode("ascii"),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    staged = folder / f"{NAME}.new"
    staged.write_text(json.dumps(facts), encoding="ascii")
    staged.replace(folder / NAME)


def load(folder: Path, embedder: Embedder, known: Sequence[tuple[str, str]]) -> Likeness | None:
    """What was learnt in `folder`; None where there is nothing, or it is of other wordings or another embedder.

    A file that is not what `learn` makes counts as nothing, and is made anew: it holds nothing of the matter.
    """
    try:
        facts = json.loads((folder / NAME).read_text(encoding="ascii"))
        if facts["of"] != _identity(embedder, known):
            return None
        content = base64.b64decode(facts["vectors"], validate=True)
        if hashlib.sha256(content).hexdigest() != facts["sha256"]:
            return None
        steps = np.frombuffer(content, np.int8)
        vectors = steps.reshape(len(known), embedder.dimensions).astype(np.float32)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return Likeness([concept for concept, _ in known], unit(vectors))


def _identity(embedder: Embedder, known: Sequence[tuple[str, str]]) -> str:
    """The embedder's own, and SHA-256 over the wordings and their concepts, in order."""
    wordings = "\n".join(f"{concept}\t{wording}" for concept, wording in known)
    return f"{embedder.identity} {hashlib.sha256(wordings.encode()).hexdigest()}"
