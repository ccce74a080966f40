"""The package as text and as syntax trees, for the tests that look at how it is built."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "localcounsel"


@dataclass(frozen=True)
class Module:
    """One file of the package."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """As in an import: `localcounsel.core.text`."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def below(self, *packages: str) -> bool:
        """Whether it is one of `packages` or within them, named without `localcounsel.`."""
        return any(f"{self.name}.".startswith(f"localcounsel.{package}.") for package in packages)

    def imports(self) -> Iterator[str]:
        """Every module it imports, also within functions, as far as a name says it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        found.append(Module(path, text, ast.parse(text)))
    assert found, f"no package at {PACKAGE}"
    return tuple(found)


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the repository that is, or is about to be, under version control."""
    line = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(line, cwd=ROOT, capture_output=True, check=True, timeout=60).stdout
    paths = (ROOT / name.decode("utf-8") for name in listed.split(b"\0") if name)
    return tuple(path for path in paths if path.is_file())
