"""Scripted models, audit log, health and settings: what the application's own screens are given in tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localcounsel.core import anchor, ledger
from localcounsel.errors import CounselError
from localcounsel.flows import preferences
from localcounsel.flows.chain import Chain
from localcounsel.flows.checkup.line import Check, Standing
from localcounsel.flows.preferences import Form, Preference
from localcounsel.flows.shelf import ShownModel
from localcounsel.records import AuditEvent
from localcounsel.store import settings
from localcounsel.store.places import Places
from localcounsel.store.settings import InterfaceSettings, Settings
from localcounsel.tui.ports_shell import Sample, ShellPorts, Told


def model_of(name: str, role: str = "chat", **facts: Any) -> ShownModel:
    given: dict[str, Any] = {
        "licence": "Apache-2.0",
        "parameters": 134_515_008,
        "context": 8192,
        "size_bytes": 144_811_456,
        "approval": "demo",
        "approved_by": "LocalCounsel",
        "approved_on": "2026-11-01",
        "grounds": "to try it out",
        "fingerprint": "ab" * 32,
        "chosen": False,
        "fits": True if role == "chat" else None,
        "quality": "evaluated on 2026-11-20: 93% of its statements were supported" if role == "chat" else "",
        "free": role == "chat",
        **facts,
    }
    return ShownModel(name, role, **given)


def events_of(count: int) -> tuple[AuditEvent, ...]:
    """A whole chain, oldest first."""
    events: list[AuditEvent] = []
    previous = ledger.GENESIS
    for number in range(1, count + 1):
        what = ("matter opened", "asked", "answered")[number % 3]
        event = ledger.link(
            previous, number, f"2026-11-20T10:{number % 60:02d}:00.000+00:00", what, {"id": f"a{number}"}
        )
        events.append(event)
        previous = event.digest
    return tuple(events)


def chain_of(events: Sequence[AuditEvent]) -> Chain:
    broken = ledger.check(events)
    words = anchor.words(events[-1].digest) if events and broken is None else ""
    return Chain("/home/audit.jsonl", tuple(reversed(events)), None if broken is None else broken + 1, "", words)


@dataclass
class ScriptedShell:
    """What there is, and what was asked of it. Settings are a real file in `home`."""

    home: Path
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    held: list[ShownModel] = field(
        default_factory=lambda: [
            model_of("SmolLM2-135M-Instruct", chosen=True),
            model_of("Counsel-7B", size_bytes=4_400_000_000, parameters=7_000_000_000, fits=False, free=False),
            model_of("all-MiniLM-L6-v2", "embedder", chosen=True),
        ]
    )
    chain: Chain = field(default_factory=lambda: chain_of(events_of(40)))
    found: list[Check] = field(
        default_factory=lambda: [
            Check("network", Standing.FAIL, "not shut off: no seccomp", "See docs/security.md, `Containment`."),
            Check("reading of scanned pages", Standing.ATTENTION, "tesseract is not installed", "Install tesseract."),
            Check("disk", Standing.PASS, "81.0 GB free"),
        ]
    )
    is_first: bool = False
    interface_settings: InterfaceSettings | None = None
    refuses: CounselError | None = None
    stages: tuple[tuple[str, float], ...] = (("reading the file", 0.25), ("reading the file", 1.0))
    fixed: tuple[tuple[str, str], ...] = ()

    @property
    def places(self) -> Places:
        return Places(self.home)

    def ports(self) -> ShellPorts:
        return ShellPorts(
            interface=self._interface,
            form=self._form,
            change=self._change,
            objection=preferences.objection,
            assign_keys=self._assign,
            models=lambda: self.held,
            choose_model=self._choose,
            audit=lambda desk: self.chain,
            health=lambda desk: self.found,
            first_time=lambda: self.is_first,
            begun=lambda: self._call("begun"),
            sample=lambda: Sample("Sample matter", Path("sample"), ("What notice is needed?", "Who signed?")),
        )

    def _call(self, *call: Any) -> None:
        self.calls.append(call)
        if self.refuses is not None:
            raise self.refuses

    def _interface(self) -> InterfaceSettings:
        return self.interface_settings or settings.load(self.places.settings_file).interface

    def _form(self) -> Form:
        form = preferences.form(self.places)
        return Form(form.file, form.rows, self.fixed)

    def _change(self, row: Preference, text: str | None) -> Settings:
        self._call("change", row.name, text)
        return preferences.change(self.places, row, text)

    def _assign(self, keys: Mapping[str, str]) -> Settings:
        self._call("keys", dict(keys))
        return preferences.assign_keys(self.places, keys)

    def _choose(self, name: str, desk: Any, told: Told) -> str:
        self._call("choose", name, desk is not None)
        for stage, share in self.stages:
            told(stage, share)
        return f"{name} answers from now on."
