"""Graphics devices: their modules are loaded where they are wanted, and what cannot be loaded is explained."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from localcounsel import errors
from localcounsel.core import fit
from localcounsel.engine.llama import fitting, graphics, library, loading, machine
from localcounsel.engine.llama.graphics import Device

GIB = 1 << 30
SOURCE = """
#include <stddef.h>
#include <string.h>
static int loaded;
struct props { const char *name, *description; size_t free, total; int kind; const char *bus; char rest[64]; };
static const struct props all[] = {
    {"CPU", "a processor", 0, 0, 0, 0, {0}},
    {"VK0", "Arc", 7, 8, 2, "0000:00:02.0", {0}},
    {"VK1", "Radeon", 15, 16, 1, "0000:01:00.0", {0}},
    {"VK2", "Radeon", 14, 16, 1, "0000:02:00.0", {0}},
    {"CUDA0", "Radeon again", 15, 16, 1, "0000:01:00.0", {0}},
};
void *ggml_backend_load(const char *path) { return strstr(path, "refuses") ? NULL : (void *)(size_t)++loaded; }
size_t ggml_backend_dev_count(void) { return loaded ? DEVICES : 1; }
void *ggml_backend_dev_get(size_t number) { return (void *)(number + 1); }
void ggml_backend_dev_get_props(void *handle, struct props *out) {
    memcpy(out, &all[(size_t)handle - 1], offsetof(struct props, rest));
}
"""
needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc to make a stand-in for ggml")


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Bindings over a small library with so many devices; the folder for modules."""
    modules = tmp_path / "lib" / graphics.FOLDER
    modules.mkdir(parents=True)
    (tmp_path / "ggml.c").write_text(SOURCE, encoding="utf-8")
    built = tmp_path / "lib" / "libllama.so"
    devices = f"-DDEVICES={request.param}"
    subprocess.run(["gcc", "-shared", "-fPIC", devices, "-o", str(built), str(tmp_path / "ggml.c")], check=True)
    bindings = SimpleNamespace(__file__=str(tmp_path / "llama_cpp.py"), _lib=ctypes.CDLL(str(built)))
    monkeypatch.setattr(library, "llama", lambda: bindings)
    graphics.absent.cache_clear()
    request.addfinalizer(graphics.absent.cache_clear)
    return modules


def module(folder: Path, name: str, *needs: str) -> None:
    """An empty module, which asks for libraries."""
    line = ["gcc", "-shared", "-fPIC", "-o", str(folder / name), "-x", "c", "/dev/null", f"-L{folder}"]
    subprocess.run([*line, "-Wl,--no-as-needed", *needs], check=True)


@needs_gcc
@pytest.mark.parametrize("stand_in", [4], indirect=True)
def test_nothing_is_loaded_where_there_is_no_module(stand_in: Path) -> None:
    assert (graphics.devices(), graphics.absent()) == ([], ())


@needs_gcc
@pytest.mark.parametrize("stand_in", [5], indirect=True)
def test_separate_cards_come_before_what_is_in_the_processor_and_each_once(stand_in: Path) -> None:
    module(stand_in, "libggml-vulkan.so")
    found = graphics.devices()
    assert [(each.name, each.free, each.shared, each.handle) for each in found] == [
        ("Radeon (1)", 15, False, 3),
        ("Radeon (2)", 14, False, 4),
    ]
    assert list(graphics.given(found)) == [3, 4, None]
    assert list(graphics.given([])) == [None], "with none named, llama.cpp would take them all"


@needs_gcc
@pytest.mark.parametrize("stand_in", [2], indirect=True)
def test_what_is_in_the_processor_is_used_where_there_is_no_other(stand_in: Path) -> None:
    module(stand_in, "libggml-vulkan.so")
    assert [(each.name, each.shared) for each in graphics.devices()] == [("Arc", True)]


@needs_gcc
@pytest.mark.parametrize("stand_in", [2], indirect=True)
def test_a_module_that_cannot_be_loaded_says_what_is_missing(stand_in: Path) -> None:
    module(stand_in, "libgone.so")
    module(stand_in, "libggml-vulkan.so", "-lgone")
    (stand_in / "libgone.so").unlink()
    module(stand_in, "libggml-refuses.so")
    (stand_in / "README.txt").touch()
    assert graphics.devices() == []
    (refuses, why), (vulkan, missing) = graphics.absent()
    assert (refuses, why) == ("refuses", "no driver for it starts here")
    assert (vulkan, missing.startswith("libgone.so: cannot open shared object file")) == ("vulkan", True)


def _devices(monkeypatch: pytest.MonkeyPatch, *devices: Device, free: int = 64 * GIB) -> None:
    monkeypatch.setattr(graphics, "devices", lambda: list(devices))
    monkeypatch.setattr(machine, "memory_free", lambda: free)


FOUR_GIB = {
    "general.architecture": "llama", "llama.block_count": "31", "llama.embedding_length": "2048",
    "llama.attention.head_count": "32", "llama.attention.head_count_kv": "8", "llama.context_length": "4096",
    "llama.vocab_size": "32000",
}  # fmt: skip
LARGE = Device("Radeon", 8 * GIB, 8 * GIB, shared=False, handle=1)
SMALL = Device("Arc", 2 * GIB, 2 * GIB, shared=False, handle=2)
SHARED = Device("Iris", 8 * GIB, 8 * GIB, shared=True, handle=3)


def test_layers_go_to_each_device_as_far_as_they_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    _devices(monkeypatch, SMALL, LARGE)
    found = fitting.fitted(FOUR_GIB, 4 * GIB, 4096, "auto", "auto")
    assert (found.layers, sum(share for _, share in found.by_device)) == (32, 32)
    assert [device.name for device, _ in found.by_device] == ["Arc", "Radeon"]
    assert fitting.fitted(FOUR_GIB, 4 * GIB, 4096, "off", "auto").layers == 0


def test_what_is_in_the_processor_takes_of_the_machines_own_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A separate card relieves a machine with little memory, and one without memory of its own does not."""
    _devices(monkeypatch, LARGE, free=2 * GIB)
    found = fitting.fitted(FOUR_GIB, 4 * GIB, 4096, "auto", "auto")
    assert (found.layers, found.block) == (32, 512)
    _devices(monkeypatch, SHARED, free=2 * GIB)
    with pytest.raises(errors.ModelTooLarge, match="the machine would swap"):
        fitting.fitted(FOUR_GIB, 4 * GIB, 4096, "auto", "auto")
    _devices(monkeypatch, SHARED, free=6 * GIB)
    found = fitting.fitted(FOUR_GIB, 4 * GIB, 4096, "auto", "auto")
    assert (found.layers, found.block) == (32, 64)


def test_fewer_layers_than_planned_are_shared_out_in_the_same_proportion() -> None:
    planned = ((SMALL, 8), (LARGE, 24))
    assert loading._shared_out(32, planned) == (("Arc", 8), ("Radeon", 24))
    assert loading._shared_out(16, planned) == (("Arc", 4), ("Radeon", 12))
    assert loading._shared_out(0, planned) == ()
    assert loading._shared_out(0, ()) == ()


def test_the_estimate_leaves_room_on_every_device() -> None:
    form = fitting.shape_of(FOUR_GIB)
    needs = fit.needs(form, 4 * GIB, 4096, "f16", whole_window=True, block=512)
    assert fit.offloaded(form, needs, [needs.buffers + fit.SPARE]) == (0,)
