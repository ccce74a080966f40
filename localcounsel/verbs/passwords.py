"""Private keys on the command line: the passphrase of one that has one is read from a file, or asked for, unseen."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.errors import BadCall
from localcounsel.store import firm_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_LONGEST = 4096
"""Bytes of a passphrase file that are read."""


def passphrase_for(named: str | None, prompt: str, *, twice: bool = False) -> str:
    """From the named file's first line, else asked for unseen. Raises BadCall."""
    if named:
        path = Path(named)
        try:
            with path.open("rb") as file:
                lines = file.read(_LONGEST).decode("utf-8").splitlines()
        except OSError as error:
            raise BadCall(f"{path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise BadCall(f"{path} is not text.") from error
        return lines[0] if lines else ""
    if not sys.stdin.isatty():
        raise BadCall("A passphrase is needed, and nobody can be asked for it", "Name a file with --passphrase-file.")
    first = getpass.getpass(prompt)
    if twice and getpass.getpass("The same once more: ") != first:
        raise BadCall("The two passphrases are not the same", "Begin again.")
    return first


def private_key(path: Path, named: str | None) -> Ed25519PrivateKey:
    """The key in a PEM file. Its passphrase, where it has one, is the named file's first line, else asked for.

    Raises BadCall.
    """
    if not firm_key.is_locked(path):
        return firm_key.private(path)
    return firm_key.private(path, passphrase_for(named, f"Passphrase of {path.name}: ").encode("utf-8"))
