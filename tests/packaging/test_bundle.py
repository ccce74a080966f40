"""The real bundle on a bare machine, and the real build of llama.cpp on older processors; where they were built."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packaging.bundles import ROOT, key_pair

import ed25519  # isort: skip - `bundles` puts the installer on the path
from bundle import Refused, check  # isort: skip
from offline import native  # isort: skip

BUILT = ROOT / ".work" / "bundle"
LLAMA = sorted((BUILT / "linux-x86_64" / f"llama-{native.identity(ROOT)}").glob("llama_cpp_python-*.whl"))
MODEL = ROOT / ".work" / "models" / "smollm2-135m-instruct" / "SmolLM2-135M-Instruct.Q4_1.gguf"
BARE = Path(os.environ.get("LOCALCOUNSEL_BARE_ROOT", "/var/tmp/localcounsel-bare"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not LLAMA, reason="llama.cpp with modules was not built: run packaging/build_bundle.py once"),
]


def test_every_module_works_and_older_processors_choose_theirs() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "variants.py"), str(LLAMA[-1]), "--model", str(MODEL)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass(frozen=True)
class Made:
    """Two signed bundles with one program: the second carries Debian's own Python."""

    first: Path
    second: Path
    key: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("bundles")
    private, public = key_pair(folder)
    found = {}
    for name, more in (("first", ()), ("second", ("--python", "debian"))):
        command = [sys.executable, str(ROOT / "packaging" / "build_bundle.py"), "--key", str(private)]
        subprocess.run([*command, "--out", str(folder / name), *more], check=True)
        found[name] = next((folder / name).glob("*.tar.gz"))
    return Made(found["first"], found["second"], public)


def test_each_file_of_the_bundle_is_refused_with_one_bit_altered(made: Made, tmp_path: Path) -> None:
    """Every one in its turn, also the list itself and its signature; then all of them as they were are taken."""
    with tarfile.open(made.first) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    key = ed25519.public_key(made.key.read_text("ascii"))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    chance = random.Random(5)
    for path in files:
        content = path.read_bytes()
        place = chance.randrange(len(content))
        with path.open("r+b") as file:
            file.seek(place)
            file.write(bytes([content[place] ^ 1 << chance.randrange(8)]))
        with pytest.raises(Refused):
            check(folder, key)
        path.write_bytes(content)
    print(f"{len(files)} files of {made.first.name}, {made.first.stat().st_size:,} bytes: each refused")
    assert len(check(folder, key).sums) == len(files) - 2


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0 or shutil.which("debootstrap") is None,
    reason="needs root and debootstrap to make a bare machine",
)
def test_the_bundle_installs_and_answers_on_a_bare_machine(made: Made, tmp_path: Path) -> None:
    """Installs the first bundle, upgrades to the second and takes them through everything; ten to thirty minutes."""
    _, wrong = key_pair(tmp_path, "wrong")
    command = [sys.executable, str(ROOT / "packaging" / "try_bundle.py"), str(made.first), "--key", str(made.key)]
    command += ["--wrong-key", str(wrong), "--upgrade", str(made.second), "--root", str(BARE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
