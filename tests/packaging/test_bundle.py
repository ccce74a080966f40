"""The real bundle on a bare machine, and the real build of llama.cpp on older processors; where they were built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.bundles import ROOT, key_pair

BUILT = ROOT / ".work" / "bundle"
LLAMA = sorted(BUILT.glob("linux-x86_64/llama-*/llama_cpp_python-*.whl"))
MODEL = ROOT / ".work" / "models" / "smollm2-135m-instruct" / "SmolLM2-135M-Instruct.Q4_1.gguf"
BARE = Path(os.environ.get("LOCALCOUNSEL_BARE_ROOT", "/var/tmp/localcounsel-bare"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not LLAMA, reason="llama.cpp with modules was not built: run packaging/build_bundle.py once"),
]


def test_every_module_works_and_older_processors_choose_theirs() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "variants.py"), str(LLAMA[-1]), "--model", str(MODEL)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0 or shutil.which("debootstrap") is None,
    reason="needs root and debootstrap to make a bare machine",
)
def test_the_bundle_installs_and_answers_on_a_bare_machine(tmp_path: Path) -> None:
    """Builds two bundles, the second with Debian's own Python, and takes them through everything; ten minutes."""
    private, public = key_pair(tmp_path)
    _, wrong = key_pair(tmp_path, "wrong")
    made = {}
    for name, more in (("first", ()), ("second", ("--python", "debian"))):
        command = [sys.executable, str(ROOT / "packaging" / "build_bundle.py"), "--key", str(private)]
        subprocess.run([*command, "--out", str(tmp_path / name), *more], check=True)
        made[name] = next((tmp_path / name).glob("*.tar.gz"))
    command = [sys.executable, str(ROOT / "packaging" / "try_bundle.py"), str(made["first"]), "--key", str(public)]
    command += ["--wrong-key", str(wrong), "--upgrade", str(made["second"]), "--root", str(BARE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
