"""Turns the end of a failed command's output into the few lines that matter and what to do about them."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping, Sequence

COMPILER = {
    "linux": "Install one: `sudo apt install build-essential` (Debian, Ubuntu) or `sudo dnf install gcc-c++ make`.",
    "darwin": "Install Apple's command line tools: `xcode-select --install`.",
    "win32": 'Install "Build Tools for Visual Studio" with the workload "Desktop development with C++".',
}

ADVICE: tuple[tuple[str, str], ...] = (
    (
        r"DO NOT MATCH THE HASHES",
        "A package is not the one the lock names. Do not install it. If your index is a mirror, tell its owner.",
    ),
    (r"No space left|Errno 28|disk full", "The disk is full. Set-up needs about 3 GB in this folder."),
    (
        r"CMAKE_C(XX)?_COMPILER|No CMAKE_C|[Cc]ould not find (any instance of Visual Studio|compiler)|cl\.exe",
        "There is no C or C++ compiler.",
    ),
    (r"CMake .* or higher is required", "CMake is too old; remove it from the path and one is installed here."),
    (r"Killed|out of memory|cannot allocate memory", "The compiler ran out of memory; close other programs."),
    (
        r"NewConnectionError|ConnectionError|Could not fetch URL|Temporary failure in name|ProxyError|SSLError"
        r"|Read timed out|Retrying \(Retry",
        "The package index could not be reached. pip's own settings apply: set a mirror or proxy there, or try again.",
    ),
    (
        r"No matching distribution found|Could not find a version",
        "The package index does not have a package of the lock for this system and Python. Python 3.11 to 3.13 on "
        "Linux, Windows or macOS (arm64) are meant to work; a mirror may be incomplete.",
    ),
    (
        r"ensurepip is not available|No module named ensurepip",
        "Install Python's venv part: `apt install python3-venv`.",
    ),
)

TELLING = re.compile(r"error|CMake Error|fatal|ninja: |not found|No such file|Permission denied|hash|Killed", re.I)
NOISE = re.compile(r"^\s*$|Location 'file:|-Werror|error_|error\.(h|c)|\[\d+/\d+\] /|notice\]")


def meaningful(lines: Sequence[str], count: int = 8) -> list[str]:
    """The last lines that tell what went wrong; the very last ones where none does."""
    told = [line for line in lines if TELLING.search(line) and not NOISE.search(line)]
    return [line.strip()[:200] for line in (told or [line for line in lines if line.strip()])[-count:]]


def advice(lines: Sequence[str]) -> str:
    """What to do about a failure, or where to look when it is none of the known ones."""
    text = "\n".join(lines)
    for pattern, words in ADVICE:
        if re.search(pattern, text):
            return f"{words} {COMPILER.get(sys.platform, '')}".strip() if "compiler" in words[:40] else words
    return "The whole output is in the log."


def missing_compiler(environ: Mapping[str, str]) -> str:
    """Which compiler is missing, with advice; empty when both are there, or where only CMake can tell."""
    if sys.platform == "win32":
        return ""
    c = environ.get("CC", "").split() or ["cc", "gcc", "clang"]
    cxx = environ.get("CXX", "").split() or ["c++", "g++", "clang++"]
    lacking = [
        name for name, programs in (("C", c), ("C++", cxx)) if not any(shutil.which(program) for program in programs)
    ]
    if not lacking:
        return ""
    return f"There is no {' and no '.join(lacking)} compiler. {COMPILER.get(sys.platform, COMPILER['linux'])}"
