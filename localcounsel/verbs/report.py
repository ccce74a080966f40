"""`report`: everything about this installation as one page for the security file, signed if a key is given."""

from __future__ import annotations

import argparse
from pathlib import Path

from localcounsel.store.places import Places


def options(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb's parser."""
    verb = verbs.add_parser("report", help="one signed page about this installation, for the security file")
    verb.add_argument("--out", required=True, metavar="FILE", help="where to: FILE.html or FILE.md")
    verb.add_argument("--key", metavar="KEY", help="sign it with this private Ed25519 key, in PEM")
    verb.add_argument("--passphrase-file", metavar="FILE", help="its passphrase, in this file's first line")
    verb.add_argument("--force", action="store_true", help="replace FILE if it exists")
    verb.add_argument("--json", action="store_true", help="write JSON for programs")


def run(arguments: argparse.Namespace, places: Places) -> int:
    """0 when it was written, whatever it says: `doctor` is the verb whose exit code judges."""
    from localcounsel.flows import doctor, report
    from localcounsel.verbs.glass import Progress, emit, line, say
    from localcounsel.verbs.passwords import private_key

    path = Path(arguments.out).expanduser().absolute()
    report.check(path, arguments.force)
    key = private_key(Path(arguments.key).expanduser(), arguments.passphrase_file) if arguments.key else None
    progress, done = Progress(), doctor.Examination()
    for step in doctor.examine(places, done):
        progress.show(step)
    progress.clear()
    made = report.save(places, done, path, key)
    if arguments.json:
        signature = str(made.signature) if made.signature else None
        emit(
            {
                "file": str(made.path),
                "sha256": made.sha256,
                "signature": signature,
                "key": made.key,
                "bill": str(made.bill),
                "bill_sha256": made.bill_sha256,
                "worst": done.worst.value,
            }
        )
        return 0
    say(f"Saved: {line(str(made.path))}")
    say(f"SHA-256 {made.sha256}, in the installation's audit log as well.")
    say(f"Bill of materials: {line(str(made.bill))}, its SHA-256 on the page.")
    if made.signature:
        say(f"Signed: {line(str(made.signature))}, with the key {made.key}")
    else:
        say("Not signed: give the firm's private key with --key.")
    return 0
