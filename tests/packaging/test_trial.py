"""A bundle is made, and a machine that has never seen a network installs it and answers with it, within minutes.

The machine is a root folder of Debian's essential packages and Python, taken from this machine's own (debootstrap is
not needed for it, nor a mirror), in namespaces without a network interface. llama.cpp is compiled with two of its
modules, unless all of them were compiled here before. `test_bundle.py` takes the longer way: debootstrap, every module,
an upgrade, an installation for everybody, the firm's key.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pytest

from localcounsel.records import ModelFile
from localcounsel.store import weights
from tests.engine.index_fixtures import prepared_folder
from tests.packaging.bundles import ROOT, key_pair

import bundle as installers_bundle  # isort: skip - `bundles` puts the installer on the path
import ed25519  # isort: skip
from offline import bare_root, native  # isort: skip
from offline.isolation import Trial  # isort: skip

FEW = ("x64", "haswell")
"""The first x86-64, and what nearly every machine of the last ten years has."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
CACHE = ROOT / ".work" / "bundle" / "linux-x86_64"
MODEL = ROOT / ".work" / "models" / "smollm2-135m-instruct" / "SmolLM2-135M-Instruct.Q4_1.gguf"
ROOM = 8 << 30
"""Bytes for archive, folder, root and installation together, with half as much again to spare."""
BUILDING = 2400.0
"""Seconds after which a machine counts as too slow to compile llama.cpp; two free cores take six minutes at most."""
NO_INDEX = re.compile(
    r"NewConnectionError|ConnectionError|Could not fetch URL|Temporary failure in name|ProxyError|Read timed out"
    r"|Retrying \(Retry|No matching distribution found|Could not find a version"
)
ENVIRONMENT = dict(os.environ)
"""pip's configuration is looked for in the home of whoever runs the tests, which no test sees."""

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(
        sys.platform != "linux" or platform.machine() != "x86_64" or os.geteuid() != 0,
        reason="only root on Linux on x86-64 may make namespaces around another root folder",
    ),
]


@dataclass(frozen=True)
class Made:
    """A signed bundle, what of llama.cpp is in it, and where to try it."""

    archive: Path
    key: Path
    wrong: Path
    llama: Path
    bare: Path


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A bare Debian; or the reason why there can be none here."""
    folder = tmp_path_factory.mktemp("bare")
    root = folder / "root"
    root.mkdir()
    for place in (folder, ROOT):
        if (free := shutil.disk_usage(place).free) < ROOM:
            pytest.skip(f"needs {ROOM / 1e9:.0f} GB of disk in {place}, and {free / 1e9:.1f} are free")
    try:
        bare_root.assemble(root)
    except bare_root.Lacking as lacking:
        pytest.skip(f"no bare Debian can be made of this machine's packages: {lacking}")
    if why := Trial(root).possible():
        pytest.skip(f"namespaces around another root folder cannot be made here: {why}")
    if (python := Trial(root).python()) not in PYTHONS:
        pytest.skip(f"this machine's Debian has Python {python or 'that does not run'}; {', '.join(PYTHONS)} are meant")
    yield root
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def made(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The bundle for the bare machine's Python. A package index that cannot be reached is no fault of the bundle's."""
    _prepare_embedder()
    folder = tmp_path_factory.mktemp("made")
    private, public = key_pair(folder)
    _, wrong = key_pair(folder, "wrong")
    whole = CACHE / f"llama-{native.identity(ROOT)}"
    few = () if any(whole.glob("*.whl")) else FEW
    command = [sys.executable, str(ROOT / "packaging" / "build_bundle.py"), "--key", str(private), "--out", str(folder)]
    command += ["--for-python", Trial(bare).python(), "--variants", ",".join(few), "--jobs", str(os.cpu_count() or 1)]
    done = _built(command)
    unreached = [line.strip() for line in done.stdout.splitlines() if NO_INDEX.search(line)]
    if done.returncode and unreached:
        pytest.skip(f"the package index cannot be reached: {unreached[0][:300]}")
    assert done.returncode == 0, done.stdout[-6000:]
    (llama,) = (CACHE / f"llama-{native.identity(ROOT, few)}").glob("*.whl")
    yield Made(next(folder.glob("localcounsel-*.tar.gz")), public, wrong, llama, bare)
    shutil.rmtree(folder, ignore_errors=True)


def _prepare_embedder() -> None:
    """Where `build_bundle.py` looks for it; the tests of the index have prepared it already, or do it now."""
    listed = json.loads((ROOT / "models" / "manifest.json").read_text(encoding="utf-8"))["models"]
    card = next(each for each in listed if each["role"] == "embedder")
    files = [ModelFile(each["name"], each["size"], each["sha256"]) for each in card["files"]]
    target = ROOT / ".work" / "prepared" / f"{card['name']}-{weights.fingerprint(files)[:16]}"
    if not (target / "prepared.json").is_file():
        staged = target.with_name(f".{target.name}-{os.getpid()}")
        shutil.copytree(prepared_folder(), staged)
        shutil.rmtree(target, ignore_errors=True)
        staged.rename(target)


def _built(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            env=ENVIRONMENT,
            timeout=BUILDING,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"this machine did not compile llama.cpp within {BUILDING / 60:.0f} minutes")


def test_each_module_that_suits_this_processor_writes_the_same(made: Made) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "variants.py"), str(made.llama), "--model", str(MODEL)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_any_one_file_altered_is_refused(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One bit of each in its turn, the list and its signature too; then all of it as it was is taken."""
    with tarfile.open(made.archive) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    key = ed25519.public_key(made.key.read_text("ascii"))
    digests = _Digests()
    monkeypatch.setattr(hashlib, "file_digest", digests)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(installers_bundle.check(folder, key).sums) == len(files) - 2
    chance = random.Random(5)
    for path in files:
        place, bit = chance.randrange(path.stat().st_size), 1 << chance.randrange(8)
        digests.flip(path, place, bit)
        with pytest.raises(installers_bundle.Refused):
            installers_bundle.check(folder, key)
        digests.flip(path, place, bit)
    print(f"{len(files)} files of {made.archive.name}: each refused")
    assert len(installers_bundle.check(folder, key).sums) == len(files) - 2


class _Digests:
    """`hashlib.file_digest` with a memory: a file that was not altered here since is not read again."""

    def __init__(self) -> None:
        self._reckon = hashlib.file_digest
        self._known: dict[int, hashlib._Hash] = {}

    def __call__(self, file: BinaryIO, name: str) -> hashlib._Hash:
        place = os.fstat(file.fileno()).st_ino
        if place not in self._known:
            self._known[place] = self._reckon(file, name)  # type: ignore[arg-type]
        return self._known[place]

    def flip(self, path: Path, place: int, bit: int) -> None:
        """Turn one bit over."""
        with path.open("r+b") as file:
            file.seek(place)
            (byte,) = file.read(1)
            file.seek(place)
            file.write(bytes([byte ^ bit]))
        self._known.pop(path.stat().st_ino, None)


def test_a_bare_machine_installs_it_and_answers(made: Made) -> None:
    """Verified, installed for a user in an empty home, used from the first start to an evaluation, and removed."""
    command = [sys.executable, str(ROOT / "packaging" / "try_bundle.py"), str(made.archive), "--key", str(made.key)]
    command += ["--wrong-key", str(made.wrong), "--root", str(made.bare), "--short"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
