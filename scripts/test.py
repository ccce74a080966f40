"""Runs the tests from this folder, setting everything up the first time: `python3 scripts/test.py`.

Without options: in some minutes every promise once. `--heavy`: also what keeps the embedded models busy for tens of
seconds each. `--slow`: everything, hours. `--quick`: without what needs models or the evaluation documents. Other
arguments go to pytest.
"""

import sys

if not (3, 11) <= sys.version_info < (3, 15):
    have = f"{sys.version_info[0]}.{sys.version_info[1]}"
    sys.exit(f"LocalCounsel needs Python 3.11 to 3.14; this is Python {have}. Try: python3.11 {sys.argv[0]}")

import subprocess
from pathlib import Path

from setup_env import Layout, prepare

SELECTIONS: dict[str, list[str]] = {
    "--quick": [],
    "--slow": ["-m", ""],
    "--heavy": ["-m", "not slow"],
    "": ["-m", "not slow and not heavy"],
}
"""Which tests, by option; pyproject.toml says what is left out without any."""


def main() -> int:
    layout = Layout(Path(__file__).resolve().parent.parent)
    if code := prepare(layout, tests=True):
        return code
    selection = SELECTIONS[next((option for option in SELECTIONS if option in sys.argv), "")]
    arguments = [argument for argument in sys.argv[1:] if argument not in SELECTIONS]
    command = [str(layout.python), "-m", "pytest", "-p", "scripts.default_first", *selection, *arguments]
    try:
        return subprocess.run(command, cwd=layout.root, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
