"""The step that compiles llama.cpp, shows how far it is, and checks that the result fits this processor."""

from __future__ import annotations

import os
import platform
import re
import shlex
import time
from collections.abc import Callable
from pathlib import Path

from setup_env.commands import StepFailed, ask, pip
from setup_env.layout import Layout
from setup_env.screen import Screen, span

OPTIONS = ("-DLLAVA_BUILD=OFF", "-DLLAMA_OPENSSL=OFF")
"""Left out: image models, and an HTTPS client that is never used."""

NINJA = re.compile(r"^\s*\[(\d+)/(\d+)\]")


class Compilation:
    """Turns ninja's `[61/83]` into a percentage and the time that is left."""

    def __init__(self, show: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._show = show
        self._clock = clock
        self._begun = 0.0

    def heard(self, line: str) -> None:
        found = NINJA.match(line)
        if found is None:
            return
        done, of = int(found[1]), int(found[2])
        if not self._begun:
            self._begun = self._clock()
        left = ""
        if 1 < done < of:
            left = f", about {span((self._clock() - self._begun) / (done - 1) * (of - done))} left"
        self._show(f"{100 * done // of} % ({done} of {of}){left}")


def build(layout: Layout, screen: Screen, repair: bool) -> str:
    """Installs llama-cpp-python from its source. A build of it in pip's cache is used when it fits this processor."""
    own = os.environ.get("CMAKE_ARGS", "")
    _install(layout, screen, fresh=repair or bool(own))
    unfit = fault(layout)
    if unfit:
        screen.detail(f"compiling again: {unfit}")
        _install(layout, screen, fresh=True)
        unfit = fault(layout)
    if unfit:
        raise StepFailed(f"llama.cpp was compiled, but {unfit}")
    return "with CMAKE_ARGS" if own else ""


def cmake_arguments(layout: Layout, own: str) -> str:
    """Our options for CMake, then the user's, which win (`CMAKE_ARGS=-DGGML_CUDA=on`)."""
    lean = (layout.root / "packaging" / "llama_lean.cmake").as_posix()
    ours = [*OPTIONS, f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={lean}"]
    return " ".join([*map(shlex.quote, ours), own]).strip()


def fault(layout: Layout) -> str:
    """What is wrong with the installed build on this processor; empty when it loads and uses its vector units."""
    code, said = ask(layout, "import llama_cpp", "print(llama_cpp.llama_print_system_info().decode())")
    if code != 0:
        return f"it does not load ({said.splitlines()[-1] if said else f'code {code}'})"
    return slow(said, _processor())


def slow(system_info: str, flags: frozenset[str]) -> str:
    """Why a build would be slow: the processor has a vector unit that the build does not use. Or empty."""
    for flag, name in (("avx2", "AVX2"), ("avx512f", "AVX512")):
        if flag in flags and f"{name} = 1" not in system_info:
            return f"it does not use {name}, which this processor has"
    return ""


def _install(layout: Layout, screen: Screen, *, fresh: bool) -> None:
    arguments = ["install", "-v", "--no-deps", "--require-hashes", "--no-build-isolation"]
    arguments += ["--no-binary", "llama-cpp-python"]
    if fresh:
        arguments += ["--force-reinstall", "--no-cache-dir"]
    extra = {"CMAKE_ARGS": cmake_arguments(layout, os.environ.get("CMAKE_ARGS", ""))}
    compilation = Compilation(screen.detail)
    lock = str(layout.lock("llama"))
    pip(layout, *arguments, "-r", lock, heard=compilation.heard, tick=screen.tick, extra=extra)


def _processor() -> frozenset[str]:
    """The processor's features where the system tells (Linux on x86), else none."""
    told = Path("/proc/cpuinfo")
    if platform.machine().lower() not in {"x86_64", "amd64"} or not told.is_file():
        return frozenset()
    found = re.search(r"^flags\s*:(.*)$", told.read_text(encoding="ascii", errors="replace"), re.MULTILINE)
    return frozenset(found[1].split()) if found else frozenset()
