"""Which environment variables a process of ours may see: a short list of what it needs, and our own settings.

An allowlist, because a variable can load a library (`LD_PRELOAD`), import a class (`TEXTUAL_DRIVER`), write
text to a file (`TEXTUAL_LOG`, `SSLKEYLOGFILE`) or name a server (`HTTPS_PROXY`, `HF_ENDPOINT`), and new ones
appear with every release of a library.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_NEEDED = frozenset(
    "PATH HOME LANG LANGUAGE TZ TMPDIR TEMP TMP "
    "SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT OS HOMEDRIVE HOMEPATH USERPROFILE "
    "APPDATA LOCALAPPDATA PROGRAMDATA ALLUSERSPROFILE PROGRAMFILES PROGRAMFILES(X86) COMMONPROGRAMFILES "
    "NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE PROCESSOR_IDENTIFIER PROCESSOR_LEVEL PROCESSOR_REVISION "
    "CUDA_VISIBLE_DEVICES HIP_VISIBLE_DEVICES GGML_VK_VISIBLE_DEVICES".split()
)
"""What a child needs to find its libraries, its language, its temporary folder and its graphics card."""

_AT_THE_DESK = frozenset(
    "TERM TERM_PROGRAM TERM_PROGRAM_VERSION COLORTERM COLORFGBG GTK_THEME LC_TERMINAL NO_COLOR COLUMNS LINES TMUX STY "
    "WT_SESSION SSH_TTY KITTY_WINDOW_ID XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME "
    "LOCALCOUNSEL_HOME USER LOGNAME USERNAME".split()
)
"""What the desk needs besides: its terminal, where its data lives, and who approves."""

_LOCALE = re.compile(r"LC_[A-Z]+")

OURS: Mapping[str, str] = MappingProxyType(
    {
        "ORT_DISABLE_TELEMETRY": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "ANONYMIZED_TELEMETRY": "False",
        "DO_NOT_TRACK": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",
        "VK_LOADER_LAYERS_DISABLE": "~all~",
        "MESA_SHADER_CACHE_DISABLE": "true",
        "__GL_SHADER_DISK_CACHE": "0",
        "CUDA_CACHE_DISABLE": "1",
    }
)
"""Good manners asked of the libraries, and of graphics drivers: nothing is put between us and them, and they keep no
compiled programs on disk. The filter does not rely on it."""


_OF_A_HOME = ("models", "anchors", "logs", "settings.toml")
"""What is beside the matters' folder in a home that has been used."""

_NOBODY = "localcounsel"
"""The user's name in a child: a library that finds none asks the name service, over a socket."""


def scrubbed(extra: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """The environment for a child: what it needs of ours, our settings, and `extra` on top."""
    return {**_kept(os.environ, _NEEDED), **OURS, "LOGNAME": _NOBODY, **extra}


def scrub_own() -> tuple[str, ...]:
    """Clean the environment of this process, the desk. Returns the names taken out, sorted."""
    kept = _kept(os.environ, _NEEDED | _AT_THE_DESK)
    removed = sorted(set(os.environ) - set(kept) - set(OURS))
    for name in removed:
        del os.environ[name]
    os.environ.update(OURS)
    return tuple(removed)


def matter_at_work() -> Path | None:
    """The matter's folder that this process was started in, where it lies in a home: `HOME/matters/…`.

    None where the matters' folder is a link to another disk: what stands beside it there is not the home.
    """
    folder = Path.cwd()
    home = folder.parent.parent
    is_home = folder.parent.name == "matters" and any((home / name).exists() for name in _OF_A_HOME)
    return folder if is_home else None


def keep_temporary_files(matter: Path) -> None:
    """From now on files that are only there for a while, such as SQLite's, are made in the matter and not beside it."""
    disposable = matter / "index"
    place = str(disposable if disposable.is_dir() else matter)
    os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"), place))


def _kept(environ: Mapping[str, str], wanted: frozenset[str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name.upper() in wanted or _LOCALE.fullmatch(name.upper())}
