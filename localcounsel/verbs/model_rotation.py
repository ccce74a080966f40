"""`models rotate-key`: another key signs for models from now on; what goes over is shown first."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.errors import BadCall
from localcounsel.flows import installation_log
from localcounsel.store import firm_key, model_key, rotation, weights
from localcounsel.store.model_key import TrustedKey, Whose
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from localcounsel.store.rotation import Rotated, Rotation
from localcounsel.verbs.glass import columns, emit, line, say
from localcounsel.verbs.passwords import passphrase_for

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def rotate(arguments: argparse.Namespace, places: Places) -> int:
    """Show what the new key will sign for, ask, and replace the key."""
    file = Path(arguments.new_key).expanduser().absolute()
    content = _read(file)
    new = _unlocked(file, arguments.new_passphrase_file)
    shelf = ModelShelf(places)
    planned = rotation.plan(shelf, new)
    if planned.former.whose is Whose.ACCOUNT and not firm_key.is_locked(file):
        raise BadCall(f"{file} is not encrypted", "Make an account's key with: localcounsel models keygen --out FILE")
    old = _old(arguments, places, planned.former, planned.now)
    if not _agreed(arguments, planned):
        say("Nothing was changed.")
        return 0
    done = rotation.carry_out(planned, new, content, old)
    event = {"former": done.former, "now": done.now, "serial": str(done.serial)}
    installation_log.append(places, "key replaced", **event)
    if arguments.json:
        emit({**asdict(done), "public": str(done.public), "policy": str(done.policy) if done.policy else None})
        return 0
    _tell(planned, done, old is not None)
    return 0


def _agreed(arguments: argparse.Namespace, planned: Rotation) -> bool:
    """Whether a person who has seen what goes over agrees. Raises BadCall where nobody can be asked."""
    if not arguments.json:
        say(f"{planned.former.words[:1].upper()}{planned.former.words[1:]} is replaced by {planned.now[:16]}…")
        _show(planned)
    if arguments.yes:
        return True
    if arguments.json or not sys.stdin.isatty():
        raise BadCall("Replacing the key asks first", "Add --yes when no person is there to answer.")
    return input("Sign for exactly these with the new key, and believe it from now on? Type yes: ").strip() == "yes"


def _show(planned: Rotation) -> None:
    if not planned.there:
        say("There is no signed list yet; only the key is replaced.")
        return
    say(f"The new key signs for what stands in {line(str(planned.list))}. If the old key may have been in other hands,")
    say("compare it with your own record first: whoever had it could have put a model there.")
    rows = []
    for entry in planned.models:
        card = entry.card
        rows.append(
            (card.name, card.role, weights.fingerprint(card.files)[:16] + "…", card.approved_by, card.approved_on)
        )
    columns(("Model", "Role", "Fingerprint", "Approved by", "On"), rows)
    gone = len(planned.found.revoked)
    say(f"{gone} revoked {'model stays' if gone == 1 else 'models stay'} revoked.")


def _tell(planned: Rotation, done: Rotated, both: bool) -> None:
    say(f"Believed from now on: {line(str(done.public))}, {done.now}")
    if planned.there:
        say(f"List: serial {done.serial}, signed with the new key{' and the old one' if both else ''}.")
    if done.policy is not None:
        say(f"The policy's signature was made again: {line(str(done.policy))}")
    if planned.former.whose is Whose.FIRM:
        say("On every other machine an administrator puts the same files in the same places (docs/models.md).")
        say("Whatever only the old key signed, lists in users' homes and policy files, is refused there from then on.")
    else:
        say("The new private key is this account's; the old one is not needed any more.")


def _old(arguments: argparse.Namespace, places: Places, former: TrustedKey, now: str) -> Ed25519PrivateKey | None:
    """The key so far: needed for an account's own; for a firm's only where it is named. Raises BadCall."""
    if former.whose is Whose.FIRM:
        return _unlocked(Path(arguments.key).expanduser(), arguments.passphrase_file) if arguments.key else None
    path = model_key.private_path(places, Path(arguments.key).expanduser() if arguments.key else None)
    old = _unlocked(path, arguments.passphrase_file or arguments.new_passphrase_file)
    return None if firm_key.fingerprint(old.public_key()) == now else old  # it got that far before


def _unlocked(path: Path, passphrase_file: str | None) -> Ed25519PrivateKey:
    """A private key. Raises BadCall for a wrong passphrase, or where none is there and nobody can be asked."""
    if not firm_key.is_locked(path):
        return firm_key.private(path)
    return firm_key.private(path, passphrase_for(passphrase_file, f"Passphrase of {path.name}: ").encode("utf-8"))


def _read(path: Path) -> bytes:
    """A private key's file. Raises BadCall for one that is none, before anything is asked about it."""
    firm_key.is_locked(path)
    return path.read_bytes()
