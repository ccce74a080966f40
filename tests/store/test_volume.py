"""Where client data lies: told from what the system lists, on made-up machines."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from localcounsel.errors import StorageError
from localcounsel.store import synchronised, volume
from localcounsel.store.volume import Volume

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists its mounts so")

if sys.platform == "linux":
    from localcounsel.store import volume_linux

_MOUNTS = """\
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
28 27 253:1 / /home rw - ext4 /dev/mapper/home rw
29 27 253:3 / /srv rw - xfs /dev/mapper/vg-srv rw
30 27 0:50 / /mnt/share rw - {kind} server:/x rw
31 28 0:51 / /home/ann/with\\040blank rw - tmpfs tmpfs rw
32 27 0:52 / /pool rw - zfs pool rw
33 27 0:53 / /vault rw - fuse.gocryptfs /enc rw
"""
_NETWORK = "nfs nfs4 cifs smb3 9p fuse.sshfs fuse.rclone fuse.onedriver fuse.gvfsd-fuse davfs vboxsf ceph".split()


@pytest.fixture
def machine(tmp_path: Path) -> tuple[Path, Path]:
    """mountinfo, and a /sys/dev/block with a plain disk, a LUKS volume, and a logical volume on LUKS."""
    block = tmp_path / "block"
    for number, uuid, below in (
        ("254:0", "", []),
        ("253:0", "CRYPT-LUKS2-abc", ["254:0"]),
        ("253:1", "CRYPT-LUKS2-def", ["254:0"]),
        ("253:3", "LVM-ghi", ["253:0"]),
    ):
        (block / number / "slaves").mkdir(parents=True)
        if uuid:
            (block / number / "dm").mkdir()
            (block / number / "dm" / "uuid").write_text(uuid + "\n")
        for each in below:
            slave = block / number / "slaves" / each.replace(":", "-")
            slave.mkdir()
            (slave / "dev").write_text(each + "\n")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(_MOUNTS.format(kind="nfs4"))
    return mounts, block


@pytest.mark.parametrize(
    ("place", "mount", "encrypted"),
    [
        ("/var/lib", "/", False),
        ("/home/bob/data", "/home", True),
        ("/srv/matters", "/srv", True),
        ("/homes/x", "/", False),
        ("/home/ann/with blank/data", "/home/ann/with blank", None),
        ("/pool/data", "/pool", None),
        ("/vault/data", "/vault", True),
    ],
)
def test_the_mount_and_whether_it_is_encrypted(
    machine: tuple[Path, Path], place: str, mount: str, encrypted: bool | None
) -> None:
    found = volume_linux.about(Path(place), *machine)
    assert (found.mount, found.encrypted, found.remote) == (mount, encrypted, "")
    assert found.how


def test_a_logical_volume_of_two_disks_is_encrypted_only_if_both_are(machine: tuple[Path, Path]) -> None:
    mounts, block = machine
    (block / "253:3" / "slaves" / "plain").mkdir()
    (block / "253:3" / "slaves" / "plain" / "dev").write_text("254:0\n")
    assert volume_linux.about(Path("/srv"), mounts, block).encrypted is False


@pytest.mark.parametrize("kind", _NETWORK)
def test_what_is_mounted_from_elsewhere_is_told(machine: tuple[Path, Path], kind: str) -> None:
    mounts, block = machine
    mounts.write_text(_MOUNTS.format(kind=kind))
    assert kind in volume_linux.about(Path("/mnt/share/firm"), mounts, block).remote


def test_the_last_mount_at_one_point_counts(machine: tuple[Path, Path]) -> None:
    mounts, block = machine
    mounts.write_text(mounts.read_text() + "40 27 0:60 / /srv rw - cifs //server/srv rw\n")
    assert "cifs" in volume_linux.about(Path("/srv/x"), mounts, block).remote


def test_swap_on_a_plain_disk_is_told(tmp_path: Path, machine: tuple[Path, Path]) -> None:
    swaps = tmp_path / "swaps"
    swaps.write_text("Filename Type Size Used Priority\n/dev/zram0 partition 1 0 100\n/dev/nowhere partition 1 0 -2\n")
    assert volume_linux.swap(swaps, machine[1]) == (["/dev/nowhere"], "")
    assert volume_linux.swap(tmp_path / "none", machine[1])[1]


_FOLDERS = (
    "OneDrive|OneDrive - Firm LLP|Dropbox|Dropbox (Firm)|Google Drive|GoogleDrive|My Drive|iCloud Drive|iCloudDrive|"
    "Mobile Documents|CloudStorage|Nextcloud|ownCloud|Box Sync|MEGAsync|pCloudDrive|Seafile|SynologyDrive"
).split("|")
_LEFT = (
    ".dropbox.cache|.stfolder|.sync_0123456789ab.db|._sync_0123456789ab.db|.csync_journal.db|.nextcloudsync.log|"
    ".owncloudsync.log|.SynologyWorkingDirectory|.seafile-data|.tmp.drivedownload"
).split("|")


@pytest.mark.parametrize("name", _FOLDERS)
def test_a_folder_of_a_synchronising_program_is_refused(tmp_path: Path, name: str) -> None:
    home = tmp_path / name / "clients" / "home"
    with pytest.raises(StorageError, match="copied to another machine"):
        volume.refuse_shared(home)
    home.mkdir(parents=True)
    link = tmp_path / "innocent"
    link.symlink_to(home)
    with pytest.raises(StorageError, match="synchronising program"):
        volume.refuse_shared(link)


@pytest.mark.parametrize("mark", _LEFT)
def test_what_such_programs_leave_in_a_folder_is_a_sign(tmp_path: Path, mark: str) -> None:
    (tmp_path / mark).write_text("")
    assert mark in synchronised.why(tmp_path / "clients" / "home")


@pytest.mark.parametrize("name", ["Boxing", "Dropboxes", "My Drives", "client OneDrive dispute", ".dropbox", "Sync"])
def test_names_and_settings_that_only_look_like_it_are_not(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert synchronised.why(tmp_path / name) == ""
    volume.refuse_shared(tmp_path / name)


def test_a_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Volume("/mnt/share", "nfs4", remote="/mnt/share is mounted from another machine (nfs4)")
    monkeypatch.setattr(volume, "about", lambda path: shared)
    with pytest.raises(StorageError, match="mounted from another machine"):
        volume.refuse_shared(tmp_path)
