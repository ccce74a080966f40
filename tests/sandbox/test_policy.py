"""IT's policy file: only the installation's own, only the three words, and never by an environment variable."""

from __future__ import annotations

import sys
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


@pytest.mark.parametrize("text", ['containment = "of"', "containment = false", "contain = 1", "[", "\ufeff\0"])
def test_what_is_not_understood_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Containment, match=r"policy\.toml"):
        policy.containment(_written(tmp_path, text))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists and no mode")
def test_a_file_that_others_may_write_is_refused(tmp_path: Path) -> None:
    path = _written(tmp_path, 'containment = "off"\n')
    path.chmod(0o666)
    with pytest.raises(Containment, match="others may write it"):
        policy.containment(path)


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
