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
from localcounsel.store import codec, demo, weights
from localcounsel.store.manifest import Approval
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    return ModelShelf(Places(tmp_path / "home"))


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
    return shelf.approve(_card(source, name), source)


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


def test_an_imported_model_comes_off_the_shelf_and_says_that_nobody_signed(shelf: ModelShelf, tmp_path: Path) -> None:
    card = _approve(shelf, tmp_path)
    found = shelf.approved(None, "embedder")
    assert found.card == card
    assert found.folder == shelf.folder / "Firm-Embedder"
    assert found.fingerprint == weights.fingerprint(card.files)
    assert (found.folder / "1_Pooling" / "config.json").read_text("utf-8") == '{"mean": true}'
    assert card.approved_by
    assert card.approved_on
    assert shelf.entry("firm-embedder").approval is Approval.UNSIGNED
    with pytest.raises(NoModel, match="not as ranker"):
        shelf.approved("Firm-Embedder", "ranker")


def test_a_single_file_is_a_model_too(shelf: ModelShelf, tmp_path: Path) -> None:
    source = tmp_path / "tiny-Q4_0.gguf"
    source.write_bytes(b"GGUF")
    shelf.approve(_card(source, "tiny", "chat"), source)
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
        shelf.approved("Firm-Embedder", "embedder")


def test_a_source_that_changes_while_it_is_imported_is_refused(shelf: ModelShelf, tmp_path: Path) -> None:
    source = _embedder(tmp_path / "source")
    card = _card(source)
    _flip(source)
    with pytest.raises(NotApproved, match="is not the file that is to be approved"):
        shelf.approve(card, source)
    (source / "config.json").unlink()
    with pytest.raises(NotApproved, match="cannot be read"):
        shelf.approve(card, source)
    assert shelf.list() == []
    assert [path.name for path in shelf.folder.iterdir()] == [".lock"]


@pytest.mark.parametrize(
    "name", ["../x.json", "/x.json", "a/../../x.json", "c:x.json", "nul.json", ".x.json", "a\\x.json"]
)
def test_a_file_outside_its_folder_is_refused(shelf: ModelShelf, tmp_path: Path, name: str) -> None:
    source = _embedder(tmp_path / "source")
    card = replace(_card(source), files=(ModelFile(name, 2, "0" * 64),))
    with pytest.raises(NotApproved, match="cannot have a file"):
        shelf.approve(card, source)


@pytest.mark.parametrize("name", ["..", "a/b", "", ".new-1", "con", "x" * 200, "a\x1bb"])
def test_a_name_that_is_no_folder_of_its_own_is_refused(shelf: ModelShelf, tmp_path: Path, name: str) -> None:
    source = _embedder(tmp_path / "source")
    with pytest.raises(NotApproved, match="cannot be a model's name"):
        shelf.approve(_card(source, name), source)


@pytest.mark.parametrize("name", list(demo.CARDS))
def test_nothing_else_passes_as_a_demo_model(shelf: ModelShelf, tmp_path: Path, name: str) -> None:
    source = _embedder(tmp_path / "source")
    with pytest.raises(NotApproved, match="name of a demo model"):
        shelf.approve(_card(source, name.upper()), source)
    for card in demo.CARDS.values():
        for file in card.files:
            path = tmp_path / "fake" / card.name / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"something else")
    with pytest.raises(NotApproved, match="is not the file that is to be approved"):
        shelf.approve_demo(tmp_path / "fake")
    assert shelf.list() == []


def test_an_entry_cannot_promote_itself_to_a_demo_model(shelf: ModelShelf, tmp_path: Path) -> None:
    _approve(shelf, tmp_path)
    _change_list(shelf, approval="demo")
    with pytest.raises(NotApproved, match="passes itself off"):
        shelf.approved("Firm-Embedder", "embedder")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"version": 2}', '{"models": [{"card": {}}]}', " " * (5 << 20)])
def test_a_list_that_cannot_be_believed_approves_nothing(shelf: ModelShelf, tmp_path: Path, content: str) -> None:
    _approve(shelf, tmp_path)
    (shelf.folder / "approvals.json").write_text(content, "utf-8")
    with pytest.raises(NotApproved):
        shelf.approved("Firm-Embedder", "embedder")


def test_the_serial_grows_with_every_change(shelf: ModelShelf, tmp_path: Path) -> None:
    serials = []
    for seed in ("one", "two"):
        _approve(shelf, tmp_path, seed=seed)
        serials.append(json.loads((shelf.folder / "approvals.json").read_text("utf-8"))["serial"])
    shelf.remove("firm-embedder")
    serials.append(json.loads((shelf.folder / "approvals.json").read_text("utf-8"))["serial"])
    assert serials == [1, 2, 3]
    assert shelf.list() == []
    assert not (shelf.folder / "Firm-Embedder").exists()


def test_what_was_made_from_a_model_is_used_in_its_place_while_that_stands(shelf: ModelShelf, tmp_path: Path) -> None:
    _approve(shelf, tmp_path)
    origin = shelf.approved("Firm-Embedder", "embedder")
    made = tmp_path / "made"
    made.mkdir()
    (made / "model.onnx").write_bytes(b"onnx")
    shelf.add_derived(_card(made, "Firm-Embedder-onnx"), made, origin)
    assert shelf.approved("Firm-Embedder", "embedder").card.name == "Firm-Embedder-onnx"
    assert shelf.approved(None, "embedder").card.name == "Firm-Embedder-onnx"
    assert shelf.approved("Firm-Embedder", "embedder", prepared=False) == origin
    _approve(shelf, tmp_path, seed="two")
    assert shelf.approved("Firm-Embedder", "embedder").card.name == "Firm-Embedder"
    with pytest.raises(NotApproved, match="no longer approved"):
        shelf.approved("Firm-Embedder-onnx", "embedder")
    with pytest.raises(NotApproved, match="is not the model that"):
        shelf.add_derived(_card(made, "Firm-Embedder-onnx"), made, origin)


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
