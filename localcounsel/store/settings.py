"""The settings a person or IT may write down, in TOML; everything has a default and nothing is global.

A key that is not known is an error, with the nearest known one: a limit that is misspelt is a limit that is not set.
"""

from __future__ import annotations

import difflib
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from localcounsel.errors import SettingsError

LARGEST_FILE = 1 << 20
"""Bytes. A longer file is not somebody's settings."""


def _setting(
    default: Any,
    about: str,
    *,
    least: float | None = None,
    most: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """A field with what docs/settings.md says of it, and the range its values are held to."""
    metadata = {"about": about, "least": least, "most": most, "choices": choices}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """What a reader may use up on one file, and whether scanned pages are recognised."""

    file_mb: int = _setting(200, "Largest file, in megabytes.", least=1, most=4096)
    pages: int = _setting(5000, "Most pages of one document.", least=1, most=100_000)
    characters_a_page: int = _setting(
        1_000_000, "Most characters of one page; a text file without form feeds is one page.", least=1000
    )
    characters: int = _setting(20_000_000, "Most characters of one document.", least=1000)
    seconds: float = _setting(60.0, "Seconds a file may take, before its pages are counted.", least=1, most=86_400)
    seconds_a_page: float = _setting(0.5, "Seconds added for each page.", least=0, most=3600)
    memory_mb: int = _setting(1024, "Most memory of a reader, in megabytes.", least=128, most=1 << 20)
    ocr: bool = _setting(True, "Read scanned pages with the tesseract program, where it is installed.")
    ocr_languages: tuple[str, ...] = _setting(("eng", "jpn"), "Languages of scanned pages, by tesseract's names.")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The model that writes."""

    name: str = _setting("", "Which approved chat model answers; empty for the first, demo models last.")
    context: int = _setting(4096, "Context window in tokens, question and answer together.", least=512, most=1 << 20)
    gpu: str = _setting("auto", "`auto`: as many layers as fit; `off`: none.", choices=("auto", "off"))
    threads: int = _setting(0, "Threads; 0 measures and chooses.", least=0, most=1024)
    most_tokens: int = _setting(400, "Longest answer, in tokens.", least=16, most=32_768)
    temperature: float = _setting(0.0, "0 always writes the likeliest word.", least=0, most=2)
    seed: int = _setting(0, "Start of the random numbers, where the temperature is not 0.", least=0, most=2**32 - 1)


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """The model that makes passages findable by meaning."""

    embedder: str = _setting("", "Which approved embedder is used; empty for the first, demo models last.")
    batch: int = _setting(32, "Passages embedded together.", least=1, most=1024)
    threads: int = _setting(0, "Threads; 0 chooses, and leaves one core free.", least=0, most=1024)


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How passages are found."""

    results: int = _setting(10, "Passages a search shows.", least=1, most=1000)
    candidates: int = _setting(100, "Passages each way of finding brings to the fusion.", least=1, most=10_000)
    ranker: str = _setting(
        "", "Which approved ranker puts the candidates in order; empty for the first, demo models last."
    )
    ranked: int = _setting(
        40, "Candidates the ranker reads; 0: none, the order of the fusion stands.", least=0, most=1000
    )
    caption_weight: float = _setting(1.0, "Weight of words in a document's title and parties.", least=0, most=100)
    heading_weight: float = _setting(2.0, "Weight of words in the headings above a passage.", least=0, most=100)
    body_weight: float = _setting(1.0, "Weight of words in the passage itself.", least=0, most=100)
    cjk_weight: float = _setting(1.0, "Weight of Chinese, Japanese and Korean character pairs.", least=0, most=100)


@dataclass(frozen=True, slots=True)
class AskSettings:
    """What a question brings before the model."""

    passages: int = _setting(8, "Most passages the model is given.", least=1, most=200)
    prompt_tokens: int = _setting(
        1500, "Most tokens of question and passages; reading them is what an answer waits for.", least=128, most=1 << 20
    )
    companions: int = _setting(
        4, "Most definitions, amendments and clauses referred to that are brought along.", least=0, most=50
    )
    refuse: bool = _setting(
        True, "Say “not found”, with the nearest passages, where the answer is unlikely to be there."
    )
    turns: int = _setting(3, "Earlier questions of a conversation that go along.", least=0, most=100)
    prose: str = _setting(
        "auto",
        "`auto`: models that passed `models evaluate` write sentences, the others only quote; `always`: every model "
        "writes sentences; `never`: every model only quotes.",
        choices=("auto", "always", "never"),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, by section of the file."""

    reading: ReadingSettings = field(default_factory=ReadingSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    ask: AskSettings = field(default_factory=AskSettings)


def load(path: Path) -> Settings:
    """The settings in `path`; the defaults where there is no such file. Raises SettingsError."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST_FILE:
        raise SettingsError(f"{path} is over {LARGEST_FILE // 1024} kB, which no settings file is.")
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error
    return parse(table, str(path))


def parse(table: Mapping[str, Any], source: str) -> Settings:
    """Settings from a parsed file; `source` is named in errors. Raises SettingsError."""
    sections = {each.name: each for each in fields(Settings)}
    values: dict[str, Any] = {}
    for key, content in table.items():
        if key not in sections:
            raise SettingsError(f"{source}: there is no section [{key}]{_nearest(key, sections)}")
        if not isinstance(content, dict):
            raise SettingsError(f"{source}: {key} must be a section, [{key}].")
        values[key] = _section(_kind(sections[key]), content, f"{source}: [{key}]")
    return Settings(**values)


def _kind(section: Field[Any]) -> type[Any]:
    """The class of a section's settings."""
    made: type[Any] = typing.get_type_hints(Settings)[section.name]
    return made


def _section(kind: type[Any], content: Mapping[str, Any], where: str) -> Any:
    known = {each.name: each for each in fields(kind)}
    for key in content:
        if key not in known:
            raise SettingsError(f"{where} has no key “{key}”{_nearest(key, known)}")
    return kind(**{key: _value(known[key], value, f"{where} {key}") for key, value in content.items()})


def _value(known: Field[Any], untrusted: Any, where: str) -> Any:
    """One value, checked against its default's type and its range."""
    rules = known.metadata
    value = _typed(known.default, untrusted, where)
    if rules["choices"] and value not in rules["choices"]:
        allowed = ", ".join(f"“{choice}”" for choice in rules["choices"])
        raise SettingsError(f"{where} is “{value}”; it can be {allowed}.")
    if rules["least"] is not None and not value >= rules["least"]:
        raise SettingsError(f"{where} is {value}; it must be at least {rules['least']:,}.")
    if rules["most"] is not None and not value <= rules["most"]:
        raise SettingsError(f"{where} is {value}; it must be at most {rules['most']:,}.")
    return value


def _typed(default: Any, untrusted: Any, where: str) -> Any:
    """The value as the default's type. A whole number may stand for a fraction; nothing else is converted."""
    if isinstance(default, tuple):
        if isinstance(untrusted, list) and all(isinstance(each, str) for each in untrusted):
            return tuple(untrusted)
        raise SettingsError(f'{where} must be a list of texts, such as ["eng"].')
    if isinstance(default, float) and type(untrusted) is int:
        return float(untrusted)
    if type(untrusted) is type(default):
        return untrusted
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotation marks"}
    raise SettingsError(f"{where} must be {words[type(default)]}.")


def _nearest(key: str, known: Mapping[str, object]) -> str:
    """The end of the sentence: the known name that looks most like it, or all of them."""
    close = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean “{close[0]}”?" if close else f"; known are {', '.join(known)}."


def reference() -> str:
    """Every setting as the tables of docs/settings.md."""
    parts = []
    for section in fields(Settings):
        kind = _kind(section)
        parts.append(f"## [{section.name}]\n\n{kind.__doc__}\n\n| Key | Default | Range | Meaning |\n|---|---|---|---|")
        parts.extend(_row(each) for each in fields(kind))
        parts.append("")
    return "\n".join(parts)


def _row(each: Field[Any]) -> str:
    rules = each.metadata
    if isinstance(each.default, tuple):
        default = "[" + ", ".join(f'"{item}"' for item in each.default) + "]"
    elif isinstance(each.default, str):
        default = f'"{each.default}"'
    else:
        default = str(each.default).lower()
    least, most = rules["least"], rules["most"]
    span = ", ".join(f'"{choice}"' for choice in rules["choices"])
    if least is not None:
        span = f"{least:,} to {most:,}" if most is not None else f"from {least:,}"
    return f"| `{each.name}` | `{default}` | {span} | {rules['about']} |"
