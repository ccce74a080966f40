"""A program for the tests: every scene in Japanese, as JSON. A process of its own, because keys are worded at import.

python -m tests.tui.in_japanese WIDTH HEIGHT [SCENE ...]
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from localcounsel.tui import language

language.use("ja_JP.UTF-8")  # before any screen is imported, as `localcounsel.tui.run` does

from tests.tui import idle  # noqa: E402
from tests.tui.driving import screen_text  # noqa: E402
from tests.tui.scenes import SCENES, application, go, scripted  # noqa: E402


async def _shown(size: tuple[int, int], names: list[str]) -> dict[str, list[str]]:
    found = {}
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            app = application(SCENES[name], scripted(SCENES[name], Path(folder)))
            async with app.run_test(size=size) as pilot:
                await go(pilot, SCENES[name])
                found[name] = screen_text(app).splitlines()
    return found


if __name__ == "__main__":
    idle.install()
    width, height, *scenes = sys.argv[1:]
    shown = asyncio.run(_shown((int(width), int(height)), scenes or list(SCENES)))
    sys.stdout.buffer.write(json.dumps(shown, ensure_ascii=False).encode())
