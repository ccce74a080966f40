"""Where client data lies: on a disk of this machine, encrypted, with room, and open to nobody else."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from localcounsel.errors import CounselError
from localcounsel.flows.checkup.line import Check, attention, failed, passed
from localcounsel.store import synchronised, volume
from localcounsel.store.places import Places

LEAST_FREE = 2_000_000_000
"""Bytes below which a large production may not fit beside its index."""
SHOWN = 5
"""Files named in one line."""


def lines(places: Places) -> Iterator[Check]:
    """Volume, copies elsewhere, encryption, swap, room and permissions, in this order."""
    try:
        about = volume.about(places.home)
    except (OSError, CounselError) as error:
        yield failed("volume", f"{places.home}: {error}", "Choose another folder with `--home DIR`.")
        return
    yield _own(places, about)
    yield _encryption(places, about)
    if sys.platform == "linux":
        yield _swap()
    yield _room(places)
    yield permissions(places)


def _own(places: Places, about: volume.Volume) -> Check:
    if about.remote:
        return failed("data on this machine", about.remote, volume.ADVICE)
    reason = synchronised.why(places.home)
    if reason:
        return failed("data on this machine", reason, volume.ADVICE)
    return passed("data on this machine", f"{places.home} is kept on {about.mount} ({about.kind or 'kind unknown'})")


def _encryption(places: Places, about: volume.Volume) -> Check:
    if about.encrypted:
        return passed("disk encryption", f"{about.mount} is encrypted ({about.how})")
    advice = "Have IT encrypt the disk (LUKS, BitLocker, FileVault): a stolen machine is read without it."
    if about.encrypted is None:
        return attention("disk encryption", f"{about.mount}: cannot be told, {about.how}", advice)
    return attention("disk encryption", f"{about.mount} is not encrypted: {about.how}", advice)


def _swap() -> Check:
    if sys.platform != "linux":
        raise OSError("only Linux lists its swap areas so")
    from localcounsel.store import volume_linux

    plain, why = volume_linux.swap()
    advice = "Encrypt the swap area or switch it off: what is in memory may be written there."
    if why:
        return attention("swap", why, advice)
    if plain:
        return attention("swap", f"not encrypted: {', '.join(plain)}", advice)
    return passed("swap", "none, or encrypted")


def _room(places: Places) -> Check:
    free = shutil.disk_usage(volume.existing(places.home)).free
    finding = f"{free / 1e9:.1f} GB free for {places.home}"
    if free >= LEAST_FREE:
        return passed("free space", finding)
    return attention("free space", finding, "Free some space before adding documents.")


def permissions(places: Places) -> Check:
    """Whether any file or folder of the home may be looked into by another user of the machine."""
    if not places.home.exists():
        return passed("permissions", f"{places.home} is not there yet; it will be made for this account only")
    if sys.platform == "win32":
        advice = "Look at its access list: `icacls` should name this account, SYSTEM and administrators only."
        return attention("permissions", f"access lists below {places.home} are not looked at", advice)
    loose = sorted(_loose(places.home))
    if not loose:
        return passed("permissions", f"{places.home} and all in it are this account's alone")
    named = ", ".join(str(path) for path in loose[:SHOWN]) + (" …" if len(loose) > SHOWN else "")
    return failed("permissions", f"{len(loose)} open to others: {named}", f"Run `chmod -R go= {places.home}`.")


def _loose(home: Path) -> Iterator[Path]:
    """Below a folder that others cannot enter nothing can be reached; it is looked at all the same."""
    if sys.platform == "win32":
        return
    own = os.getuid()
    for root, folders, names in os.walk(home):
        for path in (Path(root), *(Path(root) / name for name in names)):
            about = path.lstat()
            if not stat.S_ISLNK(about.st_mode) and (about.st_mode & 0o077 or about.st_uid != own):
                yield path
        folders[:] = [name for name in folders if not (Path(root) / name).is_symlink()]
