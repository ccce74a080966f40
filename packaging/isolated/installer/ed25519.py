"""Checks an Ed25519 signature where there is nothing but Python: RFC 8032, section 5.1.7, verification only.

It holds no secret, so that it need not run in constant time. It is written against the standard library because a
bare machine has no `cryptography`, and Python brings no Ed25519 of its own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
"""Extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z."""

_SPKI = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes in a public key's DER form, RFC 8410."""


def public_key(pem: str) -> bytes:
    """The 32 bytes of a PEM public key, as `openssl pkey -pubout` writes it. Raises ValueError for anything else."""
    lines = [line.strip() for line in pem.strip().splitlines()]
    if len(lines) < 3 or lines[0] != "-----BEGIN PUBLIC KEY-----" or lines[-1] != "-----END PUBLIC KEY-----":
        raise ValueError("it is not a public key in PEM form")
    try:
        der = base64.b64decode("".join(lines[1:-1]), validate=True)
    except binascii.Error as error:
        raise ValueError("its middle is not Base64") from error
    if len(der) != len(_SPKI) + 32 or not der.startswith(_SPKI):
        raise ValueError("it is not an Ed25519 key")
    return der[len(_SPKI) :]


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) is `key`'s (32 bytes) over `message`. Malformed ones are simply not."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = _point(key), _point(signature[:32])
    response = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or response >= ORDER:
        return False
    if _same(_times(8, public), _NEUTRAL):
        return False  # a key of small order would accept signatures over anything
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    return _same(_times(response, _BASE), _sum(commitment, _times(challenge, public)))


def fingerprint(key: bytes) -> str:
    """What two people compare over the telephone: SHA-256 of the 32 bytes, in groups of four."""
    digest = hashlib.sha256(key).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def _sum(a: Point, b: Point) -> Point:
    one = (a[1] - a[0]) * (b[1] - b[0]) % P
    two = (a[1] + a[0]) * (b[1] + b[0]) % P
    three = 2 * a[3] * b[3] * D % P
    four = 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, point: Point) -> Point:
    result = _NEUTRAL
    while factor:
        if factor & 1:
            result = _sum(result, point)
        point = _sum(point, point)
        factor >>= 1
    return result


def _same(a: Point, b: Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def _point(encoded: bytes) -> Point | None:
    """The point of 32 bytes; None where they are no point, or not written the one allowed way."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


_NEUTRAL: Point = (0, 1, 1, 0)
_GENERATOR = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
assert _GENERATOR is not None
_BASE: Point = _GENERATOR
