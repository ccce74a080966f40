"""A second opinion on quotations: whether words shown as located stand on their page, not by `core.locate`.

Letters and digits only, in compatibility form; nothing of `core.folding` is used, so that an error there is seen here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_ELLIPSIS = re.compile(r"\[?\(?(?:\.\s?\.\s?\.(?:\s?\.)?|…+)\)?\]?|\[sic\.?\]|\[emphasis added\]", re.IGNORECASE)


def stands(quote: str, page: str, furniture: Sequence[tuple[int, int]] = (), following: str = "") -> bool:
    """Whether every piece of `quote` stands in `page`, in order; it may run over into the `following` page.

    `furniture` (start, end) are headers, line and page numbers of `page`, which a quotation may run across.
    """
    kept = "".join(character for at, character in enumerate(page) if not any(s <= at < e for s, e in furniture))
    for text in (page, kept, f"{page}\n{following}", f"{kept}\n{following}"):
        if _in_order([_letters(piece) for piece in _ELLIPSIS.split(quote)], _letters(text)):
            return True
    return False


def same_words(quote: str, known: str) -> bool:
    """Whether one of two texts holds the other, by letters and digits; wherever they stand."""
    one, other = _letters(quote), _letters(known)
    return bool(one and other) and (one in other or other in one)


def _in_order(pieces: Sequence[str], text: str) -> bool:
    at = 0
    for piece in filter(None, pieces):
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return any(pieces)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in plain if character.isalnum())
