"""A line of shell run as on an isolated machine: another root folder, no network interface, an ordinary user.

Everything is in namespaces of its own: no interface but a loopback that is down, its own mounts and processes. Only
root may make them around another root folder.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

USER = 1000
HOME = "/home/lawyer"
PATIENCE = 1800.0
"""Seconds for one step, which takes at most six minutes on a machine that eight others use."""
_WALL = ("unshare", "--net", "--mount", "--pid", "--fork", "--ipc", "--uts", "--kill-child")

ENTER = """
set -eu
mount --make-rprivate /
mount -t proc proc {root}/proc
mount -t tmpfs tmpfs {root}/dev
mkdir -p {root}/dev/shm
for each in null zero full random urandom tty; do
    [ -e /dev/$each ] || continue
    touch {root}/dev/$each
    mount --bind /dev/$each {root}/dev/$each
done
chmod 1777 {root}/dev/shm
exec chroot --userspec={user}:{user} {root} /usr/bin/env -i HOME={home} PATH=/usr/bin:/bin LANG=C.UTF-8 \
    /bin/sh -c "$1"
"""


@dataclass
class Trial:
    """The steps taken so far and what was measured in them."""

    root: Path
    measured: dict[str, object] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def run(self, step: str, command: str, *, code: int = 0, says: str = "", as_root: bool = False) -> str:
        """Run a line of shell inside, as the user; note how long it took and whether it ended as it should."""
        began = time.monotonic()
        done = self._inside(command, as_root=as_root)
        seconds = round(time.monotonic() - began, 1)
        said = done.stdout + done.stderr
        good = done.returncode == code and says in said
        self.measured[f"{step}, seconds"] = seconds
        print(f"{'ok    ' if good else 'FAILED'} {step} ({seconds} s)", flush=True)
        if not good:
            self.failed.append(step)
            print(f"    code {done.returncode}, expected {code} {says!r}", *said.splitlines()[-25:], sep="\n    ")
        return said

    def _inside(self, command: str, *, as_root: bool) -> subprocess.CompletedProcess[str]:
        enter = ENTER.format(
            root=shlex.quote(str(self.root)), user=0 if as_root else USER, home="/root" if as_root else HOME
        )
        line = [*_WALL, "sh", "-c", enter, "sh", command]
        try:
            return subprocess.run(
                line,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                timeout=PATIENCE,
                env={**os.environ, "PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"},
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(line, 124, "", f"it was not done after {PATIENCE:.0f} seconds")

    def python(self) -> str:
        """The version of the Python in there: `3.11`."""
        code = "import sys; print('%d.%d' % sys.version_info[:2])"
        return self._inside(f"python3 -I -c {shlex.quote(code)}", as_root=False).stdout.strip()

    def possible(self) -> str:
        """Why such a line cannot be run on this machine; empty when it can."""
        try:
            done = self._inside("test -w /dev/null && test -r /proc/net/dev", as_root=False)
        except OSError as error:
            return f"unshare cannot be started: {error.strerror}"
        return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
