"""The way of a model: imported, looked into, signed for, revoked; and what a screen is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from localcounsel.errors import BadCall, ModelTooLarge, NotApproved, Unreachable
from localcounsel.flows import model_import, models
from localcounsel.flows.model_stages import Imported, Wish
from localcounsel.store import model_key, policy
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from tests.engine.tiny import adapter, model
from tests.store.signing import PASSPHRASE


@pytest.fixture(autouse=True)
def _no_llama(monkeypatch: pytest.MonkeyPatch) -> None:
    """llama.cpp's own look is tried by the tests of the engine."""
    monkeypatch.setattr(model_import, "_trial", lambda path, found: None)


def take(places: Places, path: Path, content: bytes, **wish: str) -> Imported:
    """Import a GGUF of that content."""
    path.write_bytes(content)
    path.chmod(0o600)
    last = list(model_import.take_in(places, path, Wish(**wish)))[-1]  # type: ignore[arg-type]
    assert isinstance(last, Imported)
    return last


def test_without_a_key_nothing_imported_is_loaded(places: Places, tmp_path: Path) -> None:
    took = take(places, tmp_path / "Firm Model.gguf", model())
    assert took.card.name == "firm-model"
    assert models.demo_mode(places)
    (line,) = models.overview(places)
    assert (line.usable, line.standing) == (False, "waits to be signed for")
    with pytest.raises(NotApproved, match="not signed for"):
        ModelShelf(places).approved("firm-model", "chat")


def test_a_lawyer_alone_makes_a_key_and_approves_her_own_model(places: Places, tmp_path: Path) -> None:
    took = take(places, tmp_path / "mine.gguf", model(), licence="MIT")
    assert any("never run" in note for note in took.notes)
    model_key.make(places, PASSPHRASE)
    (card,) = models.approve(places, ["mine"], None, PASSPHRASE, grounds="tried on my own leases")
    assert (card.licence, card.grounds) == ("MIT", "tried on my own leases")
    (line,) = models.overview(places)
    assert (line.usable, line.in_use, line.standing) == (True, True, "signed by this account")
    assert line.memory > line.size
    assert [each.well for each in models.verify(places)] == [True]
    take(places, tmp_path / "waiting.gguf", model(), licence="MIT")
    models.revoke(places, "mine", None, PASSPHRASE, "second thoughts")
    (line,) = models.overview(places)
    assert (line.name, line.usable) == ("waiting", False)
    assert "mine was revoked on " in line.why_not
    assert line.why_not.endswith(": second thoughts")
    with pytest.raises(NotApproved, match=r"mine was revoked on .*: second thoughts"):
        take(places, tmp_path / "again.gguf", model(), licence="MIT")


def test_a_policy_for_firm_signed_models_only_is_kept(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(places, tmp_path / "mine.gguf", model())
    model_key.make(places, PASSPHRASE)
    models.approve(places, ["mine"], None, PASSPHRASE)
    monkeypatch.setattr(policy, "load", lambda: policy.Policy(unsigned_models=False))
    with pytest.raises(NotApproved, match="only models that the firm has signed for"):
        ModelShelf(places).approved("mine", "chat")


def test_an_adapter_belongs_to_its_base_and_both_are_in_the_record(places: Places, tmp_path: Path) -> None:
    model_key.make(places, PASSPHRASE)
    take(places, tmp_path / "base.gguf", model())
    take(places, tmp_path / "other.gguf", model("other"))
    with pytest.raises(BadCall, match="which model it belongs to"):
        take(places, tmp_path / "style.gguf", adapter())
    took = take(places, tmp_path / "style.gguf", adapter(), base="base")
    assert not any(note.startswith("vocabulary") for note in took.notes)
    models.approve(places, ["base", "other", "style"], None, PASSPHRASE)
    shelf = ModelShelf(places)
    base = shelf.approved("base", "chat")
    both = shelf.with_adapter(base, "style")
    assert both.card.name == "base with style"
    assert both.fingerprint not in (base.fingerprint, shelf.approved("style", "adapter").fingerprint)
    assert both.adapter is not None
    with pytest.raises(NotApproved, match="approved for another model"):
        shelf.with_adapter(shelf.approved("other", "chat"), "style")


def test_what_may_not_be_approved_is_refused_with_the_reason(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotApproved, match="never run"):
        take(places, tmp_path / "a.gguf", model(template="{{ messages }}"))
    with pytest.raises(NotApproved, match="ordinary text"):
        take(places, tmp_path / "b.gguf", model(), family="llama3")
    with pytest.raises(Unreachable):
        list(model_import.take_in(places, tmp_path / "nowhere.gguf", Wish()))
    with pytest.raises(BadCall, match="neither a GGUF file nor a folder"):
        take(places, tmp_path / "c.txt", b"text")
    monkeypatch.setattr(model_import, "MOST_PARAMETERS", 1000)
    with pytest.raises(ModelTooLarge, match="at most"):
        take(places, tmp_path / "d.gguf", model())
    assert models.overview(places) == ()
