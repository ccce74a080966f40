"""Driving the application in tests: waiting for workers, reading the screen as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerCancelled

from localcounsel.tui.app import CounselApp
from localcounsel.tui.widgets.composer import Composer

A_MOMENT = 0.2
"""Seconds; what is put off for longer is waited for by name."""


async def settle(pilot: Pilot[int]) -> None:
    """Until no thread is at work, every message has been handled and nothing is put off for a moment."""
    for _ in range(3):  # what a worker brings about may start another
        await pilot.pause(0.01)  # a thread that was told to stop is not a worker any more
        while _put_off(pilot.app):
            await pilot.pause(0.01)
        await pilot.pause()
        while any(not worker.is_finished for worker in pilot.app.workers):
            with suppress(WorkerCancelled):  # a later one of its group took its place: it has ended
                await pilot.app.workers.wait_for_complete()
            await pilot.pause()


def _put_off(app: App[int]) -> bool:
    """Whether something begins within a moment: a search after the last key, facts after the cursor rests."""
    nodes: list[Any] = [app, *app.screen.walk_children(with_self=True)]
    timers = [timer for node in nodes for timer in node._timers]
    return any(
        timer._repeat == 0 and timer._interval <= A_MOMENT and timer._task is not None and not timer._task.done()
        for timer in timers
    )


async def until(pilot: Pilot[int], happened: Callable[[], bool]) -> None:
    """Until `happened`, for at most a minute: how long it takes says nothing, that it never happens does."""
    for _ in range(6000):
        if happened():
            await pilot.pause()  # the rest of the same change is drawn too
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
