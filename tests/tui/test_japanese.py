"""The application in Japanese: chosen by the setting, whole on a small screen, measured in cells."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

import localcounsel.tui
from localcounsel.store.places import Places
from localcounsel.tui import language
from scripts.catalogue.texts import found
from tests.house.package import ROOT
from tests.tui.scenes import SCENES

MAIN = [name for name, scene in SCENES.items() if scene.main]
CUT_OFF = {"viewer"}
"""Screens with more keys than one line of 80 cells holds, in English too: help lists them all."""

FOREIGN = ("The file is encrypted",)
"""What the scripted matter's own data says."""


@pytest.fixture
def english_afterwards() -> Iterator[None]:
    yield
    language.use("en")


@pytest.mark.parametrize(
    ("setting", "environment", "word"),
    [("ja", "en_GB.UTF-8", "事件"), ("en", "ja_JP.UTF-8", "Matters"), ("auto", "ja_JP.UTF-8", "事件")],
)
def test_the_setting_chooses_the_language(
    setting: str,
    environment: str,
    word: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    english_afterwards: None,
) -> None:
    places = Places(tmp_path)
    places.settings_file.write_text(f'[interface]\nlanguage = "{setting}"\n', "utf-8")
    monkeypatch.setattr(language, "preferred", lambda: environment)
    localcounsel.tui._speak(places)
    assert language.gettext_("Matters") == word


def _screens(*names: str) -> dict[str, list[str]]:
    command = [sys.executable, "-m", "tests.tui.in_japanese", "80", "24", *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def _check(screens: dict[str, list[str]]) -> None:
    english = [one for one, _many in found(ROOT / "localcounsel") if " " in one.strip() and "{" not in one]
    for name, lines in screens.items():
        assert [line for line in lines if cell_len(line) > 80] == [], name
        text = "\n".join(lines)
        left = [each for each in english if len(each) > 8 and each in text and each not in FOREIGN]
        assert left == [], f"{name} still says {left}"


def test_the_main_screens_in_japanese() -> None:
    screens = _screens(*MAIN)
    _check(screens)
    assert "2020年3月9日" in "\n".join(screens["matters"])
    assert "原文と一致" in "\n".join(screens["answer"])
    assert "これらの文書には見つかりません。" in "\n".join(screens["not-found"])
    cut = [name for name, lines in screens.items() if not lines[-1].rstrip().endswith("ヘルプ")]
    assert set(cut) <= CUT_OFF


@pytest.mark.slow
def test_every_screen_in_japanese() -> None:
    _check(_screens())
