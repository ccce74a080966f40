"""IT's policy file and containment: only IT's own file can switch it off, and never an environment variable."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from localcounsel.errors import Containment
from localcounsel.sandbox import policy


@pytest.mark.parametrize("choice", policy.CHOICES)
def test_the_three_choices(tmp_path: Path, choice: str) -> None:
    path = _written(tmp_path, f'containment = "{choice}"\n')
    assert policy.containment(path) == choice


def test_without_a_file_the_default_holds(tmp_path: Path) -> None:
    assert policy.containment(tmp_path / "policy.toml") == "default"
    assert policy.containment(_written(tmp_path, "")) == "default"


@pytest.mark.parametrize("text", ['containment = "of"', "containment = false", "containment = []", "[", "\ufeff\0"])
def test_what_is_not_understood_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Containment, match=r"policy\.toml"):
        policy.containment(_written(tmp_path, text))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists and no mode")
@pytest.mark.parametrize(("choice", "believed"), [("off", False), ("default", True), ("required", True)])
def test_a_file_that_others_may_write_can_only_ask_for_more(tmp_path: Path, choice: str, believed: bool) -> None:
    path = _written(tmp_path, f'containment = "{choice}"\n')
    path.chmod(0o666)
    if believed:
        assert policy.containment(path) == choice
        return
    with pytest.raises(Containment, match="others may write it"):
        policy.containment(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has owners in access lists")
@pytest.mark.parametrize("loose", ["file", "folder", "folder above"])
def test_the_system_wide_file_must_be_roots_alone_down_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loose: str
) -> None:
    folder = tmp_path / "etc" / "localcounsel"
    folder.mkdir(parents=True)
    path = _written(folder, "")
    monkeypatch.setattr(policy, "system_file", lambda: path)
    monkeypatch.setattr(Path, "lstat", _as_roots(Path.lstat))
    about = path.lstat()
    assert policy.distrust(path, about) == ""
    {"file": path, "folder": folder, "folder above": tmp_path}[loose].chmod(0o777)
    assert policy.distrust(path, path.lstat())


def test_the_system_wide_file_goes_before_the_installation_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system, installed = tmp_path / "system", tmp_path / "installed"
    for folder, choice in ((system, "required"), (installed, "off")):
        folder.mkdir()
        _written(folder, f'containment = "{choice}"\n')
    monkeypatch.setattr(policy, "system_file", lambda: system / "policy.toml")
    monkeypatch.setattr(policy, "FILE", installed / "policy.toml")
    assert policy.containment() == "required"
    (system / "policy.toml").unlink()
    assert policy.containment() == "off"


@pytest.mark.skipif(sys.platform == "win32", reason="making a link needs a privilege there")
def test_a_link_to_a_file_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "installation").mkdir()
    target = _written(tmp_path, 'containment = "off"\n')
    link = tmp_path / "installation" / "policy.toml"
    link.symlink_to(target)
    with pytest.raises(Containment, match="not the installation's own"):
        policy.containment(link)


def test_the_repository_ships_no_policy() -> None:
    assert not policy.FILE.exists()


def _written(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text, "utf-8")
    path.chmod(0o644)
    return path


def _as_roots(lstat: Callable[[Path], os.stat_result]) -> Callable[[Path], os.stat_result]:
    """What `lstat` says, the owner being root and the folders of the tests' own machinery being closed to others."""

    def told(path: Path) -> os.stat_result:
        about = lstat(path)
        ours = any(part.startswith("test_the_system_wide") for part in path.parts)
        mode = about.st_mode if ours else about.st_mode & ~0o022
        return os.stat_result((mode, *about[1:4], 0, *about[5:10]))

    return told
