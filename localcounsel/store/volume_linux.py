"""Volumes on Linux: from /proc/self/mountinfo and /sys, without any privilege or program.

A dm-crypt volume (LUKS) is told by its uuid, also below LVM. A disk that encrypts by itself cannot be told apart.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from localcounsel.store.volume import Volume

assert sys.platform == "linux", "volume imports this on Linux only"

_NETWORK = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs ncpfs afs 9p ceph glusterfs lustre gpfs orangefs coda webdav davfs davfs2 "
    "vboxsf vmhgfs prl_fs drvfs".split()
)
"""File systems of another machine, or of the host of a virtual one."""
_LOCAL_FUSE = frozenset(
    "fuseblk fuse fuse.ntfs-3g fuse.exfat fuse.gocryptfs fuse.cryfs fuse.encfs fuse.veracrypt fuse.mergerfs "
    "fuse.fuse-overlayfs fuse.bindfs fuse.lxcfs fuse.portal".split()
)
"""Programs that keep their files on this machine; any other FUSE program may keep them anywhere."""
_ENCRYPTING = {"ecryptfs": "eCryptfs", "fuse.gocryptfs": "gocryptfs", "fuse.cryfs": "CryFS", "fuse.encfs": "EncFS"}
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of mountinfo."""

    device: str
    """`major:minor`."""
    point: str
    kind: str
    source: str
    options: str


_MOUNTS, _SWAPS, _BLOCK = Path("/proc/self/mountinfo"), Path("/proc/swaps"), Path("/sys/dev/block")


def about(place: Path, mountinfo: Path = _MOUNTS, sys_block: Path = _BLOCK) -> Volume:
    """The volume that holds a folder; `place` is absolute, without links."""
    try:
        mount = holding(place, mounts(mountinfo.read_text("utf-8", "replace")))
    except OSError as error:
        return Volume(str(place), "", how=f"the system does not list its mounts ({error.strerror})")
    if mount is None:
        return Volume(str(place), "", how="the system does not list the mount of this folder")
    encrypted, how = _encrypted(mount, sys_block)
    return Volume(mount.point, mount.kind, _remote(mount), encrypted, how)


def mounts(text: str) -> list[Mount]:
    """Every mount that mountinfo tells of."""
    found = []
    for line in text.splitlines():
        before, dash, after = line.partition(" - ")
        left, right = before.split(), after.split()
        if dash and len(left) >= 6 and len(right) >= 2:
            options = right[2] if len(right) > 2 else ""
            found.append(Mount(left[2], _plain(left[4]), right[0], _plain(right[1]), options))
    return found


def holding(place: Path, listed: list[Mount]) -> Mount | None:
    """The mount a folder is on: the longest point above it, and of several at one point the last."""
    above = [mount for mount in listed if place.is_relative_to(mount.point)]
    return max(enumerate(above), key=lambda pair: (len(pair[1].point), pair[0]), default=(0, None))[1]


def swap(swaps: Path = _SWAPS, sys_block: Path = _BLOCK) -> tuple[list[str], str]:
    """The swap areas that are not encrypted, and why nothing can be said, if so."""
    try:
        lines = swaps.read_text("utf-8", "replace").splitlines()[1:]
    except OSError as error:
        return [], f"the system does not list its swap areas ({error.strerror})"
    plain = []
    for name, kind in (line.split()[:2] for line in lines if line.strip()):
        path = Path(_plain(name))
        if path.name.startswith("zram"):
            continue  # compressed memory, on no disk
        if kind == "file":
            encrypted = about(path.resolve(), sys_block=sys_block).encrypted
        else:
            encrypted = _device_encrypted(_number(path), sys_block)
        if not encrypted:
            plain.append(str(path))
    return plain, ""


def _plain(text: str) -> str:
    """Blanks in names are written as `\\040`."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), text)


def _remote(mount: Mount) -> str:
    if mount.kind in _NETWORK:
        return f"{mount.point} is mounted from another machine ({mount.kind})"
    if mount.kind.startswith("fuse") and mount.kind not in _LOCAL_FUSE:
        return f"{mount.point} is served by a program that may keep it anywhere ({mount.kind})"
    return ""


def _encrypted(mount: Mount, sys_block: Path) -> tuple[bool | None, str]:
    if mount.kind in _ENCRYPTING:
        return True, _ENCRYPTING[mount.kind]
    if mount.kind in ("tmpfs", "ramfs"):
        return None, "it is in memory, and goes with it"
    if mount.kind in ("zfs", "overlay") or mount.kind.startswith("fuse"):
        return None, f"{mount.kind} does not tell an ordinary program"
    device = mount.device
    if device.startswith("0:"):  # btrfs and its like have a number of their own
        device = _number(Path(mount.source))
    found = _device_encrypted(device, sys_block)
    if found is None:
        return None, f"the device {mount.source} cannot be looked into"
    return found, "dm-crypt" if found else "no dm-crypt (LUKS) below it; a disk that encrypts by itself cannot be told"


def _number(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}" if stat.S_ISBLK(status.st_mode) else ""


def _device_encrypted(device: str, sys_block: Path, depth: int = 0) -> bool | None:
    """Whether a block device, or everything it is made of, is a dm-crypt volume. None where it is not there."""
    place = sys_block / device
    if not device or not place.exists() or depth > 8:
        return None
    mapped = place / "dm" / "uuid"
    if mapped.exists() and mapped.read_text("ascii", "replace").startswith("CRYPT-"):
        return True
    made_of = place / "slaves"
    below = sorted(made_of.iterdir()) if made_of.is_dir() else []
    if not below:
        return False
    numbers = [(each / "dev").read_text("ascii", "replace").strip() for each in below]
    return all(_device_encrypted(number, sys_block, depth + 1) is True for number in numbers)
