"""An approved file, opened once: what is hashed through the descriptor is used, and nobody changes it meanwhile.

Linux: the file is used under its descriptor's name, so that exchanging the file changes another one; a lease of the
kernel's makes sure that nobody has it open for writing, and ends this process should anybody begin. Windows: it is
opened so that the system refuses everybody else to write, rename or delete it. macOS: under its descriptor's name.
Where the system gives no such promise about writing in place, the bytes are hashed once more when all is loaded.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from localcounsel import errors
from localcounsel.records import ModelFile

Progress = Callable[[str, float], None]
"""Stage and share done, 0 to 1. Raises to stop."""

_BLOCK = 1 << 22
_ADVICE = "Do not use it. Ask IT to import the model again."


def silent(stage: str, share: float) -> None:
    """For whoever does not care how far it is."""


class Held:
    """One open file whose bytes were checked against what was approved."""

    def __init__(
        self,
        path: Path,
        wanted: ModelFile,
        progress: Progress = silent,
        known: Sequence[int] = (),
        *,
        whole: bool = False,
    ) -> None:
        """Open, hold and hash it; with `whole` it will be read and hashed by `content` and is not held.

        `known`: the marks of a file that an administrator hashed and that no user can write.
        Raises NotApproved for anything but the approved bytes, ModelDamaged when it cannot be opened.
        """
        self.path, self._wanted = path, wanted
        try:
            self._stream = _open(path)
        except OSError as error:
            if path.is_symlink():
                raise errors.NotApproved(f"{path.name} is a link.", _ADVICE) from error
            raise errors.ModelDamaged(f"{path.name} cannot be opened: {error.strerror}.") from error
        try:
            self._about = os.fstat(self._stream.fileno())
            self._look_over()
            self.guarded = not whole and _hold(self._stream, self._about)
            """Nobody can write it while it is held: the system sees to that."""
            self.hashed = not known or _marks(self._about) != tuple(known)
            if self.hashed and not whole:
                self._hash(progress)
        except BaseException:
            self._stream.close()
            raise

    @property
    def name(self) -> str:
        """Under which a library opens these very bytes; each use begins with `rewind`."""
        if sys.platform == "linux":
            return f"/proc/self/fd/{self._stream.fileno()}"
        if sys.platform == "win32":
            return str(self.path)
        return f"/dev/fd/{self._stream.fileno()}"

    def rewind(self) -> str:
        """The name, with the descriptor at its beginning: on macOS whoever opens it begins where we are."""
        self._stream.seek(0)
        return self.name

    def content(self) -> bytes:
        """The bytes, read and hashed in one go: these are the ones that were approved, whatever becomes of the file."""
        self._stream.seek(0)
        found = self._stream.read(self._wanted.size + 1)
        if hashlib.sha256(found).hexdigest() != self._wanted.sha256:
            raise self._changed()
        return found

    def confirm(self, progress: Progress = silent) -> None:
        """After a library has taken the bytes: they were still the approved ones. Raises NotApproved."""
        now = os.fstat(self._stream.fileno())
        if _written(now) != _written(self._about):
            raise errors.NotApproved(f"{self.path.name} was written to while it was being loaded.", _ADVICE)
        if not self.guarded and self.hashed:
            self._stream.seek(0)
            self._hash(progress)

    def close(self) -> None:
        """Let go of it. Harmless twice."""
        self._stream.close()

    def __enter__(self) -> Held:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _look_over(self) -> None:
        name, about = self.path.name, self._about
        if not stat.S_ISREG(about.st_mode):
            raise errors.NotApproved(f"{name} is not a plain file.", _ADVICE)
        if about.st_nlink > 1:
            raise errors.NotApproved(f"{name} is a hard link: the same file has another name elsewhere.", _ADVICE)
        if os.name == "posix" and about.st_mode & 0o022:
            raise errors.NotApproved(f"{name} can be written by other accounts.", _ADVICE)
        if about.st_size != self._wanted.size:
            raise errors.NotApproved(
                f"{name} is not the file that was approved: it has {about.st_size:,} bytes "
                f"instead of {self._wanted.size:,}.",
                _ADVICE,
            )

    def _hash(self, progress: Progress) -> None:
        digest, size = hashlib.sha256(), max(self._wanted.size, 1)
        while piece := self._stream.read(_BLOCK):
            digest.update(piece)
            progress("verifying", min(1.0, self._stream.tell() / size))
        if digest.hexdigest() != self._wanted.sha256:
            raise self._changed()
        self._stream.seek(0)

    def _changed(self) -> errors.NotApproved:
        return errors.NotApproved(f"{self.path.name} is not the file that was approved.", _ADVICE)


def approved_content(folder: Path, files: Sequence[ModelFile]) -> dict[str, bytes]:
    """The bytes of every file of a small model, by name, read once and hashed as they are used.

    Raises NotApproved, ModelDamaged.
    """
    if not files:
        raise errors.NotApproved("No file was approved for this model.", _ADVICE)
    found = {}
    for file in files:
        with Held(folder / file.name, file, whole=True) as held:
            found[file.name] = held.content()
    return found


def files_from(crossed: Sequence[Mapping[str, Any]]) -> list[ModelFile]:
    """A model's files as they arrive from the desk."""
    return [ModelFile(each["name"], each["size"], each["sha256"]) for each in crossed]


def _marks(about: os.stat_result) -> tuple[int, ...]:
    """As `store.hashed.marks`, which this process cannot import."""
    return (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)


def _written(about: os.stat_result) -> tuple[int, ...]:
    """What changes when content is written; names may come and go."""
    return (about.st_ino, about.st_size, about.st_mtime_ns)


if sys.platform == "win32":

    def _open(path: Path) -> BinaryIO:
        """Opened with nobody else allowed to write, rename or delete while it is open."""
        import ctypes
        import msvcrt

        read, share_read, existing, open_link = 0x80000000, 0x1, 3, 0x00200000
        create = ctypes.windll.kernel32.CreateFileW
        create.restype = ctypes.c_void_p
        handle = create(str(path), read, share_read, None, existing, open_link, None)
        if handle is None or handle == ctypes.c_void_p(-1).value:
            raise OSError(ctypes.get_last_error(), "another program has it open for writing, or it is not there")
        return os.fdopen(msvcrt.open_osfhandle(int(handle), os.O_RDONLY | os.O_BINARY), "rb")

    def _hold(stream: BinaryIO, about: os.stat_result) -> bool:
        """Sharing was refused when it was opened."""
        return True

else:

    def _open(path: Path) -> BinaryIO:
        """Opened without following a link, and without waiting on a pipe."""
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")

    def _hold(stream: BinaryIO, about: os.stat_result) -> bool:
        """Whether the kernel sees to it that nobody writes the file while this process has it open.

        A lease is granted only while nobody has it open for writing, and only for a file of one's own. Should
        anybody open it for writing, the kernel makes him wait and sends SIGIO, which ends this process.
        """
        if sys.platform != "linux":
            return False
        import fcntl

        if about.st_uid not in (os.getuid(), os.geteuid()):
            return not os.access(f"/proc/self/fd/{stream.fileno()}", os.W_OK)
        try:
            fcntl.fcntl(stream.fileno(), fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError as error:
            if _somebody_writes(error):
                raise errors.NotApproved(
                    "The model's file is open for writing in another program.",
                    "Wait until whatever copies or downloads it has finished, and try again.",
                ) from error
            return False
        return True

    def _somebody_writes(error: OSError) -> bool:
        """EAGAIN is what the kernel says of a file that is open for writing; file systems without leases say EINVAL."""
        import errno

        return error.errno == errno.EAGAIN
