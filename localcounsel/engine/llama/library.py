"""llama.cpp itself: its functions, its log kept off the terminal, and the devices it can compute on.

Only the bindings module is imported. The package around it brings numpy and a template renderer, which this
process has no use for and which would triple its start; so that package's own start-up code is not run.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import os
import re
import sys
import types
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SPINS = "1000"
"""How often an idle OpenMP thread looks for work before it sleeps. GNU's own 300,000 make every step of the
computation wait out a time slice as soon as another process wants a core, such as the index at its work:
measured on two cores, 8 to 28 tokens a second in place of about 100."""
LOG_LINES = 12
"""Lines of llama.cpp's log kept for error messages."""

_WARNING = 3  # ggml_log_level: 1 debug, 2 info, 3 warning, 4 error, 5 continuation
_GPU_KINDS = (1, 2)  # ggml_backend_dev_type: 0 cpu, 1 gpu, 2 integrated gpu, 3 accelerator

_log: deque[str] = deque(maxlen=LOG_LINES)


@dataclass(frozen=True, slots=True)
class Device:
    """A graphics device the build can use."""

    name: str
    free: int
    """Bytes free now."""


@functools.cache
def llama() -> Any:
    """The bindings, ready for use."""
    spec = importlib.util.find_spec("llama_cpp")
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError("llama-cpp-python is not installed")
    os.environ.setdefault("GOMP_SPINCOUNT", SPINS)
    if "llama_cpp" not in sys.modules:
        package = types.ModuleType("llama_cpp")
        package.__path__ = list(spec.submodule_search_locations)
        package.__spec__ = spec
        sys.modules["llama_cpp"] = package
    bindings: Any = importlib.import_module("llama_cpp.llama_cpp")
    bindings.llama_log_set(_log_callback(), None)
    _load_modules(bindings)
    bindings.llama_backend_init()
    return bindings


def last_log() -> str:
    """llama.cpp's last warnings and errors, oldest first, in one line."""
    return " | ".join(_log)


def clear_log() -> None:
    """Forget earlier lines, so that the next error is explained by its own."""
    _log.clear()


def backend() -> str:
    """What computes, for people: `CPU` or the graphics devices' names."""
    names = [device.name for device in devices()]
    return ", ".join(names) if names else "CPU"


def devices() -> list[Device]:
    """The graphics devices this build can offload to, with the memory they have free."""
    lib = llama()
    if not lib.llama_supports_gpu_offload():
        return []
    count = _ggml(lib, "ggml_backend_dev_count", ctypes.c_size_t)
    get = _ggml(lib, "ggml_backend_dev_get", ctypes.c_void_p, ctypes.c_size_t)
    kind = _ggml(lib, "ggml_backend_dev_type", ctypes.c_int, ctypes.c_void_p)
    name = _ggml(lib, "ggml_backend_dev_description", ctypes.c_char_p, ctypes.c_void_p)
    size = ctypes.POINTER(ctypes.c_size_t)
    memory = _ggml(lib, "ggml_backend_dev_memory", None, ctypes.c_void_p, size, size)
    found = []
    for number in range(count()):
        handle = get(number)
        if kind(handle) in _GPU_KINDS:
            free, total = ctypes.c_size_t(), ctypes.c_size_t()
            memory(handle, ctypes.byref(free), ctypes.byref(total))
            found.append(Device(name(handle).decode("utf-8", "replace"), free.value))
    return found


@functools.cache
def _log_callback() -> Any:
    """Kept alive by the cache: llama.cpp calls it for as long as the process lives."""

    def keep(level: int, text: bytes, _: int) -> None:
        line = text.decode("utf-8", "replace").strip()
        if level >= _WARNING and len(line) > 1:
            _log.append(line[:300])

    return ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(keep)


def processor() -> str:
    """What the computation on the processor was built for: a module's name (`zen4`), else `this machine`.

    `chosen here` where the modules are there and the system does not tell which of them is loaded.
    """
    if not any(_folder(llama()).glob(_PROCESSOR_MODULES)):
        return "this machine"
    maps = Path("/proc/self/maps")
    if not maps.exists():
        return "chosen here"
    loaded = _MODULE.search(maps.read_text(encoding="utf-8", errors="replace"))
    return loaded[1] if loaded else "chosen here"


def _load_modules(bindings: Any) -> None:
    """Where the computation is in modules, load the one for this processor and those for graphics devices.

    A bundle has a module for each level of vector instructions. ggml asks every one of them how well it fits and
    keeps the best. Compiled for one machine, everything is linked into the libraries and there is nothing to load.
    """
    folder = _folder(bindings)
    if any(folder.glob(_PROCESSOR_MODULES)):
        _ggml(bindings, "ggml_backend_load_all_from_path", None, ctypes.c_char_p)(os.fsencode(folder))
        if not _ggml(bindings, "ggml_backend_reg_count", ctypes.c_size_t)():
            raise ImportError(f"no module in {folder} computes on this processor: {last_log()}")


def _folder(bindings: Any) -> Path:
    return Path(bindings.__file__).parent / "lib"


_PROCESSOR_MODULES = "*ggml-cpu-*"
_MODULE = re.compile(r"ggml-cpu-(\w+)\.(?:so|dll)")


@functools.cache
def _beside(folder: Path) -> tuple[ctypes.CDLL, ...]:
    names = [f"{prefix}{stem}{suffix}" for stem in ("ggml", "ggml-base") for prefix, suffix in _NAMINGS]
    return tuple(ctypes.CDLL(str(folder / name)) for name in names if (folder / name).exists())


_NAMINGS = (("lib", ".so"), ("lib", ".dylib"), ("", ".dll"))


def _ggml(bindings: Any, name: str, result: Any, *arguments: Any) -> Any:
    """A function of ggml that the bindings leave out.

    It is looked for through llama.cpp's own library first, which finds it in the very ggml that it uses: beside it
    may lie copies under other names. Windows does not look into other libraries; there is one copy there.
    """
    function = getattr(bindings._lib, name, None)
    for library in _beside(_folder(bindings)) if function is None else ():
        function = function or getattr(library, name, None)
    if function is None:
        raise OSError(f"llama.cpp's libraries have no {name}")
    function.restype, function.argtypes = result, list(arguments)
    return function
