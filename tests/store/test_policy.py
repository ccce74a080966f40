"""What IT fixes: permissive without a file, strict in reading one, closed where it cannot be trusted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from localcounsel.errors import Containment, ForbiddenByPolicy, PolicyError
from localcounsel.sandbox import policy as trusted
from localcounsel.store import firm_key, policy, settings
from localcounsel.store.policy import Policy

FULL = """
containment = "required"
roles = ["chat", "embedder"]
largest_parameters = 7000000000
most_context = 8192
export = ["md"]
clipboard = false
retention_days = 365
audit_folder = "/srv/audit"
unsigned_models = false
recovery_key = "ab12"
demo_models = false
seal_required = true
graphics = false
"""


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ed25519PrivateKey:
    """The private half of a firm key whose public half is installed."""
    key = Ed25519PrivateKey.generate()
    path = tmp_path / "installation" / firm_key.NAME
    path.parent.mkdir()
    path.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    path.chmod(0o644)
    monkeypatch.setattr(trusted, "FILE", path.with_name("policy.toml"))
    return key


def test_without_a_file_everything_is_allowed(tmp_path: Path) -> None:
    loaded = policy.load(tmp_path / "policy.toml")
    loaded.allow_model("adapter", 10**12)
    loaded.allow_export("docx")
    loaded.allow_export("a kind of tomorrow")
    loaded.allow_clipboard()
    loaded.allow_opening(enforced=False)
    loaded.allow_unsealed()
    assert (loaded, loaded.fixed(), loaded.context(10**6, chosen=True)) == (Policy(), (), 10**6)


def test_a_full_policy_forbids_what_it_says(tmp_path: Path) -> None:
    loaded = policy.load(_written(tmp_path, FULL))
    for forbidden in (
        lambda: loaded.allow_model("ranker", 1),
        lambda: loaded.allow_model("chat", 7_000_000_001),
        lambda: loaded.allow_export("docx"),
        lambda: loaded.allow_export("a kind of tomorrow"),
        loaded.allow_clipboard,
        lambda: loaded.allow_unsigned("mistral"),
        lambda: loaded.allow_demo("smollm2"),
        loaded.allow_unsealed,
        lambda: loaded.context(16_384, chosen=True),
    ):
        with pytest.raises(ForbiddenByPolicy, match=r"policy\.toml does not allow"):
            forbidden()
    with pytest.raises(Containment, match="only where the operating system refuses"):
        loaded.allow_opening(enforced=False)
    loaded.allow_opening(enforced=True)
    loaded.allow_model("chat", 7_000_000_000)
    loaded.allow_export(".MD")
    assert loaded.context(16_384, chosen=False) == 8192


def test_every_key_has_a_line_for_people(tmp_path: Path) -> None:
    lines = policy.load(_written(tmp_path, FULL)).fixed()
    assert len(lines) == FULL.count(" = ") == len(dict(lines))
    assert ("copying to the clipboard", "not allowed") in lines


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("clipbord = false", "did you mean “clipboard”"),
        ("qqqq = 1", "known are containment"),
        ("clipboard = 0", "true or false"),
        ("most_context = 100", "at least 512"),
        ("retention_days = -1", "below 0"),
        ("largest_parameters = 7e9", "a whole number"),
        ('roles = ["chatt"]', "can name chat"),
        ('export = "md"', "list of texts"),
        ('audit_folder = "logs"', "whole path"),
        ('containment = "of"', "containment can be"),
        ("clipboard = true\nclipboard = false", "not TOML"),
        ("[", "not TOML"),
    ],
)
def test_what_is_not_understood_forbids_everything(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        policy.load(_written(tmp_path, text))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists and no mode")
def test_a_file_that_users_could_write_is_refused_unless_the_firm_signed_it(
    tmp_path: Path, firm: Ed25519PrivateKey
) -> None:
    path = _written(tmp_path, FULL)
    path.chmod(0o666)
    with pytest.raises(PolicyError, match="others may write it, and it is not signed"):
        policy.load(path)
    signature = path.with_name("policy.toml.sig")
    signature.write_bytes(firm_key.sign(path.read_bytes(), firm))
    assert policy.load(path).retention_days == 365
    path.write_text(FULL.replace("365", "366"))
    with pytest.raises(PolicyError, match="not what the firm signed"):
        policy.load(path)


@pytest.mark.parametrize("signature", [b"", b"AAAA\n", b"\xff" * 64, b"not base64 at all"])
def test_a_signature_that_does_not_hold_is_refused_even_beside_a_trusted_file(
    tmp_path: Path, firm: Ed25519PrivateKey, signature: bytes
) -> None:
    path = _written(tmp_path, FULL)
    path.with_name("policy.toml.sig").write_bytes(signature)
    with pytest.raises(PolicyError):
        policy.load(path)


def test_another_key_s_signature_is_refused(tmp_path: Path, firm: Ed25519PrivateKey) -> None:
    path = _written(tmp_path, FULL)
    path.with_name("policy.toml.sig").write_bytes(firm_key.sign(path.read_bytes(), Ed25519PrivateKey.generate()))
    with pytest.raises(PolicyError, match="not what the firm signed"):
        policy.load(path)


def test_a_signature_without_an_installed_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trusted, "FILE", tmp_path / "nowhere" / "policy.toml")
    path = _written(tmp_path, FULL)
    path.with_name("policy.toml.sig").write_bytes(firm_key.sign(path.read_bytes(), Ed25519PrivateKey.generate()))
    with pytest.raises(PolicyError, match="no firm key is installed"):
        policy.load(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists and no mode")
def test_a_firm_key_that_users_could_put_there_is_not_used(tmp_path: Path, firm: Ed25519PrivateKey) -> None:
    (tmp_path / "installation" / firm_key.NAME).chmod(0o666)
    with pytest.raises(PolicyError, match="others may write it"):
        firm_key.installed()


def _written(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text, "utf-8")
    path.chmod(0o644)
    return path


def test_graphics_devices_are_kept_out_whatever_a_user_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _written(tmp_path, "graphics = false")
    wanted = tmp_path / "settings.toml"
    wanted.write_text('[model]\ngpu = "auto"\n', encoding="utf-8")
    assert settings.load(wanted).model.gpu == "auto"
    monkeypatch.setattr(trusted, "FILE", file)
    assert settings.load(wanted).model.gpu == "off"
