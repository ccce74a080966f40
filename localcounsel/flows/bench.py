"""How fast a model is on this machine, and what it holds: measured in about ten seconds, with nobody's text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from localcounsel.engine.client import ModelClient, ModelSettings
from localcounsel.errors import BadCall
from localcounsel.flows import fitting
from localcounsel.flows.model_stages import Stage
from localcounsel.store import measured, settings
from localcounsel.store.measured import Speed
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places

SECONDS = 10.0
"""How long it is measured, half of it reading and half writing, after loading."""


@dataclass(frozen=True, slots=True)
class Benched:
    """A measurement that was kept."""

    fingerprint: str
    speed: Speed


def bench(places: Places, name: str = "", seconds: float = SECONDS) -> Iterator[Stage | Benched]:
    """Load a chat model, measure it, keep the figures. Raises NoModel, NotApproved, ModelTooLarge, BadCall."""
    wanted = settings.load(places.settings_file)
    shelf = ModelShelf(places)
    model = shelf.approved(name or wanted.model.name or None, "chat")
    if not 1 <= seconds <= 600:
        raise BadCall("Measure for between 1 and 600 seconds.")
    yield Stage(f"loading {model.card.name}")
    how = ModelSettings(wanted.model.context, wanted.model.threads, wanted.model.gpu, wanted.model.cache)
    with tempfile.TemporaryDirectory(prefix="localcounsel-") as work:
        client = ModelClient(Path(work), how)
        with closing(client):
            loaded = client.load(model)
            yield Stage(f"measuring for {seconds:.0f} seconds")
            read, written, memory = client.measure(seconds)
    speed = Speed(
        model=model.card.name,
        read=round(read, 1),
        written=round(written, 1),
        load=round(loaded.seconds, 2),
        verifying=round(loaded.verifying, 2),
        memory=memory,
        context=loaded.context,
        threads=loaded.threads,
        layers_on_gpu=loaded.layers_on_gpu,
        backend=loaded.backend,
        cache=loaded.cache,
        on=datetime.now(UTC).date().isoformat(),
        machine=fitting.machine_words(),
        devices=loaded.devices,
    )
    measured.keep(places, fitting.machine_key(), model.fingerprint, speed)
    yield Benched(model.fingerprint, speed)
