"""Changing one setting in settings.toml and leaving every other line, with its comments, as it stands.

What would be written is read back first: where an edit of the lines does not mean what was wanted (a section written
as an inline table, a key in dotted form), the whole file is written anew, its comments at the top.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from localcounsel.errors import SettingsError
from localcounsel.store import settings
from localcounsel.store.files import disk, private_folder, write_whole
from localcounsel.store.settings import Settings

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*=""")


def change(path: Path, section: str, key: str, value: Any) -> Settings:
    """Set `[section] key` to `value`, or to its default again with None; the settings that are then in force.

    Raises SettingsError for a value that is not allowed or a file that has a mistake already, StorageError when
    the disk does not take it; the file is then as it was.
    """
    settings.load(path)
    text = _text(path)
    table = copy.deepcopy(tomllib.loads(text))
    _put(table, section, key, value)
    changed = settings.parse(table, str(path))
    edited = _edited(text, section, key, value)
    if not _means(edited, table):
        edited = _anew(text, table)
    with disk(path):
        private_folder(path.parent)
        write_whole(path.resolve(), edited.encode("utf-8"))
    return changed


def literal(value: Any) -> str:
    """A value as TOML writes it: a text, a truth, a number, a list of texts, or pairs of texts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{literal(name)} = {literal(each)}" for name, each in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return "[" + ", ".join(literal(each) for each in value) + "]"


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error


def _put(table: dict[str, Any], section: str, key: str, value: Any) -> None:
    held = table.setdefault(section, {})
    if value is None:
        held.pop(key, None)
    else:
        held[key] = dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, tuple) else value


def _means(text: str, table: Mapping[str, Any]) -> bool:
    """Whether a file of this text says exactly that; empty sections say nothing."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return {name: held for name, held in found.items() if held} == {name: held for name, held in table.items() if held}


def _edited(text: str, section: str, key: str, value: Any) -> str:
    """The file with one line changed, added or taken out."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    start, stop = _body(lines, section)
    if start is None:
        if value is None:
            return text
        gap = [""] if lines and lines[-1].strip() else []
        lines += [*gap, f"[{section}]", f"{key} = {literal(value)}"]
        return end.join(lines) + end
    first, last = _statement(lines, start, stop, key)
    if first is not None:
        comment = _comment(lines[first]) if last == first + 1 else ""
        lines[first:last] = [] if value is None else [f"{key} = {literal(value)}{comment}"]
    elif value is not None:
        while stop > start and not lines[stop - 1].strip():
            stop -= 1
        lines.insert(stop, f"{key} = {literal(value)}")
    return end.join(lines) + end


def _body(lines: Sequence[str], section: str) -> tuple[int | None, int]:
    """The lines of a section: the first after its header, and the one where the next header stands."""
    start: int | None = None
    for index, line in enumerate(lines):
        header = _HEADER.match(line)
        if header is None:
            continue
        if start is not None:
            return start, index
        if header.group(1).strip("\"'") == section:
            start = index + 1
    return start, len(lines)


def _statement(lines: Sequence[str], start: int, stop: int, key: str) -> tuple[int | None, int]:
    """The lines in which a key is given its value, which may go over several."""
    for index in range(start, stop):
        found = _KEY.match(lines[index])
        if found is None or key not in found.groups():
            continue
        for last in range(index + 1, stop + 1):
            if _is_whole("\n".join(lines[index:last])):
                return index, last
    return None, start


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _comment(line: str) -> str:
    """What stands behind the value, with the blanks before it."""
    for place in (found.start() for found in re.finditer(r"\s*#", line)):
        if _is_whole(line[:place]):
            return line[place:]
    return ""


def _anew(text: str, table: Mapping[str, Any]) -> str:
    """The whole file, its lines of comment first."""
    lines = [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]
    for section, held in table.items():
        if held:
            lines += ["", f"[{section}]", *(f"{key} = {literal(value)}" for key, value in held.items())]
    return "\n".join(lines).lstrip("\n") + "\n"
