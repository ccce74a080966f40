"""Folders that a program copies to a server or to other machines, told by their names and by what such programs leave.

A sign is enough: client documents in such a folder leave the machine without any program of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_NAMES = re.compile(
    r"onedrive(?: ?- .+)?|skydrive|dropbox(?: \(.+\))?|google ?drive|my drive|gdrive|icloud ?drive|mobile documents|"
    r"cloudstorage|next ?cloud|own ?cloud|box sync|megasync(?: downloads)?|pcloud ?drive|synologydrive|seadrive|"
    r"seafile|tresorit|syncthing|proton ?drive|spideroak hive|creative cloud files|egnyte|sharefile|nd sync",
    re.IGNORECASE,
)
"""Whole names of folders that such programs make for themselves."""
_MARKS = re.compile(
    r"\.dropbox\.cache|\.stfolder|\.stversions|\._?sync_[0-9a-f]{8,}\.db|\.csync_journal\.db|"
    r"\.(?:nextcloud|owncloud)sync\.log|\.synologyworkingdirectory|\.seafile-data|\.tmp\.drive(?:down|up)load|"
    r"\.insync-trash",
    re.IGNORECASE,
)
"""Names of what such programs leave in the folders they copy, and nowhere else: not where they keep their settings."""
_CLOUD_FILE = 0x400000 | 0x40000 | 0x1000
"""Windows: recall on access, recall on open, offline; set on what a provider of cloud files keeps."""


def why(path: Path) -> str:
    """The sign by which a folder is known to be copied elsewhere; empty where there is none."""
    for folder in _with_those_above(path):
        if _NAMES.fullmatch(folder.name):
            return f"“{folder.name}” is the folder of a synchronising program"
        if getattr(_status(folder), "st_file_attributes", 0) & _CLOUD_FILE:
            return f"{folder} is kept by a provider of cloud files"
        mark = next((name for name in _names(folder) if _MARKS.fullmatch(name)), "")
        if mark:
            return f"a synchronising program has left “{mark}” in {folder}"
    return ""


def _with_those_above(path: Path) -> Iterator[Path]:
    """As it is written and as it is with links followed: either name may be the telling one."""
    resolved = path.resolve()
    seen = [path.absolute(), *path.absolute().parents, resolved, *resolved.parents]
    yield from dict.fromkeys(seen)


def _names(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []  # what cannot be listed shows no sign, and its name was looked at


def _status(folder: Path) -> object:
    try:
        return folder.stat()
    except OSError:
        return None
