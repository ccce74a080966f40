"""What the bundle leaves out is not needed: the product's parts run in a process that cannot import any of it."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.bundles import ROOT

from offline.needed import DENIED, NEVER, PREPARATION, left_out  # isort: skip - found beside the builder
from offline.targets import TARGETS  # isort: skip
from offline.wheels import PIN, chosen  # isort: skip

LOCK = ROOT / "packaging" / "lock"

WITHOUT = """
import importlib.abc, sys
blocked = set(sys.argv[1].split(","))
class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        parts = name.split(".")
        if any(".".join(parts[:count]) in blocked for count in range(1, len(parts) + 1)):
            raise ModuleNotFoundError(f"{name} is not in the bundle", name=name)
sys.meta_path.insert(0, Refuse())
sys.dont_write_bytecode = True
from pathlib import Path
import numpy as np
"""
CHROMA = """
from localcounsel.engine import chroma
from localcounsel.engine.absent import ABSENT
folder = Path(sys.argv[2])
vectors = np.zeros(300, dtype=[("id", np.int64), ("document", np.int64), ("vector", np.float32, (16,))])
vectors["id"] = np.arange(300)
generator = np.random.default_rng(1)
made = generator.standard_normal((300, 16)).astype(np.float32)
vectors["vector"] = made / np.linalg.norm(made, axis=1, keepdims=True)
for _ in chroma.fill(folder, vectors, 1):
    pass
opened = chroma.Collection(folder)
assert opened.nearest(vectors["vector"][7:8], 1) == [[7]]
opened.close()
"""
OTHERS = """
import onnxruntime, tokenizers
import localcounsel.engine.embedder, localcounsel.engine.reranker, localcounsel.engine.index
import localcounsel.reading.pdf, localcounsel.reading.word, localcounsel.reading.mail, localcounsel.reading.html
import localcounsel.reading.picture, localcounsel.reading.rtf, localcounsel.tui.app, localcounsel.cli
from localcounsel.engine.llama import library
library.llama()
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
Ed25519PrivateKey.generate().sign(b"")
"""
REPORT = """
loaded = {name for name in sys.modules if getattr(sys.modules[name], "__file__", None)}
print(*sorted(name for name in loaded if any(f"{name}.".startswith(f"{each}.") for each in DENIED)))
"""


def modules_of(distribution: str) -> set[str]:
    """The top-level modules of an installed package; the package itself below a name that several share."""
    shared = {"opentelemetry": 2, "google": 2}
    found = set()
    try:
        files = importlib.metadata.files(distribution) or []
    except importlib.metadata.PackageNotFoundError:
        return set()
    for file in files:
        parts = file.parts
        if file.suffix in (".py", ".so") and parts[0] not in ("..", "bin") and not parts[0].endswith("-info"):
            deep = shared.get(parts[0], 1)
            if distribution == "opentelemetry-exporter-otlp-common":
                deep = 2
            found.add(".".join(part.split(".")[0] for part in parts[:deep]))
    return found - {"google.__init__"}


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("part", [CHROMA, OTHERS], ids=["chroma", "the rest"])
def test_it_runs_without_what_is_left_out_and_loads_nothing_denied(part: str, tmp_path: Path) -> None:
    blocked = set[str]().union(*(modules_of(name) for name in left_out(with_preparation=False)))
    assert {"httpx", "grpc", "torch", "opentelemetry.exporter"} <= blocked
    assert not blocked & {"opentelemetry", "google", "localcounsel", "opentelemetry.sdk"}
    code = WITHOUT + part + f"DENIED = {sorted(DENIED)!r}\n" + REPORT
    done = run(code, ",".join(sorted(blocked)), str(tmp_path / "chroma"))
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr[-2000:]


def test_the_stand_ins_keep_an_installed_client_out() -> None:
    done = run(
        "from localcounsel.engine import absent; absent.keep_out(); absent.keep_out(); import sys\n"
        "import httpx, grpc, chromadb\n"
        "assert sum(type(each).__name__ == '_Finder' for each in sys.meta_path) == 1\n"
        "assert not [n for n in sys.modules if n.split('.')[0] in ('httpcore', 'h11', 'certifi')]\n"
        "try: httpx.Client()\n"
        "except absent.NotHere as error: print(error)\n"
    )
    assert done.stdout.strip() == "httpx.Client is kept out of LocalCounsel", done.stderr[-2000:]


def test_every_package_left_out_is_in_the_lock_and_has_a_reason() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in LOCK.glob("*.txt"))
    pinned = {match[0] for match in PIN.findall(text)}
    assert set(PREPARATION) | set(NEVER) <= pinned
    assert not set(PREPARATION) & set(NEVER)
    assert all(len(reason) > 10 for reason in (*PREPARATION.values(), *NEVER.values()))


@pytest.mark.parametrize("target", sorted(TARGETS))
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.14"])
def test_no_bundle_names_a_package_that_speaks_to_a_network(target: str, python: str) -> None:
    names = set(chosen(LOCK, TARGETS[target], python, with_preparation=False))
    assert not {name.replace("-", "_") for name in names - {"pip"}} & DENIED
    assert {"chromadb", "onnxruntime", "textual", "numpy", "pip"} <= names


def test_what_prepares_embedders_comes_back_on_request() -> None:
    lean = set(chosen(LOCK, TARGETS["linux-x86_64"], "3.11", with_preparation=False))
    full = set(chosen(LOCK, TARGETS["linux-x86_64"], "3.11", with_preparation=True))
    assert lean < full
    assert {"torch", "sentence-transformers", "transformers", "onnx"} <= full - lean
