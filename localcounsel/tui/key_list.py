"""Every key that can be changed, wherever it is bound: for docs/keys.md, for changing keys, and for the house tests."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

from localcounsel.tui import screens, widgets


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One thing that can be done, and its own keys."""

    id: str
    """The name in the settings: `[interface.keys]`."""
    where: str
    """The screen or widget, by its name in help."""
    words: str
    keys: str
    """As written in the settings: `f2,ctrl+o`."""


def key_lines() -> list[KeyLine]:
    """All of them by name. Imports every screen, which takes a moment."""
    found = {}
    for kind in _kinds():
        where = _place(kind)
        for binding in vars(kind).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                found[binding.id] = KeyLine(binding.id, where, binding.description, binding.key)
    return [found[id] for id in sorted(found)]


def _place(kind: type[DOMNode]) -> str:
    """The name in help of a screen or widget; of a part that several are built on, the name of the first of them."""
    for each in (kind, *_below(kind)):
        name = getattr(each, "HELP", None) if issubclass(each, kind) else None
        if name:
            return str(name)
    return kind.__name__


def bindings() -> list[tuple[str, object]]:
    """Every binding of ours as (class, binding), for the house tests; duplicates are kept."""
    return [(kind.__name__, each) for kind in _kinds() for each in vars(kind).get("BINDINGS", ())]


def _kinds() -> Iterator[type[DOMNode]]:
    """Every class of ours that can have bindings."""
    for package in (screens, widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    importlib.import_module("localcounsel.tui.app")
    yield from _below(DOMNode)


def _below(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    """Classes of the package below `kind`, each once, in a fixed order."""
    seen: set[type[DOMNode]] = set()
    waiting: list[type[DOMNode]] = [kind, App]
    while waiting:
        for below in waiting.pop().__subclasses__():
            if below not in seen:
                seen.add(below)
                waiting.append(below)
    ours = [each for each in seen if each.__module__.startswith("localcounsel.tui")]
    yield from sorted(ours, key=lambda each: (each.__module__, each.__qualname__))
