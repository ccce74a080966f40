"""Driving the application in tests: waiting for workers, reading the screen as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.pilot import Pilot
from textual.widgets import Input

from localcounsel.tui.app import CounselApp
from localcounsel.tui.widgets.composer import Composer


async def settle(pilot: Pilot[int]) -> None:
    """Until no thread is at work and every message has been handled."""
    for _ in range(3):  # what a worker brings about may start another
        await pilot.pause()
        while any(not worker.is_finished for worker in pilot.app.workers):
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()


async def until(pilot: Pilot[int], happened: Callable[[], bool]) -> None:
    """Until `happened`, for at most some hundreds of turns of the event loop."""
    for _ in range(500):
        if happened():
            return
        await pilot.pause(0.01)
    raise AssertionError("it did not happen")


async def type_and_settle(pilot: Pilot[int], text: str, *keys: str) -> None:
    """Write into the line that has the focus (all at once: a key each is tested elsewhere), then press keys."""
    line = pilot.app.focused
    if isinstance(line, Composer):
        line.insert(text)
    elif isinstance(line, Input):
        line.replace(text, *sorted(line.selection))
    else:
        await pilot.press(*text)
    await pilot.press(*keys)
    await settle(pilot)


def screen_text(app: CounselApp) -> str:
    """What is on the screen, line by line, without styles."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def characters_of(app: CounselApp) -> set[str]:
    """Every character that would go to the terminal as text."""
    return set("".join(segment.text for strip in app.screen._compositor.render_strips() for segment in strip))


def unsafe(characters: Iterable[str]) -> set[str]:
    """Those that could move a cursor, reorder text or begin a sequence."""
    return {c for c in characters if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\U000e0041\ufeff"}
