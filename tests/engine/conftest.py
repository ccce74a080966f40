"""The real chat model, where it is present."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from localcounsel.engine.client import ModelClient, ModelSettings
from localcounsel.records import ApprovedModel, ModelCard, ModelFile

ROOT = Path(__file__).resolve().parents[2]


def find_file(pattern: str) -> Path | None:
    """The first file of that name pattern where test models are kept, letter case aside."""
    places = [os.environ.get("LOCALCOUNSEL_TEST_MODELS", ""), str(ROOT / "models"), str(ROOT / ".work")]
    for place in filter(None, places):
        for path in sorted(Path(place).rglob("*")):
            if path.is_file() and Path(path.name.lower()).match(pattern):
                return path
    return None


@pytest.fixture(scope="session")
def chat_model() -> ApprovedModel:
    """SmolLM2-135M-Instruct, as if IT had approved it."""
    path = find_file("smollm2*.gguf")
    if path is None:
        pytest.skip("no smollm2*.gguf under models/, .work/ or LOCALCOUNSEL_TEST_MODELS")
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    card = ModelCard(
        name="smollm2-135m-instruct",
        role="chat",
        family="chatml",
        licence="Apache-2.0",
        parameters=134_515_008,
        context=8192,
        files=(ModelFile(path.name, path.stat().st_size, digest),),
    )
    return ApprovedModel(card, path.parent, digest)


@pytest.fixture
def model(tmp_path: Path, chat_model: ApprovedModel) -> Iterator[ModelClient]:
    """A model child with the real model loaded."""
    client = ModelClient(tmp_path, ModelSettings(context=2048))
    client.load(chat_model)
    yield client
    client.close()
