"""Another key signs for models: what was approved goes over, what the old key signs counts no more, and who may."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, PublicFormat

from localcounsel.errors import BadCall, NotApproved, PolicyError
from localcounsel.records import ModelCard
from localcounsel.sandbox import policy as system
from localcounsel.store import files, firm_key, manifest, model_key, policy, rotation, signatures, weights
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from localcounsel.store.rotation import Rotated
from localcounsel.store.shelving import Shelving
from tests.store.signing import PASSPHRASE, sign

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="owners and permission bits")


@dataclass
class Firm:
    """IT's folder of a machine with the firm's key and a signed list of two models, one revoked."""

    folder: Path
    shelf: ModelShelf
    old: Ed25519PrivateKey
    new: Ed25519PrivateKey

    @property
    def list(self) -> Path:
        return self.folder / "models" / "manifest.json"

    def rotate(self, old: Ed25519PrivateKey | None = None) -> Rotated:
        return rotation.carry_out(rotation.plan(self.shelf, self.new), self.new, b"", old)

    def install(self, key: Ed25519PrivateKey) -> None:
        path = self.folder / "firm-key.pem"
        path.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        path.chmod(0o644)

    def believed(self) -> bool:
        """Whether the approved model may be loaded now."""
        try:
            return self.shelf.approved("kept", "chat").card.name == "kept"
        except NotApproved:
            return False


@pytest.fixture
def it_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "system"
    folder.mkdir(mode=0o755)
    monkeypatch.setattr(system, "system_file", lambda: folder / "policy.toml")
    monkeypatch.setattr(system, "distrust", lambda path, about: "others may write it" if about.st_mode & 0o022 else "")
    return folder


@pytest.fixture
def firm(tmp_path: Path, it_folder: Path) -> Firm:
    shelf = ModelShelf(Places(tmp_path / "home"))
    made = Firm(it_folder, shelf, Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate())
    made.install(made.old)
    for name in ("kept", "gone"):
        _put(shelf.places, name)
    hands = Shelving(shelf)
    hands.sign(["kept", "gone"], made.old, "IT", "tried")
    shutil.move(shelf.folder, it_folder / "models")
    hands.revoke("gone", made.old, "IT", "found wanting")
    assert made.believed()
    return made


def _put(places: Places, name: str) -> ModelCard:
    source = places.home.parent / f"{name}.gguf"
    source.write_bytes(name.encode() * 50)
    described, _ = weights.describe(source, "chat")
    return Shelving(ModelShelf(places)).take_in(ModelCard(name, "chat", "chatml", "MIT", 1000, 512, described), source)


def _fingerprint(key: Ed25519PrivateKey) -> str:
    return firm_key.fingerprint(key.public_key())


def test_approvals_revocations_and_the_serial_go_over(firm: Firm) -> None:
    before = firm.shelf.signed().manifest
    done = firm.rotate()
    now = firm.shelf.signed().manifest
    assert (done.former, done.now, done.serial) == (_fingerprint(firm.old), _fingerprint(firm.new), before.serial + 1)
    assert (now.models, now.revoked, now.former) == (before.models, before.revoked, (done.former,))
    assert firm.believed()
    assert firm.list.stat().st_mode & 0o777 == signatures.beside(firm.list).stat().st_mode & 0o777 == 0o644


def test_a_list_of_the_old_key_is_refused_afterwards_whatever_its_serial(firm: Firm) -> None:
    old = firm.list.read_bytes(), signatures.beside(firm.list).read_bytes()
    firm.rotate()
    now = firm.shelf.signed().manifest
    for path, content in zip((firm.list, signatures.beside(firm.list)), old, strict=True):
        path.write_bytes(content)
    with pytest.raises(NotApproved, match="signed with another key"):
        firm.shelf.approved("kept", "chat")
    manifest.write_signed(firm.list, replace(now, serial=999, former=(_fingerprint(firm.new),)), firm.old)
    with pytest.raises(NotApproved, match="signed with another key"):
        firm.shelf.approved("kept", "chat")


def test_what_was_seen_under_the_old_key_holds_on_under_the_new_one(firm: Firm) -> None:
    """Also on a machine whose administrator only copied files, and never saw the list that was current there."""
    former, found = _fingerprint(firm.old), firm.shelf.signed().manifest
    firm.install(firm.new)
    manifest.write_signed(firm.list, replace(found, serial=found.serial - 1, former=(former,)), firm.new)
    with pytest.raises(NotApproved, match=r"older list \(serial 1\); this machine has seen serial 2"):
        firm.shelf.signed()
    manifest.write_signed(firm.list, replace(found, revoked=(), former=(former,)), firm.new)
    with pytest.raises(NotApproved, match="another list than the one of serial 2"):
        firm.shelf.signed()
    manifest.write_signed(firm.list, replace(found, serial=3, former=(former,)), firm.new)
    assert firm.shelf.signed().seen.serial == 3


def test_neither_a_user_nor_the_old_private_key_can_replace_the_key(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in firm.folder.rglob("*") if path.is_file()}
    planned = rotation.plan(firm.shelf, firm.new)
    with monkeypatch.context() as user:
        user.setattr(os, "geteuid", lambda: 54321)
        with pytest.raises(BadCall, match="by an administrator only, not with a private key alone"):
            firm.rotate()
        with pytest.raises(BadCall, match="by an administrator only, not with a private key alone"):
            rotation.carry_out(planned, firm.new, b"", firm.old)
    with monkeypatch.context() as user:
        user.setattr(os, "access", lambda path, mode: False)
        with pytest.raises(BadCall, match="by an administrator only"):
            firm.rotate(firm.old)
    assert before == {path: path.read_bytes() for path in firm.folder.rglob("*") if path.is_file()}


def test_a_list_that_its_user_could_have_changed_is_not_signed_again(firm: Firm) -> None:
    shutil.rmtree(firm.shelf.folder)
    shutil.move(firm.folder / "models", firm.shelf.folder)
    with pytest.raises(BadCall, match="where its user could have changed it"):
        firm.rotate()
    assert firm.shelf.key is not None and firm.shelf.key.fingerprint == _fingerprint(firm.old)


def test_a_list_that_does_not_hold_is_not_signed_again(firm: Firm) -> None:
    firm.list.write_bytes(firm.list.read_bytes().replace(b"kept", b"evil"))
    with pytest.raises(NotApproved, match="changed after it was signed"):
        firm.rotate()
    assert firm.shelf.key is not None and firm.shelf.key.fingerprint == _fingerprint(firm.old)


def test_what_was_not_looked_at_is_not_signed(firm: Firm) -> None:
    planned = rotation.plan(firm.shelf, firm.new)
    Shelving(firm.shelf).revoke("kept", firm.old, "IT", "meanwhile")
    with pytest.raises(BadCall, match="changed meanwhile"):
        rotation.carry_out(planned, firm.new, b"", None)


def test_a_key_that_was_given_up_does_not_come_back(firm: Firm) -> None:
    firm.rotate()
    back = Firm(firm.folder, firm.shelf, firm.new, firm.old)
    with pytest.raises(BadCall, match="does not come back"):
        back.rotate()
    with pytest.raises(BadCall, match="is the one that is believed here"):
        firm.rotate()


def test_with_the_old_key_at_hand_other_machines_go_on_until_it_has_been_there(firm: Firm, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(firm.folder, other)
    firm.rotate(firm.old)
    for name in ("manifest.json", "manifest.json.sig"):
        shutil.copy(firm.list.with_name(name), other / "models" / name)
    pattern = pytest.MonkeyPatch()
    with pattern.context() as there:
        there.setattr(system, "system_file", lambda: other / "policy.toml")
        second = Firm(other, ModelShelf(Places(tmp_path / "home2")), firm.old, firm.new)
        assert second.believed()
        second.install(firm.new)
        assert second.believed()


def test_a_rotation_that_is_killed_anywhere_goes_on_when_it_is_run_again(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each of its writes in turn; the old list or the new one stands there, and no other is believed."""
    real, saved = files.write_whole, tmp_path / "saved"
    shutil.copytree(firm.folder, saved)
    for old in (None, firm.old):
        for stop in range(1, 5):
            shutil.rmtree(firm.folder)
            shutil.copytree(saved, firm.folder)
            shutil.rmtree(firm.shelf.folder)
            left = stop

            def write(path: Path, content: bytes, mode: int = 0o600) -> None:
                nonlocal left
                if left == 0:
                    raise KeyboardInterrupt
                left -= 1
                real(path, content, mode)

            with monkeypatch.context() as killing:
                killing.setattr(signatures, "write_whole", write)
                killing.setattr(rotation, "write_whole", write)
                try:
                    firm.rotate(old)
                    finished = True
                except KeyboardInterrupt:
                    finished = False
            assert finished == (stop == 4)
            if old is not None:
                assert firm.believed()
            if not finished:
                firm.rotate(old)
            assert firm.believed()
            assert firm.shelf.signed().manifest.former == (_fingerprint(firm.old),)
            assert firm.shelf.signed().manifest.serial == 3


