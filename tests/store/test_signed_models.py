"""Signed lists of models: whose signature counts, what is refused and why, and that nothing comes back."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from localcounsel.errors import BadCall, NoKey, NotApproved, PolicyError
from localcounsel.records import ModelCard
from localcounsel.sandbox import policy as system
from localcounsel.store import model_key, serials, signatures, weights
from localcounsel.store.files import write_whole
from localcounsel.store.model_key import Whose
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from localcounsel.store.shelving import Shelving
from tests.store.signing import PASSPHRASE, sign

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="owners and permission bits")


@pytest.fixture
def it_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """IT's folder of this machine, believed to be an administrator's alone."""
    folder = tmp_path / "system"
    folder.mkdir(mode=0o755)
    monkeypatch.setattr(system, "system_file", lambda: folder / "policy.toml")
    monkeypatch.setattr(system, "distrust", lambda path, about: "others may write it" if about.st_mode & 0o022 else "")
    return folder


@pytest.fixture
def places(tmp_path: Path, it_folder: Path) -> Places:
    return Places(tmp_path / "home")


@pytest.fixture
def shelf(places: Places) -> ModelShelf:
    """With a model that this account's key has signed for."""
    model_key.make(places, PASSPHRASE)
    _put(places, "first")
    shelf = ModelShelf(places)
    sign(shelf, "first")
    return shelf


def _put(places: Places, name: str, seed: bytes = b"GGUF") -> ModelCard:
    source = places.home.parent / f"{name}.gguf"
    source.write_bytes(seed * 100)
    files, _ = weights.describe(source, "chat")
    return Shelving(ModelShelf(places)).take_in(ModelCard(name, "chat", "chatml", "MIT", 1000, 512, files), source)


def _list(shelf: ModelShelf) -> Path:
    return shelf.signed_folder / "manifest.json"


def test_a_signed_model_is_approved_and_says_by_whom(shelf: ModelShelf) -> None:
    assert shelf.key is not None and shelf.key.whose is Whose.ACCOUNT
    assert shelf.approved("first", "chat").card.approved_by == "IT"
    assert shelf.approved(None, "chat").card.name == "first"
    assert shelf.signed().manifest.serial == 1


def _unsign(path: Path) -> None:
    signatures.beside(path).unlink()


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _cut_signature(path: Path) -> None:
    beside = signatures.beside(path)
    beside.write_bytes(beside.read_bytes()[:40])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _twice(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"serial": 1', b'"serial": 9, "serial": 1'))


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (_unsign, "is not signed"),
        (_truncate, "was changed after it was signed"),
        (_cut_signature, "is not a signature"),
        (_flip, "was changed after it was signed"),
        (_twice, "was changed after it was signed"),
        (lambda path: path.unlink(), "is missing, and this machine has seen one"),
    ],
)
def test_a_list_that_was_touched_is_refused(shelf: ModelShelf, tamper: Callable[[Path], None], words: str) -> None:
    tamper(_list(shelf))
    for ask in (lambda: shelf.approved("first", "chat"), shelf.entries, lambda: shelf.list()):
        with pytest.raises(NotApproved, match=words):
            ask()


