"""Text → unit vectors: the prepared ONNX model day to day, sentence-transformers itself where there is none.

Texts go through one at a time: at a passage's length that is as fast as a batch, needs no padding, and makes
a text's vector independent of its neighbours. Several threads take a text each.
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
from numpy.typing import NDArray

from localcounsel import errors

Vectors = NDArray[np.float32]
PREPARED = "prepared"
"""The subfolder of a model's folder in which `prepare` leaves its work, where it has no folder of its own."""
FACTS = "prepared.json"
"""What was prepared, from what, and how well it agrees with sentence-transformers."""
_AGREES = 0.98
"""Cosine below which the probe sentences' vectors are not the model's: this processor computes it wrongly."""


class Embedder(Protocol):
    """Text → vectors."""

    identity: str
    """Equal identities give equal vectors; part of what an index is made for."""
    dimensions: int

    def passages(self, texts: Sequence[str], check: Callable[[], None] = lambda: None) -> Vectors:
        """One unit vector a row. `check` is called between texts and may raise to stop."""
        ...

    def query(self, text: str) -> Vectors:
        """The unit vector of a question."""
        ...


Contents = Mapping[str, bytes]
"""A model's files by name, as they were read and hashed: what is used cannot be another than what was checked."""
_PARTS = (FACTS, "model.onnx", "tokenizer.json")


def contents(folder: Path) -> Contents:
    """The files of a prepared model that has just been made here. Raises OSError."""
    return {name: (folder / name).read_bytes() for name in _PARTS}


def load(source: Path | Contents, fingerprint: str, *, context: int = 0, threads: int = 1) -> Embedder:
    """The embedder of an approved model: from its files, or from its folder. `context` in tokens; 0: its own.

    Raises ModelDamaged.
    """
    if isinstance(source, Mapping):
        if FACTS in source:
            return Prepared(source, fingerprint, context=context, threads=threads)
        with tempfile.TemporaryDirectory(prefix="localcounsel-") as private:
            write_out(source, Path(private))
            return Reference(Path(private), fingerprint, context=context, threads=threads)
    folder = source
    for prepared in (folder, folder / PREPARED):
        if (prepared / FACTS).is_file():
            return Prepared(prepared, fingerprint, context=context, threads=threads)
    return Reference(folder, fingerprint, context=context, threads=threads)


class Prepared:
    """ONNX Runtime and a tokenizer."""

    def __init__(self, source: Path | Contents, fingerprint: str, *, context: int = 0, threads: int = 1) -> None:
        """Load it and let it prove itself on the probe sentences. Raises ModelDamaged."""
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # must stand before the import
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            files = source if isinstance(source, Mapping) else contents(source)
            facts = json.loads(files[FACTS])
            self._tokenizer = Tokenizer.from_buffer(files["tokenizer.json"])
            self._session = onnxruntime.InferenceSession(
                files["model.onnx"], one_thread(onnxruntime), providers=["CPUExecutionProvider"]
            )
            self.dimensions = int(facts["dimensions"])
            most = min(context or facts["max_tokens"], facts["max_tokens"])
            self._prefixes = {role: str(facts["prefixes"][role]) for role in ("query", "passage")}
            probes = [(str(one["text"]), one["vector"]) for one in facts["probes"]]
        except Exception as error:  # both libraries raise classes of their own for a file they cannot read
            raise errors.ModelDamaged(f"The prepared model cannot be loaded: {type(error).__name__}.") from error
        self._tokenizer.enable_truncation(most)
        self._tokenizer.no_padding()
        self._inputs = [one.name for one in self._session.get_inputs()]
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self.identity = f"{fingerprint}:{facts['quantisation']}:{most}"
        self._prove(probes)

    def passages(self, texts: Sequence[str], check: Callable[[], None] = lambda: None) -> Vectors:
        """See Embedder."""

        def one(text: str) -> Vectors:
            check()
            return self._vector(self._prefixes["passage"] + text)

        rows = list((self._pool.map if self._pool else map)(one, texts))
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def query(self, text: str) -> Vectors:
        """See Embedder."""
        return self._vector(self._prefixes["query"] + text)

    def _vector(self, text: str) -> Vectors:
        encoded = self._tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8"))  # no lone surrogates
        given = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        feed = {name: np.array([given[name]], np.int64) for name in self._inputs}
        found: Vectors = unit(self._session.run(None, feed)[0])[0]
        return found

    def _prove(self, probes: list[tuple[str, list[float]]]) -> None:
        for text, expected in probes:
            cosine = float(self._vector(text) @ np.array(expected, np.float32))
            if not cosine >= _AGREES:
                raise errors.ModelDamaged(
                    f"The prepared model computes other vectors on this machine (cosine {cosine:.3f}).",
                    "Import it again on this machine, so that what is prepared suits its processor.",
                )


class Reference:
    """sentence-transformers itself: slow to load and large, and what the others are measured against."""

    def __init__(self, folder: Path, fingerprint: str, *, context: int = 0, threads: int = 1) -> None:
        """Load it. Raises ModelDamaged, also when sentence-transformers is not installed."""
        model = load_reference(folder)
        import torch

        torch.set_num_threads(threads)
        most = min(context or model.max_seq_length, model.max_seq_length)
        model.max_seq_length = most
        self._model = model
        self._prompts = prefixes(model)
        self.dimensions = int(model.get_embedding_dimension())
        self.identity = f"{fingerprint}:reference:{most}"

    def passages(self, texts: Sequence[str], check: Callable[[], None] = lambda: None) -> Vectors:
        """See Embedder."""
        rows = []
        for start in range(0, len(texts), 8):
            check()
            rows.append(self._encode([self._prompts["passage"] + one for one in texts[start : start + 8]]))
        return np.concatenate(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def query(self, text: str) -> Vectors:
        """See Embedder."""
        found: Vectors = self._encode([self._prompts["query"] + text])[0]
        return found

    def _encode(self, texts: list[str]) -> Vectors:
        return unit(self._model.encode(texts, batch_size=8, show_progress_bar=False, prompt=""))


def load_reference(folder: Path) -> Any:
    """The SentenceTransformer in `folder`, from these files and no others, without any code of theirs.

    Raises ModelDamaged.
    """
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise errors.ModelDamaged(
            "The model has not been prepared, and sentence-transformers is not installed here.",
            "Ask IT to import it on a machine that has sentence-transformers.",
        ) from error
    try:
        return SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "attn_implementation": "eager"},
        ).eval()
    except Exception as error:  # its loaders raise whatever their parsers raise
        raise errors.ModelDamaged(f"sentence-transformers cannot load it: {type(error).__name__}.") from error


def prefixes(model: Any) -> dict[str, str]:
    """What the model wants written before a question and before a passage."""
    prompts = {name: text for name, text in (model.prompts or {}).items() if isinstance(text, str)}
    passage = prompts.get("document") or prompts.get("passage") or ""
    return {"query": prompts.get("query") or "", "passage": passage}


def write_out(files: Contents, folder: Path) -> None:
    """A private copy of files that were checked, for a library that reads from a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)


def unit(vectors: Any) -> Vectors:
    """The rows scaled to length one, as float32."""
    rows = np.asarray(vectors, np.float32)
    scaled: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)
    return scaled


def one_thread(onnxruntime: Any) -> Any:
    """One thread a session, no patterns remembered per length, no log on stderr short of an error."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    return options
