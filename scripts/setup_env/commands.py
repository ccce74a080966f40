"""Runs pip and its like: everything they print goes to the log, what tells progress goes to the caller.

pip's own configuration (mirrors, certificates, caches) stays in force; only what would spoil the build is taken away.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from setup_env.layout import Layout

TAIL = 400
"""Lines kept in memory for the explanation of a failure."""


class StepFailed(Exception):
    """A step did not succeed. `lines` is the end of what the command printed."""

    def __init__(self, message: str, lines: Sequence[str] = (), advice: str = "") -> None:
        super().__init__(message)
        self.lines = list(lines)
        self.advice = advice


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for pip: the user's own, less what changes the build or the place of installation."""
    spoilers = {"SOURCE_DATE_EPOCH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_HASHES", "PIP_NO_DEPS"}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in spoilers}
    kept |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0", "PIP_PROGRESS_BAR": "off"}
    # ninja, cmake and the rest are found as programs, so the virtual environment comes first on the path.
    return kept | dict(extra or {})


def pip(
    layout: Layout,
    *arguments: str,
    heard: Callable[[str], None],
    tick: Callable[[], None],
    extra: Mapping[str, str] | None = None,
) -> None:
    """Runs the virtual environment's pip. Raises StepFailed."""
    scripts = str(layout.python.parent)
    path = {"PATH": scripts + os.pathsep + os.environ.get("PATH", "")}
    command = [str(layout.python), "-I", "-m", "pip", *arguments]
    run(layout, command, heard=heard, tick=tick, env=environment(path | dict(extra or {})))


def run(
    layout: Layout,
    command: Sequence[str],
    *,
    heard: Callable[[str], None],
    tick: Callable[[], None],
    env: Mapping[str, str],
) -> None:
    """Runs `command`, gives each line it prints to `heard`, calls `tick` twice a second. Raises StepFailed."""
    tail: deque[str] = deque(maxlen=TAIL)
    layout.work.mkdir(exist_ok=True)
    with layout.log.open("a", encoding="utf-8", errors="replace") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=dict(env),
            cwd=layout.root,
        )
        lines: queue.Queue[str | None] = queue.Queue()
        assert process.stdout is not None
        threading.Thread(target=_forward, args=(process.stdout, lines), daemon=True).start()
        try:
            while (line := _next(lines, tick)) is not None:
                log.write(line)
                tail.append(line.rstrip())
                heard(line.rstrip())
        except BaseException:
            _stop(process)
            raise
        code = process.wait()
    if code != 0:
        raise StepFailed(f"{_named(command)} ended with code {code}", tail)


def ask(layout: Layout, *code: str, env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Runs a few lines of Python in the virtual environment; its exit code and what it printed on both streams."""
    done = subprocess.run(
        [str(layout.python), "-I", "-c", "\n".join(code)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=dict(env) if env is not None else None,
        cwd=layout.root,
        check=False,
    )
    return done.returncode, done.stdout.strip()


def _forward(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _next(lines: queue.Queue[str | None], tick: Callable[[], None]) -> str | None:
    while True:
        with contextlib.suppress(queue.Empty):
            return lines.get(timeout=0.5)
        tick()


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
    if sys.platform != "win32":
        process.wait()


def _named(command: Sequence[str]) -> str:
    """What was run, in a word or two: `pip install`."""
    words = [word for word in command[1:] if not word.startswith("-")]
    return " ".join(words[:2]) or command[0]
