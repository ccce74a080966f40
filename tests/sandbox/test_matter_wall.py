"""The model and the index at work in one matter: no other matter, nothing of the person's own, no file elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from localcounsel.sandbox import environment
from tests.sandbox import programs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has Landlock")

_INTRUDER = """
import json, os, sys
from localcounsel.sandbox import bootstrap
how = bootstrap.contain(sys.argv[1]).how
import sqlite3, tempfile
home = sys.argv[2]
actions = {
    "read its own store": lambda: open("store.sqlite").read(),
    "write in its own folder": lambda: open("new", "w").write("x"),
    "move in its own folder": lambda: (os.mkdir("sub"), os.rename("new", "sub/new"), os.unlink("sub/new")),
    "a temporary file": lambda: tempfile.TemporaryFile().write(b"x"),
    "a database with a large sort": lambda: sorting(),
    "read a model": lambda: open(f"{home}/models/m/model.gguf").read(),
    "import a library": lambda: __import__("html.parser"),
    "read what the processor is": lambda: open("/proc/cpuinfo").read(1),
    "READ another matter": lambda: open(f"{home}/matters/other/store.sqlite").read(),
    "LIST the matters": lambda: os.listdir(f"{home}/matters"),
    "WRITE into another matter": lambda: open(f"{home}/matters/other/new", "w"),
    "LINK another matter": lambda: os.link(f"{home}/matters/other/store.sqlite", "stolen"),
    "MOVE another matter": lambda: os.rename(f"{home}/matters/other", "stolen"),
    "READ another matter through a link": lambda: open("way/store.sqlite").read(),
    "READ the person's mail": lambda: open(os.environ["HOME"] + "/mail.txt").read(),
    "LIST the person's folder": lambda: os.listdir(os.environ["HOME"]),
    "WRITE into the models": lambda: open(f"{home}/models/m/model.gguf", "r+"),
    "WRITE into the temporary folder": lambda: open("/var/tmp/localcounsel-intruder", "w"),
    "MAKE a file in the home": lambda: open(f"{home}/settings.toml", "w"),
}

def sorting():
    made = sqlite3.connect("sort.sqlite")
    made.execute("PRAGMA cache_size = 10")
    made.execute("CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) "
                 "SELECT hex(randomblob(50)) AS x FROM n")
    made.execute("CREATE TABLE u AS SELECT x FROM t ORDER BY x")
    made.close()

def outcome(action):
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "DONE"

print(json.dumps({"how": how, **{name: outcome(action) for name, action in actions.items()}}))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two matters and a model, in the folder of a person who has mail."""
    person = tmp_path / "person"
    home = person / "localcounsel"
    for name in ("matters/own", "matters/other", "models/m"):
        (home / name).mkdir(parents=True)
    for name in ("matters/own/store.sqlite", "matters/other/store.sqlite", "models/m/model.gguf"):
        (home / name).write_text("privileged")
    (home / "matters" / "own" / "way").symlink_to("../other")
    (person / "mail.txt").write_text("privileged")
    return home


def _intrude(role: str, home: Path, code: str = _INTRUDER) -> dict[str, str]:
    line = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {str(programs.ROOT)!r})\n{code}",
        role,
        str(home),
    ]
    done = subprocess.run(
        line,
        cwd=home / "matters" / "own",
        env=environment.scrubbed({"HOME": str(home.parent)}),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


@pytest.mark.parametrize("role", ["model", "index"])
def test_work_goes_on_and_nothing_else_is_reached(role: str, home: Path) -> None:
    told = _intrude(role, home)
    how = told.pop("how")
    if "cannot hide" in how:
        pytest.skip("this kernel has no Landlock")
    assert "other matters are out of sight" in how
    assert {name: end for name, end in told.items() if (end == "DONE") != (not name.split()[0].isupper())} == {}
    assert len([name for name in told if name.split()[0].isupper()]) == 11
    assert (home / "matters" / "other" / "store.sqlite").read_text() == "privileged"


def test_without_the_wall_the_intruder_succeeds(home: Path) -> None:
    free = _INTRUDER.replace("how = bootstrap.contain(sys.argv[1]).how", "how = ''")
    free = free.replace(
        '    "WRITE into the temporary folder": lambda: open("/var/tmp/localcounsel-intruder", "w"),\n', ""
    )
    told = _intrude("model", home, free)
    assert told["READ another matter"] == told["READ the person's mail"] == told["LIST the matters"] == "DONE"


def test_matters_on_another_disk_do_not_put_the_models_out_of_sight(home: Path, tmp_path: Path) -> None:
    (home / "matters").rename(tmp_path / "matters")
    (home / "matters").symlink_to(tmp_path / "matters")
    told = _intrude("model", home)
    assert (told["read a model"], told["read its own store"]) == ("DONE", "DONE")
    assert "Landlock" not in told["how"]
