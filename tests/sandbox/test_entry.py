"""The door of the command line: a person sees three lines and an exit code, never a traceback."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

import localcounsel
from localcounsel import __main__ as door
from localcounsel.errors import NoSuchMatter
from localcounsel.sandbox import bootstrap
from tests.sandbox import programs

SECRET = "the settlement is 4,000,000"


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A stand-in for the command line, in a process that is not contained for the rest of the tests."""
    module = types.ModuleType("localcounsel.cli")
    monkeypatch.setitem(sys.modules, "localcounsel.cli", module)
    monkeypatch.setattr(localcounsel, "cli", module, raising=False)
    monkeypatch.setattr(bootstrap, "contain", lambda role: bootstrap.status())
    return module


def test_the_exit_code_of_the_verb_is_ours(verb: types.ModuleType) -> None:
    verb.main = lambda arguments: len(arguments)  # type: ignore[attr-defined]
    assert door.main(["add", "Acme", "lease.pdf"]) == 3


def test_an_error_is_title_message_advice(verb: types.ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_: list[str]) -> int:
        raise NoSuchMatter("No matter is called `\x1b]52;c;aGk=\x07Acme`.")

    verb.main = fail  # type: ignore[attr-defined]
    assert door.main([]) == 3
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[0]) == ("", NoSuchMatter.title)
    assert err.splitlines()[2].strip() == NoSuchMatter.default_advice
    assert "\x1b" not in err


def test_stopping_is_130(verb: types.ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(_: list[str]) -> int:
        raise KeyboardInterrupt

    verb.main = stop  # type: ignore[attr-defined]
    assert door.main([]) == 130
    assert capsys.readouterr().err.startswith("Stopped\n")


def test_a_mistake_leaves_a_log_without_anybody_s_text(
    verb: types.ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(arguments: list[str]) -> int:
        held = SECRET.upper()
        try:
            return int(SECRET)
        except ValueError:
            raise RuntimeError(held) from None

    verb.main = fail  # type: ignore[attr-defined]
    assert door.main([f"--home={tmp_path}"]) == 70
    err = capsys.readouterr().err
    (log,) = (tmp_path / "logs").iterdir()
    assert str(log) in err
    assert "Traceback" not in err
    written = log.read_text("utf-8")
    assert "builtins.RuntimeError" in written
    assert "builtins.ValueError" in written
    assert "test_entry.py" in written
    assert SECRET.casefold() not in (written + err).casefold()


def test_a_mistake_is_told_even_when_the_disk_is_full(
    verb: types.ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")

    def fail(_: list[str]) -> int:
        raise ZeroDivisionError

    verb.main = fail  # type: ignore[attr-defined]
    assert door.main(["--home", str(tmp_path)]) == 70
    assert "could not be written" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="closing the other end of a pipe is told differently there")
def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    code = (
        "import os, types, localcounsel\n"
        "cli = types.ModuleType('localcounsel.cli')\n"
        "def main(arguments):\n"
        "    for _ in range(100_000): print('a line of output')\n"
        "    return 0\n"
        "cli.main = main\n"
        "sys.modules['localcounsel.cli'] = localcounsel.cli = cli\n"
        "reading, writing = os.pipe()\n"
        "os.dup2(writing, 1); os.close(reading)\n"
        "from localcounsel.__main__ import main\n"
        "sys.exit(main([]))\n"
    )
    done = programs.start(code)
    assert (done.returncode, done.stderr) == (141, "")
