"""Play one lawyer's session with the real application and the demo models, and draw the pictures.

python scripts/demo_session HOME [--pictures FOLDER]

HOME is a home that `scripts/setup_env` made; it is copied and stays as it is. Every step says what has to be seen after
it; the first that is not ends the session with exit code 1 and shows the screen. Needs tmux.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.demo_session.session import ENGLISH, JAPANESE, Step  # noqa: E402 — the root is put on the path first
from scripts.demo_session.tmux import Missing, Terminal  # noqa: E402

COLUMNS, ROWS = 130, 38
LARGEST = 200_000
"""Bytes of a picture."""


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description="Play a lawyer's session and draw the pictures.")
    parser.add_argument("home", type=Path, help="a home with the sample matter and approved models; it is copied")
    parser.add_argument("--pictures", type=Path, default=ROOT / "docs" / "pictures", help="where the pictures go")
    given = parser.parse_args()
    if shutil.which("tmux") is None:
        print("This needs tmux.", file=sys.stderr)
        return 1
    given.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(given.home, Path(folder) / "home"))
        at = Terminal(COLUMNS, ROWS, given.pictures)
        try:
            at.start(_command(home))
            _play(at, ENGLISH)
            home.joinpath("settings.toml").write_text('[interface]\nlanguage = "ja"\n', "utf-8")
            at.start(_command(home))
            _play(at, JAPANESE)
        except Missing as missing:
            print(missing, file=sys.stderr)
            return 1
        finally:
            at.end()
    return _small(at.taken)


def _command(home: Path) -> str:
    """The application as a person starts it, in a terminal of true colours; papers are saved beside the copied home."""
    said = {"HOME": str(home.parent), "LANG": "C.UTF-8", "COLORTERM": "truecolor", "PATH": os.environ["PATH"]}
    words = [f"{name}={value}" for name, value in said.items()]
    words += [sys.executable, "-m", "localcounsel", "--home", str(home)]
    return f"cd {shlex.quote(str(ROOT))} && env -i TERM=$TERM {shlex.join(words)}"


def _play(at: Terminal, steps: tuple[Step, ...]) -> None:
    for step in steps:
        begun = time.monotonic()
        step(at)
        print(f"{step.__name__.replace('_', ' ')}: {time.monotonic() - begun:.0f} s", flush=True)


def _small(pictures: list[Path]) -> int:
    large = [path for path in pictures if path.stat().st_size > LARGEST]
    for path in pictures:
        print(f"{path.name}: {path.stat().st_size:,} bytes{' — too large' if path in large else ''}")
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main())
