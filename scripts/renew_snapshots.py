"""Take every snapshot of the interface anew, and say which changed. Look at those before you keep them.

python scripts/renew_snapshots.py [SCENE ...]   all of them, or only those of the named scenes
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TERMINAL = ("SSH_CONNECTION", "SSH_TTY", "TERM_PROGRAM", "NO_COLOR", "COLORTERM", "COLORFGBG")
"""What the environment says of this terminal; a snapshot must not depend on it."""


async def renew(names: list[str]) -> int:
    """How many changed."""
    from tests.tui.pictured import SIZES, THEMES, file_of, taken
    from tests.tui.scenes import SCENES

    changed = 0
    for name in names or SCENES:
        for size in SIZES:
            for theme in THEMES:
                with tempfile.TemporaryDirectory() as folder:
                    picture = await taken(name, size, theme, Path(folder))
                path = file_of(name, size, theme)
                if not path.is_file() or path.read_text("utf-8") != picture:
                    path.write_text(picture, "utf-8")
                    print(path.relative_to(ROOT).as_posix(), f"{len(picture.encode()):,} bytes")
                    changed += 1
    if not names:
        wanted = {file_of(name, size, theme) for name in SCENES for size in SIZES for theme in THEMES}
        for path in set(next(iter(wanted)).parent.glob("*.svg")) - wanted:
            path.unlink()
            changed += 1
    return changed


def main() -> int:
    """The exit code."""
    sys.path.insert(0, str(ROOT))
    for name in TERMINAL:
        os.environ.pop(name, None)
    os.environ["TERM"] = "xterm-256color"
    print(f"{asyncio.run(renew(sys.argv[1:]))} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
