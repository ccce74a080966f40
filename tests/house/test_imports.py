"""The floors hold in the source, and starting the desk brings in nothing heavy when it runs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.house.package import ROOT

HEAVY = (
    "textual rich numpy torch transformers sentence_transformers chromadb llama_cpp onnx onnxruntime tokenizers "
    "pypdf pypdfium2 docx lxml oxmsg PIL striprtf cryptography socket asyncio multiprocessing ssl"
).split()

_LOADED = (
    "import importlib, json, sys\n"
    f"sys.path.insert(0, {str(ROOT)!r})\n"
    "for name in sys.argv[1:]: importlib.import_module(name)\n"
    "print(json.dumps(sorted(sys.modules)))\n"
)


@pytest.mark.parametrize(
    "names",
    [
        ("localcounsel.__main__", "localcounsel.cli"),
        ("localcounsel.flows.ask",),
        ("localcounsel.flows.ingest",),
        ("localcounsel.flows.desk",),
        ("localcounsel.engine.client", "localcounsel.reading.client"),
        ("localcounsel.store.matter", "localcounsel.sandbox.bootstrap"),
    ],
)
def test_the_desk_is_light(names: tuple[str, ...]) -> None:
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", _LOADED, *names], capture_output=True, text=True, timeout=60, check=False
    )
    assert loaded.returncode == 0, loaded.stderr
    assert [name for name in json.loads(loaded.stdout) if name in HEAVY] == []


def test_the_first_act_of_a_child_is_light() -> None:
    """Before it is contained, a child has imported the standard library and our own frames only."""
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", _LOADED, "localcounsel.engine.child", "localcounsel.reading.child"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    stdlib = sys.stdlib_module_names
    foreign = {name.split(".")[0] for name in json.loads(loaded.stdout)} - stdlib - {"localcounsel"}
    assert {name for name in foreign if not name.startswith(("_", "sitecustomize"))} == set()


def test_the_contracts_are_kept() -> None:
    line = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
    ]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
