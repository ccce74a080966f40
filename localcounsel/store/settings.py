"""The settings a person or IT may write down, in TOML; everything has a default and nothing is global.

A key that is not known is an error, with the nearest known one: a limit that is misspelt is a limit that is not set.
"""

from __future__ import annotations

import difflib
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import Field, fields, replace
from pathlib import Path
from typing import Any

from localcounsel.errors import SettingsError
from localcounsel.store import policy
from localcounsel.store.setting_sections import (
    AskSettings as AskSettings,
)
from localcounsel.store.setting_sections import (
    CitationSettings as CitationSettings,
)
from localcounsel.store.setting_sections import (
    IndexSettings as IndexSettings,
)
from localcounsel.store.setting_sections import (
    InterfaceSettings as InterfaceSettings,
)
from localcounsel.store.setting_sections import (
    ModelSettings as ModelSettings,
)
from localcounsel.store.setting_sections import (
    ReadingSettings as ReadingSettings,
)
from localcounsel.store.setting_sections import (
    SafetySettings as SafetySettings,
)
from localcounsel.store.setting_sections import (
    SearchSettings as SearchSettings,
)
from localcounsel.store.setting_sections import (
    Settings as Settings,
)
from localcounsel.store.setting_sections import (
    Table as Table,
)

LARGEST_FILE = 1 << 20
"""Bytes. A longer file is not somebody's settings."""


def load(path: Path) -> Settings:
    """The settings in `path`, within IT's policy, which may keep graphics devices out; the defaults without a file.

    Raises SettingsError; ForbiddenByPolicy for a context window that was chosen and is over what IT allows.
    """
    wanted = _read(path)
    chosen = wanted.model.context
    rules = policy.load()
    context = rules.context(chosen, chosen=chosen != ModelSettings().context)
    gpu = wanted.model.gpu if rules.graphics else "off"
    return replace(wanted, model=replace(wanted.model, context=context, gpu=gpu))


def _read(path: Path) -> Settings:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST_FILE:
        raise SettingsError(f"{path} is over {LARGEST_FILE // 1024} kB, which no settings file is.")
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error
    return parse(table, str(path))


def parse(table: Mapping[str, Any], source: str) -> Settings:
    """Settings from a parsed file; `source` is named in errors. Raises SettingsError."""
    sections = {each.name: each for each in fields(Settings)}
    values: dict[str, Any] = {}
    for key, content in table.items():
        if key not in sections:
            raise SettingsError(f"{source}: there is no section [{key}]{_nearest(key, sections)}")
        if not isinstance(content, dict):
            raise SettingsError(f"{source}: {key} must be a section, [{key}].")
        values[key] = _section(_kind(sections[key]), content, f"{source}: [{key}]")
    return Settings(**values)


def _kind(section: Field[Any]) -> type[Any]:
    """The class of a section's settings."""
    made: type[Any] = typing.get_type_hints(Settings)[section.name]
    return made


def _section(kind: type[Any], content: Mapping[str, Any], where: str) -> Any:
    known = {each.name: each for each in fields(kind)}
    for key in content:
        if key not in known:
            raise SettingsError(f"{where} has no key “{key}”{_nearest(key, known)}")
    return kind(**{key: _value(known[key], value, f"{where} {key}") for key, value in content.items()})


def _value(known: Field[Any], untrusted: Any, where: str) -> Any:
    """One value, checked against its default's type and its range."""
    rules = known.metadata
    value = _typed(known.default, untrusted, where)
    if rules["choices"] and value not in rules["choices"]:
        allowed = ", ".join(f"“{choice}”" for choice in rules["choices"])
        raise SettingsError(f"{where} is “{value}”; it can be {allowed}.")
    if rules["least"] is not None and not value >= rules["least"]:
        raise SettingsError(f"{where} is {value}; it must be at least {rules['least']:,}.")
    if rules["most"] is not None and not value <= rules["most"]:
        raise SettingsError(f"{where} is {value}; it must be at most {rules['most']:,}.")
    return value


def _typed(default: Any, untrusted: Any, where: str) -> Any:
    """The value as the default's type. A whole number may stand for a fraction; nothing else is converted."""
    if isinstance(default, Table):
        if isinstance(untrusted, dict) and all(isinstance(each, str) for each in untrusted.values()):
            return Table(untrusted.items())
        raise SettingsError(f'{where} must be a table of texts, such as {{"app.help" = "f1"}}.')
    if isinstance(default, tuple):
        if isinstance(untrusted, list) and all(isinstance(each, str) for each in untrusted):
            return tuple(untrusted)
        raise SettingsError(f'{where} must be a list of texts, such as ["eng"].')
    if isinstance(default, float) and type(untrusted) is int:
        return float(untrusted)
    if type(untrusted) is type(default):
        return untrusted
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotation marks"}
    raise SettingsError(f"{where} must be {words[type(default)]}.")


def _nearest(key: str, known: Mapping[str, object]) -> str:
    """The end of the sentence: the known name that looks most like it, or all of them."""
    close = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean “{close[0]}”?" if close else f"; known are {', '.join(known)}."


def reference() -> str:
    """Every setting as the tables of docs/settings.md."""
    parts = []
    for section in fields(Settings):
        kind = _kind(section)
        parts.append(f"## [{section.name}]\n\n{kind.__doc__}\n\n| Key | Default | Range | Meaning |\n|---|---|---|---|")
        parts.extend(_row(each) for each in fields(kind))
        parts.append("")
    return "\n".join(parts)


def _row(each: Field[Any]) -> str:
    rules = each.metadata
    if isinstance(each.default, Table):
        default = "{}"
    elif isinstance(each.default, tuple):
        default = "[" + ", ".join(f'"{item}"' for item in each.default) + "]"
    elif isinstance(each.default, str):
        default = f'"{each.default}"'
    else:
        default = str(each.default).lower()
    least, most = rules["least"], rules["most"]
    span = ", ".join(f'"{choice}"' for choice in rules["choices"])
    if least is not None:
        span = f"{least:,} to {most:,}" if most is not None else f"from {least:,}"
    return f"| `{each.name}` | `{default}` | {span} | {rules['about']} |"
