"""Starts LocalCounsel from this folder, setting everything up the first time: `python3 scripts/run.py`.

With arguments it is the `localcounsel` command: `python3 scripts/run.py ask "Sample matter" "…"`.
"""

import sys

if not (3, 11) <= sys.version_info < (3, 15):
    have = f"{sys.version_info[0]}.{sys.version_info[1]}"
    sys.exit(f"LocalCounsel needs Python 3.11 to 3.14; this is Python {have}. Try: python3.11 {sys.argv[0]}")

import os
import subprocess
from pathlib import Path

from setup_env import Layout, prepare
from setup_env.homes import prepare_home


def main() -> int:
    layout = Layout(Path(__file__).resolve().parent.parent)
    arguments = sys.argv[1:]
    code = prepare(layout) or prepare_home(layout, arguments)
    if code:
        return code
    command = [str(layout.python), "-I", "-m", "localcounsel", *arguments]
    if sys.platform != "win32":
        os.execv(command[0], command)
    try:
        return subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
