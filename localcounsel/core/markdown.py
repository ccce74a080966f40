"""A paper as Markdown (CommonMark with tables and footnotes). Foreign text stays what it is: no markup, no links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localcounsel.core.paper import Heading, Items, NewPage, Paragraph, Part, Run, Sheet, Table, Text
from localcounsel.core.text import clean

_MEANT = re.compile(r"([\\`*_\[\]<>|~&$^])")
"""Characters that mean something wherever they stand, in CommonMark or in what is common beside it."""
_LINKED = re.compile(r"(?<=\bwww)\.|:(?=//)", re.IGNORECASE)
"""Where bare addresses become links."""
_AT_LINE_START = re.compile(r"^(\d{1,9}(?=[.)]))?([#+=\-.)])")


def escape(untrusted: str) -> str:
    """Foreign text as one line of Markdown that shows exactly these characters, cleaned."""
    return _begun(_escaped(clean(untrusted).replace("\n", " ")))


def markdown(sheet: Sheet) -> str:
    """The whole paper, ending in a line break."""
    notes: list[str] = []
    blocks = [f"# {escape(sheet.title)}", *(_part(part, notes) for part in sheet.parts)]
    blocks += [f"[^{number}]: {escape(note)}" for number, note in enumerate(notes, start=1)]
    return "\n\n".join(blocks) + "\n"


def _part(part: Part, notes: list[str]) -> str:
    match part:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {escape(text)}"
        case Paragraph(text):
            return _text(text, notes, "\\\n")
        case Items(texts, numbered):
            return "\n".join(
                f"{f'{number}.' if numbered else '-'} {_text(text, notes, ' ')}"
                for number, text in enumerate(texts, start=1)
            )
        case Table():
            return "\n".join(_table(part, notes))
        case NewPage():
            return "---"


def _table(table: Table, notes: list[str]) -> Iterator[str]:
    columns = len(table.rows[0]) if table.rows else len(table.heads)
    heads = table.heads or ("",) * columns
    yield f"| {' | '.join(escape(head) for head in heads)} |"
    yield f"|{'---|' * columns}"
    for row in table.rows:
        yield f"| {' | '.join(_text(cell, notes, ' ') for cell in row)} |"


def _text(text: Text, notes: list[str], line_break: str) -> str:
    lines = "".join(_run(run, notes) for run in text).split("\n")
    return line_break.join(_begun(line) for line in lines).strip()


def _run(run: Run, notes: list[str]) -> str:
    words = "\n".join(_marked(_escaped(line), run) for line in clean(run.text).split("\n"))
    if run.note:
        notes.append(run.note)
        words += f"[^{len(notes)}]"
    return words


def _marked(line: str, run: Run) -> str:
    """A line with its emphasis, which may neither begin nor end with a blank."""
    bare = line.strip(" ")
    mark = "*" * (2 * run.bold + run.italic)
    return line.replace(bare, f"{mark}{bare}{mark}", 1) if bare and mark else line


def _escaped(line: str) -> str:
    return _LINKED.sub(r"\\\g<0>", _MEANT.sub(r"\\\1", line.replace("\t", " ")))


def _begun(line: str) -> str:
    """A line that begins no list, heading or code."""
    bare = line.lstrip(" ")
    return _AT_LINE_START.sub(lambda found: f"{found[1] or ''}\\{found[2]}", bare)
