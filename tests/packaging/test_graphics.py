"""The module for Vulkan, where one was built and the machine has a driver that computes in software.

A software driver is Mesa's; real cards have their own. It shows that the module loads and computes inside the walls of
the model's process, and what is said where the loader is missing.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.bundles import ROOT

from offline import graphics, native  # isort: skip - `bundles` puts the builder on the path
from offline.wheels import Wheel  # isort: skip

CACHE = ROOT / ".work" / "bundle" / "linux-x86_64"
MODULES = sorted(CACHE.glob("graphics-vulkan-*/libggml-vulkan.so"))
LLAMA = sorted((CACHE / f"llama-{native.identity(ROOT)}").glob("llama_cpp_python-*.whl"))
MODEL = ROOT / ".work" / "models" / "smollm2-135m-instruct" / "SmolLM2-135M-Instruct.Q4_1.gguf"
SOFTWARE = sorted(Path("/usr/share/vulkan/icd.d").glob("lvp_icd*.json"))
FIRST = {"GGML_VK_VISIBLE_DEVICES": "0"}
"""ggml takes a driver that computes in software only where it is named."""
NEAR = 1.0
"""Two words whose likelihoods differ by less than this factor of e may change places by rounding."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not MODULES, reason="no module for Vulkan was built: run build_bundle.py --graphics vulkan once"
    ),
    pytest.mark.skipif(not LLAMA, reason="llama.cpp with modules was not built: run packaging/build_bundle.py once"),
]
needs_driver = pytest.mark.skipif(not SOFTWARE, reason="needs Mesa's software driver for Vulkan (mesa-vulkan-drivers)")

SCORES = """
import hashlib, json, os, sys
from pathlib import Path
from localcounsel.sandbox import linux
from localcounsel.sandbox.bootstrap import contain
how = contain("model").how
from localcounsel.engine.llama import library, loading, writing
path = Path(sys.argv[1])
file = loading.ModelFile(path, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
loaded = loading.load([file], loading.Wanted(512, 2, sys.argv[2]), lambda *_: None)
writer = writing.Writer(loaded)
tokens = list(writer.vocabulary.plain("This lease is made between the landlord and the tenant for five years. The "
    "monthly rent is due on the first day of each month, in advance, without any deduction or set-off whatsoever."))
writer.memory._compute(tokens, rows=len(tokens))
linux.prove()
lib = library.llama()
words = lib.llama_vocab_n_tokens(lib.llama_model_get_vocab(loaded.model))
scores = [list(lib.llama_get_logits_ith(loaded.context, row)[:words]) for row in range(len(tokens))]
print(json.dumps({"how": how, "devices": loaded.devices, "layers": loaded.layers, "backend": loaded.backend}))
print(json.dumps(scores), flush=True)
os._exit(0)
"""


