"""The list of matters: make, find, rename, archive, delete. One folder each, which shares nothing with any other.

A folder is made under another name and moved into place; one that is being deleted is moved away first.
What a kill left half made or half deleted is cleared away by the next command that lists the matters.
"""

from __future__ import annotations

import difflib
import json
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from localcounsel.errors import BadCall, MatterExists, MatterInUse, NoSuchMatter
from localcounsel.records import Matter
from localcounsel.store import hold
from localcounsel.store.files import PRIVATE_FOLDER, disk, private_folder, sync_folder, write_whole
from localcounsel.store.lock import Held, Lock
from localcounsel.store.matter import LOCK_NAME
from localcounsel.store.places import Places

LONGEST_NAME = 120
"""Characters."""

Troubles = list[tuple[Path, OSError]]
"""Files that the disk did not give, and why."""
_FACTS = "matter.json"
_NEW = ".new-"
_DELETING = ".deleting-"
_ADOPTING = ".adopting-"
_JOINERS = "\u200c\u200d"
"""Zero-width characters that some scripts need between letters; all others are refused."""


def create(places: Places, name: str, prepare: Callable[[Path], object] | None = None) -> Matter:
    """Make an empty matter; `prepare` puts into its folder what must be there from the beginning.

    Raises BadCall for a name that cannot be used, MatterExists for one that is taken, and whatever `prepare` raises.
    """
    name = _cleaned(name)
    with disk(places.matters):
        private_folder(places.matters)
        with _names_locked(places):
            _refuse_taken(places, name)
            matter = Matter(secrets.token_hex(8), name, places.matters, datetime.now(UTC).isoformat(timespec="seconds"))
            staged = places.matters / f"{_NEW}{matter.id}"
            staged.mkdir(mode=PRIVATE_FOLDER)
            (staged / "index").mkdir(mode=PRIVATE_FOLDER)
            if prepare is not None:
                prepare(staged)
            _write_facts(staged, matter)
            staged.rename(places.matters / matter.id)
            sync_folder(places.matters)
    return _read(places.matters / matter.id)


def adopt(places: Places, name: str, created: str, fill: Callable[[Path], None]) -> Matter:
    """Make a matter whose folder `fill` fills; it is listed when all of that is done, or never.

    Raises MatterExists before `fill` is called when the name is taken, and whatever `fill` raises.
    """
    name = _cleaned(name)
    with disk(places.matters):
        private_folder(places.matters)
        with _names_locked(places):
            _refuse_taken(places, name)
        matter = Matter(secrets.token_hex(8), name, places.matters, created)
        staged = places.matters / f"{_ADOPTING}{matter.id}"
        staged.mkdir(mode=PRIVATE_FOLDER)
        lock = Lock(staged / LOCK_NAME)  # who finds the folder knows by it that somebody is at work
        try:
            fill(staged)
            (staged / "index").mkdir(mode=PRIVATE_FOLDER)
            _write_facts(staged, matter)
            with _names_locked(places):
                _refuse_taken(places, name)
                lock.release()  # Windows moves no folder in which a file is open
                staged.rename(places.matters / matter.id)
                sync_folder(places.matters)
        except BaseException:
            lock.release()
            shutil.rmtree(staged, ignore_errors=True)
            raise
    return _read(places.matters / matter.id)


def list_all(places: Places, troubles: Troubles | None = None) -> list[Matter]:
    """Every matter, by name. What the disk did not give of their names is added to `troubles`."""
    with disk(places.matters):
        if not places.matters.is_dir():
            return []
        _clear_leftovers(places)
        found = [_read(folder, troubles) for folder in places.matters.iterdir() if _is_matter(folder)]
    return sorted(found, key=lambda matter: (_key(matter.name), matter.id))


