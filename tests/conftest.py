"""What every test gets without asking: an empty home, no network, and no real model unless it is marked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from localcounsel.sandbox import tripwire

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
_MODEL_CHILD = "localcounsel.engine.model_child"
_PROTOCOL_TESTS = ROOT / "tests" / "engine"
"""They start the model's program to see how it answers and dies; the empty home holds no model to load."""

hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.register_profile("sought", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS", "same"))
"""A run that failed has to fail again: the examples are always the same. `HYPOTHESIS=sought` looks for new ones."""

_may_start_model = [False]

tripwire.install(refuse=True)


def _refuse_model(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "subprocess.Popen" and not _may_start_model[0] and _MODEL_CHILD in map(str, arguments[1]):
        raise RuntimeError("this test starts the real model: mark it with `model`")


sys.addaudithook(_refuse_model)


@pytest.fixture(autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of this test: an empty folder, as LOCALCOUNSEL_HOME and as the person's own home."""
    person = tmp_path_factory.mktemp("person")
    home = person / "localcounsel"
    home.mkdir(mode=0o700)
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(person))
    monkeypatch.setenv("LOCALCOUNSEL_HOME", str(home))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name, "").startswith("ja"):
            monkeypatch.setenv(name, "C.UTF-8")  # what is asserted is English
    return home


@pytest.fixture(autouse=True)
def _model_by_marker(request: pytest.FixtureRequest) -> Iterator[None]:
    marked = request.node.get_closest_marker("model") is not None
    _may_start_model[0] = marked or request.path.is_relative_to(_PROTOCOL_TESTS)
    yield
    _may_start_model[0] = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test marked `shared` says why it does not run where those documents are not."""
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason=f"the evaluation documents are not at {SHARED}")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(absent)
