"""How fast each model was on this machine when it was last measured: `measured.json` in the home.

An entry belongs to a machine (processor, cores, memory, graphics) and a model's fingerprint; a home that is moved to
another machine has no entry there until it is measured again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from localcounsel.store.files import disk, private_folder, write_whole
from localcounsel.store.places import Places

LARGEST = 1 << 20
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What a ten-second measurement gave."""

    model: str
    read: float
    """Tokens of a prompt a second."""
    written: float
    """Tokens of an answer a second."""
    load: float
    """Seconds to load, hashing included."""
    verifying: float
    """Seconds of that for hashing."""
    memory: int
    """Bytes the process held when it had read and written."""
    context: int
    threads: int
    layers_on_gpu: int
    backend: str
    cache: str
    on: str
    """Day of the measurement, `2026-11-22`."""
    machine: str
    """In words."""
    devices: tuple[tuple[str, int], ...] = ()
    """Layers on each graphics device."""


def path(places: Places) -> Path:
    """The file."""
    return places.home / "measured.json"


def speeds(places: Places, machine: str) -> dict[str, Speed]:
    """What was measured on the machine with that key, by model fingerprint; nothing where the file is damaged."""
    found = {}
    for fingerprint, entry in _content(places).get(machine, {}).items():
        try:
            found[fingerprint] = Speed(**entry)  # type: ignore[arg-type]
        except TypeError:
            continue
    return found


def keep(places: Places, machine: str, fingerprint: str, speed: Speed) -> None:
    """Write a measurement down in the place of an older one."""
    whole = _content(places)
    whole.setdefault(machine, {})[fingerprint] = asdict(speed)
    with disk(path(places)):
        private_folder(places.home)
        write_whole(path(places), json.dumps(whole, indent=1).encode("ascii"))


def _content(places: Places) -> dict[str, dict[str, dict[str, object]]]:
    """The file's content; empty where it is missing or damaged: it can be measured again."""
    try:
        with path(places).open("rb") as file:
            found = json.loads(file.read(LARGEST).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, dict)}