def find(places: Places, name: str) -> Matter:
    """The matter of that name: exact, without regard to case, or the only one that begins so.

    Raises NoSuchMatter, or StorageError when the disk does not give the name of one that it may be.
    """
    troubles: Troubles = []
    known = list_all(places, troubles)
    key = _key(name)
    for matches in (
        [each for each in known if each.name == name],
        [each for each in known if _key(each.name) == key],
        [each for each in known if key and _key(each.name).startswith(key)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            several = ", ".join(f"“{each.name}”" for each in matches[:5])
            raise NoSuchMatter(f"“{name}” may mean {several}.", "Give the whole name.")
    if troubles:
        path, error = troubles[0]
        with disk(path):
            raise error
    by_key = {_key(each.name): each.name for each in known}
    close = [by_key[each] for each in difflib.get_close_matches(key, by_key, n=3, cutoff=0.5)]
    advice = f"Did you mean {' or '.join(f'“{each}”' for each in close)}?" if close else None
    raise NoSuchMatter(f"There is no matter called “{name}”.", advice)


def rename(places: Places, name: str, new: str) -> Matter:
    """Call a matter something else; it may be open. Raises NoSuchMatter, BadCall or MatterExists."""
    new = _cleaned(new)
    with disk(places.matters):
        matter = find(places, name)
        with _names_locked(places):
            _refuse_taken(places, new, but=matter.id)
            _write_facts(matter.folder, replace(_read(matter.folder), name=new))
    return _read(matter.folder)


def archive(places: Places, name: str, archived: bool) -> Matter:
    """Put a matter away or take it out again; it may be open, and stays as it is. Raises NoSuchMatter."""
    with disk(places.matters):
        matter = find(places, name)
        with _names_locked(places):
            now = _read(matter.folder)
            if bool(now.archived) != archived:
                when = datetime.now(UTC).isoformat(timespec="seconds") if archived else ""
                _write_facts(matter.folder, replace(now, archived=when))
    return _read(matter.folder)


def delete(places: Places, name: str) -> None:
    """Remove a matter and everything in it. Only its exact name will do.

    Raises NoSuchMatter, MatterInUse or OnLegalHold.
    """
    matter = find(places, name)
    if _key(matter.name) != _key(name):
        raise NoSuchMatter(f"There is no matter called “{name}”.", f"To delete “{matter.name}”, give the whole name.")
    with disk(matter.folder):
        try:
            lock = Lock(matter.folder / LOCK_NAME)
        except Held as held:
            raise MatterInUse(f"“{matter.name}” is open in {held}.") from held
        doomed = take_away(places, matter, lock, f"{_DELETING}{matter.id}")
        shutil.rmtree(doomed)


def take_away(places: Places, matter: Matter, lock: Lock, name: str) -> Path:
    """Move a matter's folder to `name`, where nothing lists it, and let go of its lock; where it is now.

    No hold can come in between: it is put on under the same lock of names. Raises OnLegalHold, StorageError.
    """
    try:
        with disk(matter.folder), _names_locked(places):
            hold.refuse(matter.folder, "it is not removed")
            lock.release()  # Windows moves no folder in which a file is open
            doomed = matter.folder.with_name(name)
            matter.folder.rename(doomed)
            sync_folder(places.matters)
            return doomed
    finally:
        lock.release()


@contextmanager
def standing(places: Places, name: str) -> Iterator[Matter]:
    """A matter that nobody renames or takes away within this block; it may be open. Raises NoSuchMatter."""
    matter = find(places, name)
    with disk(places.matters), _names_locked(places):
        if not matter.folder.is_dir():
            raise NoSuchMatter(f"There is no matter called “{name}”.")
        yield matter


def same_name(one: str, other: str) -> bool:
    """Whether two names are one to us, as no two matters may have."""
    return _key(one) == _key(other)


def _is_matter(folder: Path) -> bool:
    return not folder.name.startswith(".") and folder.is_dir() and not folder.is_symlink()


def _read(folder: Path, troubles: Troubles | None = None) -> Matter:
    """A matter by its folder. One whose facts are lost is still listed, under a name that says so."""
    try:
        untrusted = json.loads((folder / _FACTS).read_text("utf-8"))
        name, created = _cleaned(untrusted["name"]), str(untrusted["created"])
        archived = str(untrusted.get("archived", ""))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, BadCall) as error:
        if troubles is not None and isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
            troubles.append((folder / _FACTS, error))
        name, created, archived = f"matter without a name {folder.name[:8]}", "", ""
    return Matter(folder.name, name, folder, created, archived)


def _write_facts(folder: Path, matter: Matter) -> None:
    facts = {"id": matter.id, "name": matter.name, "created": matter.created}
    if matter.archived:
        facts["archived"] = matter.archived
    write_whole(folder / _FACTS, json.dumps(facts, ensure_ascii=False, indent=1).encode("utf-8"))


def _refuse_taken(places: Places, name: str, but: str = "") -> None:
    for folder in filter(_is_matter, places.matters.iterdir()):
        other = _read(folder)
        if _key(other.name) == _key(name) and other.id != but:
            raise MatterExists(f"There is a matter called “{other.name}” already.")


def _cleaned(name: str) -> str:
    """The name in composed form with single spaces. Raises BadCall for what cannot be shown or is too long."""
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if any(unicodedata.category(each)[0] == "C" and each not in _JOINERS for each in cleaned):
        raise BadCall("A matter's name cannot hold control characters.", "Type the name instead of pasting it.")
    if not _key(cleaned):
        raise BadCall("A matter needs a name.", "Give it the name the firm uses for it.")
    if len(cleaned) > LONGEST_NAME:
        raise BadCall(f"The name is {len(cleaned)} characters long; the most is {LONGEST_NAME}.", "Shorten it.")
    return cleaned


def _key(name: str) -> str:
    """The form in which names are compared: no two matters may have the same."""
    visible = name.translate(dict.fromkeys(map(ord, _JOINERS)))
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold()).split())


@contextmanager
def _names_locked(places: Places) -> Iterator[None]:
    """One desk at a time makes or renames matters."""
    lock = Lock(places.matters / ".names", wait=True)
    try:
        yield
    finally:
        lock.release()


def _clear_leftovers(places: Places) -> None:
    """Finish what a kill left half done. What cannot be removed now is tried again next time."""
    leftovers = [each for each in places.matters.iterdir() if each.name.startswith((_NEW, _DELETING, _ADOPTING))]
    if leftovers:
        with _names_locked(places):  # nobody is making a matter now, so whatever is half made stays so
            for each in leftovers:
                with suppress(OSError, Held):
                    if each.name.startswith(_ADOPTING):
                        Lock(each / LOCK_NAME).release()  # raises Held while somebody fills it
                    shutil.rmtree(each)
