"""A bundle is taken only when every file is the one that was listed, and the list is the firm's."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.packaging.bundles import install, key_pair, seal, toy

import bundle  # isort: skip - found beside the installer, whose path the module above puts in place
import ed25519  # isort: skip

RFC_8032 = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465"
        "5141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb0"
        "0d291612bb0c00",
    ),
)
"""Section 7.1, tests 1 and 2: key, message, signature."""


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return key_pair(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, keys: tuple[Path, Path]) -> Path:
    return toy(tmp_path_factory.mktemp("made") / "bundle", key=keys[0])


@pytest.fixture
def folder(tmp_path: Path, made: Path) -> Path:
    """A bundle of one's own to spoil."""
    return Path(shutil.copytree(made, tmp_path / "bundle"))


def key(pair: tuple[Path, Path]) -> bytes:
    return bytes(ed25519.public_key(pair[1].read_text(encoding="ascii")))


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_standards_own_signatures_hold(public: str, message: str, signature: str) -> None:
    told = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519.verify(*told)
    assert not ed25519.verify(told[0], told[1] + b"x", told[2])


@given(st.binary(max_size=200), st.integers(0, 511))
def test_it_agrees_with_another_implementation_and_refuses_one_bit(message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.generate()
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert ed25519.verify(public, message, signature)
    spoilt = bytearray(signature)
    spoilt[bit // 8] ^= 1 << bit % 8
    assert not ed25519.verify(public, message, bytes(spoilt))


def test_a_key_that_would_accept_anything_is_none() -> None:
    neutral = (1).to_bytes(32, "little")
    assert not ed25519.verify(neutral, b"anything", neutral + bytes(32))


def test_a_response_beyond_the_order_is_refused() -> None:
    private = Ed25519PrivateKey.generate()
    signature = private.sign(b"list")
    beyond = int.from_bytes(signature[32:], "little") + ed25519.ORDER
    assert not ed25519.verify(
        private.public_key().public_bytes_raw(), b"list", signature[:32] + beyond.to_bytes(32, "little")
    )


@pytest.mark.parametrize("text", ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "firm"])
def test_what_is_no_ed25519_key_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"it is not|its middle"):
        ed25519.public_key(text)


def test_a_whole_bundle_is_taken(made: Path, keys: tuple[Path, Path]) -> None:
    taken = bundle.check(made, key(keys))
    assert taken.digest == hashlib.sha256((made / "SHA256SUMS").read_bytes()).hexdigest()
    assert set(taken.sums) == {
        path.relative_to(made).as_posix()
        for path in made.rglob("*")
        if path.is_file() and not path.name.startswith("SHA256SUMS")
    }


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_reads_the_same_signature(made: Path, keys: tuple[Path, Path]) -> None:
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(keys[1]), "-rawin"]
    command += ["-in", str(made / "SHA256SUMS"), "-sigfile", str(made / "SHA256SUMS.sig")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_reads_the_same_list(made: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=made, capture_output=True, check=False).returncode == 0


def test_every_single_file_altered_is_refused(folder: Path, keys: tuple[Path, Path]) -> None:
    """N files, each altered by one bit in its turn: N refusals that name the file."""
    names = sorted(bundle.check(folder, key(keys)).sums)
    refused = 0
    for name in names:
        path = folder / name
        content = path.read_bytes()
        spoilt = bytearray(content) or bytearray(1)
        spoilt[len(spoilt) // 2] ^= 4
        path.write_bytes(spoilt)
        with pytest.raises(bundle.Refused, match="is not the file that was listed") as error:
            bundle.check(folder, key(keys))
        refused += any(fault.startswith(f"{name} ") for fault in error.value.faults)
        path.write_bytes(content)
    assert refused == len(names) > 20
    bundle.check(folder, key(keys))


def _remove(folder: Path) -> None:
    (folder / "LICENCES.md").unlink()


def _add(folder: Path) -> None:
    (folder / "wheels" / "extra.whl").write_bytes(b"")


def _link(folder: Path) -> None:
    (folder / "LICENCES.md").rename(folder.parent / "elsewhere")
    (folder / "LICENCES.md").symlink_to(folder.parent / "elsewhere")


def _link_a_folder(folder: Path) -> None:
    (folder / "more").symlink_to(folder / "docs")


def _rename(folder: Path) -> None:
    (folder / "LICENCES.md").rename(folder / "licences.md")


def _unsign(folder: Path) -> None:
    (folder / "SHA256SUMS.sig").unlink()


def _list_anew(folder: Path) -> None:
    (folder / "LICENCES.md").write_text("altered", encoding="utf-8")
    seal(folder, None)


def _climb(folder: Path) -> None:
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text(encoding="ascii") + f"{'0' * 64}  ../../etc/passwd\n", encoding="ascii")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_remove, "LICENCES.md is missing"),
        (_add, "extra.whl is not listed"),
        (_link, "is a link"),
        (_link_a_folder, "more is not listed"),
        (_rename, "is missing"),
        (_unsign, "no signature"),
        (_list_anew, "not by the key"),
        (_climb, "not by the key"),
    ],
)
def test_a_bundle_that_is_not_whole_is_refused(
    folder: Path, keys: tuple[Path, Path], spoil: object, reason: str
) -> None:
    assert callable(spoil)
    spoil(folder)
    with pytest.raises(bundle.Refused, match=reason):
        bundle.check(folder, key(keys))


