"""`certificate`: what was not found, as a page to file."""

from __future__ import annotations

import argparse
from pathlib import Path

from localcounsel.flows import certificate
from localcounsel.flows.desk import open_desk
from localcounsel.store.places import Places
from localcounsel.verbs.glass import emit, line, say
from localcounsel.verbs.paper_language import language_of


def run(arguments: argparse.Namespace, places: Places) -> int:
    """Save the certificate and say where it is."""
    with open_desk(places, arguments.matter) as desk:
        path, language = Path(arguments.out).expanduser(), language_of(arguments.language, desk)
        saved = certificate.save(desk, arguments.answer, path, force=arguments.force, language=language)
    if arguments.json:
        emit({"file": str(saved.path), "answer": saved.answer, "sha256": saved.sha256})
    else:
        say(f"Saved: {line(str(saved.path))}")
        say(f"SHA-256 {saved.sha256}, in the audit log as well.")
    return 0
