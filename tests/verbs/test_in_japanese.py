"""The command line in Japanese: errors by the setting or the account's language, papers by `--language`, JSON never."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from localcounsel.__main__ import main as door
from localcounsel.cli import main
from localcounsel.flows import matters
from localcounsel.sandbox import bootstrap
from localcounsel.store import matters as kept
from localcounsel.store.matter import open_store
from localcounsel.store.places import Places
from tests.core.test_certificate import ANSWER

JAPANESE = [
    "その名前の事件はありません",
    "  「x」という事件はありません。",
    "  事件は `localcounsel matter list` で確認できます。",
]


@pytest.fixture
def home(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With one matter in which one thing was asked; the process is not put under containment for good."""
    monkeypatch.setattr(bootstrap, "contain", lambda role: None)
    monkeypatch.setattr("localcounsel.__main__._speak_utf8", lambda: None)
    places = Places(empty_home)
    matters.create(places, "Case")
    with open_store(kept.find(places, "Case")) as store:
        store.save_answer(ANSWER)
    return empty_home


def _setting(home: Path, language: str) -> None:
    Places(home).settings_file.write_text(f'[interface]\nlanguage = "{language}"\n', "utf-8")


@pytest.mark.parametrize(
    ("setting", "account", "japanese"),
    [("auto", "ja_JP.UTF-8", True), ("ja", "C", True), ("en", "ja_JP.UTF-8", False), ("auto", "C", False)],
)
def test_errors_are_in_the_reader_s_language(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    account: str,
    japanese: bool,
) -> None:
    _setting(home, setting)
    monkeypatch.setenv("LC_ALL", account)
    assert door(["--home", str(home), "matter", "show", "x"]) == 3
    told = capsys.readouterr().err.splitlines()
    assert (told == JAPANESE) == japanese
    assert (told[0] == "There is no matter of that name") != japanese


def test_a_mistake_in_the_settings_is_told_in_the_account_s_language(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _setting(home, "fr")
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert door(["--home", str(home), "status", "Case"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("設定ファイルに誤りがあります\n")
    assert "は「fr」ですが、指定できるのは" in told


def test_what_programs_read_stays_english(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _setting(home, "ja")
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert door(["--home", str(home), "matter", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "Case"


@pytest.mark.parametrize("verb", ["export", "certificate"])
@pytest.mark.parametrize(
    ("setting", "asked", "title"),
    [
        ("auto", ["--language", "ja"], "事件"),
        ("ja", [], "事件"),
        ("ja", ["--language", "en"], "Matter"),
        ("auto", [], "Matter"),
    ],
)
def test_papers_in_the_language_that_is_asked_for(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str, setting: str, asked: list[str], title: str
) -> None:
    _setting(home, setting)
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    path = tmp_path / "a.md"
    assert main(["--home", str(home), verb, "case", "--out", str(path), *asked]) == 0
    assert f"| **{title}** | Case |" in path.read_text("utf-8")
