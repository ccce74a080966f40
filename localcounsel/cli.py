"""The command line: `localcounsel VERB …`; without a verb, the application. Each verb imports what it needs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence

from localcounsel import __version__
from localcounsel.errors import BadCall
from localcounsel.store import policy as fixed
from localcounsel.store.places import Places, find
from localcounsel.verbs import (
    airgap,
    audit,
    backup,
    check,
    export,
    filing,
    history,
    hold,
    model_options,
    policy,
    purge,
    replay,
    report,
    seal,
)
from localcounsel.verbs.line import VerbParser
from localcounsel.verbs.paper_language import language_option

_NAMED: Mapping[str, Callable[[argparse.Namespace, Places], int]] = {
    "audit": audit.run,
    "backup": backup.run,
    "check": check.run,
    "documents": filing.run,
    "export": export.run,
    "history": history.run,
    "hold": hold.run,
    "policy": policy.run,
    "purge": purge.run,
    "repair": check.run,
    "replay": replay.run,
    "restore": backup.run,
    "report": report.run,
    "seal": seal.run,
    "verify-airgap": airgap.run,
}
"""Verbs that are one module each, `options` and `run`; importing it must stay light."""
_WHATEVER_THE_POLICY = ("doctor", "policy", "report", "verify-airgap")
"""What IT needs to find out what is wrong with a policy file; everything else stops at one."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Raises CounselError for whoever started it to show."""
    parsed = parser().parse_args(arguments)
    places = find(parsed.home, os.environ)
    if parsed.verb not in _WHATEVER_THE_POLICY:
        fixed.load()
    command = _NAMED.get(parsed.verb, _dispatch)
    return seal.unlocking(lambda: command(parsed, places), places, parsed.passphrase_file)


def _dispatch(parsed: argparse.Namespace, places: Places) -> int:
    verb = parsed.verb
    if verb == "matter":
        from localcounsel.verbs import matter

        return matter.run(parsed, places)
    if verb in ("add", "status"):
        from localcounsel.verbs import documents

        return (documents.add if verb == "add" else documents.status)(parsed, places)
    if verb in ("search", "ask"):
        from localcounsel.verbs import questions

        return (questions.search if verb == "search" else questions.ask)(parsed, places)
    if verb in ("models", "setup"):
        from localcounsel.verbs import models

        return (models.run if verb == "models" else models.setup)(parsed, places)
    if verb == "evaluate":
        from localcounsel.verbs import evaluate

        return evaluate.run(parsed, places)
    if verb == "certificate":
        from localcounsel.verbs import certificate

        return certificate.run(parsed, places)
    if verb == "doctor":
        from localcounsel.verbs import doctor

        return doctor.run(parsed, places)
    _refuse_without_terminal()
    from localcounsel import tui

    return tui.run(places, getattr(parsed, "matter", None))


def _refuse_without_terminal() -> None:
    """The application reads keys from standard input and draws on standard error; a log is no place for either."""
    for stream, name in ((sys.__stdin__, "input"), (sys.__stderr__, "error")):
        if stream is None or not stream.isatty():
            advice = "Start it in a terminal, or name a command: `localcounsel --help` lists them."
            raise BadCall(f"The application needs a terminal, and standard {name} is none.", advice)


def parser() -> argparse.ArgumentParser:
    """Every verb with its options; docs/cli.md describes the same."""
    root = VerbParser(prog="localcounsel", description="Question your own documents on a machine that no byte leaves.")
    root.add_argument("--version", action="version", version=f"LocalCounsel {__version__}")
    root.add_argument("--home", metavar="DIR", help="where matters and models are kept")
    root.add_argument("--passphrase-file", metavar="FILE", help="the passphrase of a sealed matter, in its first line")
    verbs = root.add_subparsers(dest="verb", metavar="VERB")
    opened = verbs.add_parser("open", help="open the application on a matter")
    opened.add_argument("matter", nargs="?", metavar="MATTER")
    _matter(verbs.add_parser("matter", help="make, list, show, rename and delete matters"))
    _documents(verbs)
    filing.options(verbs)
    searched = verbs.add_parser("search", help="find passages, without a model")
    _question(searched, "QUERY", 8)
    searched.add_argument("--words", action="store_true", help="QUERY is words with operators; count every place")
    searched.add_argument("--group", action="store_true", help="by document, with the first places of each")
    asked = verbs.add_parser("ask", help="ask a question")
    _question(asked, "QUESTION", 0)
    asked.add_argument("--model", metavar="NAME", help="answer with this approved model")
    how = asked.add_mutually_exclusive_group()
    how.add_argument("--every", action="store_true", help="put it to every document, one by one")
    how.add_argument("--narrow", action="store_true", help="answer from the best passages, whatever the question")
    _certificate(verbs.add_parser("certificate", help="save what was not found as a page to file"))
    export.options(verbs)
    history.options(verbs)
    model_options.options(verbs)
    verbs.add_parser("setup").add_argument("--models", metavar="DIR", required=True)
    _evaluation(verbs.add_parser("evaluate", help="measure finding, quoting and refusing on known questions"))
    for record in (audit, backup, check, hold, purge, replay):
        record.options(verbs)
    seal.options(verbs)
    airgap.options(verbs)
    policy.options(verbs)
    report.options(verbs)
    _json(verbs.add_parser("doctor", help="check containment, models, disk and matters"))
    _home_anywhere(root)
    return root


