"""llama.cpp itself: its functions, its log kept off the terminal, and the module for this processor.

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
from pathlib import Path
from typing import Any

SPINS = "1000"
"""How often an idle OpenMP thread looks for work before it sleeps. GNU's own 300,000 make every step of the
computation wait out a time slice as soon as another process wants a core, such as the index at its work:
measured on two cores, 8 to 28 tokens a second in place of about 100."""
LOG_LINES = 12
"""Lines of llama.cpp's log kept for error messages."""

_WARNING = 3  # ggml_log_level: 1 debug, 2 info, 3 warning, 4 error, 5 continuation

_log: deque[str] = deque(maxlen=LOG_LINES)


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
    if not any(folder(llama()).glob(_PROCESSOR_MODULES)):
        return "this machine"
    maps = Path("/proc/self/maps")
    if not maps.exists():
        return "chosen here"
    loaded = _MODULE.search(maps.read_text(encoding="utf-8", errors="replace"))
    return loaded[1] if loaded else "chosen here"


def _load_modules(bindings: Any) -> None:
    """Where the computation is in modules, load the one for this processor.

    A bundle has a module for each level of vector instructions. ggml asks every one of them how well it fits and
    keeps the best. Compiled for one machine, everything is linked into the libraries and there is nothing to load.
    The modules for graphics devices lie in a folder of their own and are loaded by `graphics`, where they are wanted.
    """
    place = folder(bindings)
    if any(place.glob(_PROCESSOR_MODULES)):
        ggml(bindings, "ggml_backend_load_all_from_path", None, ctypes.c_char_p)(os.fsencode(place))
        if not ggml(bindings, "ggml_backend_reg_count", ctypes.c_size_t)():
            raise ImportError(f"no module in {place} computes on this processor: {last_log()}")


def folder(bindings: Any) -> Path:
    """Where llama.cpp's libraries lie."""
    return Path(bindings.__file__).parent / "lib"


_PROCESSOR_MODULES = "*ggml-cpu-*"
_MODULE = re.compile(r"ggml-cpu-(\w+)\.(?:so|dll)")


@functools.cache
def _beside(place: Path) -> tuple[ctypes.CDLL, ...]:
    names = [f"{prefix}{stem}{suffix}" for stem in ("ggml", "ggml-base") for prefix, suffix in _NAMINGS]
    return tuple(ctypes.CDLL(str(place / name)) for name in names if (place / name).exists())


_NAMINGS = (("lib", ".so"), ("lib", ".dylib"), ("", ".dll"))


def ggml(bindings: Any, name: str, result: Any, *arguments: Any) -> Any:
    """A function of ggml that the bindings leave out.

    It is looked for through llama.cpp's own library first, which finds it in the very ggml that it uses: beside it
    may lie copies under other names. Windows does not look into other libraries; there is one copy there.
    """
    function = getattr(bindings._lib, name, None)
    for library in _beside(folder(bindings)) if function is None else ():
        function = function or getattr(library, name, None)
    if function is None:
        raise OSError(f"llama.cpp's libraries have no {name}")
    function.restype, function.argtypes = result, list(arguments)
    return function
