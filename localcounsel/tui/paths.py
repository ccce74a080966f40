"""What a person types or pastes as files and folders → paths, and how a path might go on."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

MOST_OFFERED = 200
"""Entries of one folder that are looked at for completion."""


def expand(text: str) -> Path:
    """One path, without the quotation marks a file manager puts around it, `~` resolved."""
    bare = text.strip()
    if len(bare) >= 2 and bare[0] == bare[-1] and bare[0] in "\"'":
        bare = bare[1:-1]
    return Path(bare).expanduser()


def paths_in(text: str) -> list[Path]:
    """The paths in a line: one that exists as it stands, several with `;` between, or as dropped by a terminal."""
    if not text.strip():
        return []
    whole = expand(text)
    if whole.exists():
        return [whole]
    if ";" in text or "\n" in text:
        return [expand(part) for part in text.replace("\n", ";").split(";") if part.strip()]
    if sys.platform != "win32":
        try:
            parts = [Path(part).expanduser() for part in shlex.split(text)]
        except ValueError:
            parts = []
        if parts and all(part.exists() for part in parts):
            return parts
    return [whole]


def completions(text: str) -> list[str]:
    """How the last path of `text` may go on, folders first: whole lines that could stand instead of it."""
    before, separator, last = text.rpartition(";")
    lead = before + separator
    typed = last.lstrip()
    lead += last[: len(last) - len(typed)]
    folder, slash, begun = _cut(typed)
    parent = Path(folder + slash).expanduser() if folder or slash else Path.cwd()
    found: list[tuple[bool, str]] = []
    try:
        with os.scandir(parent) as entries:
            for entry in entries:
                if entry.name.casefold().startswith(begun.casefold()) and (begun or not entry.name.startswith(".")):
                    found.append((not entry.is_dir(), entry.name))
                if len(found) >= MOST_OFFERED:
                    break
    except OSError:
        return []
    found.sort(key=lambda item: (item[0], item[1].casefold()))
    return [f"{lead}{folder}{slash}{name}{'' if is_file else os.sep}" for is_file, name in found]


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
