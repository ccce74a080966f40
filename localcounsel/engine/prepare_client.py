"""The desk's side of preparing a model: start the child, pass on how far it is, check what it says."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcounsel import errors
from localcounsel.core.text import clean
from localcounsel.engine.client import Child

_SILENCE = 900.0
"""Seconds without a word: a large model is exported in one step."""


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """A prepared model as it lies in its folder: `model.onnx`, `tokenizer.json`, `prepared.json`."""

    folder: Path
    dimensions: int
    context: int
    """Tokens."""
    quantisation: str
    """`int8-smooth`, `int8-blocks` or `fp32`."""
    agreement: tuple[tuple[str, float], ...]
    """Figures against sentence-transformers, by name, see `yardstick.Agreement` and `prepare_ranker`."""


def prepare(
    source: Path,
    target: Path,
    *,
    work: Path,
    role: str = "embedder",
    progress: Callable[[str], None] = lambda stage: None,
) -> PreparedModel:
    """Prepare the model in the folder `source` for its `role` into the folder `target`; `work` is a folder of ours.

    Takes a minute for a small model. Raises NotApproved, ModelDamaged, StorageError, EngineError.
    """
    child = Child("localcounsel.engine.prepare_child", role="preparation", work=work)
    request = {"role": role, "source": str(source.absolute()), "target": str(target.absolute())}
    with contextlib.closing(child):
        for frame in child.stream("prepare", request, silence=_SILENCE):
            if frame["kind"] == "event":
                progress(clean(str(frame.get("stage")))[:200])
            else:
                return _checked(target, frame.get("facts"))
    raise errors.EngineDied("The preparation ended without an answer.")


def known(folder: Path) -> PreparedModel:
    """What was prepared into `folder` before, by its own account. Raises EngineError, StorageError."""
    try:
        untrusted = json.loads((folder / "prepared.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise errors.StorageError(f"{folder} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise errors.EngineError(f"{folder} holds nothing that was prepared here.") from error
    return _checked(folder, untrusted)


def _checked(folder: Path, untrusted: Any) -> PreparedModel:
    try:
        facts: Mapping[str, Any] = untrusted
        agreement = tuple((clean(str(name)), float(value)) for name, value in facts["agreement"].items())
        made = PreparedModel(
            folder,
            int(facts["dimensions"]),
            int(facts["max_tokens"]),
            clean(str(facts["quantisation"]))[:40],
            agreement,
        )
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise errors.EngineError("The preparation answered nonsense.") from error
    if made.dimensions < 1 or made.context < 1 or not all(math.isfinite(value) for _, value in agreement):
        raise errors.EngineError("The preparation answered nonsense.")
    return made
