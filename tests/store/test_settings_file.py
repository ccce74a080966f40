"""Changing one setting leaves every other line as it stands, and nothing wrong is ever written."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from localcounsel.errors import SettingsError
from localcounsel.store import settings_file
from localcounsel.store.settings import load

FIRM = """# set by the firm
[reading]
ocr_languages = [
    "eng",  # first
    "deu",
]

[ask]
passages = 12  # the partners' wish
# nothing below this line
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "settings.toml"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())


def test_the_first_setting_makes_the_file(path: Path) -> None:
    assert settings_file.change(path, "model", "name", "mistral").model.name == "mistral"
    assert path.read_text() == '[model]\nname = "mistral"\n'


def test_one_line_changes_and_its_comment_stays(path: Path) -> None:
    _write(path, FIRM)
    settings_file.change(path, "ask", "passages", 20)
    assert path.read_text() == FIRM.replace("passages = 12", "passages = 20")


def test_a_value_over_several_lines_is_replaced_whole(path: Path) -> None:
    _write(path, FIRM)
    settings_file.change(path, "reading", "ocr_languages", ("jpn",))
    assert load(path).reading.ocr_languages == ("jpn",)
    assert "# set by the firm\n[reading]\nocr_languages = [" in path.read_text()
    assert "the partners' wish" in path.read_text()


def test_a_new_key_goes_to_its_section(path: Path) -> None:
    _write(path, FIRM)
    settings_file.change(path, "reading", "pages", 9)
    assert path.read_text() == FIRM.replace("]\n\n[ask]", "]\npages = 9\n\n[ask]")


def test_the_default_again_takes_the_line_out(path: Path) -> None:
    _write(path, FIRM)
    assert settings_file.change(path, "ask", "passages", None).ask.passages == 8
    assert "passages" not in path.read_text()
    assert settings_file.change(path, "index", "batch", None).index.batch == 32


@pytest.mark.parametrize(
    "text",
    [
        'model = { name = "a", context = 2048 } # one line\n',
        'model.name = "a"\nmodel.context = 2048\n',
        '[ "model" ]\r\n"name" = "a"\r\ncontext = 2048\r\n',
        '\ufeff[model]\nname = """a"""\ncontext = 2_048',
    ],
)
def test_however_the_file_is_written_the_rest_keeps_its_meaning(path: Path, text: str) -> None:
    _write(path, text)
    settings_file.change(path, "model", "name", "b")
    now = load(path)
    assert (now.model.name, now.model.context) == ("b", 2048)


def test_line_ends_stay_what_they_were(path: Path) -> None:
    _write(path, "[model]\r\nname = 'a'\r\n")
    settings_file.change(path, "model", "gpu", "off")
    assert path.read_bytes() == b"[model]\r\nname = 'a'\r\ngpu = \"off\"\r\n"


def test_keys_are_a_table_in_either_form(path: Path) -> None:
    _write(path, '[interface]\ntheme = "day" # paper\n\n[interface.keys]\n"app.help" = "f1"\n')
    settings_file.change(path, "interface", "keys", {"app.help": "f1,ctrl+h", "app.quit": "ctrl+q"})
    now = load(path).interface
    assert now.keys == (("app.help", "f1,ctrl+h"), ("app.quit", "ctrl+q"))
    assert now.theme == "day"
    settings_file.change(path, "interface", "keys", {"app.help": "f2"})
    assert load(path).interface.keys == (("app.help", "f2"),)
    assert "# paper" in path.read_text() or path.read_text().count("[interface]") == 1


@pytest.mark.parametrize(("key", "value"), [("context", 1), ("gpu", "both"), ("name", 3), ("nome", "x")])
def test_what_is_not_allowed_is_not_written(path: Path, key: str, value: Any) -> None:
    _write(path, FIRM)
    with pytest.raises(SettingsError):
        settings_file.change(path, "model", key, value)
    assert path.read_text() == FIRM


def test_a_file_with_a_mistake_is_left_alone(path: Path) -> None:
    _write(path, "[ask]\npasages = 3\n")
    with pytest.raises(SettingsError, match="did you mean"):
        settings_file.change(path, "ask", "passages", 4)
    assert path.read_text() == "[ask]\npasages = 3\n"


@pytest.mark.parametrize("value", ['a"b\\c', "\x7f\x1b\n", "#not a comment", "株式会社"])
def test_any_text_is_written_so_that_it_is_read_back(path: Path, value: str) -> None:
    assert tomllib.loads(f"a = {settings_file.literal(value)}") == {"a": value}
    settings_file.change(path, "search", "ranker", value)
    settings_file.change(path, "search", "results", 11)
    assert load(path).search.ranker == value


def test_a_file_that_is_a_link_stays_one(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "shared.toml"
    real.write_text("[ask]\nturns = 1\n")
    path.parent.mkdir()
    path.symlink_to(real)
    settings_file.change(path, "ask", "turns", 2)
    assert path.is_symlink()
    assert load(real).ask.turns == 2
