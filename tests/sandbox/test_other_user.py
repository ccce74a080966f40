"""Another user of the same machine: nothing of a home can be opened, listed or replaced by them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from localcounsel.cli import main
from localcounsel.flows.checkup import disk
from localcounsel.flows.checkup.line import Standing
from localcounsel.store.places import Places

pytestmark = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="becoming another user takes root")

NOBODY = 65534
_TRY = """
import json, os, sys
os.setgroups([]); os.setgid({user}); os.setuid({user})
outcome = {{}}
for path in json.load(sys.stdin):
    for what, act in (
        ("look at", lambda: os.stat(path)),
        ("read", lambda: os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(1)),
        ("write", lambda: open(path + (".new" if os.path.isdir(path) else ""), "ab").close()),
        ("remove", lambda: os.rename(path, path + ".gone")),
    ):
        try:
            act()
        except OSError as error:
            outcome[what + " " + path] = type(error).__name__
        else:
            outcome[what + " " + path] = "DONE"
print(json.dumps(outcome))
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home in a folder that everybody may enter, after the everyday verbs."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        place = Path(folder) / "home"
        documents = Path(folder) / "documents"
        documents.mkdir()
        (documents / "lease.txt").write_text("1. Rent. The Tenant shall pay rent of EUR 4,200 a month.\n")
        started = ["--home", str(place)]
        before = os.umask(0o022)
        try:
            for verb in (
                ["matter", "new", "Acme"],
                ["add", "Acme", str(documents)],
                ["search", "Acme", "rent"],
                ["matter", "rename", "Acme", "Acme v Beta"],
                ["status", "Acme"],
                ["verify-airgap", "--json"],
            ):
                main([*started, *verb])
        finally:
            os.umask(before)
        yield place


def test_every_file_is_private_whatever_the_umask(home: Path) -> None:
    line = disk.permissions(Places(home))
    assert line.standing is Standing.PASS, line.finding
    assert len(list(home.rglob("*"))) > 5


def test_another_user_can_do_nothing(home: Path) -> None:
    inside = [str(path) for path in home.rglob("*")]
    line = [sys.executable, "-I", "-c", _TRY.format(user=NOBODY)]
    done = subprocess.run(line, input=json.dumps(inside), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert {what: end for what, end in outcome.items() if end != "PermissionError"} == {}
    assert len(outcome) == 4 * len(inside)
