"""What the interface asks of sealed matters: opening one with its passphrase, locking it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcounsel.records import Matter
    from localcounsel.store.places import Places


@dataclass(frozen=True, slots=True)
class SealingPorts:
    """Bound to the home. None of it is quick: a passphrase costs a quarter of a second."""

    unlock: Callable[[str, str], object]
    """Name and passphrase. Raises WrongPassphrase."""
    is_sealed: Callable[[Matter], bool]
    lock: Callable[[Matter], object]
    """Forget its key. Nothing for a matter that is not sealed."""
    lock_minutes: Callable[[], int]
    """After how long without a key a sealed matter is closed; 0: never."""


def flows(places: Places) -> SealingPorts:
    """The real ones."""

    def unlock(name: str, passphrase: str) -> None:
        from localcounsel.store import matters, seal

        seal.unlock(matters.find(places, name), passphrase)

    def is_sealed(matter: Matter) -> bool:
        from localcounsel.store import seal

        return seal.is_sealed(matter.folder)

    def lock(matter: Matter) -> None:
        from localcounsel.store import seal

        seal.lock(matter)

    def lock_minutes() -> int:
        from localcounsel.store import settings

        return settings.load(places.settings_file).safety.lock_minutes

    return SealingPorts(unlock, is_sealed, lock, lock_minutes)