@pytest.mark.parametrize(
    "line", ["{d}  ../up", "{d}  /etc/passwd", "{d}  a/../b", "{d}  a//b", "{d} a", "x  a", "{d}  a ."]
)
def test_a_list_with_a_strange_line_is_refused(folder: Path, line: str) -> None:
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text(encoding="ascii") + line.format(d="0" * 64) + "\n", encoding="ascii")
    with pytest.raises(bundle.Refused, match="is not a digest and a path"):
        bundle.check(folder, None)


def test_names_that_only_differ_in_case_are_refused(folder: Path) -> None:
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text(encoding="ascii") + f"{'0' * 64}  licences.MD\n", encoding="ascii")
    with pytest.raises(bundle.Refused, match="twice"):
        bundle.check(folder, None)


def test_a_file_exchanged_after_the_check_is_not_used(folder: Path, keys: tuple[Path, Path], tmp_path: Path) -> None:
    taken = bundle.check(folder, key(keys))
    (folder / "LICENCES.md").write_text("another", encoding="utf-8")
    with pytest.raises(bundle.Refused, match="was altered while"):
        taken.copy("LICENCES.md", tmp_path / "copy")


def _alter_the_installer(folder: Path) -> None:
    program = folder / "installer" / "making.py"
    program.write_text(program.read_text(encoding="utf-8") + "raise SystemExit(99)\n", encoding="utf-8")


def _shadow_a_module(folder: Path) -> None:
    (folder / "installer" / "json.py").write_text("raise SystemExit(99)\n", encoding="utf-8")


def _shadow_by_a_link(folder: Path) -> None:
    (folder / "installer" / "json.py").symlink_to(folder / "installer" / "places.py")


@pytest.mark.skipif(sys.platform == "win32", reason="the POSIX installer")
@pytest.mark.parametrize("spoil", [_alter_the_installer, _shadow_a_module, _shadow_by_a_link])
def test_the_installer_itself_is_checked_before_it_runs(
    folder: Path, keys: tuple[Path, Path], tmp_path: Path, spoil: object
) -> None:
    assert callable(spoil)
    spoil(folder)
    done = install(folder, tmp_path / "p", "--key", str(keys[1]), shell=True)
    assert (done.returncode, (tmp_path / "p").exists()) == (3, False)
    assert "the installer is not the one that the bundle lists" in done.stderr
