"""LocalCounsel in a terminal: screens show what the flows do, and decide nothing."""

from __future__ import annotations

from localcounsel.errors import SettingsError
from localcounsel.store.places import Places


def run(places: Places, matter: str | None = None) -> int:
    """Open the application, on `matter` if one is named; return the exit code."""
    _speak(places)
    from localcounsel.tui import typed_bytes
    from localcounsel.tui.app import CounselApp
    from localcounsel.tui.ports import flows

    app = CounselApp(flows(places), matter)
    app.terminal.listens = typed_bytes.tolerate(app.terminal.sift)
    return app.run() or 0


def _speak(places: Places) -> None:
    """Choose the language before any screen is imported: keys and titles are worded there and then."""
    from localcounsel.store import settings
    from localcounsel.tui import language

    try:
        wanted = settings.load(places.settings_file).interface.language
    except SettingsError:
        wanted = "auto"  # the application tells the mistake once it stands
    language.use(language.preferred() if wanted == "auto" else wanted)
