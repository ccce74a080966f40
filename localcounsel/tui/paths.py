"""What a person types, pastes or drops as files and folders → paths, and how a path might go on."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

MOST_OFFERED = 200
"""Entries of one folder that are looked at for completion."""
MOST_PASTED = 500
"""Paths that are taken from one paste."""
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»"}
_QUOTED = re.compile(r'"([^"]+)"|\'([^\']+)\'|(\S+)')


def expand(text: str) -> Path:
    """One path as it is meant: without the quotation marks or the `file://` put around it, `~` resolved."""
    bare = text.strip()
    if len(bare) >= 2 and _QUOTES.get(bare[0]) == bare[-1]:
        bare = bare[1:-1]
    path = Path(_without_scheme(bare))
    try:
        return path.expanduser()
    except RuntimeError:  # `~someone` whom this machine does not know
        return path


def _without_scheme(text: str) -> str:
    """The path in a `file:` address; of other addresses, and of addresses on other machines, the text itself."""
    if not text.casefold().startswith("file:"):
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    if parts.netloc and parts.netloc.casefold() != "localhost":
        return f"//{parts.netloc}{unquote(parts.path)}" if sys.platform == "win32" else text
    path = unquote(parts.path)
    return path[1:] if re.match(r"/[A-Za-z]:", path) else path


def paths_in(text: str) -> list[Path]:
    """The paths in what was typed, pasted or dropped, each once, in their order.

    A line is one path that exists as it stands, several with `;` between, several quoted, or several as a
    terminal escapes them: all of them there, or each from the root, so that one that is missing is told by its name.
    What fits none of these is one path, for the caller to find missing.
    """
    found: dict[Path, None] = {}
    for line in text.splitlines():
        if line.strip():
            found.update(dict.fromkeys(_in_line(line)))
    return list(found)[:MOST_PASTED]


def _in_line(line: str) -> list[Path]:
    whole = expand(line)
    if there(whole):
        return [whole]
    if ";" in line:
        return [expand(part) for part in line.split(";") if part.strip()]
    for parts in (_escaped(line), _quoted(line)):
        if len(parts) > 1 and (all(map(there, parts)) or all(part.is_absolute() for part in parts)):
            return parts
    unescaped = _escaped(line)
    return unescaped if len(unescaped) == 1 and there(unescaped[0]) else [whole]


def _escaped(line: str) -> list[Path]:
    """As a POSIX shell would part it: quotation marks and backslashes."""
    if sys.platform == "win32":
        return []
    try:
        return [expand(part) for part in shlex.split(line)]
    except ValueError:
        return []


def _quoted(line: str) -> list[Path]:
    """Parted at blanks outside quotation marks; a backslash is part of a path."""
    return [expand(next(filter(None, groups))) for groups in _QUOTED.findall(line)]


def there(path: Path) -> bool:
    """Whether something is at that path; what cannot be a path, or may not be looked at, is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def completions(text: str) -> list[str]:
    """How the last path of `text` may go on, folders first: whole lines that could stand instead of it."""
    before, separator, last = text.rpartition(";")
    lead = before + separator
    typed = last.lstrip()
    lead += last[: len(last) - len(typed)]
    folder, slash, begun = _cut(typed)
    found: list[tuple[bool, str]] = []
    try:
        parent = Path(folder + slash).expanduser() if folder or slash else Path.cwd()
        with os.scandir(parent) as entries:
            for entry in entries:
                if entry.name.casefold().startswith(begun.casefold()) and (begun or not entry.name.startswith(".")):
                    found.append((not entry.is_dir(), entry.name))
                if len(found) >= MOST_OFFERED:
                    break
    except (OSError, ValueError, RuntimeError):
        return []
    found.sort(key=lambda item: (item[0], item[1].casefold()))
    return [f"{lead}{folder}{slash}{name}{'' if is_file else os.sep}" for is_file, name in found]


def above(text: str) -> str:
    """The last path of `text` with its last part taken away: one folder up."""
    before, separator, last = text.rpartition(";")
    lead = before + separator
    typed = last.lstrip()
    lead += last[: len(last) - len(typed)]
    bare = typed.rstrip("/" if os.sep == "/" else "/\\")
    if bare in ("", ".", ".."):
        start = (Path.cwd() / bare).resolve().parent
        return f"{lead}{start}{'' if str(start).endswith(os.sep) else os.sep}"
    if bare == "~":
        start = Path.home().parent
        return f"{lead}{start}{'' if str(start).endswith(os.sep) else os.sep}"
    folder, slash, _ = _cut(bare)
    return f"{lead}{folder}{slash}"


def common_start(lines: list[str]) -> str:
    """The longest beginning that all share."""
    shared = 0
    for characters in zip(*lines, strict=False):
        if len(set(characters)) > 1:
            break
        shared += 1
    return lines[0][:shared] if lines else ""


def _cut(typed: str) -> tuple[str, str, str]:
    """Folder, separator, begun name. `~` alone is a folder."""
    if typed == "~":
        return "~", os.sep, ""
    for index in range(len(typed) - 1, -1, -1):
        if typed[index] == "/" or typed[index] == os.sep:
            return typed[:index], typed[index], typed[index + 1 :]
    return "", "", typed
