"""(question, passage) → how likely the one answers the other: an approved cross-encoder, prepared for this machine.

Passages go through one at a time, like texts through the embedder and for the same reasons; several threads take a
passage each. 40 passages of ordinary length take about a quarter of a second on two cores.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from localcounsel import errors
from localcounsel.engine.embedder import FACTS, PREPARED, Contents, contents, one_thread, write_out

LONGEST_QUESTION = 96
"""Tokens of a question that are read; a passage keeps the rest of the model's length."""
_AGREES = 0.5
"""Difference in log-odds on the probe pairs above which this processor computes something else than was prepared."""


class Ranker(Protocol):
    """(question, passages) → log-odds."""

    def scores(self, question: str, passages: Sequence[str], check: Callable[[], None] = lambda: None) -> list[float]:
        """The log-odds of each passage, in order. `check` is called between passages and may raise to stop."""
        ...


def load(source: Path | Contents, *, threads: int = 1) -> Ranker:
    """The ranker of an approved model: from its files, or from its folder. Raises ModelDamaged."""
    if isinstance(source, Mapping):
        if FACTS in source:
            return PreparedRanker(source, threads=threads)
        with tempfile.TemporaryDirectory(prefix="localcounsel-") as private:
            write_out(source, Path(private))
            return ReferenceRanker(Path(private))
    folder = source
    for prepared in (folder, folder / PREPARED):
        if (prepared / FACTS).is_file():
            return PreparedRanker(prepared, threads=threads)
    return ReferenceRanker(folder)


class PreparedRanker:
    """ONNX Runtime and a tokenizer."""

    def __init__(self, source: Path | Contents, *, threads: int = 1) -> None:
        """Load it and let it prove itself on the probe pairs. Raises ModelDamaged."""
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # must stand before the import
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            files = source if isinstance(source, Mapping) else contents(source)
            facts = json.loads(files[FACTS])
            if facts["role"] != "ranker":
                raise ValueError("another role")
            self._tokenizer = Tokenizer.from_buffer(files["tokenizer.json"])
            self._session = onnxruntime.InferenceSession(
                files["model.onnx"], one_thread(onnxruntime), providers=["CPUExecutionProvider"]
            )
            self._most = int(facts["max_tokens"])
            probes = [(str(one["question"]), str(one["passage"]), float(one["score"])) for one in facts["probes"]]
        except Exception as error:  # both libraries raise classes of their own for a file they cannot read
            raise errors.ModelDamaged(f"The prepared ranker cannot be loaded: {type(error).__name__}.") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._inputs = [one.name for one in self._session.get_inputs()]
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self._prove(probes)

    def scores(self, question: str, passages: Sequence[str], check: Callable[[], None] = lambda: None) -> list[float]:
        """See Ranker."""
        asked = self._ids(question)[:LONGEST_QUESTION]

        def one(passage: str) -> float:
            check()
            return self._score(asked, passage)

        return list((self._pool.map if self._pool else map)(one, passages))

    def _ids(self, text: str) -> list[int]:
        whole = text.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
        ids: list[int] = self._tokenizer.encode(whole, add_special_tokens=False).ids
        return ids

    def _score(self, asked: list[int], passage: str) -> float:
        start, end = (self._tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        room = self._most - len(asked) - 3
        first, second = [start, *asked, end], [*self._ids(passage)[:room], end]
        given = {
            "input_ids": first + second,
            "attention_mask": [1] * (len(first) + len(second)),
            "token_type_ids": [0] * len(first) + [1] * len(second),
        }
        feed = {name: np.array([given[name]], np.int64) for name in self._inputs}
        return float(np.asarray(self._session.run(None, feed)[0]).reshape(-1)[0])

    def _prove(self, probes: list[tuple[str, str, float]]) -> None:
        for question, passage, expected in probes:
            score = self.scores(question, [passage])[0]
            if not abs(score - expected) <= _AGREES:
                raise errors.ModelDamaged(
                    f"The prepared ranker computes other scores on this machine ({score:.2f}, not {expected:.2f}).",
                    "Import it again on this machine, so that what is prepared suits its processor.",
                )


class ReferenceRanker:
    """The cross-encoder as sentence-transformers runs it: what a prepared one is measured against."""

    def __init__(self, folder: Path) -> None:
        """Load it. Raises ModelDamaged, also when sentence-transformers is not installed."""
        self.model = load_reference(folder)

    def scores(self, question: str, passages: Sequence[str], check: Callable[[], None] = lambda: None) -> list[float]:
        """See Ranker."""
        import torch

        found: list[float] = []
        for start in range(0, len(passages), 8):
            check()
            pairs = [(question, passage) for passage in passages[start : start + 8]]
            logits = self.model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
            found += [float(one) for one in np.asarray(logits).reshape(-1)]
        return found


def load_reference(folder: Path) -> Any:
    """The CrossEncoder in `folder`, with one score, from these files and no others, without any code of theirs.

    Raises ModelDamaged.
    """
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    try:
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise errors.ModelDamaged(
            "The ranker has not been prepared, and sentence-transformers is not installed here.",
            "Ask IT to import it on a machine that has sentence-transformers.",
        ) from error
    try:
        model = CrossEncoder(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "attn_implementation": "eager"},
        ).eval()
    except Exception as error:  # its loaders raise whatever their parsers raise
        raise errors.ModelDamaged(f"sentence-transformers cannot load it: {type(error).__name__}.") from error
    if model.config.num_labels != 1:
        raise errors.ModelDamaged("It is a classifier, not a ranker: it gives more than one score.")
    return model
