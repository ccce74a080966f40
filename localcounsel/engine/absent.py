"""Stand-ins for the network clients that Chroma imports and that never come into our processes.

Chroma names an HTTP client and a telemetry exporter while it is imported, whatever it is used for. Here those names
mean empty classes: importing and naming them works, making one does not. So the clients need not be installed.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

_EXPORTER = "opentelemetry.exporter.otlp.proto.grpc.trace_exporter"
ABSENT = frozenset({"grpc", "httpx", *(_EXPORTER.rsplit(".", cut)[0] for cut in range(5))})
"""Modules by full name: the HTTP client, gRPC, and the exporter of traces with the packages above it."""


class NotHere(Exception):
    """A stand-in was used, not only named."""


def keep_out() -> None:
    """From now on, importing one of these gives its stand-in, installed or not. Harmless twice."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in ABSENT:
            return None
        return importlib.machinery.ModuleSpec(fullname, _Loader(), is_package=True)


class _Loader(importlib.abc.Loader):
    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is no code in a stand-in."""


class _StandIn(ModuleType):
    """A module that has every public name, each an empty class."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"the stand-in for {self.__name__} has no {name}")
        made = type(name, (_Unusable,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


class _Unusable(Exception):
    """An exception, because Chroma also names some of these in `except`."""

    def __new__(cls, *_: Any, **__: Any) -> _Unusable:
        raise NotHere(f"{cls.__module__}.{cls.__name__} is kept out of LocalCounsel")
