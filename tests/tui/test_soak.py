"""Keys at random, as a cat would press them: whatever happens, no screen falls over and nothing unsafe is drawn."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from localcounsel.tui.app import CounselApp
from tests.tui.driving import characters_of, settle, unsafe
from tests.tui.scripted import HOSTILE, Script

WAYS: dict[str, tuple[str, ...]] = {
    "matters": (),
    "matter": ("enter",),
    "documents": ("enter", "f2"),
    "answers": ("enter", "f3"),
    "viewer": ("enter", "f2", "enter"),
    "models": ("ctrl+l",),
    "audit": ("enter", "ctrl+g"),
    "health": ("f11",),
    "settings": ("f12",),
    "help": ("f1",),
    "commands": ("ctrl+p",),
}
"""Where to begin, and the keys that lead there."""
NEVER = {"ctrl+q", "ctrl+c", "ctrl+z"}
KEYS = (
    *"abcdefghijklmnopqrstuvwxyz/?+-:.0123456789 あ",
    *("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *("backspace", "delete", "insert", "space", "ctrl+j", "ctrl+a", "ctrl+k", "ctrl+v"),
    *(f"f{number}" for number in range(1, 13)),
    *("ctrl+b", "ctrl+e", "ctrl+f", "ctrl+g", "ctrl+l", "ctrl+n", "ctrl+o", "ctrl+p", "ctrl+r", "ctrl+s", "ctrl+t"),
)


async def soak(script: Script, way: Sequence[str], count: int, seed: int) -> None:
    """Press `count` keys; Pilot raises whatever a handler or worker raised."""
    random_keys = random.Random(seed)
    app = CounselApp(script.ports())
    async with app.run_test(size=random_keys.choice(((80, 24), (140, 45), (40, 10))), notifications=True) as pilot:
        await settle(pilot)
        for key in way:
            await pilot.press(key)
            await settle(pilot)
        pressed: list[str] = []
        for number in range(count):
            pressed.append(random_keys.choice(KEYS))
            await pilot.press(pressed[-1])
            if number % 25 == 24:
                assert unsafe(characters_of(app)) == set(), pressed[-25:]
        await settle(pilot)
        assert app.is_running, pressed[-20:]


@pytest.mark.parametrize("screen", WAYS)
async def test_some_keys(script: Script, screen: str) -> None:
    script.rows[0].name = HOSTILE
    await soak(script, WAYS[screen], 25, seed=len(screen))


@pytest.mark.slow
@pytest.mark.parametrize("screen", WAYS)
async def test_two_thousand_keys(script: Script, screen: str) -> None:
    await soak(script, WAYS[screen], 2000, seed=2000 + len(screen))
