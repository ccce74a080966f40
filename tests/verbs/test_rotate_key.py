"""`models rotate-key` as a person runs it: what goes over is shown, nothing happens without a yes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from localcounsel.cli import main
from localcounsel.errors import BadCall, NoKey
from localcounsel.flows import installation_log
from localcounsel.store import model_key
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from tests.store.signing import PASSPHRASE
from tests.store.test_rotation import _put


@pytest.fixture
def passphrase(tmp_path: Path) -> str:
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n", "utf-8")
    return str(path)


@pytest.fixture
def signed(empty_home: Path, passphrase: str) -> Places:
    """A home with a model that its account's own key signed for."""
    places = Places(empty_home)
    main(["models", "keygen", "--passphrase-file", passphrase])
    _put(places, "mine")
    main(["models", "approve", "mine", "--passphrase-file", passphrase])
    return places


def _new_key(tmp_path: Path, passphrase: str) -> str:
    path = str(tmp_path / "next.pem")
    main(["models", "keygen", "--out", path, "--passphrase-file", passphrase])
    return path


def test_an_accounts_key_is_replaced_after_a_yes_and_on_record(
    signed: Places, tmp_path: Path, passphrase: str, capsys: pytest.CaptureFixture[str]
) -> None:
    new = _new_key(tmp_path, passphrase)
    call = ["models", "rotate-key", "--new-key", new, "--new-passphrase-file", passphrase]
    with pytest.raises(BadCall, match="asks first"):
        main(call)
    before = model_key.trusted(signed)
    capsys.readouterr()
    assert main([*call, "--yes"]) == 0
    shown = capsys.readouterr().out
    for wanted in ("mine", "0 revoked models stay revoked", "serial 2", "this account's"):
        assert wanted in shown
    now = model_key.trusted(signed)
    assert before is not None and now is not None and now.fingerprint != before.fingerprint
    assert ModelShelf(signed).approved("mine", "chat").card.name == "mine"
    details = dict(installation_log.log(signed).events()[-1].details)
    assert (details["former"], details["now"]) == (before.fingerprint, now.fingerprint)


def test_it_says_the_same_to_programs(
    signed: Places, tmp_path: Path, passphrase: str, capsys: pytest.CaptureFixture[str]
) -> None:
    new = _new_key(tmp_path, passphrase)
    call = ["models", "rotate-key", "--new-key", new, "--new-passphrase-file", passphrase, "--json"]
    capsys.readouterr()
    with pytest.raises(BadCall, match="asks first"):
        main(call)
    assert main([*call, "--yes"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"former", "now", "serial", "public", "policy"}
    assert (told["serial"], told["policy"]) == (2, None)
    main(["models", "verify", "--json"])
    assert json.loads(capsys.readouterr().out)["former"] == [told["former"]]


def test_the_key_so_far_must_be_at_hand_for_an_accounts_own(signed: Places, tmp_path: Path, passphrase: str) -> None:
    new = _new_key(tmp_path, passphrase)
    wrong = tmp_path / "wrong"
    wrong.write_text("something else entirely\n", "utf-8")
    call = ["models", "rotate-key", "--new-key", new, "--new-passphrase-file", passphrase, "--yes"]
    with pytest.raises(BadCall, match="password is wrong"):
        main([*call, "--passphrase-file", str(wrong)])
    with pytest.raises(BadCall, match="not the private part of this account's key"):
        other = tmp_path / "other.pem"
        main(["models", "keygen", "--out", str(other), "--passphrase-file", passphrase])
        main([*call, "--key", str(other)])
    assert ModelShelf(signed).signed().manifest.serial == 1


def test_without_a_key_there_is_nothing_to_replace(empty_home: Path, tmp_path: Path, passphrase: str) -> None:
    new = _new_key(tmp_path, passphrase)
    with pytest.raises(NoKey):
        main(["models", "rotate-key", "--new-key", new, "--new-passphrase-file", passphrase, "--yes"])
    with pytest.raises(BadCall, match="cannot be read"):
        main(["models", "rotate-key", "--new-key", str(tmp_path / "nowhere.pem"), "--yes"])
