"""The index child without models: its own protocol, sidecar and index, with vectors that are made of words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from localcounsel.engine import index_child
from tests.durability.near import DIMENSIONS, IDENTITY, vector


class Words:
    """An embedder and a ranker."""

    identity, dimensions = IDENTITY, DIMENSIONS

    def passages(self, texts: Sequence[str], check: Callable[[], None] = lambda: None) -> NDArray[np.float32]:
        made = []
        for text in texts:
            check()
            made.append(vector(text))
        return np.stack(made) if made else np.zeros((0, DIMENSIONS), np.float32)

    def query(self, text: str) -> NDArray[np.float32]:
        return vector(text)

    def scores(self, question: str, texts: Sequence[str], check: Callable[[], None] = lambda: None) -> list[float]:
        found = []
        for text in texts:
            check()
            found.append(10 * float(vector(text) @ vector(question)) - 3)
        return found


def install() -> None:
    """Put them where the child looks for models."""
    from localcounsel.engine import embedder, held, likeness, reranker

    def approved(folder: Path, files: Any) -> Any:
        return {}

    def loaded(*given: Any, **named: Any) -> Any:
        return Words()

    def learnt(*given: Any) -> Any:
        return likeness.Likeness(["nothing"], vector("nothing")[None, :])

    held.approved_content = approved
    embedder.load = reranker.load = loaded
    likeness.load = learnt  # type: ignore[assignment]


if __name__ == "__main__":
    install()
    index_child.main()
