"""Makes a home ready on its first use: the demo models approved in it and the sample matter built, once."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from setup_env.commands import ask
from setup_env.layout import Layout
from setup_env.stamp import Stamp

MARK = "demo.txt"
"""The file in a home that says the demo models and the sample matter were set up in it. Deleting it does it again."""

ONLY_TOLD = frozenset({"-h", "--help", "--version"})


def prepare_home(layout: Layout, arguments: Sequence[str]) -> int:
    """Sets the home up that this call will use, unless it is. Returns 0, or the exit code to end with."""
    if ONLY_TOLD.intersection(arguments):
        return 0
    option = home_option(arguments)
    stamp = Stamp(layout)
    place = _place(option, os.environ)
    known = stamp.home(place)
    if known and (Path(known) / MARK).is_file():
        return 0
    home = known or _find(layout, option)
    if not home:
        return 0  # the command itself will say what is wrong with the option
    if not (Path(home) / MARK).is_file():
        code = _set_up(layout, option)
        if code != 0:
            return code
        _mark(Path(home) / MARK)
    stamp.know_home(place, home)
    return 0


def home_option(arguments: Sequence[str]) -> str | None:
    """The value of `--home`, wherever it stands; None when it is not given."""
    for number, argument in enumerate(arguments):
        if argument == "--":
            return None
        if argument.startswith("--home="):
            return argument.removeprefix("--home=")
        if argument == "--home" and number + 1 < len(arguments):
            return arguments[number + 1]
    return None


def _place(option: str | None, environ: Mapping[str, str]) -> str:
    """Everything that decides which home is meant, as one short key."""
    decisive = ["LOCALCOUNSEL_HOME", "XDG_DATA_HOME", "HOME", "USERPROFILE", "LOCALAPPDATA"]
    facts = [str(Path(option).absolute()) if option else "", *(environ.get(name, "") for name in decisive)]
    if not Path(environ.get("LOCALCOUNSEL_HOME", "/")).is_absolute():
        facts.append(str(Path.cwd()))
    return hashlib.sha256("\0".join(facts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _find(layout: Layout, option: str | None) -> str:
    """Where the home is, as LocalCounsel itself sees it."""
    code, said = ask(
        layout,
        "import os, sys",
        "from localcounsel.store.places import find",
        f"os.chdir({str(Path.cwd())!r})",
        f"print(find({option!r}, os.environ).home.absolute())",
    )
    return said.splitlines()[-1] if code == 0 and said else ""


def _set_up(layout: Layout, option: str | None) -> int:
    command = [str(layout.python), "-I", "-m", "localcounsel"]
    command += ["--home", option] if option else []
    command += ["setup", "--models", str(layout.models)]
    # stdout belongs to the command that follows this one.
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False).returncode


def _mark(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(
            "The demo models and the sample matter were set up in this home. Delete this file to do it again.\n"
        )
