"""Waiting for the application in tests: until nothing is left to do, and not for a time on the clock.

Textual's own wait sleeps for fiftieths of a second and takes a process that got no processor for an idle one. Here a
pause is over when the event loop has nothing to run: what threads and timers bring later is waited for by name
(`driving.settle`, `driving.until`).
"""

from __future__ import annotations

import asyncio
from typing import Any

import textual.app
import textual.pilot
from textual._context import active_app
from textual.css.stylesheet import Stylesheet

MOST_TURNS = 100_000
"""Turns of the event loop after which something is going round in circles."""
FRAMES = 2
"""A frame may bring about another: what is done after a refresh changes what is shown."""


async def nothing_left(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Until no message waits and no frame is due. Takes Textual's arguments and no time."""
    app = active_app.get()
    for _frame in range(FRAMES):
        await _run_dry()
        if app.is_running and app.screen_stack:
            app.screen._on_timer_update()
    await _run_dry()


async def _run_dry() -> None:
    ready: Any = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    for _turn in range(MOST_TURNS):
        await asyncio.sleep(0)
        if not ready:
            return
    raise AssertionError("the application is never idle")


_parsed: dict[Any, Any] = {}
_parse = Stylesheet._parse_rules


def _once(sheet: Stylesheet, *arguments: Any, **named: Any) -> Any:
    """Rules of the same text under the same colours are parsed once in a run, and not for every application."""
    key = (arguments, tuple(sorted(named.items())), tuple(sorted(sheet._variables.items())))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, *arguments, **named)
    return _parsed[key]


def install() -> None:
    """For every test of this folder."""
    modules: tuple[Any, ...] = (textual.app, textual.pilot)
    for module in modules:
        module.wait_for_idle = nothing_left
    sheet: Any = Stylesheet
    sheet._parse_rules = _once
