"""A cross-encoder that IT brings is prepared, measured against sentence-transformers, and put to work."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from localcounsel.engine import reranker
from localcounsel.engine.index_client import IndexClient
from localcounsel.errors import EngineRefused, ModelDamaged
from localcounsel.flows.model_import import take_in
from localcounsel.flows.model_stages import Imported, Wish
from localcounsel.store import model_key
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from tests.engine.conftest import find_file
from tests.store.signing import PASSPHRASE, sign

pytestmark = [pytest.mark.model, pytest.mark.heavy]
PASSAGES = ["The rent is due monthly.", "Ohio law governs.", "The roof is the landlord's to repair."]


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny cross-encoder with weights drawn by a fixed seed, as sentence-transformers saves one."""
    tokenizer = find_file("tokenizer.json")
    source = next((each for each in [tokenizer] if each and (each.parent / "vocab.txt").is_file()), None)
    if source is None:
        pytest.skip("no embedder with a tokenizer under models/, .work/ or LOCALCOUNSEL_TEST_MODELS")
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("cross")
    reads = AutoTokenizer.from_pretrained(str(source.parent), local_files_only=True, model_max_length=128)
    shape = BertConfig(
        vocab_size=len(reads), hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128
    )
    BertForSequenceClassification(_one_score(shape)).save_pretrained(str(folder), safe_serialization=True)
    reads.save_pretrained(str(folder))
    return folder


def _one_score(shape: object) -> object:
    shape.num_labels = 1  # type: ignore[attr-defined]
    return shape


def test_it_is_taken_in_as_a_ranker_and_ranks_as_its_original(cross_encoder: Path, places: Places) -> None:
    last = list(take_in(places, cross_encoder, Wish(name="firm-ranker", licence="MIT")))[-1]
    assert isinstance(last, Imported)
    assert last.card.role == "ranker"
    model_key.make(places, PASSPHRASE)
    sign(ModelShelf(places), "firm-ranker")
    approved = ModelShelf(places).approved("firm-ranker", "ranker")
    assert approved.card.name == "firm-ranker-prepared"
    prepared = reranker.load(approved.folder)
    reference = reranker.ReferenceRanker(cross_encoder)
    mine, its = (each.scores("Who repairs the roof?", PASSAGES) for each in (prepared, reference))
    assert mine == pytest.approx(its, abs=0.05)


@pytest.mark.slow
def test_the_index_child_ranks_with_it(cross_encoder: Path, places: Places, tmp_path: Path) -> None:
    list(take_in(places, cross_encoder, Wish(name="firm-ranker")))
    model_key.make(places, PASSPHRASE)
    sign(ModelShelf(places), "firm-ranker")
    approved = ModelShelf(places).approved("firm-ranker", "ranker")
    client = IndexClient(tmp_path)
    try:
        with pytest.raises(EngineRefused):
            client.rank("Who repairs the roof?", PASSAGES)
        client.load_ranker(approved)
        scores = client.rank("Who repairs the roof?", PASSAGES)
        assert scores == reranker.load(approved.folder).scores("Who repairs the roof?", PASSAGES)
    finally:
        client.close()


def test_a_classifier_is_no_ranker_and_leaves_nothing_behind(
    cross_encoder: Path, places: Places, tmp_path: Path
) -> None:
    other = tmp_path / "classifier"
    shutil.copytree(cross_encoder, other)
    described = json.loads((other / "config.json").read_text(encoding="utf-8"))
    described["id2label"] = {"0": "a", "1": "b", "2": "c"}
    described["label2id"] = {"a": 0, "b": 1, "c": 2}
    (other / "config.json").write_text(json.dumps(described), encoding="utf-8")
    with pytest.raises(ModelDamaged):
        list(take_in(places, other, Wish(name="classifier")))
    assert [each.card.name for each in ModelShelf(places).entries()] == []


@pytest.fixture
def places(empty_home: Path) -> Places:
    return Places(empty_home)
