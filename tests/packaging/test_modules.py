"""Modules put into llama.cpp's package, or taken out of it, leave a package whose list of files is right."""

from __future__ import annotations

import base64
import csv
import hashlib
import zipfile
from pathlib import Path

from tests.packaging.bundles import ROOT, wheel

from offline import graphics, native  # isort: skip - `bundles` puts the builder on the path
from offline.wheels import Wheel  # isort: skip

FILES = {
    "llama_cpp/__init__.py": b"",
    "llama_cpp/lib/libllama.so": b"llama",
    "llama_cpp/lib/libggml-cpu-x64.so": b"x64",
    "llama_cpp/lib/libggml-cpu-haswell.so": b"haswell",
    "llama_cpp/lib/libggml-cpu-zen4.so": b"",
}


def _listed(made: Wheel) -> set[str]:
    """The files of a package, each with the digest and the size that its list gives."""
    with zipfile.ZipFile(made.path) as archive:
        (record,) = [name for name in archive.namelist() if name.endswith(".dist-info/RECORD")]
        rows = list(csv.reader(archive.read(record).decode("utf-8").splitlines()))
        names = archive.namelist()
        assert sorted(name for name, _, _ in rows) == sorted(names)
        for name, digest, size in rows:
            if name != record:
                content = archive.read(name)
                encoded = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                assert (digest, size) == (f"sha256={encoded}", str(len(content)))
    return {name for name in names if ".dist-info/" not in name}


def test_a_module_for_graphics_lies_apart_from_those_for_processors(tmp_path: Path) -> None:
    module = tmp_path / "libggml-vulkan.so"
    module.write_bytes(b"vulkan")
    made = graphics.added(wheel(tmp_path, "llama-cpp-python", "1.0", FILES), [module], tmp_path / "made")
    assert _listed(made) == {*FILES, "llama_cpp/lib/graphics/libggml-vulkan.so"}
    (part, *_) = native.parts(made, tmp_path / "licences")
    assert part.note == "with ggml and its module for vulkan"


def test_modules_that_were_left_empty_are_taken_out(tmp_path: Path) -> None:
    made = native._without_others(wheel(tmp_path, "llama-cpp-python", "1.0", FILES), ("x64", "haswell"))
    assert _listed(made) == set(FILES) - {"llama_cpp/lib/libggml-cpu-zen4.so"}
    assert [path.name for path in tmp_path.iterdir()] == ["llama_cpp_python-1.0-py3-none-any.whl"]


def test_a_build_with_fewer_modules_is_never_taken_for_the_whole_one() -> None:
    assert len({native.identity(ROOT), native.identity(ROOT, ["x64"]), native.identity(ROOT, ["x64", "zen4"])}) == 3
    assert "LOCALCOUNSEL_VARIANTS" not in native.cmake_arguments(ROOT)
    assert "-DLOCALCOUNSEL_VARIANTS=x64,zen4" in native.cmake_arguments(ROOT, ["x64", "zen4"])
