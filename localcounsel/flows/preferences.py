"""Every setting as a person sees it: what it means, what it is now, what it may be, and what IT has fixed.

The rows are made from the settings' own fields, so that a setting cannot be missing here.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from typing import Any

from localcounsel.errors import CounselError, SettingsError
from localcounsel.store import policy, settings, settings_file
from localcounsel.store.places import Places
from localcounsel.store.settings import Settings, Table

KINDS = {bool: "truth", int: "number", float: "number", str: "text", tuple: "list", Table: "table"}


@dataclass(frozen=True, slots=True)
class Preference:
    """One setting."""

    section: str
    key: str
    about: str
    kind: str
    """`truth`, `number`, `text`, `list` or `table`."""
    value: str
    """As it is written in the form: without quotation marks, a list parted by commas."""
    default: str
    choices: tuple[str, ...] = ()
    span: str = ""
    """The range, in words; empty where there is none."""
    fixed: str = ""
    """What IT's policy says about it; empty where it says nothing."""

    @property
    def name(self) -> str:
        """`section.key`."""
        return f"{self.section}.{self.key}"

    @property
    def changed(self) -> bool:
        """Whether it is not at its default."""
        return self.value != self.default


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form."""

    file: str
    """Path of settings.toml, which need not exist."""
    rows: tuple[Preference, ...]
    fixed: tuple[tuple[str, str], ...]
    """What IT's policy fixes, as (what, how)."""


def form(places: Places) -> Form:
    """Every setting as it is in force now. Raises SettingsError."""
    now = settings.load(places.settings_file)
    return Form(str(places.settings_file), _rows(now), fixed())


def fixed() -> tuple[tuple[str, str], ...]:
    """What IT's policy fixes; a policy that cannot be trusted is itself the line."""
    try:
        return policy.load().fixed()
    except CounselError as error:
        return ((error.title, error.message),)


def change(places: Places, row: Preference, text: str | None) -> Settings:
    """Write what was put into the form; None: the default again.

    Raises SettingsError for what is not allowed, in the words the file's own check uses, and StorageError.
    """
    value = None if text is None else read(row, text)
    if row.name == "model.context" and isinstance(value, int):
        policy.load().context(value, chosen=True)
    return settings_file.change(places.settings_file, row.section, row.key, value)


def objection(row: Preference, text: str) -> str:
    """Why this cannot be put into the form, in words; empty when it can. Nothing is written."""
    try:
        value = read(row, text)
        settings.parse({row.section: {row.key: list(value) if isinstance(value, tuple) else value}}, "settings.toml")
        if row.name == "model.context" and isinstance(value, int):
            policy.load().context(value, chosen=True)
    except CounselError as error:
        return error.message.removeprefix("settings.toml: ")
    return ""


def assign_keys(places: Places, keys: Mapping[str, str]) -> Settings:
    """Write which keys stand for what, in the place of what was assigned before. Raises SettingsError, StorageError."""
    return settings_file.change(places.settings_file, "interface", "keys", dict(keys) or None)


def choose_chat_model(places: Places, name: str) -> Settings:
    """From now on this approved model answers. Raises SettingsError, StorageError."""
    return settings_file.change(places.settings_file, "model", "name", name)


def read(row: Preference, text: str) -> Any:
    """What a person typed, as the setting's kind. Raises SettingsError."""
    text = text.strip()
    if row.kind == "truth":
        truths = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
        if text.casefold() not in truths:
            raise SettingsError(f"{row.name} can be true or false.", "Type one of the two.")
        return truths[text.casefold()]
    if row.kind == "number":
        return _number(row, text)
    if row.kind == "list":
        return tuple(each for each in (part.strip() for part in text.split(",")) if each)
    if row.kind == "table":
        pairs = [part.partition("=") for part in text.split(";") if part.strip()]
        return {name.strip(): keys.strip() for name, _, keys in pairs}
    return text


def _number(row: Preference, text: str) -> int | float:
    plain = text.replace(",", "").replace("_", "")
    try:
        return int(plain)
    except ValueError:
        try:
            return float(plain)
        except ValueError:
            raise SettingsError(f"“{text}” is not a number; {row.name} must be one.", "Type digits.") from None


def _rows(now: Settings) -> tuple[Preference, ...]:
    limits = _limits()
    kinds = typing.get_type_hints(Settings)
    return tuple(
        _row(section.name, each, getattr(getattr(now, section.name), each.name), limits)
        for section in fields(Settings)
        for each in fields(kinds[section.name])
    )


def _row(section: str, each: Field[Any], value: Any, limits: Mapping[str, str]) -> Preference:
    rules = each.metadata
    least, most = rules["least"], rules["most"]
    span = ""
    if least is not None:
        span = f"{least:,} to {most:,}" if most is not None else f"from {least:,}"
    name = f"{section}.{each.name}"
    return Preference(
        section,
        each.name,
        rules["about"],
        KINDS[type(each.default)],
        _written(value),
        _written(each.default),
        rules["choices"],
        span,
        limits.get(name, ""),
    )


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Table):
        return "; ".join(f"{name} = {keys}" for name, keys in value)
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


def _limits() -> dict[str, str]:
    """What the policy says about single settings."""
    try:
        rules = policy.load()
    except CounselError:  # the form shows it among what is fixed
        return {}
    return {"model.context": f"at most {rules.most_context:,} tokens"} if rules.most_context else {}
