"""A module of llama.cpp for graphics devices, compiled from the pinned source and put into the package beside the rest.

It is built alone: it takes as long as everything else together, and the other modules are the same with it and without.
The program loads it only where graphics are wanted (`localcounsel.engine.llama.graphics`).
"""

from __future__ import annotations

import base64
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from offline import native
from offline.wheels import Wheel

KINDS = {"vulkan": "-DGGML_VULKAN=ON", "cuda": "-DGGML_CUDA=ON"}
INSIDE = "llama_cpp/lib/graphics"
"""Where the program looks for it."""


def module(root: Path, cache: Path, kind: str, jobs: int) -> Path:
    """The module of this lock and these options, compiled once and kept.

    What it needs is found by CMake: for Vulkan, headers of 1.3.275 or newer, `glslc` and SPIRV-Headers, as in Debian 13
    or in an SDK that VULKAN_SDK names; for CUDA, NVIDIA's toolkit. CMAKE_ARGS of the environment is respected.
    """
    kept = cache / f"graphics-{kind}-{_identity(root, kind)}"
    ready = [path for path in kept.glob("*ggml-*") if path.suffix in (".so", ".dll")] if kept.is_dir() else []
    if not ready:
        with tempfile.TemporaryDirectory(prefix="graphics-") as work:
            built = _build(root, Path(work), kind, jobs)
            kept.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(built, kept / f"{built.name}.part")
        ready = [(kept / f"{built.name}.part").replace(kept / built.name)]
    return ready[0]


def added(wheel: Wheel, modules: Sequence[Path], folder: Path) -> Wheel:
    """A copy of llama-cpp-python's package in `folder`, with the modules in it and in its list of files."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / wheel.path.name
    more = {f"{INSIDE}/{path.name}": path.read_bytes() for path in modules}
    lines = "".join(f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in more.items())
    with zipfile.ZipFile(wheel.path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith(".dist-info/RECORD"):
                content = lines.encode() + content
            copy.writestr(entry, content)
        for name, content in more.items():
            about = zipfile.ZipInfo(name)
            about.external_attr = 0o644 << 16
            copy.writestr(about, content, zipfile.ZIP_DEFLATED)
    return Wheel.at(target)


def _build(root: Path, work: Path, kind: str, jobs: int) -> Path:
    """Compile it in `work`. Raises CalledProcessError, RuntimeError."""
    tools = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join((tools, os.environ.get("PATH", "")))}
    fetch = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--no-build-isolation"]
    fetch += ["--no-binary", "llama-cpp-python", "--disable-pip-version-check", "--quiet", "--dest", str(work)]
    subprocess.run([*fetch, "-r", str(root / "packaging" / "lock" / "llama.txt")], check=True, env=environment)
    with tarfile.open(next(work.glob("llama_cpp_python-*.tar.gz"))) as archive:
        archive.extractall(work / "source", filter="data")
    (source,) = (work / "source").glob("*/vendor/llama.cpp")
    configure = ["cmake", "-S", str(source), "-B", str(work / "build"), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"]
    configure += [*_OPTIONS, *shlex.split(native.cmake_arguments(root)), KINDS[kind]]
    subprocess.run([*configure, *shlex.split(os.environ.get("CMAKE_ARGS", ""))], check=True, env=environment)
    compile_it = ["cmake", "--build", str(work / "build"), "--target", f"ggml-{kind}", "-j", str(jobs)]
    subprocess.run(compile_it, check=True, env=environment)
    built = [path for path in (work / "build").rglob(f"*ggml-{kind}.*") if path.suffix in (".so", ".dll")]
    if not built:
        raise RuntimeError(f"the build left no module ggml-{kind}")
    if strip := shutil.which("strip"):
        subprocess.run([strip, "--strip-unneeded", str(built[0])], check=True)
    return built[0]


_OPTIONS = (
    "-DBUILD_SHARED_LIBS=ON",
    "-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON",
    "-DCMAKE_INSTALL_RPATH=$ORIGIN/..",
    *(f"-DLLAMA_BUILD_{part}=OFF" for part in ("TESTS", "TOOLS", "EXAMPLES", "SERVER", "COMMON")),
)
"""Libraries are looked for beside the module and not where it was built: that folder is anybody's to make anew."""


def _identity(root: Path, kind: str) -> str:
    """A short name for what a build would be."""
    return hashlib.sha256(" ".join([native.identity(root), KINDS[kind], *_OPTIONS]).encode()).hexdigest()[:12]


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode("ascii")
