"""A Python that goes into the bundle, for machines that have none: a folder that can be moved, or Debian's packages.

Debian's interpreter finds its library from where it stands; only the shared libraries it uses must be told to.
"""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

DEBIAN = (
    "python3.11-minimal libpython3.11-minimal python3.11 libpython3.11-stdlib python3.11-venv media-types "
    "libbz2-1.0 libcrypt1 libexpat1 libffi8 liblzma5 libncursesw6 libreadline8 libsqlite3-0 libssl3 libtinfo6 "
    "libuuid1 zlib1g"
).split()
"""The interpreter of Debian 12 with every library that one of its kept modules asks for, the C library excepted."""
LIBRARIES = Path("usr/lib/x86_64-linux-gnu")
NOT_NEEDED = re.compile(
    r"(^|/)(__pycache__|test|tests|idlelib|tkinter|turtledemo|lib2to3|ensurepip|distutils|pydoc_data)(/|$)"
    r"|\.pyc$|(^|/)usr/share/(?!doc/[^/]+/copyright$)|(^|/)(etc|var)/|/config-3\.11-|/(nis|_dbm|_tkinter)\.cpython"
)


def from_debian(folder: Path) -> str:
    """Unpack Debian's packages below `folder`, through apt's own configuration. Returns the interpreter's path.

    Needs apt-get, dpkg-deb and patchelf.
    """
    packages = folder.parent / "debian-packages"
    packages.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", "-qq", *DEBIAN], cwd=packages, check=True)
    for package in sorted(packages.glob("*.deb")):
        subprocess.run(["dpkg-deb", "--extract", str(package), str(folder)], check=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        if NOT_NEEDED.search(path.relative_to(folder).as_posix()) and (path.is_symlink() or path.is_file()):
            path.unlink()
    _gather_libraries(folder)
    for path in folder.rglob("*"):
        if path.is_symlink() and (path.readlink().is_absolute() or not path.exists()):
            path.unlink()  # into Debian's /etc, or to something that was not taken
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.open("rb").read(4) == b"\x7fELF":
            relative = Path(*[".."] * (len(path.relative_to(folder).parts) - 1)) / LIBRARIES
            subprocess.run(["patchelf", "--set-rpath", f"$ORIGIN/{relative}", str(path)], check=True)
    return "usr/bin/python3.11"


def _gather_libraries(folder: Path) -> None:
    """Debian 12 keeps some libraries in /lib; here they stand with the others."""
    other = folder / "lib"
    if other.is_dir():
        shutil.copytree(other / LIBRARIES.name, folder / LIBRARIES, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(other)


def check(folder: Path, interpreter: str) -> str:
    """The version of the interpreter in `folder`, started with no environment. Raises CalledProcessError."""
    code = "import sys, venv, sqlite3, ctypes, ssl, zlib, lzma, bz2, hashlib; print('%d.%d' % sys.version_info[:2])"
    command = [str(folder / interpreter), "-I", "-B", "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True, env={}).stdout.strip()


def pack(folder: Path, target: Path, when: int) -> None:
    """Pack the Python with its links; the same folder gives the same archive."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = when
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=when) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in sorted(folder.iterdir()):
            archive.add(path, arcname=path.name, filter=plain)
