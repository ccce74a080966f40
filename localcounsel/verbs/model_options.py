"""The options of `models`, so that the command line can be read without any of its work being imported."""

from __future__ import annotations

import argparse


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `models` with all its actions."""
    models = verbs.add_parser("models", help="import, approve, check, measure and list models")
    actions = models.add_subparsers(dest="action", metavar="ACTION", required=True)
    _json(actions.add_parser("list", help="list the models and whether they may be loaded"))
    _named(actions.add_parser("show", help="show one model"))
    _keygen(actions.add_parser("keygen", help="make the key with which models are signed for"))
    _import(actions.add_parser("import", help="hash, inspect and take in a model, to be signed for"))
    inspected = actions.add_parser("inspect", help="say what a model is, without taking it in")
    inspected.add_argument("path", metavar="PATH", help="a GGUF file or the folder of an embedder or cross-encoder")
    inspected.add_argument("--family", metavar="FAMILY", default="", help="compare with this chat template of ours")
    inspected.add_argument("--template", action="store_true", help="show the file's own chat template as text")
    _json(inspected)
    approved = actions.add_parser("approve", help="sign for models that were imported")
    approved.add_argument("names", nargs="+", metavar="NAME")
    approved.add_argument("--grounds", metavar="TEXT", default="", help="why it is approved")
    approved.add_argument("--by", metavar="WHO", default="", help="who approves; without it, this account's name")
    _signing(approved)
    _json(approved)
    revoked = actions.add_parser("revoke", help="never let a model be loaded again")
    revoked.add_argument("name", metavar="NAME")
    revoked.add_argument("--reason", metavar="TEXT", default="", help="why")
    _signing(revoked)
    _json(revoked)
    _rotate(actions.add_parser("rotate-key", help="let another key sign for models from now on"))
    verified = actions.add_parser("verify", help="check the signed list and hash every file of every model")
    verified.add_argument("name", metavar="NAME", nargs="?", default="")
    _json(verified)
    _named(actions.add_parser("evaluate", help="measure whether a model may write statements of its own"))
    benched = actions.add_parser("bench", help="measure how fast a chat model is on this machine")
    benched.add_argument("name", metavar="NAME", nargs="?", default="")
    benched.add_argument("--seconds", metavar="N", type=float, default=10.0, help="how long to measure")
    _json(benched)


def _import(taken: argparse.ArgumentParser) -> None:
    taken.add_argument(
        "path", metavar="PATH", help="a GGUF file (model or adapter), or the folder of an embedder or cross-encoder"
    )
    taken.add_argument("--name", metavar="NAME", help="the name to approve it under")
    taken.add_argument("--licence", metavar="LICENCE", help="its licence, as IT read it")
    taken.add_argument("--family", metavar="FAMILY", help="the chat-template family, where the file does not tell")
    taken.add_argument("--grounds", metavar="TEXT", default="", help="why it is approved")
    taken.add_argument("--base", metavar="MODEL", default="", help="for an adapter: the model it belongs to")
    taken.add_argument("--origin", metavar="BUNDLE", help="the publisher's OpenSSF Model Signing bundle")
    taken.add_argument("--origin-key", metavar="FILE", help="the publisher's public key in PEM")
    taken.add_argument("--approve", action="store_true", help="sign for it at once")
    _signing(taken)
    _json(taken)


def _keygen(made: argparse.ArgumentParser) -> None:
    made.add_argument("--out", metavar="FILE", help="for a firm: write FILE and FILE.pub for IT to keep and install")
    made.add_argument("--passphrase-file", metavar="FILE", help="read the passphrase from the file's first line")
    _json(made)


def _rotate(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--new-key", required=True, metavar="FILE", help="the private key that takes over")
    verb.add_argument("--new-passphrase-file", metavar="FILE", help="read its passphrase from the file's first line")
    verb.add_argument("--key", metavar="FILE", help="the private key so far; of a firm's it may be lost")
    verb.add_argument("--passphrase-file", metavar="FILE", help="read that one's passphrase from the file's first line")
    verb.add_argument("--yes", action="store_true", help="do not ask")
    _json(verb)


def _signing(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--key", metavar="FILE", help="the private key; without it, this account's")
    verb.add_argument("--passphrase-file", metavar="FILE", help="read the key's passphrase from the file's first line")


def _named(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("name", metavar="NAME")
    _json(verb)


def _json(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="write JSON for programs")
