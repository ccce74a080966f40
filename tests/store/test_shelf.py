"""The shelf of models: only what was approved comes off it, byte for byte, whatever happened to the folder."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from localcounsel.errors import BadCall, NoModel, NotApproved
from localcounsel.records import ModelCard, ModelFile
from localcounsel.store import codec, demo, model_key, weights
from localcounsel.store.manifest import Approval
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from localcounsel.store.shelving import Shelving
from tests.store.signing import PASSPHRASE, sign

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    """With a key for the account."""
    places = Places(tmp_path / "home")
    model_key.make(places, PASSPHRASE)
    return ModelShelf(places)


def _embedder(folder: Path, seed: str = "one") -> Path:
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text("{}", "utf-8")
    (folder / "1_Pooling" / "config.json").write_text('{"mean": true}', "utf-8")
    (folder / "model.safetensors").write_bytes(seed.encode() * 1000)
    (folder / "modeling.py").write_text("raise SystemExit", "utf-8")
    (folder / "pytorch_model.bin").write_bytes(b"pickle")
    return folder


def _card(source: Path, name: str = "Firm-Embedder", role: str = "embedder") -> ModelCard:
    files, _ = weights.describe(source, role)
    return ModelCard(name, role, "bert", "Apache-2.0", 1000, 256, files, dimensions=4, grounds="tried")


def _approve(shelf: ModelShelf, tmp_path: Path, name: str = "Firm-Embedder", seed: str = "one") -> ModelCard:
    source = _embedder(tmp_path / f"source {name} {seed}", seed)
    Shelving(shelf).take_in(_card(source, name), source)
    return sign(shelf, name)


def _change_list(shelf: ModelShelf, **changes: object) -> None:
    path = shelf.folder / "approvals.json"
    plain = json.loads(path.read_text("utf-8"))
    plain["models"][0].update(changes)
    path.write_text(json.dumps(plain), "utf-8")


def test_an_empty_shelf_has_no_model(shelf: ModelShelf) -> None:
    assert shelf.list() == []
    with pytest.raises(NoModel, match="role chat"):
        shelf.approved(None, "chat")
    with pytest.raises(NoModel, match="called “tiny”"):
        shelf.approved("tiny", "chat")


def test_only_files_that_cannot_run_are_taken(tmp_path: Path) -> None:
    files, left = weights.describe(_embedder(tmp_path / "m"), "embedder")
    assert [file.name for file in files] == ["1_Pooling/config.json", "config.json", "model.safetensors"]
    assert left == ("modeling.py", "pytorch_model.bin")
    with pytest.raises(BadCall, match="no file of a model"):
        weights.describe(tmp_path / "m", "chat")


def test_a_model_that_was_signed_for_comes_off_the_shelf(shelf: ModelShelf, tmp_path: Path) -> None:
    card = _approve(shelf, tmp_path)
    found = shelf.approved(None, "embedder")
    assert found.card == card
    assert found.folder == shelf.folder / "Firm-Embedder"
    assert found.fingerprint == weights.fingerprint(card.files)
    assert (found.folder / "1_Pooling" / "config.json").read_text("utf-8") == '{"mean": true}'
    assert card.approved_by
    assert card.approved_on
    assert shelf.entry("firm-embedder").approval is Approval.SIGNED
    with pytest.raises(NoModel, match="not as ranker"):
        shelf.approved("Firm-Embedder", "ranker")


def test_a_single_file_is_a_model_too(shelf: ModelShelf, tmp_path: Path) -> None:
    source = tmp_path / "tiny-Q4_0.gguf"
    source.write_bytes(b"GGUF")
    Shelving(shelf).take_in(_card(source, "tiny", "chat"), source)
    sign(shelf, "tiny")
    assert shelf.approved("tiny", "chat").card.files[0].name == "tiny-Q4_0.gguf"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists and no permission bits")
def test_the_shelf_is_for_this_account_only(shelf: ModelShelf, tmp_path: Path) -> None:
    _approve(shelf, tmp_path)
    for path in [shelf.folder, *shelf.folder.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def _flip(folder: Path) -> None:
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def _link_a_file(folder: Path) -> None:
    path = folder / "config.json"
    path.rename(folder.parent / "elsewhere.json")
    path.symlink_to(folder.parent / "elsewhere.json")


def _link_hard(folder: Path) -> None:
    os.link(folder / "config.json", folder.parent / "another name.json")


def _link_a_folder(folder: Path) -> None:
    (folder / "1_Pooling").rename(folder.parent / "elsewhere")
    (folder / "1_Pooling").symlink_to(folder.parent / "elsewhere")


def _link_all(folder: Path) -> None:
    folder.rename(folder.parent / "elsewhere")
    folder.symlink_to(folder.parent / "elsewhere")


def _pipe(folder: Path) -> None:
    (folder / "config.json").unlink()
    os.mkfifo(folder / "config.json")


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (_flip, "does not have the digest"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b"short"), "5 bytes instead of 3,000"),
        (lambda folder: (folder / "config.json").unlink(), "is missing"),
        (lambda folder: (folder / "modeling.py").write_bytes(b""), "must not be there"),
        (lambda folder: (folder / "1_Pooling" / ".hidden").write_bytes(b""), "must not be there"),
        (_link_a_file, "is a link"),
        (_link_hard, "is a hard link"),
        (lambda folder: (folder / "config.json").rename(folder / "c0nfig.json"), "must not be there|is missing"),
        (_link_a_folder, "1_Pooling was not approved"),
        (_link_all, "is missing"),
        pytest.param(
            _pipe,
            "not a plain file",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders"),
        ),
    ],
)
def test_a_folder_that_was_touched_is_refused(shelf: ModelShelf, tmp_path: Path, tamper: object, words: str) -> None:
    _approve(shelf, tmp_path)
    assert callable(tamper)
    tamper(shelf.folder / "Firm-Embedder")
    with pytest.raises(NotApproved, match=words):
        shelf.verified("Firm-Embedder", "embedder")


def test_a_source_that_changes_while_it_is_imported_is_refused(shelf: ModelShelf, tmp_path: Path) -> None:
    source = _embedder(tmp_path / "source")
    card = _card(source)
    _flip(source)
    with pytest.raises(NotApproved, match="is not the file that is to be approved"):
        Shelving(shelf).take_in(card, source)
    (source / "config.json").unlink()
    with pytest.raises(NotApproved, match="cannot be read"):
        Shelving(shelf).take_in(card, source)
    assert shelf.list() == []
    assert [path.name for path in shelf.folder.iterdir()] == [".lock"]


@pytest.mark.parametrize(
    "name", ["../x.json", "/x.json", "a/../../x.json", "c:x.json", "nul.json", ".x.json", "a\\x.json"]
)
def test_a_file_outside_its_folder_is_refused(shelf: ModelShelf, tmp_path: Path, name: str) -> None:
    source = _embedder(tmp_path / "source")
    card = replace(_card(source), files=(ModelFile(name, 2, "0" * 64),))
    with pytest.raises(NotApproved, match="cannot have a file"):
        Shelving(shelf).take_in(card, source)


@pytest.mark.parametrize("name", ["..", "a/b", "", ".new-1", "con", "x" * 200, "a\x1bb"])
def test_a_name_that_is_no_folder_of_its_own_is_refused(shelf: ModelShelf, tmp_path: Path, name: str) -> None:
    source = _embedder(tmp_path / "source")
    with pytest.raises(NotApproved, match="cannot be a model's name"):
        Shelving(shelf).take_in(_card(source, name), source)


@pytest.mark.parametrize("name", list(demo.CARDS))
def test_nothing_else_passes_as_a_demo_model(shelf: ModelShelf, tmp_path: Path, name: str) -> None:
    source = _embedder(tmp_path / "source")
    with pytest.raises(NotApproved, match="name of a demo model"):
        Shelving(shelf).take_in(_card(source, name.upper()), source)
    for card in demo.CARDS.values():
        for file in card.files:
            path = tmp_path / "fake" / card.name / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"something else")
    with pytest.raises(NotApproved, match="is not the file that is to be approved"):
        Shelving(shelf).approve_demo(tmp_path / "fake")
    assert shelf.list() == []


def test_an_entry_cannot_promote_itself_to_a_demo_model(shelf: ModelShelf, tmp_path: Path) -> None:
    source = _embedder(tmp_path / "source")
    Shelving(shelf).take_in(_card(source), source)
    for claim in ("demo", "signed"):
        _change_list(shelf, approval=claim)
        with pytest.raises(NotApproved, match="passes itself off"):
            shelf.approved("Firm-Embedder", "embedder")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"version": 3}', '{"models": [{"card": {}}]}', " " * (5 << 20)])
@pytest.mark.parametrize("name", ["approvals.json", "manifest.json"])
def test_a_list_that_cannot_be_believed_approves_nothing(
    shelf: ModelShelf, tmp_path: Path, content: str, name: str
) -> None:
    _approve(shelf, tmp_path)
    (shelf.folder / name).write_text(content, "utf-8")
    with pytest.raises(NotApproved):
        shelf.approved("Firm-Embedder", "embedder")


def test_what_waits_for_a_signature_is_not_loaded_and_can_be_taken_back(shelf: ModelShelf, tmp_path: Path) -> None:
    source = _embedder(tmp_path / "source")
    Shelving(shelf).take_in(_card(source), source)
    assert shelf.entry("Firm-Embedder").approval is Approval.UNSIGNED
    with pytest.raises(NotApproved, match="not signed for"):
        shelf.approved("Firm-Embedder", "embedder")
    with pytest.raises(NoModel):
        shelf.approved(None, "embedder")
    assert shelf.list() == []
    Shelving(shelf).remove("firm-embedder")
    assert shelf.entries() == []
    assert not (shelf.folder / "Firm-Embedder").exists()


def test_what_was_made_from_a_model_is_signed_for_with_it_and_used_in_its_place(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    source = _embedder(tmp_path / "source")
    shelving = Shelving(shelf)
    shelving.take_in(_card(source), source)
    origin = shelving.waiting("Firm-Embedder")
    made = tmp_path / "made"
    made.mkdir()
    (made / "model.onnx").write_bytes(b"onnx")
    shelving.add_derived(_card(made, "Firm-Embedder-onnx"), made, origin)
    with pytest.raises(NotApproved):
        shelf.approved("Firm-Embedder-onnx", "embedder")
    sign(shelf, "Firm-Embedder")
    assert shelf.approved("Firm-Embedder", "embedder").card.name == "Firm-Embedder-onnx"
    assert shelf.approved(None, "embedder").card.name == "Firm-Embedder-onnx"
    assert shelf.approved("Firm-Embedder", "embedder", prepared=False).fingerprint == origin.fingerprint
    with pytest.raises(BadCall, match="signed for already"):
        shelving.take_in(_card(source), source)


def test_a_half_done_import_is_cleared_away_by_the_next(shelf: ModelShelf, tmp_path: Path) -> None:
    (shelf.folder / ".new-0123").mkdir(parents=True)
    (shelf.folder / "Firm-Embedder").mkdir()
    (shelf.folder / "Firm-Embedder" / "left over").write_bytes(b"")
    _approve(shelf, tmp_path)
    shelf.approved("Firm-Embedder", "embedder")
    assert not list(shelf.folder.glob(".new-*"))


def test_the_demo_models_are_those_that_set_up_fetches() -> None:
    listed = json.loads((ROOT / "models" / "manifest.json").read_text("utf-8"))["models"]
    for each in listed:
        each.pop("archive")
    assert listed == [codec.to_plain(card) for card in demo.CARDS.values()]
