"""Where things live: the option before the variable before the platform's own folder, and nothing is created."""

from __future__ import annotations

from pathlib import Path

from localcounsel.store.places import find


def test_the_option_wins(tmp_path: Path) -> None:
    assert find(str(tmp_path / "a"), {"LOCALCOUNSEL_HOME": str(tmp_path / "b")}).home == tmp_path / "a"


def test_the_variable_wins_over_the_platform(tmp_path: Path) -> None:
    assert find(None, {"LOCALCOUNSEL_HOME": str(tmp_path / "b")}).home == tmp_path / "b"


def test_the_platforms_folder_has_the_applications_name() -> None:
    assert find(None, {"LOCALCOUNSEL_HOME": ""}).home.name == "LocalCounsel"


def test_a_relative_home_is_made_absolute() -> None:
    assert find("here", {}).home == Path.cwd() / "here"


def test_everything_is_below_the_home_and_nothing_is_created(tmp_path: Path) -> None:
    places = find(str(tmp_path / "home"), {})
    for path in (places.matters, places.models, places.settings_file, places.cache, places.logs):
        assert path.is_relative_to(places.home)
    assert not places.home.exists()
