"""Chinese, Japanese and Korean text for the index of words: overlapping pairs, because no spaces part its words.

Index and query both come through here, so that they agree: 契約書 is indexed as `契約 約書`, and a query for it is
the phrase of the same pairs. What can be written in several ways is brought to one form first, and a number counts
as one character: 第12条 is `第12 12条`, which has no pair in common with 第112条.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from localcounsel.core.japanese_forms import articles_in, one_form

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
_HIRAGANA = re.compile("[\u3041-\u309f]+")
_ATOM = re.compile("[0-9]+|[^0-9]")


def has_cjk(text: str) -> bool:
    """Whether there is any character that is indexed in pairs."""
    return not text.isascii() and _ONE.search(text) is not None


def bigrams(text: str) -> str:
    """The overlapping pairs of every CJK run, parted by spaces; a run of one character stands alone.

    As a phrase they find the text in whatever width, numerals, calendar or okurigana it is written.
    """
    return " ".join(pair for run in _runs(one_form(text)) for pair in _pairs(run)) if has_cjk(text) else ""


def bigrams_to_index(text: str) -> str:
    """As `bigrams`, each run's last character once more alone, and every article mentioned as one term.

    With the former a prefix query for a single character (`甲*`) finds the character wherever it stands; with the
    latter `第5条` finds that article and not 第5条の2.
    """
    if not has_cjk(text):
        return ""
    text = one_form(text)
    tokens = [token for run in _runs(text) for token in (*_pairs(run), *(run[-1:] if len(run) > 1 else ()))]
    return " ".join((*tokens, *articles_in(text)))


def query_pairs(term: str) -> list[str]:
    """The pairs by which a run is looked up, each once and by itself: a whole sentence would match nothing but itself.

    Pairs of hiragana are grammar (「について」), not subject.
    """
    return list(dict.fromkeys(pair for pair in bigrams(term).split() if not _HIRAGANA.fullmatch(pair)))


def without_cjk(text: str) -> str:
    """The text in compatibility form with every CJK stretch as one space: what is left for an index of spaced words."""
    return text if text.isascii() else _STRETCH.sub(" ", unicodedata.normalize("NFKC", text))


def _runs(text: str) -> Iterator[str]:
    for match in _RUN.finditer(text):
        yield match.group()


def _pairs(run: str) -> list[str]:
    atoms = _ATOM.findall(run)
    return [first + second for first, second in pairwise(atoms)] or [run]
