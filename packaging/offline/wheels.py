"""The packages of a bundle: chosen from the hashed lock, fetched with pip for the target, listed with one hash each."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name, parse_wheel_filename

from offline.needed import left_out
from offline.targets import Target
from packaging import tags

PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)(?: ; ([^\\\n]+?))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)
PIP_LOCK = "build"
"""The list that pip itself is pinned in."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """One package of the bundle."""

    path: Path
    name: str
    """In pip's normal form."""
    version: str
    sha256: str

    @staticmethod
    def at(path: Path) -> Wheel:
        name, version, _, _ = parse_wheel_filename(path.name)
        with path.open("rb") as file:
            return Wheel(path, name, str(version), hashlib.file_digest(file, "sha256").hexdigest())

    def metadata(self) -> Message:
        """What the package says of itself."""
        with zipfile.ZipFile(self.path) as archive:
            name = next(each for each in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", each))
            return HeaderParser().parsestr(archive.read(name).decode("utf-8"))

    def unpacked(self) -> int:
        """Bytes of its files on disk."""
        with zipfile.ZipFile(self.path) as archive:
            return sum(each.file_size for each in archive.infolist())


def chosen(lock: Path, target: Target, python: str, with_preparation: bool) -> dict[str, str]:
    """The pins of the lock that hold for the target, as lines for pip without markers, by package."""
    out = left_out(with_preparation)
    lists = ["runtime"] + (["torch-cpu" if target.system == "linux" else "torch"] if with_preparation else [])
    text = "\n".join((lock / f"{name}.txt").read_text(encoding="utf-8") for name in lists)
    found = {}
    for name, version, marker, hashes in PIN.findall(text):
        if name not in out and (not marker or Marker(marker).evaluate(target.environment(python))):
            found[name] = f"{name}=={version}{hashes}"
    unknown = set(out) - {match[0] for match in PIN.findall(text)} - {"torch"}
    if unknown:
        raise ValueError(f"left out, and not in the lock: {', '.join(sorted(unknown))}")
    found["pip"] = next(
        f"{match[0]}=={match[1]}{match[3]}"
        for match in PIN.findall((lock / f"{PIP_LOCK}.txt").read_text(encoding="utf-8"))
        if match[0] == "pip"
    )
    return found


def fetch(pins: dict[str, str], target: Target, python: str, folder: Path) -> list[Wheel]:
    """Fetch every pin into `folder`, its hash checked by pip, whose own configuration is in force."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder.parent / f"wanted-{python}.txt"
    wanted.write_text("\n".join(pins.values()) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--python-version", python, "--implementation", "cp"]
    command += ["--abi", f"cp{python.replace('.', '')}", "--dest", str(folder), "-r", str(wanted)]
    for tag in target.tags:
        command += ["--platform", tag]
    subprocess.run(command, check=True)
    by_pin = suiting(map(Wheel.at, sorted(folder.glob("*.whl"))), pins, target, python)
    if missing := sorted(set(pins) - set(by_pin)):
        raise RuntimeError(f"pip did not bring {', '.join(missing)}")
    return [by_pin[name] for name in sorted(by_pin)]


def suiting(wheels: Iterable[Wheel], pins: dict[str, str], target: Target, python: str) -> dict[str, Wheel]:
    """Of everything that was ever fetched, the pinned wheels that this Python on this system takes, by package.

    The lock's hashes are those of all systems and Pythons, so that a hash alone does not tell.
    """
    major, minor = map(int, python.split("."))
    platforms = list(target.tags)
    order = [
        *tags.cpython_tags((major, minor), platforms=platforms),
        *tags.compatible_tags((major, minor), f"cp{major}{minor}", platforms),
    ]
    rank = {tag: number for number, tag in enumerate(order)}
    best: dict[str, tuple[int, Wheel]] = {}
    for wheel in wheels:
        own = [rank[tag] for tag in parse_wheel_filename(wheel.path.name)[3] if tag in rank]
        if own and wheel.sha256 in pins.get(wheel.name, ""):
            best[wheel.name] = min(
                best.get(wheel.name, (len(order), wheel)), (min(own), wheel), key=lambda each: each[0]
            )
    return {name: wheel for name, (_, wheel) in best.items()}


def requirements(wheels: list[Wheel]) -> str:
    """What pip is given on the isolated machine: every package but pip with the one hash it may have."""
    lines = [f"{each.name}=={each.version} --hash=sha256:{each.sha256}" for each in wheels if each.name != "pip"]
    return "\n".join(sorted(lines)) + "\n"


def own(root: Path, folder: Path) -> Wheel:
    """LocalCounsel's own package, built from this folder without fetching anything."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(root)]
    subprocess.run(command, check=True)
    return next(Wheel.at(path) for path in sorted(folder.glob("*.whl")) if _is_own(path))


def _is_own(path: Path) -> bool:
    return canonicalize_name(path.name.split("-")[0]) == "localcounsel"
