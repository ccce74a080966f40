"""A publisher's signature over a model's files: what it proves, and what it does not."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from localcounsel.errors import BadCall, NotApproved
from localcounsel.records import ModelFile
from localcounsel.store import provenance

FILES = (
    ModelFile("a.json", 1, hashlib.sha256(b"a").hexdigest()),
    ModelFile("b.bin", 1, hashlib.sha256(b"b").hexdigest()),
)
KIND = "application/vnd.in-toto+json"
Key = Ed25519PrivateKey | ec.EllipticCurvePrivateKey


def statement(files: tuple[ModelFile, ...] = FILES) -> dict[str, Any]:
    """What a bundle says of these files, as the specification of OpenSSF Model Signing 1.0 has it."""
    whole = hashlib.sha256(b"".join(bytes.fromhex(file.sha256) for file in files)).hexdigest()
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "model", "digest": {"sha256": whole}}],
        "predicateType": "https://model_signing/signature/v1.0",
        "predicate": {
            "serialization": {"method": "files", "hash_type": "sha256", "allow_symlinks": False},
            "resources": [{"name": file.name, "algorithm": "sha256", "digest": file.sha256} for file in files],
        },
    }


def bundle(path: Path, said: dict[str, Any], key: Key, kind: str = KIND) -> Path:
    """A signed bundle."""
    payload = json.dumps(said).encode()
    over = b"DSSEv1 %d %b %d %b" % (len(kind), kind.encode(), len(payload), payload)
    if isinstance(key, Ed25519PrivateKey):
        signature = key.sign(over)
    else:
        digests = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}
        signature = key.sign(over, ec.ECDSA(digests[key.curve.key_size]))
    whole = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"publicKey": {"hint": "x"}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": kind,
            "signatures": [{"sig": base64.b64encode(signature).decode(), "keyid": ""}],
        },
    }
    path.write_text(json.dumps(whole), "utf-8")
    return path


def public(path: Path, key: Key) -> Path:
    """Its public key in PEM."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    path.write_bytes(key.public_key().public_bytes(serialization.Encoding.PEM, form))
    return path


@pytest.mark.parametrize(
    "key",
    [
        Ed25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
    ],
    ids=["Ed25519", "P-256", "P-384", "P-521"],
)
def test_a_bundle_with_a_bare_key_proves_the_origin(tmp_path: Path, key: Key) -> None:
    said = provenance.evidence(
        bundle(tmp_path / "model.sig", statement(), key), public(tmp_path / "pub.pem", key), FILES
    )
    assert "every file as it was signed" in said
    assert "pub.pem" in said


def test_a_single_file_may_stand_in_a_folder_there(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    listed = (FILES[0], ModelFile("gguf/m.gguf", 1, FILES[1].sha256))
    made = bundle(tmp_path / "model.sig", statement(listed), key)
    provenance.evidence(made, public(tmp_path / "pub.pem", key), [ModelFile("m.gguf", 1, FILES[1].sha256)])


def _other_digest(said: dict[str, Any]) -> None:
    said["predicate"]["resources"][0]["digest"] = "0" * 64


def _whole(said: dict[str, Any]) -> None:
    said["predicate"]["resources"].pop()
    said["subject"][0]["digest"]["sha256"] = hashlib.sha256(bytes.fromhex(FILES[0].sha256)).hexdigest()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_other_digest, "contradicts itself"),
        (_whole, "not among the files"),
        (lambda said: said.update(predicateType="https://example.org/other"), "unknown kind"),
        (lambda said: said["predicate"]["resources"][0].update(algorithm="md5"), "not by its SHA-256"),
        (lambda said: said["predicate"]["resources"].append(said["predicate"]["resources"][0]), "twice"),
        (lambda said: said.pop("subject"), "cannot be understood"),
    ],
)
def test_a_statement_that_does_not_hold_is_refused(tmp_path: Path, change: Any, words: str) -> None:
    key, said = ec.generate_private_key(ec.SECP256R1()), statement()
    change(said)
    with pytest.raises(NotApproved, match=words):
        provenance.evidence(bundle(tmp_path / "model.sig", said, key), public(tmp_path / "pub.pem", key), FILES)


def test_another_key_another_file_and_another_payload_are_refused(tmp_path: Path) -> None:
    key, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    made, pem = bundle(tmp_path / "model.sig", statement(), key), public(tmp_path / "pub.pem", key)
    with pytest.raises(NotApproved, match="was not signed with"):
        provenance.evidence(made, public(tmp_path / "other.pem", other), FILES)
    changed = (FILES[0], ModelFile("b.bin", 1, "1" * 64))
    with pytest.raises(NotApproved, match="is not the file that"):
        provenance.evidence(made, pem, changed)
    with pytest.raises(NotApproved, match="something else"):
        provenance.evidence(bundle(tmp_path / "x.sig", statement(), key, "text/plain"), pem, FILES)
    with pytest.raises(BadCall, match="public key"):
        provenance.evidence(made, None, FILES)
    made.write_text('{"mediaType": "a", "mediaType": "b"}', "utf-8")
    with pytest.raises(BadCall, match="names a key twice"):
        provenance.evidence(made, pem, FILES)