class Installed:
    """A Python with the bundle's build of llama.cpp, and a person's home with a matter to work in."""

    def __init__(self, folder: Path, module: Path) -> None:
        wheel = graphics.added(Wheel.at(LLAMA[-1]), [module], folder / "wheel")
        self.packages = folder / "packages"
        with zipfile.ZipFile(wheel.path) as archive:
            archive.extractall(self.packages)
        self.person = folder / "person"
        self.matter = self.person / "home" / "matters" / "a"
        self.matter.mkdir(parents=True)
        (self.person / "home" / "settings.toml").touch()

    def run(self, code: str, *arguments: str, more: Mapping[str, str] | None = None) -> list[Any]:
        """Run Python as a child of ours would, in the matter's folder; the lines of JSON it printed."""
        from localcounsel.sandbox.environment import scrubbed

        paths = [str(self.packages), str(ROOT), sysconfig.get_path("purelib")]
        start = f"import sys; sys.path[:0] = {paths!r}\n{code}"
        environment = {**scrubbed(), "HOME": str(self.person), **(more or {})}
        line = [sys.executable, "-I", "-c", start, *arguments]
        done = subprocess.run(line, capture_output=True, text=True, env=environment, cwd=self.matter, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return [json.loads(each) for each in done.stdout.splitlines()]

    def scores(self, gpu: str, devices: str = "0") -> tuple[dict[str, Any], list[list[float]]]:
        """How likely each word is to follow each word of a sentence."""
        about, scores = self.run(SCORES, str(MODEL), gpu, more={"GGML_VK_VISIBLE_DEVICES": devices})
        return about, scores


COMPUTES = "from localcounsel.engine import computes; computes.main()"


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return Installed(tmp_path, MODULES[-1])


def test_it_looks_for_libraries_nowhere_but_beside_itself() -> None:
    if (readelf := shutil.which("readelf")) is None:
        pytest.skip("readelf is not installed")
    told = subprocess.run([readelf, "-d", str(MODULES[-1])], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"R(?:UN)?PATH.*\[(.*)\]", told) == ["$ORIGIN/.."]


def test_without_the_loader_the_processor_computes_and_it_is_said(tmp_path: Path) -> None:
    """A copy that asks for a loader nobody has is what the module is on a machine without libvulkan.so.1."""
    module = tmp_path / "libggml-vulkan.so"
    module.write_bytes(MODULES[-1].read_bytes().replace(b"libvulkan.so.1\0", b"libvulkan.so.x\0"))
    here = Installed(tmp_path, module)
    processor, devices = here.run(COMPUTES, more=FIRST)
    assert processor["modules"] == ["vulkan"]
    ((kind, why),) = devices["absent"]
    assert (kind, why.startswith("libvulkan.so.x: cannot open shared object file")) == ("vulkan", True)
    assert devices["devices"] == []
    assert here.scores("auto")[0]["backend"] == "CPU"


def test_a_driver_is_not_loaded_where_none_is_wanted(installed: Installed) -> None:
    code = f"{COMPUTES}\nfrom pathlib import Path\nprint('\"%s\"' % ('vulkan' in Path('/proc/self/maps').read_text()))"
    assert installed.run(code, "off", more=FIRST)[1:] == ["False"]


@needs_driver
def test_a_device_is_shown_with_its_memory(installed: Installed) -> None:
    ((device,),) = [each["devices"] for each in installed.run(COMPUTES, more=FIRST)[1:]]
    assert device["name"].startswith("llvmpipe")
    assert 0 < device["free"] <= device["total"]
    assert installed.run(COMPUTES)[1]["devices"] == [], "software is no graphics device unless it is asked for"


@needs_driver
def test_it_computes_what_the_processor_computes_inside_the_walls(installed: Installed) -> None:
    """In a matter's folder, where no socket can be opened and no other matter seen; nothing stays in the home."""
    by_processor, expected = installed.scores("off")
    by_device, found = installed.scores("auto")
    assert (by_processor["backend"], by_processor["devices"]) == ("CPU", [])
    assert [layers for _, layers in by_device["devices"]] == [by_device["layers"] + 1]
    assert by_device["how"].startswith("seccomp: the kernel refuses every socket")
    for one, other in zip(expected, found, strict=True):
        _agree(one, other)
    left = {path.relative_to(installed.person).as_posix() for path in installed.person.rglob("*") if path.is_file()}
    assert left == {"home/settings.toml"}


@needs_driver
def test_two_devices_share_the_layers(installed: Installed) -> None:
    """The same one named twice counts as two."""
    _, expected = installed.scores("off")
    about, found = installed.scores("auto", "0,0")
    shares = [layers for _, layers in about["devices"]]
    assert sum(shares) == about["layers"] + 1
    for one, other in zip(expected, found, strict=True):
        _agree(one, other)


def _agree(one: list[float], other: list[float]) -> None:
    """The same direction, and the same first word unless two are nearly as likely."""
    length = math.sqrt(math.fsum(x * x for x in one) * math.fsum(y * y for y in other))
    assert math.fsum(x * y for x, y in zip(one, other, strict=True)) / length > 0.98
    best, second = sorted(one)[-1:-3:-1]
    if best - second > NEAR:
        assert max(range(len(one)), key=one.__getitem__) == max(range(len(other)), key=other.__getitem__)
