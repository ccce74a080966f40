"""A scripted matter, and the application on it at the two sizes every screen must serve.

The larger one runs with the slow tests: what does not fit shows at the smaller.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui import idle
from tests.tui.scripted import Script, case

idle.install()

SIZES = ((80, 24), (140, 45))


@pytest.fixture(
    params=[pytest.param(SIZES[0], id="80x24"), pytest.param(SIZES[1], id="140x45", marks=pytest.mark.slow)]
)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


@pytest.fixture
def script(tmp_path: Path) -> Script:
    return case(tmp_path)


@pytest.fixture(autouse=True)
def a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same terminal for every test, whatever this one is."""
    for name in ("SSH_CONNECTION", "SSH_TTY", "TERM_PROGRAM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
