"""Between checking a model file and using it there is no gap: changed bits, exchanged files, writers in place."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from localcounsel import errors
from localcounsel.engine import held
from localcounsel.engine.door import Sampling, Wrote
from localcounsel.engine.llama import loading
from localcounsel.engine.llama.writing import Writer
from localcounsel.records import ModelFile
from tests.engine.tiny import adapter, model

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="leases and descriptors' names are Linux's")
HOW = loading.Wanted(512, 1, "off")
SEED = int(os.environ.get("LOCALCOUNSEL_TEST_SEED", "20261122"))


def quiet(stage: str, share: float) -> None:
    """Nobody waits."""


def put(path: Path, content: bytes) -> loading.ModelFile:
    """A file of that content, as it would be approved."""
    path.write_bytes(content)
    path.chmod(0o600)
    return loading.ModelFile(path, len(content), hashlib.sha256(content).hexdigest())


@pytest.fixture
def broken_leases() -> Iterator[list[int]]:
    """SIGIO would end this process, as it ends the model child; here it is counted."""
    seen: list[int] = []
    before = signal.signal(signal.SIGIO, lambda number, frame: seen.append(number))
    yield seen
    signal.signal(signal.SIGIO, before)


def _flips(path: Path, file: loading.ModelFile, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "describe_file", lambda path: pytest.fail("a parser saw it"))
    chance = random.Random(SEED)
    for _ in range(count):
        place, bit = chance.randrange(file.size), 1 << chance.randrange(8)
        _flip(path, place, bit)
        with pytest.raises(errors.NotApproved, match="not the file that was approved"):
            loading.load([file], HOW, quiet)
        _flip(path, place, bit)


def _flip(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(place)
        byte = stream.read(1)[0]
        stream.seek(place)
        stream.write(bytes([byte ^ bit]))


def test_a_flipped_bit_anywhere_is_refused_before_any_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.gguf"
    _flips(path, put(path, model("flipped")), 60, monkeypatch)


@pytest.mark.slow
def test_a_thousand_flipped_bits_of_ten_megabytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.gguf"
    _flips(path, put(path, model("flipped", megabytes=10)), 1000, monkeypatch)


def _rename(path: Path, other: bytes) -> None:
    put(path.with_name("other"), other).path.rename(path)


def _replace(path: Path, other: bytes) -> None:
    path.unlink()
    put(path, other)


def _link(path: Path, other: bytes) -> None:
    place = put(path.with_name("elsewhere"), other).path
    path.unlink()
    path.symlink_to(place)


def _write(path: Path, other: bytes) -> None:
    """In place, without waiting for whoever holds it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except BlockingIOError:
        return
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(other)


def _swaps(folder: Path, count: int) -> tuple[int, int]:
    """(loads of the approved model, refusals) of so many attempts; none of the other."""
    good, other = model("approved"), model("exchanged")
    ways: list[Callable[[Path, bytes], None]] = [_rename, _replace, _link, _write]
    chance, loads, refused = random.Random(SEED), 0, 0
    for number in range(count):
        path = folder / f"{number}.gguf"
        file, way, when = put(path, good), ways[number % len(ways)], chance.choice(["verifying", "loading"])
        done: list[None] = []

        def swap(stage: str, share: float) -> None:
            if stage == when and not done and (stage == "loading" or share >= 1):  # noqa: B023
                done.append(way(path, other))  # noqa: B023

        try:
            loaded = loading.load([file], HOW, swap)
        except (errors.NotApproved, errors.ModelDamaged):
            refused += 1
        else:
            assert loading.metadata(loaded.model)["general.name"] == "approved"
            loaded.free()
            loads += 1
        assert done, "the file was not exchanged"
    return loads, refused


def test_a_file_exchanged_between_check_and_load_is_never_loaded(tmp_path: Path, broken_leases: list[int]) -> None:
    loads, refused = _swaps(tmp_path, 40)
    assert loads + refused == 40
    assert len(broken_leases) == 10


