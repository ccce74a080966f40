"""The systems a bundle can be made for, in the words of pip and of markers in the lock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One system."""

    name: str
    system: str
    """As `sys.platform` names it."""
    machine: str
    tags: tuple[str, ...]
    """Platform tags of wheels that run on it, for pip."""
    tried: bool
    """Whether a bundle for it was installed and used, rather than only put together."""
    markers: tuple[tuple[str, str], ...]

    def environment(self, python: str) -> dict[str, str]:
        """The variables of markers, for the Python of that version, e.g. `3.11`."""
        return {
            **dict(self.markers),
            "sys_platform": self.system,
            "platform_machine": self.machine,
            "python_version": python,
            "python_full_version": f"{python}.99",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }


_MANYLINUX = tuple(f"manylinux_2_{minor}_x86_64" for minor in (34, 31, 28, 27, 26, 24, 17, 12, 5))
"""Up to the C library of Red Hat 9; llama.cpp is built here and says itself what it needs."""

TARGETS = {
    target.name: target
    for target in (
        Target(
            "linux-x86_64",
            "linux",
            "x86_64",
            (*_MANYLINUX, "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64"),
            True,
            (("os_name", "posix"), ("platform_system", "Linux")),
        ),
        Target(
            "macos-arm64",
            "darwin",
            "arm64",
            tuple(f"macosx_{major}_0_{kind}" for major in (14, 13, 12, 11) for kind in ("arm64", "universal2")),
            False,
            (("os_name", "posix"), ("platform_system", "Darwin")),
        ),
        Target(
            "windows-x86_64",
            "win32",
            "AMD64",
            ("win_amd64",),
            False,
            (("os_name", "nt"), ("platform_system", "Windows")),
        ),
    )
}
