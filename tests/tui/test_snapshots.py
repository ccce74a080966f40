"""Every screen looks as it did when it was last looked at by a person: `python scripts/renew_snapshots.py` renews."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest

from tests.tui.pictured import FOLDER, SIZES, THEMES, file_of, taken
from tests.tui.scenes import SCENES

MAIN = [name for name, scene in SCENES.items() if scene.main]
ALL = [(name, size, theme) for name in SCENES for size in SIZES for theme in THEMES]


def _label(value: object) -> str:
    return "x".join(str(part) for part in value) if isinstance(value, tuple) else str(value)


async def _compare(name: str, size: tuple[int, int], theme: str, folder: Path) -> None:
    kept = file_of(name, size, theme).read_text("utf-8")
    now = await taken(name, size, theme, folder)
    if now != kept:
        changed = "\n".join(difflib.unified_diff(_words(kept), _words(now), "kept", "now", lineterm="", n=0))
        pytest.fail(f"{file_of(name, size, theme).name} is not what the screen shows:\n{changed or 'colours only'}")


def _words(picture: str) -> list[str]:
    return [re.sub(r"<[^>]+>", " ", line) for line in picture.splitlines()[3:]]


@pytest.mark.parametrize("name", MAIN)
async def test_the_main_screens(name: str, tmp_path: Path) -> None:
    await _compare(name, (80, 24), "night", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "size", "theme"), ALL, ids=_label)
async def test_every_screen(name: str, size: tuple[int, int], theme: str, tmp_path: Path) -> None:
    await _compare(name, size, theme, tmp_path)


def test_no_snapshot_is_left_over_or_missing_and_all_are_small() -> None:
    there = {path.name: path.stat().st_size for path in FOLDER.glob("*.svg")}
    assert set(there) == {file_of(*each).name for each in ALL}
    assert max(there.values()) < 60_000
