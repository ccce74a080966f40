"""The graphics devices a model can be computed on: asked for only where they may be used, never needed to start.

Their modules lie apart from those for processors, so that a driver, which is a large program of somebody else's, is
loaded into no process that was told to do without. What cannot be loaded is explained, for `doctor`.
"""

from __future__ import annotations

import ctypes
import functools
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcounsel.engine.llama import library

FOLDER = "graphics"
"""Beside llama.cpp's libraries; a bundle made with `--graphics` has it."""
_MODULE = re.compile(r"(?:lib)?ggml-(\w+)\.(?:so|dll)")
_SEPARATE, _INTEGRATED = 1, 2  # ggml_backend_dev_type: 0 cpu, 1 gpu, 2 integrated gpu, 3 accelerator


class _Properties(ctypes.Structure):
    """ggml_backend_dev_props, with room for capabilities that are not asked for."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("description", ctypes.c_char_p),
        ("free", ctypes.c_size_t),
        ("total", ctypes.c_size_t),
        ("kind", ctypes.c_int),
        ("bus", ctypes.c_char_p),
        ("capabilities", ctypes.c_char * 64),
    )


@dataclass(frozen=True, slots=True)
class Device:
    """A graphics device the build can use."""

    name: str
    free: int
    """Bytes free now."""
    total: int
    shared: bool
    """Its memory is the machine's own: what a model takes there is missing elsewhere."""
    handle: int
    """ggml's own reference to it."""


def devices() -> list[Device]:
    """The graphics devices this build can offload to: separate ones, else those in the processor; each once."""
    lib = library.llama()
    absent()
    count = library.ggml(lib, "ggml_backend_dev_count", ctypes.c_size_t)
    get = library.ggml(lib, "ggml_backend_dev_get", ctypes.c_void_p, ctypes.c_size_t)
    ask = library.ggml(lib, "ggml_backend_dev_get_props", None, ctypes.c_void_p, ctypes.POINTER(_Properties))
    found: dict[int, list[Device]] = {_SEPARATE: [], _INTEGRATED: []}
    known: set[bytes] = set()
    for number in range(count()):
        told, handle = _Properties(), get(number)
        ask(handle, ctypes.byref(told))
        if told.kind not in found or (told.bus and told.bus in known):
            continue  # a card that two modules can use is used through the first
        known |= {told.bus} if told.bus else set()
        name = (told.description or told.name or b"").decode("utf-8", "replace")
        found[told.kind].append(Device(name, told.free, told.total, told.kind == _INTEGRATED, handle))
    return _numbered(found[_SEPARATE] or found[_INTEGRATED])


@functools.cache
def absent() -> tuple[tuple[str, str], ...]:
    """Load the modules that are there. Which of them cannot be used, and why: `vulkan`, `libvulkan.so.1: …`."""
    lib = library.llama()
    reasons = []
    for path in modules(library.folder(lib) / FOLDER):
        why = _load(lib, path)
        if why:
            reasons.append((kind(path), why))
    return tuple(reasons)


def modules(folder: Path) -> list[Path]:
    """The modules for graphics devices in `folder`, none where it is not there."""
    return sorted(path for path in folder.glob("*ggml-*") if _MODULE.fullmatch(path.name))


def kind(module: Path) -> str:
    """What a module drives, by its name: `vulkan`."""
    named = _MODULE.fullmatch(module.name)
    assert named is not None, "`modules` lists no other"
    return named[1]


def given(chosen: Sequence[Device]) -> Any:
    """The devices as llama.cpp takes them: an array that ends with none. Without any, nothing is offloaded at all."""
    return (ctypes.c_void_p * (len(chosen) + 1))(*[each.handle for each in chosen], None)


def _load(lib: Any, path: Path) -> str:
    """Load one module; why it cannot be used, or nothing."""
    try:
        ctypes.CDLL(str(path))  # says what is missing; ggml does not
    except OSError as error:
        return str(error).replace(str(path.parent) + os.sep, "")
    loaded = library.ggml(lib, "ggml_backend_load", ctypes.c_void_p, ctypes.c_char_p)(os.fsencode(path))
    return "" if loaded else "no driver for it starts here"


def _numbered(found: list[Device]) -> list[Device]:
    """Several cards of one make are told apart."""
    several = {name for name, count in Counter(each.name for each in found).items() if count > 1}
    return [
        Device(f"{each.name} ({number})", each.free, each.total, each.shared, each.handle)
        if each.name in several
        else each
        for number, each in enumerate(found, start=1)
    ]
