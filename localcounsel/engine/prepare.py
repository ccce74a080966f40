"""A sentence-transformers folder → a small ONNX model that gives the same answers, once, when IT imports it.

The only place that imports torch to work with. What does not agree with sentence-transformers is refused.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from localcounsel import errors
from localcounsel.engine import yardstick
from localcounsel.engine.embedder import FACTS, Prepared, Reference, Vectors, load_reference, prefixes
from localcounsel.engine.recipes import RECIPES, Recipe
from localcounsel.engine.yardstick import Agreement

_TAKEN = frozenset({".json", ".txt", ".safetensors"})
_CODE = frozenset(".py .pyc .pyo .so .dll .dylib .pkl .pickle .bin .pt .pth .ckpt .joblib .npy .npz .h5 .zip".split())
"""Endings of code and of formats that can carry it."""
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_PROBES = (0, 77, 191)
"""Sentences of the yardstick whose vectors travel with the prepared model."""
_UNPROVED = "unproved"


def prepare(
    source: Path,
    target: Path,
    check: Callable[[], None] = lambda: None,
    progress: Callable[[str], None] = lambda stage: None,
) -> dict[str, Any]:
    """Prepare the embedder in `source` into the new or empty folder `target`; what was written of it, as facts.

    Raises NotApproved (a file that may carry code), ModelDamaged (cannot be loaded, exported or does not
    agree), StorageError. `check` is called between steps and may raise to stop.
    """
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as work, plain_identifiers():
            return _prepare(source, target, Path(work), check, progress)
    except OSError as error:
        raise errors.StorageError(f"The prepared model could not be written: {error.strerror}.") from error


def _prepare(
    source: Path, target: Path, work: Path, check: Callable[[], None], progress: Callable[[str], None]
) -> dict[str, Any]:
    sources = take(source, work / "model")
    progress("loading it with sentence-transformers")
    model = load_reference(work / "model")
    check()
    progress("exporting it")
    _export(model, work / "exported.onnx")
    model.tokenizer.backend_tokenizer.save(str(work / "tokenizer.json"))
    check()
    progress("measuring what sentence-transformers answers")
    reference = Reference(work / "model", "")  # one thread: on a busy machine torch's threads wait for each other
    expected = _answers(reference)
    facts = _facts(model, reference, expected[0], sources)
    for name, recipe in RECIPES:
        check()
        progress(f"trying {name}")
        made = _try(work, facts, name, recipe)
        measured = yardstick.agreement(expected, _answers(Prepared(made, "", threads=2)))
        facts["tried"].append({"quantisation": name, **dataclasses.asdict(measured)})
        if agrees(name, measured):
            return _finish(made, target, facts, measured)
    raise errors.ModelDamaged(
        "The prepared model does not give the answers that sentence-transformers gives.",
        "Do not use it; report the model's name and source.",
    )


def _facts(model: Any, reference: Reference, vectors: Vectors, sources: dict[str, str]) -> dict[str, Any]:
    """What is true of every candidate; `vectors` are the reference's of the yardstick's sentences."""
    text = yardstick.sentences()
    return {
        "format": 1,
        "role": "embedder",
        "dimensions": reference.dimensions,
        "max_tokens": int(model.max_seq_length),
        "prefixes": prefixes(model),
        "pooling": _pooling(model),
        "normalised": True,
        "probes": [{"text": text[at], "vector": np.round(vectors[at], 5).tolist()} for at in _PROBES],
        "sources": sources,
        "tried": [],
        "versions": {name: version(name) for name in ("sentence-transformers", "torch", "onnxruntime")},
    }


def agrees(name: str, measured: Agreement) -> bool:
    """Whether a prepared model may stand in for its original: rounding in full precision, ranking otherwise."""
    if name == "fp32":
        return measured.cosine_least >= 0.9999
    return (
        measured.cosine_mean >= 0.99
        and measured.cosine_least >= 0.97
        and measured.overlap >= 0.93
        and measured.recall >= measured.recall_reference - 0.01
    )


def take(source: Path, into: Path, needs: str = "modules.json") -> dict[str, str]:
    """Copy the files that can only be data, and nothing else, so that nothing else can be reached. Their digests.

    Raises NotApproved for a file that may carry code, ModelDamaged when the file that it `needs` is missing.
    """
    taken = {}
    for file in sorted(one for one in source.rglob("*") if not one.is_dir()):
        name = file.relative_to(source).as_posix()
        if file.suffix.lower() in _CODE:
            raise errors.ModelUnsuitable(
                f"{name} can carry code, and no model with such a file is taken.",
                "Ask for the model as safetensors.",
            )
        if file.suffix.lower() not in _TAKEN or file.is_symlink() or not file.is_file():
            continue
        copy = into / name
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        with copy.open("rb") as reading:
            taken[name] = hashlib.file_digest(reading, "sha256").hexdigest()
    if needs not in taken:
        raise errors.ModelDamaged(f"There is no {needs}: this is no sentence-transformers model.")
    return taken


def _export(model: Any, to: Path) -> None:
    """The whole pipeline, pooling included, as one graph from token ids to sentence vectors."""
    import torch

    example = model.tokenizer(["One sentence.", "Another, rather longer, sentence."], padding=True, return_tensors="pt")
    names = [name for name in _INPUTS if name in example]

    class Pipeline(torch.nn.Module):  # type: ignore[misc]  # torch's types are not read
        def __init__(self) -> None:
            super().__init__()
            self.pipeline = model

        def forward(self, *tensors: Any) -> Any:
            return self.pipeline(dict(zip(names, tensors, strict=True)))["sentence_embedding"]

    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")  # tracing warns about branches that do not depend on the input
            torch.onnx.export(
                Pipeline(),
                tuple(example[name] for name in names),
                str(to),
                input_names=names,
                output_names=["embedding"],
                dynamic_axes={**{name: {0: "texts", 1: "tokens"} for name in names}, "embedding": {0: "texts"}},
                opset_version=17,
                dynamo=False,
            )
    except Exception as error:  # the exporter raises whatever the model's code raises
        raise errors.ModelDamaged(
            f"It cannot be turned into the form that is used here ({type(error).__name__}).",
            "Its weights, config.json and tokenizer do not belong together, or its kind is unknown: choose another.",
        ) from error


@contextlib.contextmanager
def plain_identifiers() -> Iterator[None]:
    """Let onnx draw its identifiers at random: `uuid1` asks a daemon and the network card for an address."""
    kept = uuid.uuid1
    uuid.uuid1 = lambda node=None, clock_seq=None: uuid.uuid4()
    try:
        yield
    finally:
        uuid.uuid1 = kept


def _try(work: Path, facts: dict[str, Any], name: str, recipe: Recipe) -> Path:
    """Make one candidate, complete with its facts, in a folder of its own."""
    made = work / name
    made.mkdir()
    shutil.copyfile(work / "tokenizer.json", made / "tokenizer.json")
    recipe(work / "exported.onnx", made / "model.onnx", _calibration(made / "tokenizer.json", facts["max_tokens"]))
    write(made, {**facts, "quantisation": f"{_UNPROVED} {name}", "probes": []})
    return made


def _calibration(tokenizer: Path, most: int) -> Iterator[dict[str, Any]]:
    """Passages of the yardstick as inputs; more than the model takes is not offered."""
    from tokenizers import Tokenizer

    reads = Tokenizer.from_file(str(tokenizer))
    reads.enable_truncation(most)
    reads.no_padding()
    for encoded in reads.encode_batch(yardstick.passages()):
        ids = np.array([encoded.ids], np.int64)
        yield {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.array([encoded.type_ids], np.int64),
        }


def _answers(embedder: Prepared | Reference) -> tuple[Vectors, Vectors]:
    texts = embedder.passages([*yardstick.sentences(), *yardstick.passages()])
    return texts, np.stack([embedder.query(one) for one in yardstick.questions()])


def _finish(made: Path, target: Path, facts: dict[str, Any], measured: Agreement) -> dict[str, Any]:
    """Put the candidate that agrees into place, its facts last: without them it does not count as prepared."""
    (target / FACTS).unlink(missing_ok=True)
    facts["quantisation"] = made.name
    facts["agreement"] = dataclasses.asdict(measured)
    for name in ("model.onnx", "tokenizer.json"):
        shutil.move(made / name, target / name)
    write(target, facts)
    return facts


def write(folder: Path, facts: dict[str, Any]) -> None:
    """What was prepared, beside it."""
    (folder / FACTS).write_text(json.dumps(facts, indent=1), encoding="utf-8")


def _pooling(model: Any) -> str:
    """The pooling's name, as sentence-transformers prints it."""
    modes = [str(getattr(one, "pooling_mode", "")) for one in model if type(one).__name__ == "Pooling"]
    return ", ".join(modes) or "none"
