"""Private keys on the command line: the password of one that has one is asked for, unseen."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.errors import BadCall
from localcounsel.store import firm_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def private_key(path: Path) -> Ed25519PrivateKey:
    """The key in a PEM file, its password asked for where it has one and a person is there. Raises BadCall."""
    try:
        return firm_key.private(path)
    except BadCall:
        if not firm_key.is_locked(path) or not sys.stdin.isatty():
            raise
    return firm_key.private(path, getpass.getpass(f"Password of {path.name}: ").encode("utf-8"))
