"""Which host names the compiled files of a bundle hold, against a list that gives a reason for each of them.

A new name stops the build: somebody looks at it, and either writes down why it is there or leaves the package out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from offline.binaries import Binary, hosts

LIST = Path(__file__).resolve().parent.parent / "hosts_allowed.toml"


class Allowed:
    """The list: for each package the groups of hosts with their reason."""

    def __init__(self, text: str) -> None:
        """Raises ValueError for an entry without a reason, or one that stands twice."""
        self.reasons: dict[tuple[str, str], str] = {}
        groups: list[dict[str, Any]] = tomllib.loads(text).get("allowed", [])
        for group in groups:
            reason = str(group.get("reason", "")).strip()
            if len(reason) < 10:
                raise ValueError(f"a group of {group.get('package')} has no reason")
            for host in group["hosts"]:
                place = (str(group["package"]), str(host))
                if place in self.reasons:
                    raise ValueError(f"{host} stands twice under {group['package']}")
                self.reasons[place] = reason

    def reason(self, package: str, host: str) -> str:
        """Why a host may stand in a package; empty where nobody said."""
        return self.reasons.get((package, host)) or self.reasons.get(("*", host), "")


def scan(binaries: Iterable[Binary]) -> dict[tuple[str, str], list[str]]:
    """Every host name by package and host, with the files it stands in."""
    found: dict[tuple[str, str], list[str]] = {}
    for binary in binaries:
        for host in sorted(hosts(binary.content)):
            found.setdefault((binary.carrier, host), []).append(binary.name)
    return found


def unexplained(found: dict[tuple[str, str], list[str]], allowed: Allowed) -> list[str]:
    """A line for each host name that has no reason."""
    return [
        f"{package}: {host} (in {', '.join(files[:3])})"
        for (package, host), files in sorted(found.items())
        if not allowed.reason(package, host)
    ]


def report(found: dict[tuple[str, str], list[str]], allowed: Allowed) -> str:
    """The page that goes into the bundle: every name, where it stands, why."""
    lines = ["# Host names in compiled files", "", "Nothing of LocalCounsel opens a connection to any of them.", ""]
    lines += ["| Package | Host name | Why it is there |", "|---|---|---|"]
    for package, host in sorted(found):
        lines.append(f"| {package} | {host} | {allowed.reason(package, host) or 'NOT EXPLAINED'} |")
    return "\n".join(lines) + "\n"
