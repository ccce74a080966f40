"""The application in Japanese: chosen by the setting, whole on a small screen, measured in cells."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import cast

import pytest
from rich.cells import cell_len

import localcounsel.tui
from localcounsel.errors import NeedsPassword, NoSuchMatter
from localcounsel.flows.checkup.line import Check, attention, failed, passed
from localcounsel.flows.events import FileLeftOut
from localcounsel.records import Flag, Page, PageState
from localcounsel.store.places import Places
from localcounsel.store.settings import Settings
from localcounsel.tui import batch, language, page_notes, show
from localcounsel.tui.progress import Progress
from localcounsel.tui.screens.health import HealthScreen
from scripts.catalogue.below import below
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
    own = found(ROOT / "localcounsel")
    worded = (text for text, files in below(ROOT / "localcounsel").items() if files[0].endswith(".py"))
    english = [one for one in (*(one for one, _many in own), *worded) if " " in one.strip() and "{" not in one]
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


@pytest.fixture
def japanese(english_afterwards: None) -> None:
    language.use("ja_JP.UTF-8")


def test_errors_and_their_advice_in_japanese(japanese: None) -> None:
    assert show.error(NoSuchMatter("There is no matter called “Stopped”.")).plain.splitlines() == [
        "✗ その名前の事件はありません",
        "「Stopped」という事件はありません。",
        "事件は `localcounsel matter list` で確認できます。",
    ]
    locked = NeedsPassword("lease.pdf: it is encrypted and no password was given.")
    assert Progress(error=locked).line() == (
        "ファイルが暗号化されています: lease.pdf: 暗号化されており、パスワードの入力がありません。"
    )
    left_out = Progress(left_out=(FileLeftOut("lease.pdf", locked),))
    assert batch.batch(left_out, 0, 80)[0].plain == (
        "✗ lease.pdf  ファイルが暗号化されています。一覧で選び、pを押してください。"
    )


def test_what_a_document_says_of_itself_in_japanese(japanese: None) -> None:
    page = Page(2, "2", "", PageState.UNREAD, "scanned page: only a stamp of 12 characters is text")
    assert page_notes.notes(page).plain == (
        "▲ このページは読み取れませんでした: スキャンしたページ：文字は12文字の押印だけです"
    )
    recognised = replace(
        page, state=PageState.RECOGNISED, reason="recognised with 41 % confidence; compare with the page"
    )
    assert "確度41%）。ページと照らし合わせてください" in page_notes.notes(recognised).plain
    hidden = replace(page, state=PageState.TEXT, flags=(Flag("hidden text", 0, 4, "written in invisible ink"),))
    assert page_notes.notes(hidden).plain == "▲ 隠された文字 (1)  見えないインクで書かれています"


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (passed("free space", "46.2 GB free for /home/x"), ("空き容量", "/home/x の空きは46.2 GBです")),
        (
            attention(
                "disk encryption",
                "/ is not encrypted: no dm-crypt (LUKS) below it; a disk that encrypts by itself cannot be told",
                "Have IT encrypt the disk (LUKS, BitLocker, FileVault): a stolen machine is read without it.",
            ),
            ("ディスクの暗号化", "/ は暗号化されていません：下層にdm-crypt", "IT部門にディスクの暗号化"),
        ),
        (
            failed("matter Stopped", "“Stopped” is open in process 12 of kei on desk, since 10:00.", "See below."),
            ("事件 Stopped", "「Stopped」はdesk の kei のプロセス12", "See below."),
        ),
    ],
)
def test_findings_of_health_in_japanese(japanese: None, finding: Check, words: tuple[str, ...]) -> None:
    shown = HealthScreen.facts(cast(HealthScreen, None), finding).plain
    assert [each for each in words if each not in shown] == []


def test_every_setting_is_explained_in_japanese(japanese: None) -> None:
    abouts = [
        each.metadata["about"]
        for section in fields(Settings)
        for each in fields(Settings().__getattribute__(section.name))
    ]
    assert len(abouts) > 30
    assert [about for about in abouts if language.said(about) == about] == []


@pytest.mark.slow
def test_every_screen_in_japanese() -> None:
    _check(_screens())
