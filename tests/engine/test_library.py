"""llama.cpp's modules: loaded from beside the library where there are any, and named for people."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from localcounsel.engine.llama import library

SOURCE = """
#include <stddef.h>
#include <string.h>
static char path[4096];
static size_t registered;
void ggml_backend_load_all_from_path(const char *from) { strncpy(path, from, sizeof path - 1); registered = REGISTERS; }
size_t ggml_backend_reg_count(void) { return registered; }
const char *asked_for(void) { return path; }
"""

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc to make a stand-in for ggml")


def stand_in(folder: Path, registers: int) -> SimpleNamespace:
    """Bindings over a small library that notes what it is told, as the package's own module would look."""
    libraries = folder / "lib"
    libraries.mkdir(parents=True)
    (folder / "ggml.c").write_text(SOURCE, encoding="utf-8")
    built = libraries / "libllama.so"
    command = ["gcc", "-shared", "-fPIC", f"-DREGISTERS={registers}", "-o", str(built), str(folder / "ggml.c")]
    subprocess.run(command, check=True)
    return SimpleNamespace(__file__=str(folder / "llama_cpp.py"), _lib=ctypes.CDLL(str(built)))


def asked_for(bindings: SimpleNamespace) -> str:
    bindings._lib.asked_for.restype = ctypes.c_char_p
    return str(bindings._lib.asked_for().decode())


def test_modules_beside_the_library_are_loaded_from_there_and_nowhere_else(tmp_path: Path) -> None:
    bindings = stand_in(tmp_path / "package", registers=1)
    (tmp_path / "package" / "lib" / "libggml-cpu-haswell.so").touch()
    library._load_modules(bindings)
    assert asked_for(bindings) == str(tmp_path / "package" / "lib")


def test_a_build_for_one_machine_has_nothing_to_load(tmp_path: Path) -> None:
    bindings = stand_in(tmp_path / "package", registers=1)
    (tmp_path / "package" / "lib" / "libggml-cpu.so").touch()
    library._load_modules(bindings)
    assert asked_for(bindings) == ""


def test_a_processor_that_no_module_fits_is_said(tmp_path: Path) -> None:
    bindings = stand_in(tmp_path / "package", registers=0)
    (tmp_path / "package" / "lib" / "libggml-cpu-zen4.so").touch()
    with pytest.raises(ImportError, match=r"no module in .* computes on this processor"):
        library._load_modules(bindings)


def test_the_build_in_use_says_what_it_computes_with_and_has_one_list_of_back_ends() -> None:
    code = (
        "import ctypes\n"
        "from localcounsel.engine.llama import library\n"
        "count = library.ggml(library.llama(), 'ggml_backend_reg_count', ctypes.c_size_t)()\n"
        "print(library.processor(), count > 0)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    words = done.stdout.split()
    assert words[-1] == "True"
    assert " ".join(words[:-1]) == "this machine" or words[0].isidentifier()
