"""Bytes from a terminal that are no UTF-8: a keyboard set to Latin-1, half a pasted file. They are shown as U+FFFD."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable
from functools import partial


def tolerate(sift: Callable[[str], str] = str) -> bool:
    """Let Textual read on where its decoder would raise and end the application, and `sift` what is read.

    False where that is not done: Windows gives Textual characters.
    """
    if sys.platform == "win32":
        return False
    from textual.drivers import linux_driver

    vars(linux_driver)["getincrementaldecoder"] = partial(partial, _Decoder, sift)
    return True


class _Decoder:
    """A codec's incremental decoder, as far as Textual asks for one."""

    def __init__(self, sift: Callable[[str], str], encoding: str) -> None:
        self._sift = sift
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def decode(self, typed: bytes, final: bool = False) -> str:
        return self._sift(self._decoder.decode(typed, final))
