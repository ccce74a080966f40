"""Chinese, Japanese and Korean text for the index of words: overlapping pairs, because no spaces part its words.

Index and query both come through here, so that they agree: 契約書 is indexed as `契約 約書`, and a
query for it is the phrase of the same pairs. Digits inside a run belong to it: 第12条 is `第1 12 2条`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_CHARACTERS = (
    "\u1100-\u11ff"  # Hangul letters
    "\u3005-\u3007"  # 々〆〇
    "\u3031-\u3035\u303b"  # repeat marks
    "\u3041-\u3096\u309d-\u309f"  # hiragana
    "\u30a1-\u30fa\u30fc-\u30ff"  # katakana, with the long-vowel mark
    "\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ua960-\ua97f\uac00-\ud7fb"
    "\uff66-\uff9f\uffa0-\uffdc"  # half-width forms
    "\U00016fe0-\U00018cff\U0001b000-\U0001b16f\U00020000-\U0003fffd"
)
_ONE = re.compile(f"[{_CHARACTERS}]")
_STRETCH = re.compile(f"[{_CHARACTERS}]+")
_RUN = re.compile(f"[0-9]{{0,8}}[{_CHARACTERS}][{_CHARACTERS}0-9]*")


def has_cjk(text: str) -> bool:
    """Whether there is any character that is indexed in pairs."""
    return not text.isascii() and _ONE.search(text) is not None


def bigrams(text: str) -> str:
    """The overlapping pairs of every CJK run, parted by spaces; a run of one character stands alone.

    Width and compatibility forms are folded (NFKC), so that half-width katakana and full-width digits are found.
    """
    return " ".join(pair for run in _runs(text) for pair in _pairs(run))


def bigrams_to_index(text: str) -> str:
    """As `bigrams`, and each run's last character once more alone.

    With it a prefix query for a single character (`甲*`) finds the character wherever it stands.
    """
    return " ".join(token for run in _runs(text) for token in (*_pairs(run), *(run[-1:] if len(run) > 1 else ())))


def without_cjk(text: str) -> str:
    """The text in compatibility form with every CJK stretch as one space: what is left for an index of spaced words."""
    return text if text.isascii() else _STRETCH.sub(" ", unicodedata.normalize("NFKC", text))


def _runs(text: str) -> Iterator[str]:
    if text.isascii():
        return
    for match in _RUN.finditer(unicodedata.normalize("NFKC", text)):
        yield match.group()


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
