"""The first act of every process of ours: shut the ways out, prove that they are shut, or refuse to go on.

`contain` comes before any third-party import. What follows can only compute, and talk through the pipes and
files it was given.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from localcounsel.errors import Containment
from localcounsel.sandbox import environment, policy, tripwire

ROLES = ("desk", "model", "index", "reader", "ocr", "prepare")


@dataclass(frozen=True, slots=True)
class ContainmentStatus:
    """How far this process is contained; shown to the person at all times."""

    enforced: bool
    """The operating system refuses network access, and this was tried just now."""
    how: str
    """For the person: by what, or why not."""
    role: str = ""
    """Empty before `contain`."""
    guarded: bool = False
    """Only Python code is stopped: native code in this process could still reach out."""


_dropped: list[str] = []
_now = [ContainmentStatus(enforced=False, how="not contained yet")]


def status() -> ContainmentStatus:
    """The state of this process; what `contain` returned, once it has."""
    return _now[0]


def dropped() -> tuple[str, ...]:
    """Names of the environment variables that were taken out of this process, sorted; of the desk only."""
    return tuple(_dropped)


def contain(role: str) -> ContainmentStatus:
    """Contain this process for the rest of its life. Harmless twice in the same role.

    Raises Containment when the ways out cannot be shut, or are shut and yet something gets through.
    """
    if role not in ROLES:
        raise Containment(f"there is no role `{role}`")
    if status().role:
        if status().role != role:
            raise Containment(f"this process is contained as `{status().role}` and cannot become `{role}`")
        return status()
    choice = policy.containment()
    _private(role)
    _now[0] = _off(role) if choice == "off" else _contain(role, required=choice == "required")
    return status()


def _private(role: str) -> None:
    """What is wise under every policy: private files, no core dumps, a clean environment."""
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    matter = environment.matter_at_work() if role in ("model", "index") else None
    if matter is not None:
        environment.keep_temporary_files(matter)
    if role == "desk":
        _dropped[:] = environment.scrub_own()


def _off(role: str) -> ContainmentStatus:
    return ContainmentStatus(enforced=False, how="switched off by the installation's policy file", role=role)


def _contain(role: str, required: bool) -> ContainmentStatus:
    if sys.platform == "linux":
        from localcounsel.sandbox import linux

        if role == "desk":
            linux.close_inherited()
        how = linux.install(role)
        linux.prove()
        tripwire.install(refuse=False)
        return ContainmentStatus(enforced=True, how=how, role=role)
    enforced, how = _elsewhere(role)
    if required and not enforced:
        raise Containment(
            f"the policy file requires the operating system's own filter, and {how}",
            "Ask IT: see docs/security.md, `Windows and macOS`.",
        )
    tripwire.install(refuse=True)
    return ContainmentStatus(enforced=enforced, how=how, role=role, guarded=not enforced)


def _elsewhere(role: str) -> tuple[bool, str]:
    if sys.platform == "darwin":
        from localcounsel.sandbox import macos

        return macos.install()
    if sys.platform == "win32":
        from localcounsel.sandbox import windows

        return windows.install(role)
    return False, f"there is none for {sys.platform}; Python code is stopped, native code is not"
