"""The steps that make the virtual environment and fill it from the hashed lists."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

from setup_env import demo_models
from setup_env.commands import StepFailed, ask, environment, pip, run
from setup_env.layout import Layout
from setup_env.screen import Screen

HASHED = ("install", "--no-deps", "--require-hashes", "--only-binary", ":all:")
CMAKE_NEEDED = (3, 21)
"""What llama-cpp-python's build asks for."""


def make(layout: Layout, screen: Screen, repair: bool) -> str:
    """A virtual environment whose pip works; one that is there already is kept when it does."""
    if layout.python.exists() and ask(layout, "import pip, sys", "sys.exit(sys.version_info < (3, 11))")[0] == 0:
        return "kept"
    command = [sys.executable, "-I", "-m", "venv", "--clear", str(layout.venv)]
    run(layout, command, heard=screen.detail, tick=screen.tick, env=environment())
    return f"Python {sys.version_info.major}.{sys.version_info.minor}"


def tools(layout: Layout, screen: Screen, repair: bool) -> str:
    """pip of the lock, the build tools, and CMake where the machine has none that will do."""
    _install(layout, screen, "build", repair)
    if _cmake_will_do():
        return ""
    _install(layout, screen, "cmake", repair)
    return "with CMake"


def packages(layout: Layout, screen: Screen, repair: bool) -> str:
    return f"{_install(layout, screen, 'runtime', repair)} from the lock"


def torch(layout: Layout, screen: Screen, repair: bool) -> str:
    """torch without CUDA where the index has that build; else the public one, which on Linux needs CUDA's libraries."""
    if not (sys.platform == "linux" and _cpu_build(layout, screen, repair)):
        _install(layout, screen, "torch", repair)
    loads = ("import torch", "print(torch.__version__)")
    screen.detail("checking that it loads")
    code, said = ask(layout, *loads)
    if code != 0 and sys.platform == "linux":
        screen.detail("this build needs CUDA's libraries; installing them")
        _install(layout, screen, "torch-cuda", repair)
        code, said = ask(layout, *loads)
    if code != 0:
        raise StepFailed("torch was installed and does not load", said.splitlines())
    return said.splitlines()[-1]


def _cpu_build(layout: Layout, screen: Screen, repair: bool) -> bool:
    try:
        _install(layout, screen, "torch-cpu", repair)
    except StepFailed as failure:
        if any("No matching distribution found" in line for line in failure.lines):
            return False
        raise
    return True


def itself(layout: Layout, screen: Screen, repair: bool) -> str:
    """The package, run from this folder, with its command `localcounsel`."""
    arguments = ("install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(layout.root))
    pip(layout, *arguments, heard=screen.detail, tick=screen.tick)
    return ""


def models(layout: Layout, screen: Screen, repair: bool) -> str:
    """The demo models' files, out of their archives, each with the size and SHA-256 of the manifest."""
    files = demo_models.wanted(layout.manifest)
    due = files if repair else demo_models.missing(files, layout.models)
    if due:
        archives = layout.work / "downloads"
        arguments = ("download", "--no-deps", "--require-hashes", "--dest", str(archives))
        counted = _Counted(screen, 2, "fetching")
        pip(layout, *arguments, "-r", str(layout.lock("models")), heard=counted.heard, tick=screen.tick)
        screen.detail("checking")
        demo_models.take_out(due, archives, layout.models)
        shutil.rmtree(archives)
    return f"{len({file.model for file in files})} models"


def tests(layout: Layout, screen: Screen, repair: bool) -> str:
    return f"{_install(layout, screen, 'dev', repair)} from the lock"


def _install(layout: Layout, screen: Screen, name: str, repair: bool) -> int:
    """Installs one hashed list, all of it again when the last try was interrupted; the number of its packages."""
    path = layout.lock(name)
    pins = len(re.findall(r"^[\w.-]+==", path.read_text(encoding="utf-8"), re.MULTILINE))
    counted = _Counted(screen, pins, "fetching")
    force = ("--ignore-installed",) if repair else ()
    pip(layout, *HASHED, *force, "-r", str(path), heard=counted.heard, tick=screen.tick)
    return pins


class _Counted:
    """Turns pip's "Collecting …" lines into "n of m"."""

    def __init__(self, screen: Screen, of: int, doing: str) -> None:
        self._screen = screen
        self._of = of
        self._doing = doing
        self._count = 0

    def heard(self, line: str) -> None:
        if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied")):
            self._count = min(self._count + 1, self._of)
            self._screen.detail(f"{self._doing} {self._count} of {self._of}")
        elif line.startswith("Installing collected packages"):
            self._screen.detail(f"unpacking {self._of}")


def _cmake_will_do() -> bool:
    program = shutil.which("cmake")
    if program is None:
        return False
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"version (\d+)\.(\d+)", done.stdout)
    return found is not None and (int(found[1]), int(found[2])) >= CMAKE_NEEDED
