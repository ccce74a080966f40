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


LATER = ("localcounsel.flows.", "localcounsel.engine.", "localcounsel.reading.", "localcounsel.verbs.glass", "sqlite3")
"""What the first frame does without; core and screens are told apart below."""

_FIRST_FRAME = (
    "import asyncio, json, sys, tempfile\n"
    "from pathlib import Path\n"
    f"sys.path.insert(0, {str(ROOT)!r})\n"
    "from localcounsel.store.places import Places\n"
    "from localcounsel.tui.app import CounselApp\n"
    "from localcounsel.tui.ports import flows\n"
    "from localcounsel.tui.screens.matters import MattersScreen\n"
    "seen = []\n"
    "def load(screen):\n"
    "    seen.append((sorted(sys.modules), screen.rows.region.width))\n"
    "MattersScreen.load = load\n"
    "async def look(home):\n"
    "    (home / 'first-steps-shown').touch()\n"
    "    async with CounselApp(flows(Places(home))).run_test() as pilot:\n"
    "        while not seen: await pilot.pause()\n"
    "with tempfile.TemporaryDirectory() as home: asyncio.run(look(Path(home)))\n"
    "print(json.dumps(seen[0]))\n"
)


def _own(names: list[str]) -> set[str]:
    return {name for name in names if name.startswith("localcounsel.") or name == "sqlite3"}


def test_the_command_line_imports_no_verb_s_work() -> None:
    """Options of every verb are known without anything that does its work."""
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", _LOADED, "localcounsel.__main__", "localcounsel.cli"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    own = _own(json.loads(loaded.stdout))
    heavy = (*LATER, "localcounsel.core", "localcounsel.records", "localcounsel.tui", "localcounsel.store.settings")
    assert sorted(name for name in own if name.startswith(heavy)) == []


def test_the_first_frame_waits_for_no_flow() -> None:
    """The list of matters is drawn before anything that reads it, or that a matter needs, is imported."""
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", _FIRST_FRAME], capture_output=True, text=True, timeout=120, check=False
    )
    assert loaded.returncode == 0, loaded.stderr
    names, width = json.loads(loaded.stdout)
    own = _own(names)
    assert sorted(name for name in own if name.startswith(LATER)) == []
    assert {name for name in own if name.startswith("localcounsel.tui.screens.")} == {
        f"localcounsel.tui.screens.{name}" for name in ("lists", "matters", "prompts")
    }
    cleaning = {f"localcounsel.core.{name}" for name in ("folding", "fuzzy", "locate", "text")}
    assert {name for name in own if name.startswith("localcounsel.core.")} <= cleaning
    assert width > 0  # it was laid out: what follows is behind the first frame
