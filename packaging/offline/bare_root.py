"""A bare Debian to try a bundle in, put together from this machine's own packages: no mirror, no debootstrap, seconds.

It has the packages that debootstrap's smallest variant has (the essential and the required ones) and Python with what
it asks for, each with the files that dpkg lists for it, in the versions of this machine. What else is installed here,
compilers and Python packages among it, is not there. Of what installation scripts make there is the list of users and
the cache of libraries, and no more.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

WANTED = ("python3", "openssl")
"""Besides the essential and the required packages; the second is there to check the signature with."""
_FIELDS = ("binary:Package", "db:Status-Status", "Essential", "Priority", "Pre-Depends", "Depends", "Provides")
_MERGED = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
_EMPTY = ("dev", "proc", "sys", "tmp", "root", "home", "var/tmp", "etc", "opt", "usr/local/bin")
_NOT_NEEDED = ("/usr/share/doc/", "/usr/share/man/", "/usr/share/locale/", "/usr/share/info/", "/boot/")


class Lacking(Exception):
    """This machine has not what a bare Debian can be made of; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class _Package:
    name: str
    needed_anyway: bool
    needs: tuple[tuple[str, ...], ...]
    """Each a choice of names."""


def assemble(root: Path) -> int:
    """Make the root in an empty folder, as root; how many packages it has. Raises Lacking."""
    installed, providers = _installed()
    chosen = _closure(installed, providers)
    for name in _MERGED:
        here = Path("/", name)
        if here.is_symlink():
            (root / name).symlink_to(here.readlink())
            (root / here.readlink()).mkdir(parents=True, exist_ok=True)
    for name in _EMPTY:
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in ("tmp", "var/tmp"):
        (root / name).chmod(0o1777)
    listed = subprocess.run(["dpkg-query", "-L", *chosen], capture_output=True, text=True, check=True).stdout
    for line in dict.fromkeys(listed.splitlines()):
        if line.startswith("/") and not line.startswith(_NOT_NEEDED):
            _copy(line, root)
    for name in ("passwd", "group"):
        shutil.copyfile(Path("/usr/share/base-passwd", f"{name}.master"), root / "etc" / name)
    subprocess.run(["/sbin/ldconfig", "-r", str(root)], check=True)
    return len(chosen)


def _installed() -> tuple[dict[str, _Package], dict[str, str]]:
    """The machine's packages by name, and who provides what."""
    if shutil.which("dpkg-query") is None:
        raise Lacking("this machine is no Debian: dpkg-query is missing")
    form = "\t".join(f"${{{field}}}" for field in _FIELDS) + "\n"
    told = subprocess.run(["dpkg-query", "-W", "-f", form], capture_output=True, text=True, check=True).stdout
    packages: dict[str, _Package] = {}
    providers: dict[str, str] = {}
    for line in told.splitlines():
        name, status, essential, priority, *needs, provides = line.split("\t")
        if status != "installed":
            continue
        plain = name.partition(":")[0]
        needed = tuple(choice for each in needs for choice in _choices(each))
        packages.setdefault(plain, _Package(name, essential == "yes" or priority == "required", needed))
        for choice in _choices(provides):
            providers.setdefault(choice[0], plain)
    return packages, providers


def _choices(field: str) -> list[tuple[str, ...]]:
    """`a (>= 1), b:any | c` → ((a,), (b, c))."""
    wanted = [each for each in field.split(",") if each.strip()]
    return [tuple(re.split(r"[\s:(\[]", name.strip(), maxsplit=1)[0] for name in each.split("|")) for each in wanted]


def _closure(installed: Mapping[str, _Package], providers: Mapping[str, str]) -> list[str]:
    """The packages that are wanted and all that they ask for, as dpkg names them. Raises Lacking."""
    left = [name for name, package in installed.items() if package.needed_anyway] + list(WANTED)
    found: dict[str, str] = {}
    while left:
        name = left.pop()
        if name in found:
            continue
        if name not in installed:
            raise Lacking(f"this machine has no Debian package {name}")
        package = installed[name]
        found[name] = package.name
        left += [_first(choice, installed, providers, name) for choice in package.needs]
    return sorted(found.values())


def _first(choice: Iterable[str], installed: Mapping[str, _Package], providers: Mapping[str, str], whose: str) -> str:
    for name in choice:
        if name in installed:
            return name
        if name in providers:
            return providers[name]
    raise Lacking(f"{' or '.join(choice)}, which {whose} asks for, is not installed")


def _copy(name: str, root: Path) -> None:
    """One file, link or folder of a package; what was removed here by hand is left out."""
    source, target = Path(name), root / name[1:]
    if source.is_symlink():
        if not (target.is_symlink() or target.exists()):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(source.readlink())
    elif source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
        for compiled in (source.parent / "__pycache__").glob(f"{source.stem}.*.pyc") if name.endswith(".py") else ():
            (target.parent / "__pycache__").mkdir(exist_ok=True)
            shutil.copy2(compiled, target.parent / "__pycache__" / compiled.name)
