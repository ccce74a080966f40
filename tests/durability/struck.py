"""A piece of work in a process of its own, which is killed, or refused by the disk, at its Nth system call.

The process is forked, stops before it does anything, and goes on once strace holds it: so every call that is counted
is the work's own. Linux only.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcounsel.errors import CounselError
from tests.durability.saying import Saying

LONGEST = 120.0
"""Seconds after which the work counts as hung."""
CHANGING = ("write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "rmdir", "mkdir", "ftruncate", "chmod")
LOOKING = ("read", "pread64", "getdents64")
TRACED = (*CHANGING, *LOOKING, "openat")
FILLING = ("write", "pwrite64", "ftruncate", "mkdir", "fsync")
"""What a full disk refuses; opening a new file, too, which is tried call by call."""

_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")


@dataclass(frozen=True, slots=True)
class Call:
    """One system call of the work that touches what is kept."""

    name: str
    number: int
    """The how-manieth call of that name, from 1."""
    line: str
    so_far: tuple[tuple[str, int], ...]
    """How many calls of each name came before."""


@dataclass(frozen=True, slots=True)
class Blow:
    """What happens to the work: at which call, and how."""

    kind: str
    """`kill`, an error's name, or `full`: from that call on the disk takes nothing more."""
    call: Call

    @property
    def injections(self) -> list[str]:
        """strace's options."""
        name, number = self.call.name, self.call.number
        if self.kind == "kill":
            return [f"inject={name}:signal=SIGKILL:when={number}"]
        if self.kind == "full":
            before = dict(self.call.so_far)
            return [f"inject={each}:error=ENOSPC:when={before.get(each, 0) + 1}+" for each in FILLING]
        return [f"inject={name}:error={self.kind}:when={number}"]

    def __str__(self) -> str:
        return f"{self.kind} at {self.call.name} {self.call.number}"


@dataclass(frozen=True, slots=True)
class Ended:
    """How the work ended, and what it had said by then."""

    code: int
    """Of the process; negative for a signal."""
    said: list[dict[str, Any]]
    hung: bool = False
    """Whether it had to be ended."""
    elsewhere: bool = False
    """Whether the blow fell on something that is no file of ours: threads do not call in the same order each time."""

    def of(self, what: str) -> list[dict[str, Any]]:
        """What was said of one kind."""
        return [each for each in self.said if each["what"] == what]


def run(work: Callable[[Saying], None], trace: Path | None = None, blow: Blow | None = None) -> Ended:
    """Do the work in a forked process, under strace when there is a `trace` to write or a `blow` to deal."""
    saying = Saying()
    pid = os.fork()
    if not pid:
        os._exit(_inside(work, saying, stop=trace is not None or blow is not None))
    try:
        if trace is None and blow is None:
            code, hung = _wait(pid)
            return Ended(code, saying.said(), hung)
        os.waitpid(pid, os.WUNTRACED)
        with tempfile.TemporaryDirectory() as folder:
            log = trace or Path(folder) / "log"
            with _held(pid, log, blow) as strace:
                os.kill(pid, signal.SIGCONT)
                code, hung = _wait(pid)
                strace.wait(LONGEST)
            return Ended(code, saying.said(), hung, blow is not None and _elsewhere(log))
    finally:
        saying.close()


def calls(trace: Path, below: Path) -> list[Call]:
    """The calls of a traced work that touch something `below`, in order; only the first thread's are counted."""
    count: Counter[str] = Counter()
    found = []
    for line in trace.read_text("utf-8", "replace").splitlines():
        match = _LINE.match(line)
        if match is None or match[1] not in TRACED:
            continue
        name, before = match[1], tuple(count.items())
        count[name] += 1
        if str(below) in match[2]:
            found.append(Call(name, count[name], line, before))
    return found


def blows(found: list[Call]) -> list[Blow]:
    """Everything that can go wrong at these calls."""
    made = []
    for call in found:
        opens = call.name == "openat"
        creates = opens and "O_CREAT" in call.line
        if call.name in CHANGING or creates:
            made += [Blow("kill", call), Blow("EIO", call)]
        elif not opens or "O_DIRECTORY" not in call.line:
            made.append(Blow("EIO", call))
        if creates or call.name in FILLING or call.name == "rename":
            made.append(Blow("ENOSPC", call))
        if call.name in ("write", "pwrite64"):
            made.append(Blow("full", call))
        if creates or call.name in ("mkdir", "rename", "unlink"):
            made.append(Blow("EROFS", call))
    return made


def _inside(work: Callable[[Saying], None], saying: Saying, stop: bool) -> int:
    if stop:
        os.kill(os.getpid(), signal.SIGSTOP)
    try:
        work(saying)
    except CounselError as error:
        saying.say("error", name=error.name, title=error.title, message=error.message, advice=error.advice)
        return 1
    except BaseException:
        saying.say("mistake", trail=traceback.format_exc()[-3000:])
        return 70
    return 0


def _elsewhere(log: Path) -> bool:
    """Whether a call was made to fail that is about no file, but about a signal between threads."""
    lines = log.read_text("utf-8", "replace").splitlines()
    return any("(INJECTED)" in line and "<anon_inode:" in line for line in lines)


def _held(pid: int, trace: Path, blow: Blow | None) -> subprocess.Popen[bytes]:
    """strace, once it holds the process."""
    names = TRACED if blow is None else sorted({each.split(":")[0].split("=")[1] for each in blow.injections})
    line = ["strace", "-q", "-y", "-s", "0", "-o", str(trace), "-e", f"trace={','.join(names)}"]
    for each in blow.injections if blow is not None else []:
        line += ["-e", each]
    strace = subprocess.Popen([*line, "-p", str(pid)], stderr=subprocess.DEVNULL)
    until = time.monotonic() + LONGEST
    while not _traced(pid):
        if strace.poll() is not None or time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
            raise RuntimeError("strace cannot hold a process here")
        time.sleep(0.002)
    return strace


def _traced(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    return "TracerPid:\t0\n" not in status


def _wait(pid: int) -> tuple[int, bool]:
    """The process's end, and whether it hung and was killed."""
    until = time.monotonic() + LONGEST
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), False
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return -signal.SIGKILL, True
        time.sleep(0.01)