def test_every_flipped_bit_of_a_list_is_refused_before_it_is_parsed(
    shelf: ModelShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, content = _list(shelf), _list(shelf).read_bytes()
    monkeypatch.setattr(json, "loads", lambda *_, **__: pytest.fail("parsed"))
    for place in range(0, len(content), 37):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        with pytest.raises(NotApproved, match="changed after it was signed"):
            shelf.signed()


def test_another_key_does_not_count(shelf: ModelShelf, tmp_path: Path) -> None:
    other = Places(tmp_path / "other")
    model_key.make(other, PASSPHRASE)
    content = _list(shelf).read_bytes()
    signatures.write(_list(shelf), content, model_key.signing_key(other, None, PASSPHRASE))
    with pytest.raises(NotApproved, match="signed with another key"):
        shelf.approved("first", "chat")


def test_keys_that_stand_twice_are_refused_even_when_signed(shelf: ModelShelf) -> None:
    key = model_key.signing_key(shelf.places, None, PASSPHRASE)
    content = _list(shelf).read_bytes().replace(b'"serial": 1', b'"serial": 2, "serial": 3')
    signatures.write(_list(shelf), content, key)
    with pytest.raises(NotApproved, match="“serial” stands there twice"):
        shelf.signed()


def test_an_older_list_does_not_come_back(shelf: ModelShelf) -> None:
    path = _list(shelf)
    old = path.read_bytes(), signatures.beside(path).read_bytes()
    _put(shelf.places, "second", b"second")
    sign(shelf, "second")
    assert shelf.signed().manifest.serial == 2
    path.write_bytes(old[0])
    signatures.beside(path).write_bytes(old[1])
    with pytest.raises(NotApproved, match=r"older list \(serial 1\); this machine has seen serial 2"):
        shelf.approved("first", "chat")


def test_two_lists_of_one_serial_are_refused(shelf: ModelShelf) -> None:
    key = model_key.signing_key(shelf.places, None, PASSPHRASE)
    content = _list(shelf).read_bytes().replace(b'"MIT"', b'"BSD"')
    signatures.write(_list(shelf), content, key)
    with pytest.raises(NotApproved, match="another list than the one of serial 1"):
        shelf.signed()


def test_a_damaged_record_of_serials_is_no_way_back(shelf: ModelShelf) -> None:
    (shelf.folder / serials.NAME).write_text("[]", "utf-8")
    with pytest.raises(NotApproved, match="cannot be understood"):
        shelf.signed()


def test_an_administrators_record_of_serials_lies_where_users_cannot_write(
    shelf: ModelShelf, it_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not shelf.signed().seen.kept_safely
    monkeypatch.setattr(serials, "_distrusted", lambda folder: False)
    assert shelf.signed().seen.kept_safely
    (shelf.folder / serials.NAME).unlink()
    _list(shelf).unlink()
    with pytest.raises(NotApproved, match="has seen one"):
        shelf.signed()


def test_a_revoked_model_is_refused_and_cannot_be_approved_again(shelf: ModelShelf) -> None:
    key = model_key.signing_key(shelf.places, None, PASSPHRASE)
    Shelving(shelf).revoke("first", key, "IT", "found wanting")
    with pytest.raises(NotApproved, match=r"revoked on .* by IT: found wanting"):
        shelf.approved("first", "chat")
    _put(shelf.places, "renamed")
    with pytest.raises(NotApproved, match="was revoked"):
        sign(shelf, "renamed")
    assert not (shelf.folder / "first").exists()


def test_a_name_that_only_looks_the_same_is_refused(shelf: ModelShelf) -> None:
    source = shelf.folder.parent / "x.gguf"
    source.write_bytes(b"x")
    files, _ = weights.describe(source, "chat")
    for name in ("fіrst", "first\u200b", "ﬁrst"):
        with pytest.raises(NotApproved, match="cannot be a model's name"):
            Shelving(shelf).take_in(ModelCard(name, "chat", "chatml", "MIT", 1, 1, files), source)


def test_a_lie_about_a_size_is_refused(shelf: ModelShelf) -> None:
    path = shelf.folder / "first" / "first.gguf"
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(NotApproved, match="401 bytes instead of 400"):
        shelf.approved("first", "chat")


def test_under_the_firms_key_this_accounts_own_counts_for_nothing(shelf: ModelShelf, it_folder: Path) -> None:
    _, public, fingerprint = model_key.make(shelf.places, PASSPHRASE, it_folder.parent / "firm.pem")
    (it_folder / "firm-key.pem").write_bytes(public.read_bytes())
    (it_folder / "firm-key.pem").chmod(0o644)
    assert shelf.key is not None
    assert (shelf.key.whose, shelf.key.fingerprint) == (Whose.FIRM, fingerprint)
    with pytest.raises(NotApproved, match="signed with another key"):
        shelf.approved("first", "chat")


def test_a_list_of_its_in_its_folder_is_used_for_everybody(places: Places, it_folder: Path) -> None:
    private, public, _ = model_key.make(places, PASSPHRASE, it_folder.parent / "firm.pem")
    (it_folder / "firm-key.pem").write_bytes(public.read_bytes())
    (it_folder / "firm-key.pem").chmod(0o644)
    _put(places, "theirs")
    shelf = ModelShelf(places)
    with pytest.raises(NotApproved, match="not signed for"):
        shelf.approved("theirs", "chat")
    key = model_key.signing_key(places, private, PASSPHRASE)
    Shelving(shelf).sign(["theirs"], key, "IT", "")
    (places.models / "manifest.json").rename(it_folder / "m")
    (it_folder / "models").mkdir()
    for name in ("manifest.json.sig", "theirs"):
        (places.models / name).rename(it_folder / "models" / name)
    (it_folder / "m").rename(it_folder / "models" / "manifest.json")
    assert shelf.approved("theirs", "chat").folder == it_folder / "models" / "theirs"
    assert shelf.signed_folder == it_folder / "models"


def test_a_firms_key_that_anybody_could_have_put_there_is_refused(places: Places, it_folder: Path) -> None:
    _, public, _ = model_key.make(places, PASSPHRASE, it_folder.parent / "firm.pem")
    (it_folder / "firm-key.pem").write_bytes(public.read_bytes())
    (it_folder / "firm-key.pem").chmod(0o666)
    with pytest.raises(PolicyError, match="cannot be trusted"):
        ModelShelf(places).entries()


def test_without_a_key_nothing_can_be_signed_for(places: Places) -> None:
    _put(places, "first")
    with pytest.raises(NoKey):
        model_key.signing_key(places, None, PASSPHRASE)


def test_the_private_key_is_encrypted_private_and_kept(places: Places) -> None:
    private, public, _ = model_key.make(places, PASSPHRASE)
    assert private.stat().st_mode & 0o077 == 0
    assert b"ENCRYPTED PRIVATE KEY" in private.read_bytes()
    with pytest.raises(BadCall, match="password is wrong"):
        model_key.signing_key(places, None, "something else entirely")
    with pytest.raises(BadCall, match="exists already"):
        model_key.make(places, PASSPHRASE)
    with pytest.raises(BadCall, match="at least 10"):
        model_key.make(places, "short", public.with_name("x"))


def test_a_kill_while_a_list_is_replaced_leaves_one_that_is_believed(
    shelf: ModelShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, path = write_whole, _list(shelf)
    for stop in range(3):
        steps = 0

        def write(target: Path, content: bytes) -> None:
            nonlocal steps
            if steps == stop:  # noqa: B023 - called within this turn of the loop
                raise KeyboardInterrupt
            steps += 1
            real(target, content)

        _put(shelf.places, f"more-{stop}", b"%d" % stop)
        monkeypatch.setattr(signatures, "write_whole", write)
        with pytest.raises(KeyboardInterrupt):
            sign(shelf, f"more-{stop}")
        monkeypatch.setattr(signatures, "write_whole", real)
        assert shelf.approved("first", "chat").card.name == "first"
    assert json.loads(path.read_bytes())["serial"] >= 1


def test_the_signature_is_plain_ed25519_that_other_programs_can_check(shelf: ModelShelf) -> None:
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    line = signatures.beside(_list(shelf)).read_text("ascii").split()
    public = load_pem_public_key((shelf.places.home / model_key.PUBLIC_NAME).read_bytes())
    public.verify(base64.b64decode(line[0]), _list(shelf).read_bytes())  # type: ignore[union-attr, call-arg]
    assert line[1] == (shelf.key.fingerprint if shelf.key else "")
