"""llama-cpp-python for every processor of a kind: compiled once, each level of vector instructions a module.

Modules for graphics devices are built apart, by `graphics`.
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


def cmake_arguments(root: Path, few: Sequence[str] = ()) -> str:
    """CMAKE_ARGS for the build; with `few`, of these processors' modules only."""
    include = (root / "packaging" / ("llama_few_variants.cmake" if few else "llama_variants.cmake")).as_posix()
    options = [*OPTIONS, f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={include}"]
    options += [f"-DLOCALCOUNSEL_VARIANTS={','.join(few)}"] if few else []
    if sys.platform == "linux":
        options += [f"-DCMAKE_{kind}_LINKER_FLAGS={STATIC}" for kind in ("SHARED", "MODULE")]
    return shlex.join(options)


def build(root: Path, folder: Path, jobs: int, few: Sequence[str] = ()) -> Wheel:
    """Compile it into `folder`; half an hour of two cores. pip's cache is not used and not filled.

    `few`: the processors to compile modules for (`x64`, `haswell`), in a few minutes; a bundle for others has all.
    """
    tools = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": tools + os.pathsep + os.environ.get("PATH", "")}
    environment |= {"CMAKE_ARGS": cmake_arguments(root, few), "CMAKE_BUILD_PARALLEL_LEVEL": str(jobs)}
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--require-hashes", "--no-build-isolation"]
    command += ["--no-cache-dir", "--no-binary", "llama-cpp-python", "--disable-pip-version-check"]
    command += ["--wheel-dir", str(folder), "-r", str(root / "packaging" / "lock" / "llama.txt")]
    subprocess.run(command, check=True, env=environment)
    wheel = next(Wheel.at(path) for path in sorted(folder.glob("llama_cpp_python-*.whl")))
    return _without_others(wheel, few) if few else wheel


def _without_others(wheel: Wheel, few: Sequence[str]) -> Wheel:
    """The package in its own place, less the modules that were left empty."""
    whole = wheel.path.with_suffix(".whole")
    wheel.path.replace(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(wheel.path, "w", zipfile.ZIP_DEFLATED) as copy:
        empty = {name for name in source.namelist() if (each := _VARIANT.search(name)) and each[1] not in few}
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith(".dist-info/RECORD"):
                lines = content.decode("utf-8").splitlines(keepends=True)
                content = "".join(line for line in lines if line.split(",")[0] not in empty).encode("utf-8")
            if entry.filename not in empty:
                copy.writestr(entry, content)
    whole.unlink()
    return Wheel.at(wheel.path)


_VARIANT = re.compile(r"/(?:lib)?ggml-cpu-(\w+)\.(?:so|dll)$")


def identity(root: Path, few: Sequence[str] = ()) -> str:
    """A short name for what a build would be: the pinned source, the options, the files for CMake."""
    digest = hashlib.sha256(" ".join([*OPTIONS, STATIC, *few]).encode())
    files = [
        "lock/llama.txt",
        "llama_lean.cmake",
        "llama_variants.cmake",
        *(["llama_few_variants.cmake"] if few else []),
    ]
    for name in files:
        digest.update((root / "packaging" / name).read_bytes())
    return digest.hexdigest()[:12]


def parts(wheel: Wheel, licences: Path) -> list[Part]:
    """The libraries inside the package, for the bill of materials; their licence texts go to `licences`."""
    with zipfile.ZipFile(wheel.path) as archive:
        names = archive.namelist()
        kinds = sorted(each[1] for name in names if (each := re.search(r"/graphics/(?:lib)?ggml-(\w+)\.", name)))
        note = " ".join(["with ggml", *(f"and its module for {kind}" for kind in kinds)])
        found = [Part("library", "llama.cpp", f"in llama-cpp-python {wheel.version}", "MIT", note=note)]
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
