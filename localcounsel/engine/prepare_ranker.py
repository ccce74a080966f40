"""A cross-encoder's folder → a small ONNX model that ranks alike, once, when IT imports it."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from localcounsel import errors
from localcounsel.engine import yardstick
from localcounsel.engine.prepare import plain_identifiers, take, write
from localcounsel.engine.recipes import RECIPES, Recipe, narrow_table
from localcounsel.engine.reranker import LONGEST_QUESTION, PreparedRanker, Ranker, ReferenceRanker

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_LEAST_LENGTH, _MOST_LENGTH = 64, 512
_PROBES = 3
LEAST_CORRELATION = 0.99
LEAST_SAME_FIRST = 0.95
"""Of a prepared ranker with its original, over all pairs of the yardstick: the correlation of their scores, and the
share of questions for which both put the same passage first or one within a tenth of a log-odd of it."""


def prepare(
    source: Path,
    target: Path,
    check: Callable[[], None] = lambda: None,
    progress: Callable[[str], None] = lambda stage: None,
) -> dict[str, Any]:
    """Prepare the cross-encoder in `source` into the new or empty folder `target`; what was written of it, as facts.

    Raises NotApproved (a file that may carry code), ModelDamaged (cannot be loaded, exported or does not agree),
    StorageError. `check` is called between steps and may raise to stop.
    """
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as work, plain_identifiers():
            return _prepare(source, target, Path(work), check, progress)
    except OSError as error:
        raise errors.StorageError(f"The prepared ranker could not be written: {error.strerror}.") from error


def _prepare(
    source: Path, target: Path, work: Path, check: Callable[[], None], progress: Callable[[str], None]
) -> dict[str, Any]:
    sources = take(source, work / "model", needs="config.json")
    progress("loading it with sentence-transformers")
    reference = ReferenceRanker(work / "model")
    check()
    progress("exporting it")
    _export(reference.model, work / "exported.onnx")
    reference.model.tokenizer.backend_tokenizer.save(str(work / "tokenizer.json"))
    check()
    progress("measuring what sentence-transformers answers")
    expected = _answers(reference)
    facts = _facts(reference, sources)
    for name, recipe in RECIPES:
        check()
        progress(f"trying {name}")
        made = _try(work, facts, name, recipe)
        scores = _answers(PreparedRanker(made, threads=2))
        agreement = _agreement(expected, scores)
        facts["tried"].append({"quantisation": name, **agreement})
        if agreement["correlation"] >= LEAST_CORRELATION and agreement["same_first"] >= LEAST_SAME_FIRST:
            facts |= {"quantisation": name, "agreement": agreement, "probes": _probes(scores)}
            return _finish(made, target, facts)
    raise errors.ModelDamaged(
        "The prepared ranker does not give the scores that sentence-transformers gives.",
        "Do not use it; report the model's name and source.",
    )


def _facts(reference: ReferenceRanker, sources: dict[str, str]) -> dict[str, Any]:
    """What is true of every candidate."""
    return {
        "format": 1,
        "role": "ranker",
        "dimensions": 1,
        "max_tokens": min(max(int(reference.model.max_length or _MOST_LENGTH), _LEAST_LENGTH), _MOST_LENGTH),
        "sources": sources,
        "tried": [],
        "versions": {name: version(name) for name in ("sentence-transformers", "torch", "onnxruntime")},
    }


def _try(work: Path, facts: dict[str, Any], name: str, recipe: Recipe) -> Path:
    """Make one candidate, complete with its facts, in a folder of its own."""
    made = work / name
    made.mkdir()
    shutil.copyfile(work / "tokenizer.json", made / "tokenizer.json")
    recipe(work / "exported.onnx", made / "model.onnx", _calibration(made / "tokenizer.json", facts["max_tokens"]))
    if name != "fp32":
        narrow_table(made / "model.onnx")
    write(made, {**facts, "probes": []})
    return made


def _answers(ranker: Ranker) -> Any:
    """Scores of shape (questions, passages) on the yardstick."""
    return np.array([ranker.scores(question, passages) for question, passages in _pairs()])


def _probes(scores: Any) -> list[dict[str, Any]]:
    """Pairs whose scores travel with the prepared ranker."""
    pairs = _pairs()[:_PROBES]
    return [
        {"question": question, "passage": passages[0], "score": round(float(scores[at, 0]), 4)}
        for at, (question, passages) in enumerate(pairs)
    ]


def _pairs() -> list[tuple[str, list[str]]]:
    """Every question of the yardstick with twelve of its sentences, the right one among them."""
    texts = yardstick.sentences()
    asked = yardstick.questions()
    each = len(texts) // len(asked)
    return [
        (question, [texts[(number * each + step * 23) % len(texts)] for step in range(12)])
        for number, question in enumerate(asked)
    ]


def _agreement(expected: Any, scores: Any) -> dict[str, float]:
    correlation = float(np.corrcoef(expected.reshape(-1), scores.reshape(-1))[0, 1])
    first = scores.argmax(1)
    near = expected.max(1) - expected[np.arange(len(expected)), first] <= 0.1
    return {
        "correlation": round(correlation, 5),
        "same_first": round(float(near.mean()), 4),
        "difference_mean": round(float(np.abs(expected - scores).mean()), 4),
    }


def _finish(made: Path, target: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Put what agrees into place, its facts last: without them it does not count as prepared."""
    for file in ("model.onnx", "tokenizer.json"):
        shutil.move(made / file, target / file)
    write(target, facts)
    return facts


def _export(model: Any, to: Path) -> None:
    """The whole model as one graph from token ids to the score."""
    import torch

    example = model.tokenizer(
        ["A question?"] * 2, ["One sentence.", "Another, longer."], padding=True, return_tensors="pt"
    )
    names = [name for name in _INPUTS if name in example]

    class Scores(torch.nn.Module):  # type: ignore[misc]  # torch's types are not read
        def __init__(self) -> None:
            super().__init__()
            self.inner = model.model

        def forward(self, *tensors: Any) -> Any:
            return self.inner(**dict(zip(names, tensors, strict=True))).logits

    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")  # tracing warns about branches that do not depend on the input
            torch.onnx.export(
                Scores().eval(),
                tuple(example[name] for name in names),
                str(to),
                input_names=names,
                output_names=["score"],
                dynamic_axes={**{name: {0: "pairs", 1: "tokens"} for name in names}, "score": {0: "pairs"}},
                opset_version=17,
                dynamo=False,
            )
    except Exception as error:  # the exporter raises whatever the model's code raises
        raise errors.ModelDamaged(
            f"It cannot be turned into the form that is used here ({type(error).__name__}).",
            "Its weights, config.json and tokenizer do not belong together, or its kind is unknown: choose another.",
        ) from error


def _calibration(tokenizer: Path, most: int) -> Iterator[dict[str, Any]]:
    """Questions and passages of the yardstick as inputs."""
    from tokenizers import Tokenizer

    reads = Tokenizer.from_file(str(tokenizer))
    reads.no_padding()
    reads.enable_truncation(most)
    asked = yardstick.questions()
    for number, passage in enumerate(yardstick.passages()):
        encoded = reads.encode(asked[number % len(asked)][: LONGEST_QUESTION * 4], passage)
        ids = np.array([encoded.ids], np.int64)
        yield {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.array([encoded.type_ids], np.int64),
        }
