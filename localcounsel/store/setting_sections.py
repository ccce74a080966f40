"""Everything that can be set, section by section, each with its default, its range and what it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


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


class Table(tuple[tuple[str, str], ...]):
    """A setting that is a table of texts: its pairs, in the file's order."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """What a reader may use up on one file, and whether scanned pages are recognised."""

    file_mb: int = _setting(200, "Largest file, in megabytes.", least=1, most=4096)
    pages: int = _setting(5000, "Most pages of one document.", least=1, most=100_000)
    characters_a_page: int = _setting(1_000_000, "Most characters of a page; text may be one page.", least=1000)
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
    adapter: str = _setting("", "Which approved LoRA adapter is loaded on top of it; empty: none.")
    context: int = _setting(4096, "Context window in tokens, question and answer together.", least=512, most=1 << 20)
    gpu: str = _setting("auto", "`auto`: as many layers as fit; `off`: none.", choices=("auto", "off"))
    cache: str = _setting("auto", "`f16`; `q8_0`: half as large; `auto`: as fits.", choices=("auto", "f16", "q8_0"))
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
class CitationSettings:
    """How the firm cites: what is copied with a quotation, and what stands in the footnotes of exports.

    In `format` and `source` these words in braces are filled in: quote, source, document, file, title, date, pinpoint,
    page, clause, lines, bates. What a document does not offer is left out, with the comma before it.
    """

    style: str = _setting(
        "short",
        "What {source} is. `short`: document and pinpoint; `full`: title, date, file and pinpoint; `bates`: the Bates "
        "number, where there is one; `custom`: the setting `source`.",
        choices=("short", "full", "bates", "custom"),
    )
    format: str = _setting("“{quote}” ({source})", "A quotation with its place, as it is copied.")
    source: str = _setting("{document}, {pinpoint}", "The place alone, where the style is `custom`.")
    date: str = _setting(
        "printed",
        "How a document's date is written. `printed`: as in the document; `day`: 1 March 2024; `month`: March 1, 2024; "
        "`iso`: 2024-03-01; `japanese`: 2024年3月1日.",
        choices=("printed", "day", "month", "iso", "japanese"),
    )


@dataclass(frozen=True, slots=True)
class InterfaceSettings:
    """How the application looks and which keys it listens to; read when it starts."""

    theme: str = _setting(
        "auto",
        "`auto`: what the terminal says of itself; `night`: dark; `day`: light; `contrast`: high contrast; `sixteen`: "
        "the terminal's own sixteen colours; `plain`: no colours.",
        choices=("auto", "night", "day", "contrast", "sixteen", "plain"),
    )
    language: str = _setting(
        "auto", "Language of the application and its papers; `auto`: this account's.", choices=("auto", "en", "ja")
    )
    motion: bool = _setting(True, "Let scrolling and notices move; false: everything changes at once.")
    pictures: str = _setting(
        "auto",
        "How the page viewer shows a printed page. `auto`: as a real picture where the terminal says that it can, "
        "otherwise in half blocks; `kitty`, `iterm`, `sixel`: in that way, whatever the terminal says; `blocks`: in "
        "half blocks; `none`: not at all.",
        choices=("auto", "kitty", "iterm", "sixel", "blocks", "none"),
    )
    linear: bool = _setting(
        False, "For screen readers: one column, no frames, and one line that says what has changed."
    )
    keys: tuple[tuple[str, str], ...] = _setting(
        Table(), 'Other keys for what can be done, by the names in docs/keys.md: `"app.help" = "f1,ctrl+h"`.'
    )


@dataclass(frozen=True, slots=True)
class SafetySettings:
    """What happens to a matter that nobody is looking at."""

    lock_minutes: int = _setting(
        15, "Minutes without a key after which a sealed matter is closed and locked; 0: never.", least=0, most=1440
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, by section of the file."""

    reading: ReadingSettings = field(default_factory=ReadingSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    ask: AskSettings = field(default_factory=AskSettings)
    citation: CitationSettings = field(default_factory=CitationSettings)
    interface: InterfaceSettings = field(default_factory=InterfaceSettings)
    safety: SafetySettings = field(default_factory=SafetySettings)
