"""Where things live on disk: one home, and fixed names below it. Pure: nothing is created here.

The home must be on a disk of this machine: a write-ahead log does not work over a network share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from localcounsel.sandbox import policy

APPLICATION = "LocalCounsel"
HOME_VARIABLE = "LOCALCOUNSEL_HOME"


@dataclass(frozen=True, slots=True)
class Places:
    """Every path the application writes to."""

    home: Path
    """Absolute."""

    @property
    def matters(self) -> Path:
        """One folder per matter, named by the matter's id and not by the client."""
        return self.home / "matters"

    @property
    def models(self) -> Path:
        """One folder per model, and the list of what was approved."""
        return self.home / "models"

    @property
    def settings_file(self) -> Path:
        """Optional; see docs/settings.md."""
        return self.home / "settings.toml"

    @property
    def cache(self) -> Path:
        """What can be made again, and holds nothing of any matter."""
        return self.home / "cache"

    @property
    def logs(self) -> Path:
        """What children said when they failed; never document text."""
        return self.home / "logs"


def find(home_option: str | None, environ: Mapping[str, str]) -> Places:
    """The home: `--home`, else LOCALCOUNSEL_HOME, else the platform's folder for an application's local data.

    On Windows that is the local and not the roaming profile: a roaming one is copied to a server.
    """
    named = home_option or environ.get(HOME_VARIABLE)
    if named:
        return Places(Path(named).expanduser().absolute())
    return Places(Path(platformdirs.user_data_dir(APPLICATION, appauthor=False, roaming=False)).absolute())


def policy_file() -> Path:
    """Where IT's policy of this machine lies, whether there is one or not. Users cannot write there."""
    return policy.system_file()


def system_models() -> Path:
    """Where IT puts models for everybody on this machine, with their signed list. Users cannot write there."""
    return policy.system_file().parent / "models"
