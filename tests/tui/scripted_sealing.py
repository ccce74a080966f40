"""Sealed matters without their cryptography: a passphrase is compared, a lock is a note."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from localcounsel.errors import MatterSealed, WrongPassphrase
from localcounsel.tui.ports_sealing import SealingPorts


@dataclass
class ScriptedSealing:
    """Which matters are sealed, and which of them are unlocked."""

    calls: list[tuple[Any, ...]]
    """Shared with the script: what the flows were asked."""
    passphrases: dict[str, str] = field(default_factory=dict)
    """By the matter's name."""
    unlocked: set[str] = field(default_factory=set)
    minutes: int = 15

    def ports(self) -> SealingPorts:
        return SealingPorts(
            unlock=self._unlock,
            is_sealed=lambda matter: matter.name in self.passphrases,
            lock=self._lock,
            lock_minutes=lambda: self.minutes,
        )

    def refuse(self, name: str) -> None:
        """Raises MatterSealed while it is locked: what opening a desk does."""
        if name in self.passphrases and name not in self.unlocked:
            raise MatterSealed(f"“{name}” is sealed.", matter=name)

    def create(self, name: str, passphrase: str) -> None:
        self.calls.append(("create", name))
        if passphrase:
            self.passphrases[name] = passphrase
            self.unlocked.add(name)

    def _unlock(self, name: str, passphrase: str) -> None:
        if self.passphrases.get(name) != passphrase:
            raise WrongPassphrase(f"That does not open “{name}”.", matter=name)
        self.unlocked.add(name)

    def _lock(self, matter: Any) -> None:
        if matter.name in self.passphrases:
            self.calls.append(("lock", matter.name))
        self.unlocked.discard(matter.name)
