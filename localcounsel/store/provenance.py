"""Where a model's files come from, as far as its publisher signed for them: an OpenSSF Model Signing bundle.

Such a bundle is a Sigstore bundle of version 0.3 around a DSSE envelope, whose payload is an in-toto statement that
lists every file with its SHA-256. Signed with a bare key it can be checked on a machine without a network; that is the
only kind that is taken here. It says who made the files, not that anybody approved them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from localcounsel.errors import BadCall, NotApproved
from localcounsel.records import ModelFile

LARGEST = 16 << 20
"""Bytes of a bundle."""
_BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
_PAYLOAD = "application/vnd.in-toto+json"
_STATEMENT, _PREDICATE = "https://in-toto.io/Statement/v1", "https://model_signing/signature/v1.0"
_ADVICE = "Get the signature and the key from the publisher again, or import without --origin and say so in --grounds."


def evidence(bundle: Path, key: Path | None, files: Sequence[ModelFile]) -> str:
    """What the bundle proves about these files, in words. Raises NotApproved where it does not, BadCall for no bundle.

    `key` is the publisher's public key in PEM: Ed25519, or ECDSA on P-256, P-384 or P-521.
    """
    if key is None:
        raise BadCall("A bundle needs the publisher's public key to be checked", "Name it with --origin-key FILE.")
    found = _object(_read(bundle), bundle)
    if found.get("mediaType") != _BUNDLE or not isinstance(envelope := found.get("dsseEnvelope"), dict):
        raise BadCall(f"{bundle.name} is not an OpenSSF Model Signing bundle of version 0.3.")
    payload = _decoded(envelope.get("payload"), bundle)
    if envelope.get("payloadType") != _PAYLOAD:
        raise NotApproved(f"{bundle.name} holds something else than a statement about files.", _ADVICE)
    signatures = envelope.get("signatures")
    if not isinstance(signatures, list) or len(signatures) != 1 or not isinstance(signatures[0], dict):
        raise NotApproved(f"{bundle.name} does not hold exactly one signature.", _ADVICE)
    fingerprint = _verify(key, _decoded(signatures[0].get("sig"), bundle), _signed(payload), bundle)
    _compare(_listed(_object(payload, bundle), bundle), files, bundle)
    return f"signed by the holder of the key {fingerprint[:16]}… ({key.name}), every file as it was signed"


def _signed(payload: bytes) -> bytes:
    """What a DSSE signature is over, its pre-authentication encoding."""
    kind = _PAYLOAD.encode("ascii")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _verify(key: Path, signature: bytes, content: bytes, bundle: Path) -> str:
    """The key's fingerprint, when the signature holds."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    digests = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}
    try:
        public = serialization.load_pem_public_key(_read(key))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadCall(f"{key} is not a public key in PEM.") from error
    try:
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature, content)
        elif isinstance(public, ec.EllipticCurvePublicKey) and public.curve.key_size in digests:
            public.verify(signature, content, ec.ECDSA(digests[public.curve.key_size]))
        else:
            raise BadCall(f"{key} is of a kind that is not taken: Ed25519, or ECDSA on P-256, P-384 or P-521.")
    except InvalidSignature as error:
        raise NotApproved(f"{bundle.name} was not signed with {key.name}, or was changed since.", _ADVICE) from error
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return hashlib.sha256(public.public_bytes(serialization.Encoding.DER, form)).hexdigest()


def _listed(statement: Mapping[str, Any], bundle: Path) -> dict[str, str]:
    """Every file's SHA-256 by its name, checked against the digest over all of them."""
    try:
        if statement["_type"] != _STATEMENT or statement["predicateType"] != _PREDICATE:
            raise NotApproved(f"{bundle.name} makes a statement of an unknown kind.", _ADVICE)
        (subject,) = statement["subject"]
        resources = statement["predicate"]["resources"]
        found, whole = {}, hashlib.sha256()
        for each in resources:
            if each["algorithm"] != "sha256" or each["name"] in found:
                raise NotApproved(f"{bundle.name} lists a file twice, or not by its SHA-256.", _ADVICE)
            found[str(each["name"])] = str(each["digest"])
            whole.update(bytes.fromhex(each["digest"]))
        expected = subject["digest"]["sha256"]
    except (KeyError, TypeError, ValueError) as error:
        raise NotApproved(f"{bundle.name} makes a statement that cannot be understood.", _ADVICE) from error
    if whole.hexdigest() != expected:
        raise NotApproved(f"{bundle.name} contradicts itself.", _ADVICE)
    return found


def _compare(signed: Mapping[str, str], files: Sequence[ModelFile], bundle: Path) -> None:
    """Every file that is to be imported was signed as it is. A single file may stand in a folder there."""
    for file in files:
        name = file.name
        if len(files) == 1 and name not in signed:
            alike = [each for each in signed if PurePosixPath(each).name == name]
            name = alike[0] if len(alike) == 1 else name
        if name not in signed:
            raise NotApproved(f"{file.name} is not among the files that {bundle.name} signs for.", _ADVICE)
        if signed[name] != file.sha256:
            raise NotApproved(f"{file.name} is not the file that {bundle.name} signs for.", _ADVICE)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadCall(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise BadCall(f"{path} is too long to be a signature or a key.")
    return content


def _object(content: bytes, bundle: Path) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadCall(f"{bundle.name} is not JSON, or names a key twice.") from error
    if not isinstance(found, dict):
        raise BadCall(f"{bundle.name} is not a JSON object.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _decoded(value: object, bundle: Path) -> bytes:
    if not isinstance(value, str):
        raise NotApproved(f"{bundle.name} is incomplete.", _ADVICE)
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise NotApproved(f"{bundle.name} is damaged.", _ADVICE) from error
