"""A flow that is imported when it is first called: the first frame does not wait for what nobody has asked for yet."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


class Later:
    """Stands for a module; every attribute stands for the function of that name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, function: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            return getattr(import_module(self._name), function)(*arguments, **named)

        return call


def later(*names: str) -> list[Any]:
    """The flows of these names."""
    return [Later(f"localcounsel.flows.{name}") for name in names]
