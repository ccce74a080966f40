"""`models keygen | import | inspect | approve | revoke`: what changes which models are loaded, in plain words."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from localcounsel.flows import model_import, models
from localcounsel.flows.model_stages import Imported, Wish
from localcounsel.records import ModelCard
from localcounsel.store import firm_key, model_key
from localcounsel.store.places import Places, policy_file
from localcounsel.verbs.glass import Progress, emit, line, say, size
from localcounsel.verbs.passwords import passphrase_for


def keygen(arguments: argparse.Namespace, places: Places) -> int:
    """Make the key and say what is to be done with it."""
    out = Path(arguments.out).expanduser().absolute() if arguments.out else None
    passphrase = passphrase_for(arguments.passphrase_file, "A passphrase for the new key: ", twice=True)
    private, public, fingerprint = model_key.make(places, passphrase, out)
    if arguments.json:
        emit({"private": str(private), "public": str(public), "fingerprint": fingerprint})
        return 0
    say(f"Private key, encrypted with the passphrase: {private}")
    say(f"Public key: {public}")
    say(f"Fingerprint: {fingerprint}")
    if out is None:
        say("From now on this home loads the models that this key has signed for: localcounsel models approve NAME")
        say("It stands for this account, not for a firm. Keep a copy of the private key and the passphrase apart.")
    else:
        place = policy_file().with_name(firm_key.NAME)
        say("Keep the private key off lawyers' machines. On each of them an administrator puts the public key at")
        say(f"  {place}")
    return 0


def inspect(arguments: argparse.Namespace, places: Places) -> int:
    """Say what a model is, without taking it in."""
    from localcounsel.flows import model_words

    path = Path(arguments.path)
    found, files = model_import.inspect(path, arguments.family)
    if arguments.json:
        emit({**asdict(found), "files": [asdict(file) for file in files]})
        return 0
    card = ModelCard(path.stem, found.role, found.family, found.licence or "not stated", 0, 0, files)
    for file in files:
        say(f"{line(file.name)}  {size(file.size)}  sha256 {file.sha256}")
    for note in model_words.said(found, card):
        say(f"  {line(note)}")
    if found.forgeable:
        say(f"  cannot be approved: to this model {line(', '.join(found.forgeable))} are ordinary text")
    if arguments.template:
        say("\nThe file's own chat template, as text:\n")
        say(found.template)
    return 0


def take_in(arguments: argparse.Namespace, places: Places) -> int:
    """Import a model; where it can be asked for, have it signed for at once."""
    wish = Wish(
        name=arguments.name or "",
        licence=arguments.licence or "",
        family=arguments.family or "",
        grounds=arguments.grounds,
        base=arguments.base,
        origin=Path(arguments.origin) if arguments.origin else None,
        origin_key=Path(arguments.origin_key) if arguments.origin_key else None,
    )
    progress = Progress()
    for event in model_import.take_in(places, Path(arguments.path), wish):
        if not isinstance(event, Imported):
            progress.show(event.text)
            continue
        progress.clear()
        if not arguments.json:
            say(f"“{event.card.name}” was taken in as {event.card.role}. What it is:")
            for note in event.notes:
                say(f"  {line(note)}")
        signed = _sign_now(arguments, places, event.card.name)
        if arguments.json:
            emit({**asdict(event.card), "notes": list(event.notes), "signed": signed})
    return 0


def _sign_now(arguments: argparse.Namespace, places: Places, name: str) -> bool:
    """Sign for it if that was asked for, or is answered with yes."""
    if model_key.trusted(places) is None:
        if not arguments.json:
            say("It is not loaded before it is signed for. There is no key yet; one for this account is made with:")
            say("  localcounsel models keygen")
            say(f"  localcounsel models approve {name}")
        if not arguments.approve:
            return False
    if not arguments.approve:
        own = arguments.key or (places.home / model_key.PRIVATE_NAME).is_file()
        if arguments.json or not own or not sys.stdin.isatty():
            if not arguments.json:
                say(f"It is not loaded before it is signed for: localcounsel models approve {name}")
            return False
        if input("Sign for it now, so that it is loaded? [y/N] ").strip().lower() not in ("y", "yes"):
            return False
    _signed(arguments, places, (name,), "")
    if not arguments.json:
        say(f"“{name}” is signed for.")
    return True


def approve(arguments: argparse.Namespace, places: Places) -> int:
    """Sign for models that wait."""
    cards = _signed(arguments, places, tuple(arguments.names), arguments.grounds)
    if arguments.json:
        emit([asdict(card) for card in cards])
    for card in () if arguments.json else cards:
        say(f"“{card.name}” is signed for as {card.role}, by {card.approved_by} on {card.approved_on}.")
    return 0


def revoke(arguments: argparse.Namespace, places: Places) -> int:
    """Never let a model be loaded again."""
    path, passphrase = _key(arguments, places)
    gone = models.revoke(places, arguments.name, path, passphrase, arguments.reason)
    if arguments.json:
        emit(asdict(gone))
    else:
        say(f"“{gone.name}” is revoked and is not loaded again, under whatever name it comes back.")
    return 0


def _signed(
    arguments: argparse.Namespace, places: Places, names: tuple[str, ...], grounds: str
) -> tuple[ModelCard, ...]:
    path, passphrase = _key(arguments, places)
    who = getattr(arguments, "by", "")
    return models.approve(places, names, path, passphrase, who=who, grounds=grounds)


def _key(arguments: argparse.Namespace, places: Places) -> tuple[Path | None, str]:
    """The private key's file, if one is named, and its passphrase."""
    path = Path(arguments.key).expanduser().absolute() if arguments.key else None
    if model_key.trusted(places) is None:
        model_key.signing_key(places, path, "")  # says that there is no key before anybody types a passphrase
    private = model_key.private_path(places, path)
    return path, passphrase_for(arguments.passphrase_file, f"Passphrase of {private.name}: ")
