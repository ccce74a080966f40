"""`export`: an answer or a conversation as a paper to file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.store.places import Places
from localcounsel.verbs.paper_language import language_option

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def options(verbs: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    verb = verbs.add_parser("export", help="save an answer or a conversation as a paper to file")
    verb.add_argument("matter", metavar="MATTER")
    verb.add_argument("answer", nargs="?", default="last", metavar="ANSWER", help="id of an answer, or `last`")
    verb.add_argument("--conversation", metavar="ID", help="a whole conversation, by its id or title")
    verb.add_argument("--out", required=True, metavar="FILE", help="where to: FILE.md or FILE.docx")
    verb.add_argument("--force", action="store_true", help="replace FILE if it exists")
    language_option(verb)
    verb.add_argument("--json", action="store_true", help="write JSON for programs")


def run(parsed: argparse.Namespace, places: Places) -> int:
    """Save the paper and say where it is."""
    from localcounsel.errors import BadCall
    from localcounsel.flows import export
    from localcounsel.flows.desk import open_desk
    from localcounsel.verbs.glass import emit, line, say
    from localcounsel.verbs.paper_language import language_of

    if parsed.conversation is not None and parsed.answer != "last":
        raise BadCall("An answer and a conversation are named", "Give one of them.")
    path = Path(parsed.out).expanduser()
    with open_desk(places, parsed.matter) as desk:
        language = language_of(parsed.language, desk)
        if parsed.conversation is not None:
            saved = export.conversation(desk, parsed.conversation, path, force=parsed.force, language=language)
        else:
            saved = export.answer(desk, parsed.answer, path, force=parsed.force, language=language)
    if parsed.json:
        emit({"file": str(saved.path), "answers": list(saved.answers), "sha256": saved.sha256})
        return 0
    say(f"Saved: {line(str(saved.path))}")
    say(f"SHA-256 {saved.sha256}, in the audit log as well.")
    return 0
