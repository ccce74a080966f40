"""Embedding: the prepared model answers as sentence-transformers does, and what cannot be trusted is refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from localcounsel import errors
from localcounsel.engine import embedder, yardstick
from localcounsel.engine.prepare import agrees, prepare
from localcounsel.engine.prepare_client import _checked
from localcounsel.engine.yardstick import Agreement
from tests.engine.index_fixtures import embedder_folder, prepared_folder

TEXTS = [
    "The tenant shall not sublet the premises without the landlord's prior written consent.",
    "Subletting by the lessee requires that the lessor agrees beforehand.",
    "The patient was discharged on Tuesday with instructions to rest.",
    "§ 12.3(b) [sic] — «Vertragsstrafe» 契約の解除 \u202eevil\u202c",
    "",
    "word " * 2000,
]

SAME = Agreement(0.998, 0.99, 0.96, 0.8, 0.8)


@pytest.fixture(scope="module")
def prepared() -> embedder.Embedder:
    return embedder.load(prepared_folder(), "fingerprint", context=256)


@pytest.fixture(scope="module")
def reference() -> embedder.Embedder:
    found = embedder.load(embedder_folder(), "fingerprint", context=256)
    assert isinstance(found, embedder.Reference)
    return found


def test_the_yardstick_is_large_and_its_passages_are_of_a_passages_length() -> None:
    assert len(yardstick.sentences()) >= 200
    assert len(yardstick.questions()) == len(set(yardstick.questions())) >= 40
    lengths = [len(one) for one in yardstick.passages()]
    assert 500 < sum(lengths) / len(lengths) < 1200


def test_perfect_agreement_is_measured_as_such() -> None:
    random = np.random.default_rng(0)
    texts = embedder.unit(random.standard_normal((len(yardstick.sentences()), 16)))
    asked = embedder.unit(random.standard_normal((len(yardstick.questions()), 16)))
    measured = yardstick.agreement((texts, asked), (texts, asked))
    assert measured.cosine_least == pytest.approx(1, abs=1e-5)
    assert measured.overlap == 1
    assert measured.recall == measured.recall_reference


@pytest.mark.parametrize(
    ("name", "worse"),
    [
        ("int8-smooth", {"cosine_mean": 0.95}),
        ("int8-smooth", {"cosine_least": 0.9}),
        ("int8-blocks", {"overlap": 0.8}),
        ("int8-blocks", {"recall": 0.7}),
        ("int8-blocks", {"cosine_mean": float("nan")}),
        ("fp32", {"cosine_least": 0.999}),
    ],
)
def test_a_model_that_disagrees_is_not_taken(name: str, worse: dict[str, float]) -> None:
    better = replace(SAME, cosine_least=1.0) if name == "fp32" else SAME
    assert agrees(name, better)
    assert not agrees(name, replace(better, **worse))


@pytest.mark.parametrize("name", ["modeling.py", "pytorch_model.bin", "1_Pooling/weights.pkl", "libfast.so"])
def test_a_folder_with_what_may_be_code_is_refused(tmp_path: Path, name: str) -> None:
    source = tmp_path / "model"
    (source / name).parent.mkdir(parents=True)
    (source / name).write_bytes(b"x")
    (source / "modules.json").write_text("[]")
    with pytest.raises(errors.NotApproved, match="can carry code"):
        prepare(source, tmp_path / "prepared")


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    with pytest.raises(errors.ModelDamaged, match=r"modules\.json"):
        prepare(tmp_path / "model", tmp_path / "prepared")
    assert not list((tmp_path / "prepared").iterdir())


@pytest.mark.parametrize(
    "untrusted",
    [None, [], {}, {"agreement": 1}, {"agreement": {}, "dimensions": -1, "max_tokens": 1, "quantisation": ""}],
)
def test_nonsense_from_the_preparation_is_not_believed(untrusted: object) -> None:
    with pytest.raises(errors.EngineError):
        _checked(Path(), untrusted)


@pytest.mark.model
def test_the_prepared_model_states_how_well_it_agrees() -> None:
    facts = json.loads((prepared_folder() / "prepared.json").read_text(encoding="utf-8"))
    assert agrees(facts["quantisation"], Agreement(**facts["agreement"]))
    assert (facts["dimensions"], facts["max_tokens"], facts["pooling"]) == (384, 256, "mean")
    assert set(facts["sources"]) >= {"model.safetensors", "modules.json", "tokenizer.json"}


@pytest.mark.model
@pytest.mark.heavy
def test_prepared_and_reference_agree_on_other_texts(prepared: embedder.Embedder, reference: embedder.Embedder) -> None:
    mine, its = prepared.passages(TEXTS), reference.passages(TEXTS)
    assert mine.dtype == np.float32
    assert mine.shape == (len(TEXTS), prepared.dimensions)
    assert np.allclose(np.linalg.norm(mine, axis=1), 1, atol=1e-5)
    assert (mine * its).sum(1).min() > 0.97
    assert np.array_equal(np.argsort(-(mine[:3] @ mine[0])), [0, 1, 2])
    assert prepared.identity != reference.identity


@pytest.mark.model
def test_a_texts_vector_does_not_depend_on_company_or_threads(prepared: embedder.Embedder) -> None:
    together = prepared.passages(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        assert np.array_equal(prepared.passages([text])[0], row)
    threaded = embedder.load(prepared_folder(), "fingerprint", context=256, threads=3)
    assert np.array_equal(threaded.passages(TEXTS * 3), np.concatenate([together] * 3))
    assert threaded.identity == prepared.identity
    assert prepared.passages([]).shape == (0, 384)


@pytest.mark.model
def test_a_lone_surrogate_does_not_stop_it(prepared: embedder.Embedder) -> None:
    assert np.isfinite(prepared.query("the \ud800 lease")).all()


@pytest.mark.model
def test_a_shorter_context_is_kept_and_is_another_identity(prepared: embedder.Embedder) -> None:
    short = embedder.load(prepared_folder(), "fingerprint", context=16)
    long_text = "The tenant shall pay the rent. " * 20
    cut = "The tenant shall pay the rent. " * 2
    assert float(short.query(long_text) @ short.query(cut)) > 0.999
    assert float(prepared.query(long_text) @ prepared.query(cut)) < 0.999
    assert short.identity != prepared.identity


@pytest.mark.model
def test_stopping_is_possible_between_texts(prepared: embedder.Embedder) -> None:
    seen: list[int] = []

    def check() -> None:
        seen.append(1)
        if len(seen) == 3:
            raise errors.Cancelled("stop")

    with pytest.raises(errors.Cancelled):
        prepared.passages(["text"] * 50, check)
    assert len(seen) == 3


@pytest.mark.model
@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "prepared.json"])
def test_a_damaged_prepared_model_is_refused(tmp_path: Path, name: str) -> None:
    damaged = tmp_path / "prepared"
    shutil.copytree(prepared_folder(), damaged)
    content = (damaged / name).read_bytes()
    (damaged / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(errors.ModelDamaged):
        embedder.load(damaged, "fingerprint")


@pytest.mark.model
def test_a_machine_that_computes_otherwise_is_noticed(tmp_path: Path) -> None:
    other = tmp_path / "prepared"
    shutil.copytree(prepared_folder(), other)
    facts = json.loads((other / "prepared.json").read_text(encoding="utf-8"))
    facts["probes"][0]["vector"] = facts["probes"][1]["vector"]
    (other / "prepared.json").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(errors.ModelDamaged, match="other vectors on this machine"):
        embedder.load(other, "fingerprint")
