"""Settings: defaults without a file, every mistake named with file and key, and docs/settings.md says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from localcounsel.errors import SettingsError
from localcounsel.store.settings import Settings, load, reference

ROOT = Path(__file__).resolve().parents[2]


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    return path


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == Settings()


def test_what_is_written_is_taken_and_the_rest_stays(tmp_path: Path) -> None:
    text = '[reading]\nocr_languages = ["jpn"]\nseconds = 90\n[model]\nname = "tiny"\n'
    found = load(_file(tmp_path, text))
    assert found.reading.ocr_languages == ("jpn",)
    assert found.reading.seconds == 90.0
    assert found.model.name == "tiny"
    assert found.reading.pages == Settings().reading.pages
    assert found.ask == Settings().ask


def test_a_byte_order_mark_from_a_windows_editor_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xef\xbb\xbf[ask]\r\npassages = 4\r\n")
    assert load(path).ask.passages == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[reeding]\n", ["[reeding]", "did you mean “reading”"]),
        ("[reading]\npagess = 3\n", ["[reading]", "“pagess”", "did you mean “pages”"]),
        ("[ask]\nzzz = 3\n", ["“zzz”", "known are passages"]),
        ("reading = 3\n", ["reading must be a section"]),
        ("[reading]\npages = 0\n", ["pages is 0", "at least 1"]),
        ("[reading]\npages = 1000000\n", ["at most 100,000"]),
        ("[reading]\nseconds = nan\n", ["seconds is nan"]),
        ('[reading]\npages = "many"\n', ["pages must be a whole number"]),
        ("[reading]\npages = true\n", ["pages must be a whole number"]),
        ("[reading]\nocr = 1\n", ["ocr must be true or false"]),
        ("[reading]\nocr_languages = [1]\n", ["must be a list of texts"]),
        ('[model]\ngpu = "on"\n', ["gpu is “on”", "“auto”, “off”"]),
        ("[model\n", ["not valid TOML", "line 1"]),
        ("a" * (1 << 20) + " = 1", ["over 1024 kB"]),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path: Path, text: str, words: list[str]) -> None:
    path = _file(tmp_path, text)
    with pytest.raises(SettingsError) as raised:
        load(path)
    for word in [str(path), *words]:
        assert word in raised.value.message


def test_bytes_that_are_no_text_are_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe[\x00")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load(path)


def test_the_documentation_lists_exactly_what_there_is() -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert text[text.index("## [") :] == reference()
