"""A reader that a hostile file has taken over: everything it may try, tried as itself, against a willing victim."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from localcounsel.sandbox import environment
from tests.sandbox import programs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces it without an administrator")

_VICTIM = """
import sys; sys.path.insert(0, sys.argv[1])
from localcounsel.sandbox.bootstrap import contain
contain("desk")
secret = "privileged" * 100
print("ready", flush=True)
sys.stdin.read()
"""

_ATTACKER = """
import ctypes, fcntl, json, os, socket, subprocess, threading
from localcounsel.sandbox.bootstrap import contain
from localcounsel.sandbox.limits import limit
victim, folder, interpreter = int(sys.argv[1]), sys.argv[2], sys.executable
libc = ctypes.CDLL(None, use_errno=True)
memory = (ctypes.c_size_t * 2)(0x1000, 8)
status = contain("reader")
limit(512 * 1024 * 1024, 30)

def native(outcome):
    if outcome < 0:
        raise OSError(ctypes.get_errno(), "native")

def x86(number, *rest):
    if os.uname().machine != "x86_64":
        raise PermissionError("another processor")
    native(libc.syscall(number, *rest))

actions = {
    "read a matter's store": lambda: open(f"{folder}/matter.sqlite").read(),
    "list a matter's folder": lambda: os.listdir(folder),
    "read a password file": lambda: open("/etc/passwd").read(),
    "write a file": lambda: open(f"{folder}/new", "w"),
    "write over a file": lambda: open(f"{folder}/matter.sqlite", "r+"),
    "append to a file": lambda: open(f"{folder}/matter.sqlite", "a"),
    "write a file in the temporary folder": lambda: open("/tmp/localcounsel-hostile", "w"),
    "write in shared memory": lambda: open("/dev/shm/localcounsel-hostile", "w"),
    "delete a file": lambda: os.unlink(f"{folder}/matter.sqlite"),
    "cut a file short": lambda: os.truncate(f"{folder}/matter.sqlite", 0),
    "rename a file": lambda: os.rename(f"{folder}/matter.sqlite", f"{folder}/other"),
    "change a file's mode": lambda: os.chmod(f"{folder}/matter.sqlite", 0o777),
    "make a folder": lambda: os.mkdir(f"{folder}/new"),
    "make a link": lambda: os.symlink("/", f"{folder}/new"),
    "start a program": lambda: os.execv(interpreter, [interpreter, "-c", ""]),
    "start a child program": lambda: subprocess.run([interpreter, "-c", ""]),
    "fork": os.fork,
    "fork by number": lambda: x86(57),
    "clone by number": lambda: x86(56, 17, 0, 0, 0, 0),
    "open a socket": socket.socket,
    "open a pair of sockets": socket.socketpair,
    "a socket by the numbers of x32": lambda: x86(0x40000000 + 41, 2, 1, 0),
    "end the desk": lambda: os.kill(victim, 9),
    "a handle on the desk": lambda: os.pidfd_open(victim),
    "debug the desk": lambda: native(libc.ptrace(16, victim, 0, 0)),
    "read the desk's memory": lambda: native(libc.process_vm_readv(victim, memory, 1, memory, 1, 0)),
    "the desk's memory as a file": lambda: open(f"/proc/{victim}/mem", "rb"),
    "the desk's environment": lambda: open(f"/proc/{victim}/environ", "rb").read(1),
    "the desk's open files": lambda: os.listdir(f"/proc/{victim}/fd"),
    "a signal through a file": lambda: fcntl.fcntl(0, fcntl.F_SETOWN, victim),
    "type into the terminal": lambda: fcntl.ioctl(0, 0x5412, b"x"),
    "memory without a count": lambda: os.memfd_create("hostile"),
    "more memory than allowed": lambda: bytearray(1 << 30),
    "lift the memory limit": lambda: __import__("resource").setrlimit(9, (-1, -1)),
    "lift the desk's limits": lambda: __import__("resource").prlimit(victim, 9, (1, 1)),
    "a new user namespace": lambda: native(libc.unshare(0x10000000)),
    "give itself privileges": lambda: os.setgroups([0]),
}

def outcome(action):
    try:
        action()
    except (OSError, MemoryError, ValueError) as error:
        return type(error).__name__
    return "DONE"

ran = threading.Thread(target=lambda: None)
ran.start(); ran.join()
print(json.dumps({"how": status.how, **{name: outcome(action) for name, action in actions.items()}}))
"""

_LANDLOCK_ONLY = {"read a matter's store", "list a matter's folder", "read a password file"}


@pytest.fixture
def victim() -> Iterator[subprocess.Popen[str]]:
    line = [sys.executable, "-I", "-c", _VICTIM, str(programs.ROOT)]
    with subprocess.Popen(
        line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment.scrubbed(), text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def test_nothing_it_tries_succeeds(victim: subprocess.Popen[str], tmp_path: Path) -> None:
    store = tmp_path / "matter.sqlite"
    store.write_text("privileged")
    done = programs.answer(_ATTACKER, str(victim.pid), str(tmp_path))
    how = done.pop("how")
    if "Landlock" not in how:
        done = {name: end for name, end in done.items() if name not in _LANDLOCK_ONLY}
    assert [name for name, end in done.items() if end == "DONE"] == []
    assert len(done) >= 35
    assert victim.poll() is None
    assert (store.read_text(), [path.name for path in tmp_path.iterdir()]) == ("privileged", ["matter.sqlite"])


def test_the_same_attacker_succeeds_when_nothing_contains_it(victim: subprocess.Popen[str], tmp_path: Path) -> None:
    """So that the test above cannot pass by accident: a few harmless ones of its list, without the sandbox."""
    (tmp_path / "matter.sqlite").write_text("privileged")
    harmless = (
        "keep = ['read a matter\\'s store', 'write a file', 'rename a file', 'a handle on the desk',"
        " 'open a socket', 'start a child program', 'memory without a count']\n"
        "actions = {name: actions[name] for name in keep}\n"
    )
    free = _ATTACKER.replace('status = contain("reader")\nlimit(512 * 1024 * 1024, 30)\n', "")
    free = free.replace("def outcome", harmless + "\ndef outcome").replace('{"how": status.how, **', "{**")
    done = programs.answer(free, str(victim.pid), str(tmp_path))
    assert set(done.values()) == {"DONE"}, json.dumps(done)
