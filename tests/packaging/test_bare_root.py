"""Which of a machine's packages make a bare Debian, and what is said where they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packaging import bundles  # noqa: F401 - puts the builder on the path

from offline import bare_root, isolation  # isort: skip - found beside the builder
from offline.bare_root import Lacking, _Package  # isort: skip


def package(name: str, *needs: tuple[str, ...], anyway: bool = False) -> _Package:
    return _Package(name, anyway, needs)


MACHINE = {
    "dash": package("dash", ("libc6",), anyway=True),
    "libc6": package("libc6:amd64"),
    "python3": package("python3", ("python3.11",), ("mailcap", "media-types")),
    "python3.11": package("python3.11", ("libc6",)),
    "media-types": package("media-types"),
    "openssl": package("openssl", ("libssl",)),
    "libssl3t64": package("libssl3t64:amd64"),
    "gcc": package("gcc", ("libc6",)),
    "python3-numpy": package("python3-numpy", ("python3",)),
}


def test_what_is_needed_comes_and_nothing_else_that_is_installed() -> None:
    chosen = bare_root._closure(MACHINE, {"libssl": "libssl3t64"})
    expected = "dash libc6:amd64 libssl3t64:amd64 media-types openssl python3 python3.11"
    assert chosen == expected.split()


def test_a_choice_is_read_as_dpkg_writes_it() -> None:
    field = "python3.11 (>= 3.11.2-1~), libc6:any [amd64] , mailcap | mime-support:any (>= 1)"
    assert bare_root._choices(field) == [("python3.11",), ("libc6",), ("mailcap", "mime-support")]
    assert bare_root._choices("") == []


def test_what_is_missing_is_named() -> None:
    with pytest.raises(Lacking, match="libssl, which openssl asks for, is not installed"):
        bare_root._closure(MACHINE, {})
    without = {name: package for name, package in MACHINE.items() if name != "python3"}
    with pytest.raises(Lacking, match="no Debian package python3"):
        bare_root._closure(without, {"libssl": "libssl3t64"})


def test_another_kind_of_linux_is_said_to_be_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Lacking, match="no Debian: dpkg-query is missing"):
        bare_root.assemble(tmp_path)
    assert isolation.Trial(tmp_path).possible() == "unshare cannot be started: No such file or directory"
