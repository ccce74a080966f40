"""Bytes from a terminal that are no UTF-8: a keyboard set to Latin-1, half a pasted file. They are shown as U+FFFD."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable
from functools import partial


def tolerate() -> None:
    """Let Textual read on where its decoder would raise and end the application. Windows gives it characters."""
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    vars(linux_driver)["getincrementaldecoder"] = _tolerant


def _tolerant(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")
