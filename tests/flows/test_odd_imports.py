"""What people bring as a model besides models: each is refused in words that say what to do, and nothing is left."""

from __future__ import annotations

import errno
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from localcounsel.engine import client
from localcounsel.errors import BadCall, CounselError, ModelDamaged, NotApproved, StorageError, Unreachable
from localcounsel.flows import model_import, models
from localcounsel.flows.model_stages import Imported, Wish
from localcounsel.store import model_key, weights
from localcounsel.store.places import Places
from tests.engine.test_inspection import folder
from tests.engine.tiny import adapter, model
from tests.store.signing import PASSPHRASE

Bring = Callable[[Path], Path]


@pytest.fixture(autouse=True)
def _no_llama(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_import, "_trial", lambda path, found: None)


def bring(places: Places, path: Path, **wish: str) -> Imported:
    last = list(model_import.take_in(places, path, Wish(**wish)))[-1]  # type: ignore[arg-type]
    assert isinstance(last, Imported)
    return last


def _file(name: str, content: bytes) -> Bring:
    def put(here: Path) -> Path:
        (here / name).write_bytes(content)
        return here / name

    return put


def _twice(content: bytes) -> bytes:
    """The same file with a second name in its header."""
    (keys,) = struct.unpack("<Q", content[16:24])
    second = struct.pack("<Q12sIQ4s", 12, b"general.name", 8, 4, b"evil")
    return content[:16] + struct.pack("<Q", keys + 1) + second + content[24:]


def _link(here: Path) -> Path:
    (here / "link.gguf").symlink_to(_file("real.gguf", model())(here))
    return here / "link.gguf"


def _folder_link(here: Path) -> Path:
    (here / "link").symlink_to(folder(here / "real"))
    return here / "link"


def _link_inside(here: Path) -> Path:
    made = folder(here / "made")
    (made / "config.json").rename(here / "elsewhere.json")
    (made / "config.json").symlink_to(here / "elsewhere.json")
    return made


def _pickles(here: Path) -> Path:
    made = folder(here / "made", pytorch_model__bin=b"\x80\x04.")
    (made / "model.safetensors").unlink()
    return made


def _pipe(here: Path) -> Path:
    os.mkfifo(here / "pipe.gguf")
    return here / "pipe.gguf"


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (_file("a.gguf", b""), ModelDamaged, "ends within its own header"),
        (_file("a.gguf", b"Dear Sirs\n" * 99), ModelDamaged, "not a GGUF file"),
        (_file("a.gguf", model()[:300]), ModelDamaged, "ends within its own header"),
        (_file("a.gguf", model()[:-1]), ModelDamaged, "it is cut off"),
        (_file("a.gguf", _twice(model())), ModelDamaged, "“general.name” stands in it twice"),
        (_file("a.gguf", model(template="{{ evil }}")), NotApproved, "the one in the file is never run"),
        (_file("a.gguf", adapter()), BadCall, "not said which model it belongs to"),
        (_file("Mödel (1).gguf", model()), BadCall, "cannot be kept as a model file's name"),
        (_file("model.bin", model()), BadCall, "neither a GGUF file nor a folder"),
        (lambda here: here / "nowhere.gguf", Unreachable, "does not exist"),
        (lambda here: Path(os.devnull), BadCall, "neither a file nor a folder"),
        (_pipe, BadCall, "neither a file nor a folder"),
        (_link, BadCall, "is a link"),
        (_folder_link, BadCall, "is a link"),
        (_link_inside, BadCall, "config.json is a link"),
        (_pickles, NotApproved, "a format that can carry code"),
        (lambda here: here, BadCall, "holds no file of a model"),
    ],
)
def test_what_is_no_model_is_refused_in_words(
    places: Places, tmp_path: Path, make: Bring, kind: type[CounselError], words: str
) -> None:
    (tmp_path / "in").mkdir()
    path = make(tmp_path / "in")
    with pytest.raises(kind, match=words) as refused:
        bring(places, path)
    assert refused.value.advice
    assert models.overview(places) == ()


@pytest.mark.parametrize("name", ["", "config.json", "inner"])
def test_what_may_not_be_read_is_said_to_be_that(
    places: Places, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder, a file in it, a folder in it: none may be passed over as if it were not there."""
    made = folder(tmp_path / "made")
    (made / "inner").mkdir()
    closed = str(made / name) if name else str(made)
    scan, opened = os.scandir, weights._no_links

    def allowed(path: object) -> bool:
        if str(path) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", closed)
        return True

    monkeypatch.setattr(os, "scandir", lambda path: allowed(path) and scan(path))
    monkeypatch.setattr(weights, "_no_links", lambda path, flags: allowed(path) and opened(path, flags))
    with pytest.raises(Unreachable, match=r"cannot be read: Permission denied"):
        bring(places, made)


@pytest.mark.parametrize("stage", range(3))
def test_a_file_that_is_exchanged_during_the_import_is_not_taken(places: Places, tmp_path: Path, stage: int) -> None:
    """After each thing that is said: hashed first, so that whatever comes later is another file."""
    path = _file("m.gguf", model("first"))(tmp_path)
    steps = model_import.take_in(places, path, Wish())
    for _ in range(stage + 1):
        next(steps)
    if stage == 0:  # not hashed yet: what stands there then is what is looked into, and taken whole
        path.write_bytes(model("other"))
        assert isinstance(list(steps)[-1], Imported)
        assert [each.well for each in models.verify(places)] == [True]
        return
    path.write_bytes(model("other"))
    with pytest.raises(NotApproved, match="not the file"):
        list(steps)
    assert models.overview(places) == ()
    assert [each.name for each in places.models.glob("*") if each.is_dir()] == []


def test_a_full_disk_is_told_and_leaves_nothing_half(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _file("m.gguf", model())(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as tight:
        tight.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="No space left"):
            bring(places, path)
        with pytest.raises(StorageError, match="No space left"):
            model_key.make(places, PASSPHRASE)
    assert models.overview(places) == ()
    assert not list(places.models.glob(".new-*"))
    assert bring(places, path).card.name == "m"
    model_key.make(places, PASSPHRASE)


def test_a_kind_that_llama_cpp_does_not_know_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    def look(self: client.ModelClient, path: Path) -> client.ModelFacts:
        raise ModelDamaged("llama.cpp does not accept the file: unknown model architecture: 'zebra'")

    monkeypatch.setattr(client.ModelClient, "inspect", look)
    path = _file("m.gguf", model())(tmp_path)
    found, _ = model_import.inspect(path)
    with pytest.raises(ModelDamaged, match="zebra") as refused:
        model_import._trial(path, found)
    assert "newer LocalCounsel" in refused.value.advice


def test_a_size_that_the_weights_do_not_bear_out_is_said(places: Places, tmp_path: Path) -> None:
    took = bring(places, _file("m.gguf", model(general__size_label="8B"))(tmp_path))
    assert "it calls itself 8B, and its weights are 0.00 billion" in took.notes
