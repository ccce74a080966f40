"""Turns of phrase that oblige, permit, forbid or deny, each brought into one short sign before a text is read.

`#may`, `#maynot`, `#shall`, `#shallnot`, `#neednot`, `#never` (denies the verb that follows its
subject), `#fails` and `#not`.
"""

from __future__ import annotations

import re

_BE = r"(?:is|are|be)"
_NOT_BE = r"(?:not be|is not|are not|be not)"
_ENTITLED = r"(?:entitled|permitted|allowed|authori[sz]ed)"
_BOUND = r"(?:required|obligated|obliged|compelled|bound)"
_MODAL = r"\b(?:(?:shall|will|must|may|does|do) )?"
_RIGHT = r"the (?:\w+ ){0,2}(?:right|option)(?:, [^.;]{1,140},)? to\b"
_PROMISES = (
    r"(?<!shall )(?<!will )(?<!not )(?<!to )(?<!may )\b(?:hereby )?(?:agrees?|undertakes?|covenants?) "
    r"(?:that it (?:shall|will) )?"
)
_LESS = r"(?:less|more|later|earlier|sooner|greater|fewer|longer)"

_PHRASES = (
    (
        r"(?:including|includes?)?,?\s*(?:but|and|without)\s+(?:(?:is|are) )?(?:not )?(?:be )?"
        r"(?:limited to|limitation|limiting[^,.;]{0,40})",
        " including ",
    ),
    (r"\bwithout (?:limitation|limiting[^,.;]{0,60}|prejudice)", " including "),
    (r"\bwhether or not\b|\bnot only\b|\bbut also\b|\bif not\b|\bor not\b|\bnotwithstanding\b", " "),
    (rf"\b(?:no|not) {_LESS} than\b", " bounded "),
    (r"\bnon-\s?(?=[a-z]+(?:ive|able|ible|ed)\b)", " #not "),
    (r"\bnon-\s?(?=[a-z])", "non"),
    (r"\bfail(?:s|ed|ing|ure)? to\b", " #fails "),
    (r"\b(?:in no event|under no circumstances|in no case|at no time)\b", " #never "),
    (rf"{_MODAL}{_NOT_BE} {_BOUND} to\b", " #neednot "),
    (r"\b(?:(?:shall|will) )?(?:have|has|be under|is under) no (?:obligation|duty)(?: whatsoever)? to\b", " #neednot "),
    (r"\bneed not\b|\bnot have to\b", " #neednot "),
    (rf"{_MODAL}{_NOT_BE} {_ENTITLED} to\b", " #maynot "),
    (r"\b(?:(?:shall|will) )?(?:have|has) no right to\b", " #maynot "),
    (rf"\b(?:shall|will|must|do|does) not have {_RIGHT}", " #maynot "),
    (rf"\b(?:{_BE} )?prohibited from\b", " #maynot "),
    (rf"{_MODAL}(?:also )?{_BE} (?:{_ENTITLED}|free) to\b", " #may "),
    (rf"{_MODAL}(?:also )?(?:have|has|retains?|reserves?) {_RIGHT}", " #may "),
    (rf"{_MODAL}{_BE} {_BOUND} to\b|\b(?:has|have) to\b", " #shall "),
    (rf"{_PROMISES}not to\b", " #shallnot "),
    (rf"{_PROMISES}to\b", " #shall "),
    (r"\b(?:hereby )?(?:agrees?|undertakes?|covenants?) that it (?:shall|will)\b", " #shall "),
    (r"\bcan ?not\b|\bcan't\b", " may not "),
    (r"\b(\w+)n't\b", r" \1 not "),
)
_REWRITTEN = tuple((re.compile(pattern, re.IGNORECASE), sign) for pattern, sign in _PHRASES)

MODALS = {"shall": "shall", "must": "shall", "will": "shall", "may": "may", "can": "may", "should": "shall"}
SIGNS = {"may": ("may", False, "may"), "maynot": ("may", True, "may not"), "shall": ("shall", False, "shall"),
         "shallnot": ("shall", True, "shall not"), "neednot": ("need", True, "need not")}  # fmt: skip
"""Sign → modal, whether it denies, and how it is shown."""
_SIGN = re.compile(r"#(\w+)")
_SHORT = {"maynot": "may not", "shallnot": "shall not", "neednot": "shall not", "never": "not", "fails": "not"}


def signed(text: str) -> str:
    """A plain text with every such phrase replaced by its sign."""
    for pattern, sign in _REWRITTEN:
        text = pattern.sub(sign, text)
    return text


def unsigned(text: str) -> str:
    """A plain text with every such phrase as one short word: `shall have the right to` becomes `may`."""
    return _SIGN.sub(lambda match: _SHORT.get(match[1], match[1]), signed(text))
