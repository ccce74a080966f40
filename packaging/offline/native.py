"""llama-cpp-python for every processor of a kind: compiled once, each level of vector instructions a module.

Where the bundle was asked for a graphics back end, its module goes in too and is loaded where its driver is found.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from offline.sbom import Part
from offline.wheels import Wheel

OPTIONS = (
    "-DLLAVA_BUILD=OFF",
    "-DLLAMA_OPENSSL=OFF",
    "-DGGML_NATIVE=OFF",
    "-DGGML_BACKEND_DL=ON",
    "-DGGML_CPU_ALL_VARIANTS=ON",
    "-DCMAKE_INSTALL_BINDIR=llama_cpp/lib",
    "-DCMAKE_INSTALL_LIBDIR=llama_cpp/lib",
    "-DCMAKE_INSTALL_INCLUDEDIR=llama_cpp/include",
)
STATIC = "-static-libstdc++ -static-libgcc -Wl,--exclude-libs,ALL"
"""The C++ library goes into the modules: an older system's is too old for a newer compiler."""
GRAPHICS = {"vulkan": "-DGGML_VULKAN=ON", "cuda": "-DGGML_CUDA=ON"}


def cmake_arguments(root: Path, graphics: Sequence[str]) -> str:
    """CMAKE_ARGS for the build."""
    include = (root / "packaging" / "llama_variants.cmake").as_posix()
    options = [*OPTIONS, f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={include}", *(GRAPHICS[each] for each in graphics)]
    if sys.platform == "linux":
        options += [f"-DCMAKE_{kind}_LINKER_FLAGS={STATIC}" for kind in ("SHARED", "MODULE")]
    return shlex.join(options)


def build(root: Path, folder: Path, graphics: Sequence[str], jobs: int) -> Wheel:
    """Compile it into `folder`; half an hour of two cores. pip's cache is not used and not filled."""
    tools = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": tools + os.pathsep + os.environ.get("PATH", "")}
    environment |= {"CMAKE_ARGS": cmake_arguments(root, graphics), "CMAKE_BUILD_PARALLEL_LEVEL": str(jobs)}
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--require-hashes", "--no-build-isolation"]
    command += ["--no-cache-dir", "--no-binary", "llama-cpp-python", "--disable-pip-version-check"]
    command += ["--wheel-dir", str(folder), "-r", str(root / "packaging" / "lock" / "llama.txt")]
    subprocess.run(command, check=True, env=environment)
    return next(Wheel.at(path) for path in sorted(folder.glob("llama_cpp_python-*.whl")))


def identity(root: Path, graphics: Sequence[str]) -> str:
    """A short name for what a build would be: the pinned source, the options, the two files for CMake."""
    digest = hashlib.sha256(" ".join([*OPTIONS, STATIC, *sorted(graphics)]).encode())
    for name in ("lock/llama.txt", "llama_lean.cmake", "llama_variants.cmake"):
        digest.update((root / "packaging" / name).read_bytes())
    return digest.hexdigest()[:12]


def parts(wheel: Wheel, licences: Path) -> list[Part]:
    """The libraries inside the package, for the bill of materials; their licence texts go to `licences`."""
    found = [
        Part("library", "llama.cpp", f"in llama-cpp-python {wheel.version}", "MIT", note="with ggml"),
    ]
    with zipfile.ZipFile(wheel.path) as archive:
        names = archive.namelist()
        openmp = next((name for name in names if re.search(r"/libgomp\.so", name)), None)
        if openmp:
            digest = hashlib.sha256(archive.read(openmp)).hexdigest()
            note = "GNU OpenMP runtime, beside the modules that use it; its source is GCC's"
            found.append(Part("library", "libgomp", digest[:12], OPENMP, digest, note))
            licences.mkdir(parents=True, exist_ok=True)
            (licences / "libgomp.txt").write_text(OPENMP_TEXT, encoding="utf-8")
    return found


OPENMP = "GPL-3.0-or-later WITH GCC-exception-3.1"
OPENMP_TEXT = """libgomp, the GNU OpenMP runtime library, is part of GCC and is licensed under the GNU General Public
License, version 3 or later, with the GCC Runtime Library Exception, version 3.1, which permits to convey it with
programs under other licences. Its source is part of the GCC release that the compiler of this bundle came from.
"""
