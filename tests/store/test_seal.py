"""A sealed matter is ciphertext on the disk, opens with its passphrase only, and survives a kill while it is sealed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from localcounsel.errors import BadCall, MatterDamaged, MatterSealed, WrongPassphrase
from localcounsel.records import Matter
from localcounsel.store import files, matters, purge, seal, sealing
from localcounsel.store.matter import MatterStore, open_store
from localcounsel.store.places import Places
from tests.store.matter_samples import copy, cut, outline, reading

WORDS = "four plain words please"
MARKER = "Zanzibarquagga"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "home")


@pytest.fixture(autouse=True)
def _quickly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stretching a passphrase costs is not what these tests are about, but for the one that says what it must."""
    if request.node.name != "test_a_guess_costs_what_rfc_9106_recommends":
        monkeypatch.setattr(seal, "_KIB", 64)
        monkeypatch.setattr(seal, "_ITERATIONS", 1)


def put(store: MatterStore, text: str) -> None:
    given = reading(text)
    store.put(given, outline(), cut(given), copy("a.txt"))


@pytest.fixture
def sealed(places: Places) -> Matter:
    matter = matters.create(places, "Sealed", lambda folder: seal.create(folder, WORDS))
    seal.unlock(matter, WORDS)
    return matter


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_nothing_of_it_stands_on_the_disk(sealed: Matter) -> None:
    with open_store(sealed) as store:
        put(store, f"{MARKER} shall pay rent. " * 40)
        assert MARKER.encode() not in on_disk(sealed.folder)
        assert MARKER.encode("utf-16-le") not in on_disk(sealed.folder)
        assert store.words(MARKER.lower(), 5)
    assert MARKER.encode() not in on_disk(sealed.folder)
    assert not (sealed.folder / "store.sqlite").read_bytes().startswith(b"SQLite format 3")


def test_a_guess_costs_what_rfc_9106_recommends(sealed: Matter) -> None:
    facts = json.loads((sealed.folder / seal.NAME).read_text())
    assert (facts["iterations"], facts["lanes"], facts["memory_kib"]) == (3, 4, 64 * 1024)


def test_it_opens_with_its_passphrase_only(sealed: Matter) -> None:
    seal.lock(sealed)
    with pytest.raises(MatterSealed) as locked:
        open_store(sealed)
    assert locked.value.matter == "Sealed"
    with pytest.raises(WrongPassphrase):
        seal.unlock(sealed, WORDS + " ")
    with pytest.raises(MatterSealed):
        open_store(sealed)
    seal.unlock(sealed, WORDS)
    open_store(sealed).close()


def test_the_same_passphrase_typed_in_another_form_opens_it(places: Places) -> None:
    matter = matters.create(places, "Accents", lambda folder: seal.create(folder, "caf\u00e9 au lait, trois"))
    seal.unlock(matter, "cafe\u0301 au lait, trois")


def test_a_short_passphrase_is_refused_and_leaves_nothing(places: Places) -> None:
    with pytest.raises(BadCall):
        matters.create(places, "Short", lambda folder: seal.create(folder, "password"))
    assert matters.list_all(places) == []


def test_another_passphrase_takes_the_place_of_the_first(sealed: Matter) -> None:
    seal.change(sealed, WORDS, "five other plain words now")
    with pytest.raises(WrongPassphrase):
        seal.unlock(sealed, WORDS)
    seal.unlock(sealed, "five other plain words now")
    open_store(sealed).close()


def test_the_recovery_key_opens_what_was_sealed_for_it_and_nothing_else(places: Places, sealed: Matter) -> None:
    key = X25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    matter = matters.create(places, "Recoverable", lambda folder: seal.create(folder, WORDS, public))
    with pytest.raises(WrongPassphrase):
        seal.recover(matter, os.urandom(32), "a new one for everybody")
    seal.recover(matter, key.private_bytes_raw(), "a new one for everybody")
    seal.unlock(matter, "a new one for everybody")
    with pytest.raises(WrongPassphrase):
        seal.recover(sealed, key.private_bytes_raw(), "a new one for everybody")


