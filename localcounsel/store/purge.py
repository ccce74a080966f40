"""Destroy a matter for good, step by step, so that an interruption at any point is gone on from and not begun anew.

    1. an order is written down: what is destroyed, how much it was, by what it would be recognised
    2. the folder is moved to where nothing lists it; from here on there is no way back
    3. its key, if it is sealed, and then every file are overwritten and removed
    4. data, cache, logs and temporary files are looked through for what may be left
    5. the certificate is written, and the order destroyed

An overwritten file is gone from a plain disk. On a flash drive, or under a file system that writes elsewhere, only a
destroyed key or the disk's own encryption makes sure of it.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from localcounsel.errors import MatterDamaged
from localcounsel.store import codec, residue
from localcounsel.store.files import disk, private_folder, sync_folder, write_whole
from localcounsel.store.home_key import fingerprint
from localcounsel.store.places import Places
from localcounsel.store.residue import Marks

PURGING = ".purging-"
"""How the folder of a matter begins that is being destroyed."""
DONE = ".done"
"""The ending of an order that was carried out, until it is destroyed."""
KEY_NAME = "key"
"""The file that holds a sealed matter's wrapped key."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be destroyed, as far as the certificate and a second start need it. No text, no file's name."""

    matter: str
    name: str
    created: str
    begun: str
    by: str
    counts: tuple[tuple[str, int], ...]
    documents: tuple[str, ...]
    """Ids, which are the SHA-256 of the files as they were added."""
    events: int
    """Of the audit log, the order itself among them."""
    head: str
    log_sha256: str
    salt: str
    marks: tuple[tuple[int, tuple[str, ...]], ...]
    files: int = 0
    size: int = 0
    """Bytes of the folder."""
    key: str = ""
    """Fingerprint of the key that was destroyed; empty for a matter that was not sealed."""

    def wanted(self) -> Marks:
        """What to look for afterwards."""
        return Marks(self.salt, {first: frozenset(each) for first, each in self.marks})


def orders(places: Places) -> list[Order]:
    """The purges that were begun and not finished. Raises MatterDamaged for an order that cannot be read."""
    folder = places.home / "purges"
    found = []
    with disk(folder):
        for path in folder.glob(f"*{DONE}"):
            destroy_file(path)
        for path in sorted(folder.glob("*.json")):
            try:
                found.append(codec.loads(Order, path.read_text("utf-8")))
            except ValueError as error:
                raise MatterDamaged(
                    f"{path} cannot be read.", "Remove what it names by hand, then the file."
                ) from error
    return found


def write_down(places: Places, order: Order) -> None:
    """Step 1. On disk when this returns."""
    path = _path(places, order.matter)
    with disk(path):
        private_folder(path.parent)
        write_whole(path, codec.dumps(order).encode("ascii"))


def folder_of(places: Places, order: Order) -> Path:
    """Where the matter lies after step 2."""
    return places.matters / f"{PURGING}{order.matter}"


def destroy(places: Places, order: Order) -> Order:
    """Step 3, as often as need be; the order with what was destroyed. Raises StorageError."""
    folder = folder_of(places, order)
    with disk(folder):
        if not folder.is_dir():
            return order
        key = destroy_key(folder)
        files, size = _measure(folder)
        order = replace(order, key=order.key or key, files=max(order.files, files), size=max(order.size, size))
        write_down(places, order)
        _destroy_folder(folder)
        sync_folder(places.matters)
    return order


def destroy_key(folder: Path) -> str:
    """Destroy the wrapped key of a sealed matter: what it encrypted is gone with it, wherever copies of it lie.

    Returns the key file's fingerprint, empty where there is none.
    """
    path = folder / KEY_NAME
    if not path.is_file() or path.is_symlink():
        return ""
    known = fingerprint(path.read_bytes())
    destroy_file(path)
    sync_folder(folder)
    return known


def destroy_file(path: Path) -> None:
    """Overwrite a file once with random bytes, put that on disk, and remove it. A link is only removed."""
    with suppress(FileNotFoundError):
        facts = path.lstat()
        if stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1:
            if not facts.st_mode & stat.S_IWUSR:
                path.chmod(stat.S_IRUSR | stat.S_IWUSR)
            with path.open("r+b", buffering=0) as file:
                for start in range(0, facts.st_size, _PIECE):
                    file.write(secrets.token_bytes(min(_PIECE, facts.st_size - start)))
                os.fsync(file.fileno())
        path.unlink()


def finish(places: Places, order: Order) -> None:
    """Step 5: the order has been carried out."""
    path = _path(places, order.matter)
    with disk(path):
        done = path.with_suffix(DONE)
        path.replace(done)  # a kill while it is overwritten must not leave an order that cannot be read
        sync_folder(path.parent)
        destroy_file(done)


def traces(places: Places, order: Order, temporary: Path, since: float) -> dict[str, residue.Scanned]:
    """Step 4: what of the matter is left in the home (but not in other matters or models) and in temporary files.

    Raises StorageError.
    """
    wanted = order.wanted()
    with disk(places.matters):
        others = [each for each in places.matters.iterdir() if not each.name.startswith(".")]
    own = residue.files_below(places.home, [places.models, places.cache, places.logs, places.home / "purges", *others])
    return {
        "data": residue.scan(own, wanted),
        "cache": residue.scan(residue.files_below(places.cache), wanted),
        "logs": residue.scan(residue.files_below(places.logs), wanted),
        "temporary files": residue.scan(residue.files_below(temporary, [places.home], since), wanted),
    }


def _path(places: Places, matter: str) -> Path:
    return places.home / "purges" / f"{matter}.json"


def _measure(folder: Path) -> tuple[int, int]:
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return len(paths), sum(path.stat().st_size for path in paths)


def _said(error: OSError) -> None:
    """A folder that cannot be listed is not an empty one."""
    raise error


def _destroy_folder(folder: Path) -> None:
    for at, folders, names in os.walk(folder, topdown=False, onerror=_said):
        here = Path(at)
        for name in names:
            destroy_file(here / name)
        for name in folders:
            if (here / name).is_symlink():
                (here / name).unlink()
            else:
                (here / name).rmdir()
    folder.rmdir()
