"""The real models in their real processes: with one bit changed, or exchanged while they load, they are not used."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from localcounsel import errors
from localcounsel.engine.client import ModelClient, ModelSettings
from localcounsel.engine.index_client import IndexClient
from localcounsel.records import ApprovedModel
from localcounsel.store import demo, weights
from tests.engine.tiny import model as tiny

pytestmark = [
    pytest.mark.slow,
    pytest.mark.model,
    pytest.mark.skipif(sys.platform != "linux", reason="leases and descriptors' names are Linux's"),
]
ROOT = Path(__file__).resolve().parents[2]
SEED = int(os.environ.get("LOCALCOUNSEL_TEST_SEED", "20261122"))
TEXT = "The Tenant shall pay the Base Rent in advance on the first day of each calendar month."
OFFSETS = 20


def _flip(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(place)
        (byte,) = stream.read(1)
        stream.seek(place)
        stream.write(bytes([byte ^ bit]))


def _each_flip_is_refused(path: Path, use: Callable[[], object]) -> None:
    """`use` must refuse the file with one bit changed, and take it again as it was."""
    chance, size = random.Random(SEED), path.stat().st_size
    places = [0, size - 1, *(chance.randrange(size) for _ in range(OFFSETS - 2))]
    for place in places:
        bit = 1 << chance.randrange(8)
        _flip(path, place, bit)
        with pytest.raises(errors.NotApproved, match="not the file that was approved"):
            use()
        _flip(path, place, bit)
    use()


@pytest.fixture
def own_copy(tmp_path: Path, chat_model: ApprovedModel) -> ApprovedModel:
    folder = tmp_path / "model"
    folder.mkdir()
    (file,) = chat_model.card.files
    shutil.copyfile(chat_model.folder / file.name, folder / file.name)
    (folder / file.name).chmod(0o600)
    return replace(chat_model, folder=folder)


def test_one_changed_bit_of_the_chat_model_is_refused(tmp_path: Path, own_copy: ApprovedModel) -> None:
    def load() -> None:
        with closing(ModelClient(tmp_path, ModelSettings(context=512))) as client:
            client.load(own_copy)

    _each_flip_is_refused(own_copy.folder / own_copy.card.files[0].name, load)


def _model_from(folder: Path, card_name: str) -> ApprovedModel:
    card = demo.pinned(card_name)
    assert card is not None
    return ApprovedModel(card, folder, weights.fingerprint(card.files))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "prepared.json"])
def test_one_changed_bit_of_the_ranker_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "ranker"
    shutil.copytree(ROOT / "localcounsel" / "trained" / "clause-ranker-1", folder)
    for path in folder.iterdir():
        path.chmod(0o600)
    ranker = _model_from(folder, "clause-ranker-1")

    def load() -> None:
        with closing(IndexClient(tmp_path)) as client:
            client.load_ranker(ranker)

    _each_flip_is_refused(folder / name, load)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_one_changed_bit_of_the_embedder_is_refused(tmp_path: Path, name: str) -> None:
    kept = sorted((ROOT / ".work" / "prepared").glob("all-minilm-l6-v2-*"))
    if not kept:
        pytest.skip("no embedder was prepared under .work/prepared")
    folder = tmp_path / "embedder"
    shutil.copytree(kept[0], folder)
    for path in folder.iterdir():
        path.chmod(0o600)
    files, _ = weights.describe(folder, "embedder")
    card = replace(demo.CARDS["all-minilm-l6-v2"], files=files)
    embedder = ApprovedModel(card, folder, weights.fingerprint(files))
    numbers = iter(range(10_000))

    def load() -> None:
        with closing(IndexClient(tmp_path)) as client:
            client.open(tmp_path / f"index-{next(numbers)}", embedder)

    _each_flip_is_refused(folder / name, load)


def _rename(path: Path, other: bytes) -> None:
    beside = path.with_name("other")
    beside.write_bytes(other)
    beside.chmod(0o600)
    beside.rename(path)


def _link(path: Path, other: bytes) -> None:
    beside = path.with_name("elsewhere")
    beside.write_bytes(other)
    path.unlink()
    path.symlink_to(beside)


def _write(path: Path, other: bytes) -> None:
    """In place, without waiting for the process that holds it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except BlockingIOError:
        return
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(other)


def _flip_in_place(path: Path, other: bytes) -> None:
    """One bit in the middle of the weights, by a writer that does not wait."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except BlockingIOError:
        return
    middle = os.fstat(descriptor).st_size // 2
    os.pwrite(descriptor, bytes([os.pread(descriptor, 1, middle)[0] ^ 1]), middle)
    os.close(descriptor)


WAYS: tuple[Callable[[Path, bytes], None], ...] = (_rename, _link, _write, _flip_in_place)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stage", ["verifying", "loading"])
def test_exchanged_while_it_loads_no_other_model_is_used(
    tmp_path: Path, own_copy: ApprovedModel, way: Callable[[Path, bytes], None], stage: str
) -> None:
    """At the first word of each stage, in the real process: the approved model is loaded, or none."""
    with closing(ModelClient(tmp_path, ModelSettings(context=512))) as client:
        client.load(own_copy)
        expected = client.count([TEXT])
    path, other = own_copy.folder / own_copy.card.files[0].name, tiny("exchanged")
    done: list[str] = []

    def swap(reported: str, share: float) -> None:
        if reported == stage and not done:
            done.append(reported)
            way(path, other)

    with closing(ModelClient(tmp_path, ModelSettings(context=512))) as client:
        try:
            client.load(own_copy, swap)
        except (errors.NotApproved, errors.EngineDied):
            pass
        else:
            assert client.count([TEXT]) == expected
    assert done, "the file was not exchanged"
