"""The manual page, written from the same parser that reads the command line, so that the two cannot part."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

PROLOGUE = (
    "Question your own documents, in a terminal, on a machine that no byte leaves. "
    "Without a verb the application opens. Every quotation shown is located in the document by the program; "
    "what cannot be located is shown as not located."
)
FILES = (
    ("~/.local/share/LocalCounsel", "matters, models and settings, unless --home or LOCALCOUNSEL_HOME say otherwise"),
    ("~/.local/lib/localcounsel, /opt/localcounsel", "the program, with its licences, guide and bill of materials"),
)


def write(parser: argparse.ArgumentParser, version: str, date: str) -> str:
    """The page in man's own language, section 1."""
    name = parser.prog
    lines = [f'.TH {name.upper()} 1 "{date}" "{name} {version}" "User Commands"', ".SH NAME"]
    lines += [
        rf"{name} \- {_plain(parser.description or '')}",
        ".SH SYNOPSIS",
        f".B {name}",
        r"[\-\-home DIR] [VERB ...]",
    ]
    lines += [".SH DESCRIPTION", _plain(PROLOGUE), ".SH OPTIONS", *_options(parser), ".SH VERBS"]
    for path, verb, about in _verbs(parser, ()):
        lines += [".TP", rf"\fB{' '.join(map(_plain, path))}\fR {_usage(verb)}".rstrip(), _plain(about) + "."]
        lines += [".RS", *_options(verb), ".RE"] if _told(verb) else []
    lines += [".SH FILES"]
    for path, about in FILES:
        lines += [".TP", rf"\fI{_plain(path)}\fR", _plain(about)]
    lines += [".SH EXIT STATUS", "0 when it was done; other codes are listed in the guide, docs/cli.md."]
    return "\n".join(lines) + "\n"


def _verbs(
    parser: argparse.ArgumentParser, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser, str]]:
    """Every verb that can be called and is described, with its path, in the order of --help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            about = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, verb in action.choices.items():
                deeper = list(_verbs(verb, (*path, name)))
                if deeper:
                    yield from deeper
                elif name in about:
                    yield (*path, name), verb, about[name]


def _told(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Options that --help shows, but --help itself."""
    return [
        action
        for action in parser._actions
        if action.help is not argparse.SUPPRESS
        and not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
        and (action.option_strings or action.help)
    ]


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in _told(parser):
        names = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        value = f" {action.metavar}" if action.option_strings and action.metavar else ""
        yield ".TP"
        yield rf"\fB{_plain(names)}\fR{_plain(value)}"
        yield _plain(action.help or "")


def _usage(parser: argparse.ArgumentParser) -> str:
    """The things a verb is called with, without its options."""
    words = []
    for action in parser._actions:
        if not action.option_strings and action.help is not argparse.SUPPRESS:
            name = str(action.metavar or action.dest)
            words.append({"?": f"[{name}]", "+": f"{name} ..."}.get(str(action.nargs), name))
    return _plain(" ".join(words))


def _plain(text: str) -> str:
    """Text that man shows as it stands."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("%%", "%")
    return f"\\&{text}" if text.startswith((".", "'")) else text
