"""How long the interface lets one wait: to the first frame, and from a key to its frame, idle and at work.

The real application is driven on a pseudo-terminal. At work means that the model writes an answer and the index is
built anew, both at once. Every key is a character that stands nowhere else, so that what comes out is its answer.

    python scripts/bench/interface.py --home DIR [--matter NAME] [--keys 200]

DIR is copied first: the index of the copy is taken away, so that it is built while keys are pressed. Linux and macOS.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIRST_KEY = 0x5B00
"""Characters from here on (Chinese ones, rare in this interface) are typed, each once."""
LINE = 24
"""Characters after which the line is emptied."""
QUESTION = "What notice must be given to terminate the services agreement, and by whom?"


@dataclass
class Terminal:
    """The application on a pseudo-terminal of 100 by 30."""

    child: subprocess.Popen[bytes]
    ours: int

    def until(self, wanted: bytes, seconds: float = 60.0) -> float:
        """Seconds until `wanted` came out."""
        begun = time.perf_counter()
        seen = b""
        while wanted not in seen:
            left = seconds - (time.perf_counter() - begun)
            ready, _, _ = select.select([self.ours], [], [], max(0.0, left))
            if not ready:
                raise SystemExit(f"{wanted!r} did not come out within {seconds} s; last: {seen[-300:]!r}")
            seen = seen[-4096:] + os.read(self.ours, 65536)
        return time.perf_counter() - begun

    def quiet(self, seconds: float) -> None:
        """Read what comes for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self.ours], [], [], left)[0]:
                os.read(self.ours, 65536)

    def press(self, keys: str) -> None:
        """Type, as the terminal would send it."""
        os.write(self.ours, keys.encode())


def start(home: Path, *arguments: str) -> tuple[Terminal, float, float]:
    """The application, and the seconds from its start to its first frame: by the clock, and of the processor."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "localcounsel", "--home", str(home), *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(theirs)
    terminal = Terminal(child, ours)
    terminal.until(b"LocalCounsel")
    return terminal, time.perf_counter() - begun, _computed(child.pid)


def _computed(pid: int) -> float:
    """Seconds of the processor a process has taken; 0 where /proc does not say. Other work does not lengthen them."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    parts = stat.read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def key_to_frame(terminal: Terminal, count: int, first: int) -> list[float]:
    """Milliseconds from each key to the frame that shows it."""
    taken = []
    for number in range(count):
        if number and number % LINE == 0:
            terminal.press("\x15")
            terminal.quiet(0.1)
        letter = chr(first + number)
        terminal.press(letter)
        taken.append(terminal.until(letter.encode()) * 1000)
        terminal.quiet(0.02)
    terminal.press("\x15")
    return taken


def figures(taken: list[float]) -> dict[str, float]:
    """Median, 99th percentile and longest, in milliseconds."""
    ordered = sorted(taken)
    last = ordered[min(len(ordered) - 1, round(0.99 * (len(ordered) - 1)))]
    return {
        "keys": len(ordered),
        "median_ms": round(statistics.median(ordered), 1),
        "p99_ms": round(last, 1),
        "longest_ms": round(ordered[-1], 1),
    }


def end(terminal: Terminal) -> None:
    """Quit by its own key; by force after ten seconds."""
    terminal.press("\x11")
    try:
        terminal.quiet(1.0)
        terminal.child.wait(10)
    except (OSError, subprocess.TimeoutExpired):
        os.killpg(terminal.child.pid, signal.SIGKILL)
        terminal.child.wait()
    os.close(terminal.ours)


def measure(home: Path, matter: str, keys: int) -> dict[str, object]:
    """Everything, in one run."""
    starts = []
    for _ in range(5):
        terminal, first, computed = start(home)
        starts.append((first, computed))
        end(terminal)
    terminal, _first, _computed_s = start(home, "open", matter)
    terminal.until(b"Ask in")
    terminal.quiet(2.0)
    idle = key_to_frame(terminal, keys, FIRST_KEY)
    end(terminal)
    for index in home.glob("matters/*/index"):
        shutil.rmtree(index)
    terminal, _first, _computed_s = start(home, "open", matter)
    terminal.until(b"Ask in")
    terminal.quiet(2.0)
    terminal.press(QUESTION)
    terminal.until(b"whom?")
    terminal.press("\r")
    terminal.quiet(1.0)
    busy = key_to_frame(terminal, keys, FIRST_KEY + keys)
    end(terminal)
    quiet, loaded = figures(idle), figures(busy)
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "first_frame_s": [round(first, 2) for first, _computed in sorted(starts)],
        "computed_to_first_frame_s": [round(computed, 2) for _first, computed in sorted(starts)],
        "idle": quiet,
        "at_work": loaded,
        "ratio_p99": round(loaded["p99_ms"] / quiet["p99_ms"], 2),
    }


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", required=True, type=Path)
    parser.add_argument("--matter", default="Sample matter")
    parser.add_argument("--keys", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="localcounsel-") as work:
        home = Path(work) / "home"
        shutil.copytree(given.home, home)
        (home / "first-steps-shown").touch()
        print(json.dumps(measure(home, given.matter, given.keys), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
