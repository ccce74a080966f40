"""Where set-up keeps things: the virtual environment, the log, the downloaded models. Creates nothing."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one checkout."""

    root: Path
    """The repository's folder, absolute."""

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The interpreter inside the virtual environment."""
        if sys.platform == "win32":
            return self.venv / "Scripts" / "python.exe"
        return self.venv / "bin" / "python"

    @property
    def work(self) -> Path:
        """What set-up may delete and make again: log, downloads, models."""
        return self.root / ".work"

    @property
    def log(self) -> Path:
        return self.work / "setup.log"

    @property
    def models(self) -> Path:
        """One folder per demo model, named as in `models/manifest.json`."""
        return self.work / "models"

    @property
    def manifest(self) -> Path:
        return self.root / "models" / "manifest.json"

    def lock(self, name: str) -> Path:
        """The hashed list of that name."""
        return self.root / "packaging" / "lock" / f"{name}.txt"
