"""A real terminal to drive the real application in: keys in, the screen out, pictures of it."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from scripts.pictures import drawing, terminal

LOOK_EVERY = 0.2
"""Seconds between two looks at the screen."""
APART = 0.3
"""Seconds after a key: a person's pace."""
LONGEST = 90.0
"""Seconds after which something that was expected counts as missing, on a machine with much else to do."""


class Missing(Exception):
    """The screen does not show what it should; the message holds the screen."""


class Terminal:
    """One tmux server of its own, with one pane."""

    def __init__(self, columns: int, rows: int, pictures: Path) -> None:
        self._server = f"demo-{os.getpid()}"
        self._columns, self._rows = columns, rows
        self._pictures = pictures
        self.taken: list[Path] = []

    def start(self, command: str) -> None:
        """Run `command` on a fresh screen; what ran before has to have ended."""
        # no server may be left from before: a server keeps the environment it was started with
        self._tmux("kill-server", check=False)
        size = ("-x", str(self._columns), "-y", str(self._rows))
        setup = ("set", "-g", "default-terminal", "tmux-256color", ";", "set", "-as", "terminal-features", ",*:RGB")
        self._tmux(*setup, ";", "new-session", "-d", *size, f"{command}; echo The application has ended: $?; exec cat")

    def end(self) -> None:
        self._tmux("kill-server", check=False)

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: `Enter`, `F2`, `C-p`."""
        for key in keys:
            self._tmux("send-keys", key)
            time.sleep(APART)

    def write(self, text: str) -> None:
        """Characters as they are."""
        self._tmux("send-keys", "-l", text)

    def text(self) -> str:
        """What the screen shows, without colours."""
        return self._tmux("capture-pane", "-p")

    def see(self, *words: str, within: float = LONGEST) -> str:
        """Wait until the screen shows all of `words`; return the screen. `Missing` otherwise."""
        until = time.monotonic() + within
        while True:
            screen = self.text()
            absent = [each for each in words if each not in screen]
            if not absent:
                return screen
            if time.monotonic() > until or "The application has ended:" in screen:
                raise Missing(f"not on the screen: {absent}\n{screen}")
            time.sleep(LOOK_EVERY)

    def gone(self, words: str, within: float = LONGEST) -> str:
        """Wait until the screen does not show `words` any more."""
        until = time.monotonic() + within
        while words in (screen := self.text()):
            if time.monotonic() > until:
                raise Missing(f"still on the screen: {words!r}\n{screen}")
            time.sleep(LOOK_EVERY)
        return screen

    def picture(self, name: str) -> None:
        """Draw the screen, once it does not change any more, into the folder of pictures."""
        before, lines = "", self._tmux("capture-pane", "-p", "-e")
        while before != lines:
            time.sleep(3 * LOOK_EVERY)
            before, lines = lines, self._tmux("capture-pane", "-p", "-e")
        rows = [list(terminal.runs(line)) for line in lines.splitlines()[: self._rows]]
        path = self._pictures / f"{name}.svg"
        path.write_text(drawing.svg(rows, self._columns, terminal.GROUND), "utf-8")
        self.taken.append(path)

    def _tmux(self, *words: str, check: bool = True) -> str:
        command = ("tmux", "-L", self._server, "-f", os.devnull, *words)
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        if check and done.returncode:
            raise Missing(done.stderr.decode(errors="replace"))
        return done.stdout.decode(errors="replace")
