"""What the application's own screens ask of the flows: models, audit, health, settings, the first start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localcounsel.store.places import Places
from localcounsel.tui.later import later

if TYPE_CHECKING:
    from localcounsel.flows.chain import Chain
    from localcounsel.flows.checkup.line import Check
    from localcounsel.flows.preferences import Form, Preference
    from localcounsel.flows.shelf import ShownModel
    from localcounsel.store.settings import InterfaceSettings, Settings

Told = Callable[[str, float], None]
"""(stage, share from 0 to 1), from the thread that works."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the first steps begin with."""

    name: str
    """Of the sample matter."""
    folder: Path
    """With its documents."""
    questions: tuple[str, ...]
    """That can be put to them."""


@dataclass(frozen=True, slots=True)
class ShellPorts:
    """Bound to the home. `Any` stands for a desk: each only takes its own kind."""

    interface: Callable[[], InterfaceSettings]
    """Raises SettingsError for a file with a mistake."""
    form: Callable[[], Form]
    change: Callable[[Preference, str | None], Settings]
    """A setting and what was put into the form for it; None for its default."""
    objection: Callable[[Preference, str], str]
    """Why that cannot be set, or nothing; called while one types."""
    assign_keys: Callable[[Mapping[str, str]], Settings]
    models: Callable[[], Sequence[ShownModel]]
    choose_model: Callable[[str, Any, Told], str]
    """Name, desk or None, and who is told of the loading: a line that says what is in force now."""
    audit: Callable[[Any], Chain]
    """The desk's log, its chain followed from the beginning."""
    health: Callable[[Any], Sequence[Check]]
    """Desk or None. May take seconds: every model's files are hashed."""
    first_time: Callable[[], bool]
    """Whether the first steps have never been shown in this home."""
    begun: Callable[[], None]
    """They have been shown now."""
    sample: Callable[[], Sample]


def flows(places: Places) -> ShellPorts:
    """The real flows; each is imported when it is first wanted."""
    from localcounsel.store import settings

    if TYPE_CHECKING:
        from localcounsel.flows import chain, condition, preferences, shelf
    else:
        chain, condition, preferences, shelf = later("chain", "condition", "preferences", "shelf")
    return ShellPorts(
        interface=lambda: settings.load(places.settings_file).interface,
        form=lambda: preferences.form(places),
        change=lambda row, text: preferences.change(places, row, text),
        objection=lambda row, text: preferences.objection(row, text),
        assign_keys=lambda keys: preferences.assign_keys(places, keys),
        models=lambda: shelf.shown(places),
        choose_model=lambda name, desk, told: shelf.choose(places, name, desk, told),
        audit=lambda desk: chain.follow(desk),
        health=lambda desk: condition.findings(places, desk),
        first_time=lambda: not (places.home / _BEGUN).exists(),
        begun=lambda: _begin(places),
        sample=_sample,
    )


_BEGUN = "first-steps-shown"


def _begin(places: Places) -> None:
    from localcounsel.store.files import disk, private_folder, write_whole

    with disk(places.home):
        private_folder(places.home)
        write_whole(places.home / _BEGUN, b"")


def _sample() -> Sample:
    from localcounsel.flows import sample

    return Sample(sample.NAME, sample.FOLDER / "documents", tuple(sample.questions()))