@pytest.mark.slow
def test_two_hundred_exchanges_load_nothing_else(tmp_path: Path, broken_leases: list[int]) -> None:
    loads, refused = _swaps(tmp_path, 200)
    assert loads + refused == 200


def test_nobody_begins_to_write_a_file_in_use(tmp_path: Path, broken_leases: list[int]) -> None:
    file = put(tmp_path / "model.gguf", model())
    loaded = loading.load([file], HOW, quiet)
    with pytest.raises(BlockingIOError):
        os.open(file.path, os.O_WRONLY | os.O_NONBLOCK)
    assert broken_leases
    loaded.free()
    os.close(os.open(file.path, os.O_WRONLY | os.O_NONBLOCK))


def test_a_file_that_is_open_for_writing_is_not_loaded(tmp_path: Path) -> None:
    file = put(tmp_path / "model.gguf", model())
    with file.path.open("r+b"), pytest.raises(errors.NotApproved, match="open for writing"):
        loading.load([file], HOW, quiet)


def test_where_there_are_no_leases_it_is_hashed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "_hold", lambda stream, about: False)
    file, other = put(tmp_path / "model.gguf", model("approved")), model("exchanged")
    stamp = file.path.stat()

    def swap(stage: str, share: float) -> None:
        if stage == "loading" and share >= 1:
            file.path.write_bytes(other[: file.size].ljust(file.size, b"\0"))
            os.utime(file.path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    with pytest.raises(errors.NotApproved, match="not the file that was approved"):
        loading.load([file], HOW, swap)


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (lambda path: os.link(path, path.with_name("second name")), "hard link"),
        (lambda path: _link(path, path.read_bytes()), "is a link"),
        (lambda path: path.chmod(0o666), "can be written by other accounts"),
        (lambda path: path.write_bytes(path.read_bytes() + b"x"), "bytes instead of"),
    ],
)
def test_what_is_no_plain_file_of_ones_own_is_refused(
    tmp_path: Path, tamper: Callable[[Path], object], words: str
) -> None:
    file = put(tmp_path / "model.gguf", model())
    tamper(file.path)
    with pytest.raises(errors.NotApproved, match=words):
        loading.load([file], HOW, quiet)


def test_a_known_file_is_not_hashed_again_and_a_changed_one_is(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    file = put(path, model())
    about = path.stat()
    known = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
    wanted = ModelFile("model.gguf", file.size, file.sha256)
    with held.Held(path, wanted, known=known) as unchanged:
        assert not unchanged.hashed
    path.write_bytes(bytes(file.size))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    with pytest.raises(errors.NotApproved):
        held.Held(path, wanted, known=known)


def test_small_models_are_used_from_the_bytes_that_were_hashed(tmp_path: Path) -> None:
    file = put(tmp_path / "model.onnx", b"onnx")
    files = [ModelFile("model.onnx", file.size, file.sha256)]
    assert held.approved_content(tmp_path, files) == {"model.onnx": b"onnx"}
    file.path.write_bytes(b"xnno")
    with pytest.raises(errors.NotApproved):
        held.approved_content(tmp_path, files)
    with pytest.raises(errors.NotApproved, match="No file was approved"):
        held.approved_content(tmp_path, [])


def _written(files: list[loading.ModelFile], adapters: list[loading.ModelFile]) -> str:
    loaded = loading.load(files, HOW, quiet, adapters)
    writer = Writer(loaded)
    events = list(writer.answer(writer.vocabulary.plain("hello world"), Sampling(most_tokens=24), lambda: False))
    loaded.free()
    return "".join(event.text for event in events if isinstance(event, Wrote))


def test_an_adapter_is_verified_and_changes_what_is_written(tmp_path: Path) -> None:
    base, on_top = put(tmp_path / "model.gguf", model()), put(tmp_path / "adapter.gguf", adapter())
    assert _written([base], []) == _written([base], [])
    assert _written([base], []) != _written([base], [on_top])
    on_top.path.write_bytes(adapter("another"))
    with pytest.raises(errors.NotApproved):
        loading.load([base], HOW, quiet, [on_top])
