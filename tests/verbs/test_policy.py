"""The policy on the command line: shown, checked, signed; every other verb stops at one that cannot be relied on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from localcounsel import cli
from localcounsel.cli import main
from localcounsel.errors import BadCall, Containment, ForbiddenByPolicy, PolicyError, StorageError
from localcounsel.flows import matters
from localcounsel.flows.desk import open_desk
from localcounsel.sandbox import policy as trusted
from localcounsel.store import firm_key, settings
from localcounsel.store.places import Places


@pytest.fixture
def in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the machine's policy lies in this test; not there yet."""
    monkeypatch.setattr(trusted, "system_file", lambda: tmp_path / "nowhere" / "policy.toml")
    monkeypatch.setattr(trusted, "FILE", tmp_path / "policy.toml")
    return tmp_path / "policy.toml"


def _write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    path.chmod(0o644)
    return path


def test_show_says_what_is_fixed_and_by_which_file(in_force: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "show"]) == 0
    assert "IT has fixed nothing" in capsys.readouterr().out
    _write(in_force, "clipboard = false\nmost_context = 2048\n")
    main(["policy", "show"])
    out = capsys.readouterr().out
    for wanted in (str(in_force), "copying to the clipboard: not allowed", "largest context: 2,048 tokens"):
        assert wanted in out
    main(["policy", "show", "--json"])
    assert json.loads(capsys.readouterr().out)["policy"]["clipboard"] is False


@pytest.mark.parametrize("verb", [["matter", "list"], ["status", "Acme"], ["models", "list"], ["policy", "show"]])
def test_a_policy_that_cannot_be_relied_on_stops_everything(in_force: Path, verb: list[str]) -> None:
    _write(in_force, "clipbord = false")
    with pytest.raises(PolicyError, match="did you mean “clipboard”"):
        main(verb)


def test_what_finds_out_what_is_wrong_is_not_stopped() -> None:
    assert set(cli._WHATEVER_THE_POLICY) == {"doctor", "policy", "report", "verify-airgap"}


def test_check_understands_a_file_that_is_not_in_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = _write(tmp_path / "draft.toml", "seal_required = true")
    draft.chmod(0o666)
    assert main(["policy", "check", str(draft)]) == 0
    assert "must be sealed" in capsys.readouterr().out
    with pytest.raises(PolicyError, match="has no key"):
        main(["policy", "check", str(_write(tmp_path / "draft.toml", "seal = 1"))])
    with pytest.raises(PolicyError, match="There is no file"):
        main(["policy", "check", str(tmp_path / "none.toml")])


def test_sign_makes_a_signature_that_the_firm_s_key_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = Ed25519PrivateKey.generate()
    secret = _write(tmp_path / "key.pem", "")
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    draft = _write(tmp_path / "policy.toml", "clipboard = false\n")
    assert main(["policy", "sign", str(draft), "--key", str(secret), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["key"] == firm_key.fingerprint(key.public_key())
    assert firm_key.carries(draft.read_bytes(), Path(told["signature"]), key.public_key())
    with pytest.raises(BadCall, match="not a private key"):
        main(["policy", "sign", str(draft), "--key", str(draft)])


def test_a_key_with_a_passphrase_signs_where_nobody_can_be_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`models keygen` makes no other."""
    key = Ed25519PrivateKey.generate()
    secret = _write(tmp_path / "key.pem", "")
    locked = BestAvailableEncryption(b"four words of nothing")
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    draft = _write(tmp_path / "policy.toml", "clipboard = false\n")
    words = _write(tmp_path / "words", "four words of nothing\nand no more\n")
    line = ["policy", "sign", str(draft), "--key", str(secret)]
    assert main([*line, "--passphrase-file", str(words)]) == 0
    with pytest.raises(BadCall, match="nobody can be asked"):
        main(line)
    with pytest.raises(BadCall, match="The password is wrong"):
        main([*line, "--passphrase-file", str(draft)])
    assert firm_key.fingerprint(key.public_key()) in capsys.readouterr().out


def test_the_context_is_held_to_the_policy(in_force: Path, empty_home: Path) -> None:
    file = empty_home / "settings.toml"
    _write(in_force, "most_context = 2048")
    assert settings.load(file).model.context == 2048
    file.write_text("[model]\ncontext = 1024\n")
    assert settings.load(file).model.context == 1024
    file.write_text("[model]\ncontext = 8192\n")
    with pytest.raises(ForbiddenByPolicy, match="more than 2,048 tokens"):
        settings.load(file)


def test_no_matter_opens_without_enforcement_where_it_is_required(in_force: Path, empty_home: Path) -> None:
    places = Places(empty_home)
    matters.create(places, "Acme")
    _write(in_force, 'containment = "required"')
    with pytest.raises(Containment, match="only where the operating system refuses"):
        open_desk(places, "Acme")


def test_no_matter_is_made_or_opened_in_a_synchronised_folder(tmp_path: Path) -> None:
    home = tmp_path / "OneDrive - Firm" / "localcounsel"
    with pytest.raises(StorageError, match="copied to another machine"):
        main(["--home", str(home), "matter", "new", "Acme"])
    assert not home.exists()
    moved = tmp_path / "home"
    main(["--home", str(moved), "matter", "new", "Acme"])
    home.parent.mkdir()
    moved.rename(home)
    with pytest.raises(StorageError, match="copied to another machine"):
        main(["--home", str(home), "status", "Acme"])
