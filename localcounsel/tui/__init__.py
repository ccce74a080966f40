"""LocalCounsel in a terminal: screens show what the flows do, and decide nothing."""

from __future__ import annotations

from localcounsel.store.places import Places


def run(places: Places, matter: str | None = None) -> int:
    """Open the application, on `matter` if one is named; return the exit code."""
    from localcounsel.tui.app import CounselApp
    from localcounsel.tui.ports import flows

    return CounselApp(flows(places), matter).run() or 0
