"""Makes one version: a Python environment of its own from the bundle's packages, the models, the papers.

No network, no compiler, no account but this one. pip is taken from the bundle and sees no configuration.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

from bundle import SIGNATURE, SUMS, Bundle, Refused
from suitable import python_tag
from versions import COMPLETE

STAGED = ".packages"
PYTHON_ARCHIVE = "python.tar.gz"
CARRIED = ("models", "prepared", "share", "docs", "licences", "installer")
"""Folders of the bundle that are kept beside the environment."""

Tell = Callable[[str], None]


def make(bundle: Bundle, folder: Path, tell: Tell) -> None:
    """Make the version in `folder`, which nothing else is in. Raises Refused; the caller removes what was begun."""
    folder.mkdir(parents=True)
    python = _base_python(bundle, folder, tell)
    tell("making the environment")
    environment = folder / "venv"
    run([python, "-I", "-m", "venv", "--without-pip", environment])
    own = environment_python(folder)
    tell("installing the packages")
    _install(bundle, folder, own)
    _remove_commands(folder, own.parent)
    tell("copying models, licences and the guide")
    for name in [each for part in CARRIED for each in bundle.under(part)]:
        bundle.copy(name, folder / name)
    for name in [each for each in bundle.sums if "/" not in each and each != PYTHON_ARCHIVE]:
        bundle.copy(name, folder / name)
    for name in (SUMS, SIGNATURE):
        if (bundle.folder / name).is_file():
            shutil.copyfile(bundle.folder / name, folder / name)
    tell("compiling Python's own files")
    run([own, "-I", "-m", "compileall", "-q", "-j", "0", _packages(folder)], accepts=(0, 1))


def finish(folder: Path) -> str:
    """Start what was installed, list its files with their digests, and return the version it says it is."""
    own = environment_python(folder)
    said = run([own, "-I", "-m", "localcounsel", "--version"]).strip()
    listed = json.dumps({"format": 1, "files": digests(folder)}, indent=0, sort_keys=True)
    staged = folder / f".{COMPLETE}"
    staged.write_text(listed, encoding="utf-8")
    staged.replace(folder / COMPLETE)
    return said


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below `folder` by its path with `/`; of a link, where it points to."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in [*files, *(each for each in folders if (Path(place) / each).is_symlink())]:
            path = Path(place) / name
            within = path.relative_to(folder).as_posix()
            if within in (COMPLETE, f".{COMPLETE}"):
                continue
            if path.is_symlink():
                found[within] = f"link to {path.readlink()}"
            else:
                with path.open("rb") as file:
                    found[within] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def changes(folder: Path) -> list[str]:
    """What is not as it was installed, a line each."""
    try:
        listed = json.loads((folder / COMPLETE).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError) as error:
        raise Refused(f"{folder / COMPLETE} cannot be read: its version was not installed to the end") from error
    here = digests(folder)
    return [
        *(f"{name} is missing" for name in sorted(set(listed) - set(here))),
        *(f"{name} was added" for name in sorted(set(here) - set(listed))),
        *(f"{name} was altered" for name in sorted(set(here) & set(listed)) if here[name] != listed[name]),
    ]


def environment_python(folder: Path) -> Path:
    """The interpreter of the environment in a version's folder."""
    return folder / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _packages(folder: Path) -> Path:
    major, minor = sys.version_info[:2]
    below = Path("Lib") if sys.platform == "win32" else Path("lib") / f"python{major}.{minor}"
    return folder / "venv" / below / "site-packages"


def _base_python(bundle: Bundle, folder: Path, tell: Tell) -> Path:
    """The Python the environment rests on: the carried one where the bundle has it, else the one that runs this."""
    if PYTHON_ARCHIVE not in bundle.sums:
        return Path(sys.executable)
    tell("unpacking Python")
    archive = bundle.copy(PYTHON_ARCHIVE, folder / ".python.tar.gz")
    try:
        with tarfile.open(archive) as packed:
            if hasattr(tarfile, "data_filter"):
                packed.extractall(folder / "python", filter="data")
            else:  # Python before 3.11.4; the archive's digest was listed and checked
                packed.extractall(folder / "python")
    except tarfile.TarError as error:
        raise Refused(f"{PYTHON_ARCHIVE} cannot be unpacked: {error}") from error
    archive.unlink()
    return folder / "python" / str(bundle.facts["python"])


def _install(bundle: Bundle, folder: Path, python: Path) -> None:
    staged = folder / STAGED
    for name in bundle.under("wheels"):
        bundle.copy(name, staged / Path(name).name)
    requirements = bundle.copy(f"requirements-{python_tag()}.txt", staged / "requirements.txt")
    pip = next(iter(staged.glob("pip-*.whl")), None)
    if pip is None:
        raise Refused("the bundle holds no pip")
    command: list[str | Path] = [
        python,
        "-I",
        pip / "pip",
        "install",
        "--isolated",
        "--no-input",
        "--disable-pip-version-check",
    ]
    command += ["--no-index", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--find-links", staged]
    command += ["--no-cache-dir", "--no-compile", "--no-warn-script-location", "--quiet", "-r", requirements]
    run(command)
    shutil.rmtree(staged)


def _remove_commands(folder: Path, programs: Path) -> None:
    """Leave nothing but the interpreter: other packages' commands are no use here, and a server is among them.

    The packages' own lists (RECORD) forget them too, or a check of the packages would miss them.
    """
    gone = [path for path in programs.iterdir() if not path.name.casefold().startswith("python")]
    for path in gone:
        path.unlink()
    names = {path.name for path in gone}
    for record in _packages(folder).glob("*.dist-info/RECORD"):
        lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not (line.startswith("../") and _file_name(line) in names)]
        if kept != lines:
            record.write_text("".join(kept), encoding="utf-8")


def _file_name(line: str) -> str:
    return next(iter(csv.reader([line])))[0].rpartition("/")[2]


def run(command: list[str | Path], accepts: tuple[int, ...] = (0,)) -> str:
    """What a command printed. Its environment is bare. Raises Refused with its last lines when it fails."""
    kept = {"HOME", "PATH", "TMPDIR", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA"}
    environment = {name: value for name, value in os.environ.items() if name.upper() in kept}
    environment |= {"PIP_CONFIG_FILE": os.devnull, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
        check=False,
    )
    if done.returncode not in accepts:
        told = [line.strip() for line in done.stdout.splitlines() if line.strip()][-6:]
        named = " ".join(str(part) for part in command[1:4])
        raise Refused(f"`{named} …` ended with code {done.returncode}", *told)
    return done.stdout
