"""The approved models as a person chooses among them: what each is, who approved it, how well and how fast it works
on this machine, and whether it fits in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from localcounsel.engine.client import ModelClient
from localcounsel.engine.door import LoadedModel
from localcounsel.errors import CounselError
from localcounsel.flows import fitting, in_force, preferences
from localcounsel.flows.desk import Desk
from localcounsel.flows.evaluation import earned
from localcounsel.records import ApprovedModel
from localcounsel.store import measured, settings, weights
from localcounsel.store.manifest import ShelfEntry
from localcounsel.store.measured import Speed
from localcounsel.store.models import ModelShelf, Placed
from localcounsel.store.places import Places


@dataclass(frozen=True, slots=True)
class ShownModel:
    """One approved model."""

    name: str
    role: str
    licence: str
    parameters: int
    context: int
    """Tokens."""
    size_bytes: int
    approval: str
    """On whose word it stands on the shelf."""
    approved_by: str
    approved_on: str
    grounds: str
    fingerprint: str
    chosen: bool
    """Whether it is the one in use for its role."""
    fits: bool | None
    """Whether it fits in the memory that is free now; None where that is not known, or it is no chat model."""
    quality: str
    """What `models evaluate` measured here, in words; empty for roles it does not measure."""
    free: bool
    """Whether it earned to write sentences of its own."""
    speed: tuple[str, ...] = ()
    """What was measured of it on this machine, a line each; empty where nothing was."""
    needs_bytes: int = 0
    """Memory it takes with the context of the settings; 0 where that is not known."""
    trouble: str = ""
    """Why it is not loaded, whatever is chosen; empty where it may be."""


def shown(places: Places) -> list[ShownModel]:
    """Every model on the shelf, chat models first. Nothing is verified here: `doctor` does. Raises NotApproved."""
    placed = ModelShelf(places).placed()
    used = _in_use(places, [each.entry for each in placed if not each.trouble])
    speeds = measured.speeds(places, fitting.machine_key())
    rows = [_row(places, each, used, speeds) for each in placed]
    order = ("chat", "embedder", "ranker", "adapter")
    return sorted(rows, key=lambda row: (order.index(row.role), not row.chosen, row.name.casefold()))


def choose(places: Places, name: str, desk: Desk | None, told: Callable[[str, float], None]) -> str:
    """Let `name` answer from now on, in the open matter too, where it is loaded at once; a line that says so.

    Raises NoModel, NotApproved, ForbiddenByPolicy, EngineError, SettingsError, StorageError; the setting is then
    as it was.
    """
    approved = ModelShelf(places).approved(name, "chat")
    loaded = _load(desk, approved, told) if desk is not None else None
    now = preferences.choose_chat_model(places, name)
    if desk is None or loaded is None:
        return f"{name} answers from now on."
    desk.settings = replace(desk.settings, model=replace(desk.settings.model, name=now.model.name))
    in_force.note(desk.store, desk.audit, desk.settings)
    return f"{name} answers from now on; loaded in {loaded.seconds:.1f} s, {loaded.context:,} tokens of context."


def _load(desk: Desk, approved: ApprovedModel, told: Callable[[str, float], None]) -> LoadedModel:
    if isinstance(desk.model, ModelClient):
        return desk.model.load(approved, told)
    return desk.load_model(approved)


def _in_use(places: Places, entries: list[ShelfEntry]) -> set[str]:
    """Names of the models in use: the setting's, or the first of a role, demo models last."""
    wanted = _settings(places)
    named = {"chat": wanted.model.name, "embedder": wanted.index.embedder, "ranker": wanted.search.ranker}
    chosen: set[str] = set()
    for role, name in named.items():
        of_role = sorted(
            (entry for entry in entries if entry.card.role == role), key=lambda e: e.approval.value == "demo"
        )
        found = [entry for entry in of_role if entry.card.name.casefold() == name.casefold()] if name else of_role[:1]
        chosen.update(entry.card.name for entry in found)
        chosen.update(entry.card.name for entry in entries for each in found if entry.source == each.card.name)
    return chosen


def _row(places: Places, placed: Placed, used: set[str], speeds: Mapping[str, Speed]) -> ShownModel:
    entry = placed.entry
    card = entry.card
    fingerprint = weights.fingerprint(card.files)
    proof = earned.earned(places, fingerprint) if card.role == "chat" else None
    wanted = _settings(places).model.context
    needs = fitting.needed(card, wanted)
    speed = speeds.get(fingerprint)
    return ShownModel(
        card.name,
        card.role,
        card.licence,
        card.parameters,
        card.context,
        sum(file.size for file in card.files),
        entry.approval.value,
        card.approved_by,
        card.approved_on,
        card.grounds,
        fingerprint,
        card.name in used,
        fitting.fits(needs) if needs is not None else None,
        proof.reason if proof is not None else "",
        proof is not None and proof.free,
        _speed(speed) if speed is not None else (),
        needs.whole if needs is not None else 0,
        placed.trouble,
    )


def _speed(speed: Speed) -> tuple[str, ...]:
    return (
        f"reads {speed.read:,.0f} tokens a second, writes {speed.written:,.1f}; loaded in {speed.load:.1f} s",
        f"measured on {speed.on} with {speed.context:,} tokens of context, {speed.memory / 1e9:.1f} GB held",
    )


def _settings(places: Places) -> settings.Settings:
    try:
        return settings.load(places.settings_file)
    except CounselError:  # the health screen says what is wrong with the file
        return settings.Settings()