@pytest.mark.parametrize(
    "change",
    [
        lambda facts: facts.update(memory_kib=1 << 40),
        lambda facts: facts.update(iterations=10**9),
        lambda facts: facts.update(lanes=0),
        lambda facts: facts.update(memory_kib=True),
        lambda facts: facts.update(salt="00"),
        lambda facts: facts.pop("wrapped"),
        lambda facts: facts.update(kdf="none"),
        lambda facts: facts.update(version=2),
        lambda facts: facts.update(nonce=17),
    ],
)
def test_a_key_file_from_elsewhere_makes_nothing_happen(
    sealed: Matter, change: Callable[[dict[str, object]], object]
) -> None:
    path = sealed.folder / seal.NAME
    facts = json.loads(path.read_text())
    change(facts)
    path.write_text(json.dumps(facts))
    with pytest.raises(MatterDamaged):
        seal.unlock(sealed, WORDS)


def test_every_flipped_bit_of_the_wrapped_key_is_found(sealed: Matter) -> None:
    path = sealed.folder / seal.NAME
    facts = json.loads(path.read_text())
    wrapped = bytearray.fromhex(facts["wrapped"])
    for at in (0, len(wrapped) // 2, len(wrapped) - 1):
        wrapped[at] ^= 1
        path.write_text(json.dumps({**facts, "wrapped": wrapped.hex()}))
        with pytest.raises(WrongPassphrase):
            seal.unlock(sealed, WORDS)
        wrapped[at] ^= 1


class Killed(BaseException):
    """Nobody catches it: as if the process had ended here."""


def seal_it(matter: Matter) -> None:
    key = os.urandom(seal.KEY)
    sealing.encrypt(matter.folder, seal.derived(key, seal.STORE), lambda path: seal.write(path, key, WORDS))


@pytest.mark.parametrize("fatal", range(1, 12))
def test_a_kill_while_it_is_sealed_leaves_it_open_or_sealed_and_whole(
    places: Places, monkeypatch: pytest.MonkeyPatch, fatal: int
) -> None:
    matter = matters.create(places, "Plain")
    with open_store(matter) as store:
        put(store, f"{MARKER} shall pay rent.")
    (matter.folder / "index" / "vectors").write_bytes(b"plain vectors")
    counted = 0

    def counting(work: Callable[..., object]) -> Callable[..., object]:
        def called(*given: object, **named: object) -> object:
            nonlocal counted
            counted += 1
            if counted == fatal:
                raise Killed
            return work(*given, **named)

        return called

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", counting(Path.rename))
        patched.setattr(Path, "replace", counting(Path.replace))
        patched.setattr(purge, "destroy_file", counting(purge.destroy_file))
        patched.setattr(sealing, "sync_folder", counting(files.sync_folder))
        try:
            seal_it(matter)
        except Killed:
            pass
        else:
            assert counted < fatal
    sealing.settle(matter.folder)
    if seal.is_sealed(matter.folder):
        seal.unlock(matter, WORDS)
        assert MARKER.encode() not in on_disk(matter.folder)
        assert b"plain vectors" not in on_disk(matter.folder)
    with open_store(matter) as store:
        assert store.words(MARKER.lower(), 5)
    leftovers = [path.name for path in matter.folder.iterdir() if path.name.startswith((".sealing", ".plain"))]
    assert leftovers == []


def test_a_sealed_store_reports_trouble_like_any_other(sealed: Matter) -> None:
    with open_store(sealed) as store:
        put(store, "Some text.")
        with pytest.raises(BadCall):
            store.words('"unclosed', 5)
    (sealed.folder / "store.sqlite").write_bytes(os.urandom(8192))
    with pytest.raises(MatterDamaged):
        open_store(sealed)
