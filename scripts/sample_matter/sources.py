"""Reads a source: `name: value` lines, then the body. The body begins after the first empty or `---` line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """One document to be made."""

    facts: dict[str, str]
    body: str
    """Ends with one line break."""

    @property
    def file(self) -> str:
        """Where the document goes, below `localcounsel/sample/documents`."""
        return self.facts["file"]

    def paragraphs(self) -> list[list[str]]:
        """The body's lines, grouped between empty lines."""
        groups: list[list[str]] = [[]]
        for line in self.body.splitlines():
            if line.strip():
                groups[-1].append(line)
            elif groups[-1]:
                groups.append([])
        return [group for group in groups if group]


def read(path: Path) -> Source:
    lines = path.read_text(encoding="utf-8").splitlines()
    facts: dict[str, str] = {}
    for number, line in enumerate(lines):
        if not line.strip() or line == "---":
            return Source(facts, "\n".join(lines[number + 1 :]).strip("\n") + "\n")
        name, _, value = line.partition(":")
        facts[name.strip()] = value.strip()
    raise ValueError(f"{path.name} has no body")
