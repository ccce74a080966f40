"""A model's files: which may be there at all, what they hash to, and how they are taken onto the shelf.

A file is hashed through one open descriptor before any parser sees it. Code and pickles are never taken.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from localcounsel.errors import BadCall, NotApproved, Unreachable
from localcounsel.records import ModelFile
from localcounsel.store.files import PRIVATE_FOLDER, private_folder, private_opener

SUFFIXES = {
    "chat": (".gguf",),
    "adapter": (".gguf",),
    "embedder": (".json", ".txt", ".safetensors", ".onnx"),
    "ranker": (".json", ".txt", ".safetensors", ".onnx"),
}
"""By role, the endings of files that may belong to a model."""

_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-+ ]{0,118}[A-Za-z0-9_])?")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_BLOCK = 1 << 20
_COPY = "Copy the model's files themselves into one folder, and name that."


def is_safe(name: str) -> bool:
    """Whether a relative name stays inside its folder and means the same file on every system."""
    return all(_PART.fullmatch(part) and not _DEVICES.fullmatch(part) for part in name.split("/")) and len(name) < 240


def belongs(name: str, role: str) -> bool:
    """Whether a file of that name may be part of a model of that role."""
    return is_safe(name) and PurePosixPath(name).suffix.lower() in SUFFIXES.get(role, ())


def fingerprint(files: Sequence[ModelFile]) -> str:
    """A model's identity: SHA-256 over its files' sorted digests."""
    return hashlib.sha256("\n".join(sorted(file.sha256 for file in files)).encode("ascii")).hexdigest()


def describe(source: Path, role: str) -> tuple[tuple[ModelFile, ...], tuple[str, ...]]:
    """The files of a model at `source` (a folder, or one file), hashed; and the names of what is not taken.

    Raises BadCall when nothing there belongs to a model of that role, Unreachable for what cannot be read.
    """
    root = source.parent if source.is_file() else source
    taken = []
    try:
        names = [source.name] if source.is_file() else sorted(_names(source))
        for name in (each for each in names if belongs(each, role)):
            with open(root / name, "rb", opener=_no_links) as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                taken.append(ModelFile(name, os.fstat(file.fileno()).st_size, digest))
    except OSError as error:
        where, why = error.filename or source, error.strerror or type(error).__name__
        if error.errno == errno.ELOOP:
            raise BadCall(f"{where} is a link", _COPY) from error
        raise Unreachable(f"{where} cannot be read: {why}.") from error
    if not taken:
        raise _nothing(source, role, names)
    return tuple(taken), tuple(each for each in names if not belongs(each, role))


def _nothing(source: Path, role: str, names: Sequence[str]) -> BadCall:
    """Why nothing of a model was found: the wrong files, or names that do not mean the same file on every system."""
    endings = SUFFIXES.get(role, ())
    for name in names:
        if PurePosixPath(name).suffix.lower() in endings and not is_safe(name):
            return BadCall(
                f"“{name}” cannot be kept as a model file's name",
                "Rename it: English letters, digits, blanks and . _ - + are kept, under 120 characters.",
            )
    kinds = ", ".join(endings) or "unknown role"
    return BadCall(
        f"{source} holds no file of a model of the role {role} ({kinds}).", "Name the model's file or folder."
    )


def take_in(source: Path, files: Sequence[ModelFile], folder: Path) -> None:
    """Copy the listed files into a new folder, checking each while it is read. Raises NotApproved."""
    root = source.parent if source.is_file() else source
    folder.mkdir(mode=PRIVATE_FOLDER)
    for wanted in files:
        target = folder / wanted.name
        private_folder(target.parent)
        digest, size = hashlib.sha256(), 0
        with _source(root / wanted.name) as reading, open(target, "xb", opener=private_opener) as writing:
            while block := reading.read(_BLOCK):
                digest.update(block)
                size += len(block)
                writing.write(block)
            writing.flush()
            os.fsync(writing.fileno())
        if (size, digest.hexdigest()) != (wanted.size, wanted.sha256):
            raise NotApproved(f"{root / wanted.name} is not the file that is to be approved.")


def _source(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise NotApproved(f"{path} cannot be read: {error.strerror}.", "Get the model's files again.") from error


def verify(folder: Path, files: Sequence[ModelFile]) -> None:
    """Check that the folder holds exactly these files, byte for byte. Raises NotApproved with what is wrong."""
    look_over(folder, files)
    for file in files:
        _verify_one(folder / file.name, file)


def look_over(folder: Path, files: Sequence[ModelFile]) -> None:
    """Check that the folder holds exactly these files, of these sizes, as plain files of its own.

    Their content is for whoever loads them to hash, through the descriptor it loads from: between a check here and
    a load there anything may happen. Raises NotApproved with what is wrong.
    """
    try:
        if folder.is_symlink() or not folder.is_dir():
            raise NotApproved(f"{folder} is missing.")
        there, listed = set(_names(folder)), {file.name for file in files}
        if there != listed:
            name = sorted(there ^ listed)[0]
            what = "was not approved and must not be there" if name in there else "is missing"
            raise NotApproved(f"{folder / name} {what}.")
        for file in files:
            path = folder / file.name
            if path.is_symlink():
                raise NotApproved(f"{path} is a link.")
            _plain(path, path.lstat(), file)
    except OSError as error:
        raise NotApproved(f"{error.filename or folder} cannot be read: {error.strerror}.") from error


def _verify_one(path: Path, wanted: ModelFile) -> None:
    try:
        with open(path, "rb", opener=_no_links) as file:
            _plain(path, os.fstat(file.fileno()), wanted)
            if hashlib.file_digest(file, "sha256").hexdigest() != wanted.sha256:
                raise NotApproved(f"{path} does not have the digest that was approved.")
    except OSError as error:
        raise NotApproved(f"{path} cannot be read: {error.strerror}.") from error


def _plain(path: Path, about: os.stat_result, wanted: ModelFile) -> None:
    """Raises NotApproved for anything but a plain file of that size with this one name."""
    if not stat.S_ISREG(about.st_mode):
        raise NotApproved(f"{path} is not a plain file.")
    if about.st_nlink > 1:
        raise NotApproved(
            f"{path} is a hard link: the same file has another name elsewhere.",
            "Import the model again: a file that can be written under another name is not used.",
        )
    if about.st_size != wanted.size:
        raise NotApproved(f"{path} has {about.st_size:,} bytes instead of {wanted.size:,}.")


def _no_links(path: str, flags: int) -> int:
    """Opens without following a link that appears now, and without waiting on a pipe. Windows has no such flags."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _names(folder: Path) -> Iterator[str]:
    """Every file below a folder, with `/`; a link to a folder counts as a file, and is not followed. Raises OSError."""
    for root, folders, names in os.walk(folder, onerror=_refused):
        linked = [name for name in folders if (Path(root) / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(linked))
        for name in (*names, *linked):
            yield (Path(root) / name).relative_to(folder).as_posix()


def _refused(error: OSError) -> None:
    """A folder that cannot be looked into is told of: what is in it cannot be said to be nothing."""
    raise error