def test_the_policys_signature_goes_over(firm: Firm) -> None:
    path = firm.folder / "policy.toml"
    path.write_text("clipboard = false\n", "utf-8")
    path.chmod(0o644)
    signature = path.with_name("policy.toml.sig")
    signature.write_bytes(firm_key.sign(path.read_bytes(), firm.old))
    done = firm.rotate()
    assert done.policy == signature
    assert policy.load().clipboard is False
    assert not firm_key.carries(path.read_bytes(), signature, firm.old.public_key())


def test_a_policy_that_the_old_key_did_not_sign_stops_it_before_anything_is_changed(firm: Firm) -> None:
    path = firm.folder / "policy.toml"
    path.write_text("clipboard = true\n", "utf-8")
    path.with_name("policy.toml.sig").write_bytes(firm_key.sign(b"clipboard = false\n", firm.old))
    before = firm.list.read_bytes()
    with pytest.raises(PolicyError, match="not what the firm signed"):
        firm.rotate()
    assert firm.list.read_bytes() == before


def test_an_accounts_own_key_is_replaced_with_the_list_it_signed(tmp_path: Path, it_folder: Path) -> None:
    places = Places(tmp_path / "home")
    model_key.make(places, PASSPHRASE)
    _put(places, "mine")
    shelf = ModelShelf(places)
    sign(shelf, "mine")
    new = Ed25519PrivateKey.generate()
    private = new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE.encode()))
    done = rotation.carry_out(rotation.plan(shelf, new), new, private, None)
    assert done.public == places.home / model_key.PUBLIC_NAME
    assert shelf.approved("mine", "chat").card.name == "mine"
    assert shelf.signed().manifest.serial == 2
    assert _fingerprint(model_key.signing_key(places, None, PASSPHRASE)) == _fingerprint(new)
    for name in (model_key.PUBLIC_NAME, model_key.PRIVATE_NAME):
        assert (places.home / name).stat().st_mode & 0o077 == 0
