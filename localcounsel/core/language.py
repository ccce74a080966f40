"""The language of a paper or a message: what is said in it, how a time is written, how things are counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from localcounsel.core.saying import Sayings


class Language:
    """One language: its translations of the texts that are written in English below the interface."""

    def __init__(self, code: str, texts: Mapping[str, str]) -> None:
        self.code = code
        """`en`, `ja`."""
        self._sayings = Sayings(texts)

    def say(self, template: str, *values: str) -> str:
        """A text of ours with its values, `{0}` the first; they are put in as they are."""
        return self._sayings.filled(template, values)

    def said(self, text: str) -> str:
        """A text that was made in English earlier or elsewhere, such as a stored reason; unchanged if not ours."""
        return self._sayings.said(text)

    def count(self, number: int, one: str, many: str) -> str:
        """`1 page`, `1,300 pages`: `one` and `many` hold `{0}`."""
        return self.say(one if number == 1 else many, f"{number:,}")

    def bracketed(self, text: str) -> str:
        """` (text)`, `（text）`; empty for nothing."""
        if not text:
            return ""
        return f"（{text}）" if self.is_wide else f" ({text})"

    def joined(self, texts: Iterable[str]) -> str:
        """Texts in a row that may hold commas themselves."""
        return ("；" if self.is_wide else "; ").join(texts)

    def listed(self, texts: Iterable[str]) -> str:
        """Words in a row; words that are all in Latin letters are parted as such."""
        words = tuple(texts)
        return ("、" if self.is_wide and not all(map(str.isascii, words)) else ", ").join(words)

    def sentence(self, text: str) -> str:
        """The text with a stop at its end."""
        return f"{text}。" if self.is_wide else f"{text}."

    @property
    def colon(self) -> str:
        """Between what is spoken of and what is said of it."""
        return "：" if self.is_wide else ": "

    @property
    def blank(self) -> str:
        """What stands between two sentences."""
        return "" if self.is_wide else " "

    @property
    def is_wide(self) -> bool:
        """Whether it is written without blanks and with signs of its own."""
        return self.code == "ja"

    def percent(self, share: float) -> str:
        """`12 %`, `12%`, of a share from 0 to 1."""
        return f"{100 * share:.0f}{self.blank}%"

    def moment(self, iso: str) -> str:
        """`20 November 2026, 10:05 UTC`, `2026年11月20日 10:05（UTC）`; what is no time as it stands."""
        try:
            time = datetime.fromisoformat(iso).astimezone(UTC)
        except (ValueError, OverflowError):
            return iso or self.say("at an unknown time")
        month = f"{time.month}" if self.is_wide else f"{time:%B}"
        return self.say("{0} {1} {2}, {3} UTC", str(time.day), month, f"{time:%Y}", f"{time:%H:%M}")


ENGLISH = Language("en", {})
"""The language of the source."""