def _home_anywhere(within: argparse.ArgumentParser) -> None:
    """`--home` and `--passphrase-file` may stand after the verb as well."""
    for action in within._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                for name, value in (("--home", "DIR"), ("--passphrase-file", "FILE")):
                    if name in verb._option_string_actions:
                        continue  # the verb has its own
                    verb.add_argument(name, metavar=value, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
                _home_anywhere(verb)


def _json(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="write JSON for programs")


def _matter(verb: argparse.ArgumentParser) -> None:
    actions = verb.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in (
        ("new", "make an empty matter"),
        ("show", "show one matter"),
        ("rename", "give a matter another name"),
        ("archive", "put a matter away: it is kept and no longer listed"),
        ("unarchive", "take a matter out of the archive"),
        ("delete", "remove a matter and everything in it"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("name", metavar="MATTER")
        if name == "rename":
            action.add_argument("new_name", metavar="NEW")
        if name == "new":
            action.add_argument("--sealed", action="store_true", help="encrypt it under a passphrase")
            action.add_argument("--new-passphrase-file", metavar="FILE", help="the passphrase, instead of a prompt")
        if name == "delete":
            action.add_argument("--yes", action="store_true", help="do not ask for the name again")
        _json(action)
    listed = actions.add_parser("list", help="list all matters")
    listed.add_argument("--archived", action="store_true", help="archived matters too")
    _json(listed)


def _documents(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = verbs.add_parser("add", help="take files in, synchronise folders")
    add.add_argument("matter", metavar="MATTER")
    add.add_argument("paths", nargs="+", metavar="PATH")
    add.add_argument("--no-wait", action="store_true", help="return when words are searchable")
    add.add_argument(
        "--password", metavar="PASSWORD", help="for encrypted files (others can see it in the process list)"
    )
    add.add_argument("--ask-password", action="store_true", help="ask for the password, unseen")
    _json(add)
    status = verbs.add_parser("status", help="what is in a matter, and what could not be read")
    status.add_argument("matter", metavar="MATTER")
    _json(status)


def _question(verb: argparse.ArgumentParser, what: str, count: int) -> None:
    verb.add_argument("matter", metavar="MATTER")
    verb.add_argument("text", nargs="?", metavar=what)
    verb.add_argument("-k", dest="count", type=_count, default=count, metavar="N", help="number of passages")
    verb.add_argument("--document", action="append", default=[], metavar="NAME", help="only this document; repeatable")
    verb.add_argument("--wide", action="store_true", help="do not narrow to a document the question names")
    verb.add_argument("--batch", metavar="FILE", help="questions from a JSONL file, one JSON object a line in return")
    verb.add_argument("--resume", metavar="OUT", help="with --batch: append to OUT, leaving out what is in it")
    _json(verb)


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 1000:
        raise argparse.ArgumentTypeError("give a number from 1 to 1000")
    return count


def _certificate(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("matter", metavar="MATTER")
    verb.add_argument("answer", nargs="?", default="last", metavar="ANSWER", help="id of an answer, or `last`")
    verb.add_argument("--out", required=True, metavar="FILE", help="where to: FILE.md or FILE.docx")
    verb.add_argument("--force", action="store_true", help="replace FILE if it exists")
    language_option(verb)
    _json(verb)


def _evaluation(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("matter", nargs="?", metavar="MATTER", help="your own matter; without it the sample matter")
    verb.add_argument("--questions", metavar="FILE.csv", help="your own questions with their answers")
    verb.add_argument("--tracks", metavar="LIST", help="what to measure, parted by commas")
    verb.add_argument("--model", metavar="NAME", help="answer with this approved model")
    verb.add_argument("--lite", action="store_true", help="fewer answers; under ten minutes with the demo models")
    verb.add_argument("--out", metavar="DIR", help="where rows and report go")
    verb.add_argument("--resume", action="store_true", help="go on with the run in DIR")
    _json(verb)
