"""What the tests of the index share: vectors that can be told apart, and the folder of the embedded model."""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from localcounsel.engine.prepare_client import prepare
from localcounsel.records import ApprovedModel, ModelCard, ModelFile

DIMENSIONS = 32
REPOSITORY = Path(__file__).resolve().parents[2]


def unit_vectors(count: int, seed: int = 0, dimensions: int = DIMENSIONS) -> NDArray[np.float32]:
    """Random unit vectors."""
    raw = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    scaled: NDArray[np.float32] = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    return scaled


def clustered(count: int, seed: int = 0, dimensions: int = 384) -> NDArray[np.float32]:
    """Unit vectors that lie in clusters, as passages of one kind of contract do."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((max(count // 50, 1), dimensions))
    raw = centres[random.integers(0, len(centres), count)] + 0.7 * random.standard_normal((count, dimensions))
    scaled: NDArray[np.float32] = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
    return scaled


def embedder_folder() -> Path:
    """The folder of the embedded sentence-transformers model; skips the test where there is none."""
    named = os.environ.get("LOCALCOUNSEL_TEST_MODELS")
    for root in [Path(named)] if named else [REPOSITORY / "models", REPOSITORY / ".work"]:
        for found in sorted(root.rglob("modules.json")) if root.is_dir() else []:
            if (found.parent / "model.safetensors").is_file():
                return found.parent
    pytest.skip("the embedded embedder is not here: set LOCALCOUNSEL_TEST_MODELS or run scripts/test.py")


def prepared_folder() -> Path:
    """The embedded model, prepared by this very code; kept in `.work` until that code changes."""
    source = embedder_folder()
    code = [REPOSITORY / "localcounsel" / "engine" / f"{name}.py" for name in ("prepare", "recipes", "yardstick")]
    parts = [one.read_bytes() for one in [*code, source / "model.safetensors"]]
    key = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:16]
    target = REPOSITORY / ".work" / "prepared-for-tests" / key
    if not (target / "prepared.json").is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        prepare(source, target, work=target.parent)
    return target


def approved(folder: Path, context: int = 256) -> ApprovedModel:
    """As `store.models` would hand it over."""
    card = ModelCard("test-embedder", "embedder", "bert", "Apache-2.0", 22_713_216, context, _files(folder))
    return ApprovedModel(card, folder, hashlib.sha256(str(folder).encode()).hexdigest())


@functools.cache
def _files(folder: Path) -> tuple[ModelFile, ...]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".json", ".txt", ".onnx", ".safetensors"))
    return tuple(
        ModelFile(
            path.relative_to(folder).as_posix(), path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()
        )
        for path in paths
    )


def python(script: str, *arguments: str) -> list[str]:
    """The command line of a child that runs `script` with the repository to import from."""
    start = f"import sys; sys.path[:0] = [{str(REPOSITORY)!r}, {str(Path(__file__).parent)!r}]\n"
    return [sys.executable, "-c", start + script, *arguments]
