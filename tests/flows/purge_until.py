"""Purge a matter and die, as by a power cut, at the Nth call to the file system; for tests that go on from there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from localcounsel.flows import purging
from localcounsel.store.places import Places

KILLED = 137
CALLS = ("fsync", "unlink", "rename", "replace", "rmdir", "mkdir", "open", "write")


def main() -> None:
    """Arguments: the home, the certificate, N."""
    home, certificate, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    made = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal made
            made += 1
            if made >= last:
                os._exit(KILLED)
            return real(*arguments, **named)

        return call

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))
    for _ in purging.destroy(Places(home), "Case", certificate):
        pass


main()
