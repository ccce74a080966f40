"""Whether a value is a least, a most, or something to be exceeded: `not less than`, `up to`, `in excess of`."""

from __future__ import annotations

import re

_LOOKED_AT = 40
"""Characters before a value."""
_UP_TO_VALUE = r"\W*(?:the \w+ of )?(?:\w+ ){0,2}\W*$"
_LESS, _MORE_WORD = r"(?:less|fewer|earlier|sooner) than", r"(?:more|greater|later|longer) than"
_LEAST = re.compile(
    rf"(?:at least|(?:not|no) {_LESS}|minimum(?: \w+)? of|a minimum){_UP_TO_VALUE}",
    re.IGNORECASE,
)
_MOST = re.compile(
    rf"(?:at most|(?:not|no) {_MORE_WORD}|up to|(?:not|n't|never)(?: to)? exceed(?:ing)?|maximum(?: \w+)? of"
    rf"|(?<!no )(?<!not ){_LESS}|within|below|under){_UP_TO_VALUE}",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(
    rf"(?:(?<!no )(?<!not ){_MORE_WORD}|(?<!not )(?<!not to )exceed(?:s|ed|ing)?|in excess of|over|above)"
    r"\W*(?:\w+ )?\W*$",
    re.IGNORECASE,
)


def bound(text: str, start: int) -> str:
    """`least`, `most`, `more` or nothing, by the words before the value that begins at `start`."""
    before = text[max(0, start - _LOOKED_AT) : start]
    if _LEAST.search(before):
        return "least"
    if _MOST.search(before):
        return "most"
    return "more" if _MORE_THAN.search(before) else ""
