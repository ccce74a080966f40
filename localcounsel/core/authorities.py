"""The statutes and decisions that a text cites, as it prints them, for a table of authorities.

Only forms of citation that can be told from other text are recognised; a table made from them claims no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SUB = r"(?:\([A-Za-z0-9]{1,4}\)){0,4}"
_NAME = r"[A-Z][\w.’'&-]*"
_STATUTES = (
    re.compile(
        rf"\b\d{{1,3}}\s?(?:U\.\s?S\.\s?C\.(?:\s?A\.)?|C\.\s?F\.\s?R\.|Fed\.\s?Reg\.|Stat\.)\s?"
        rf"(?:§{{1,2}}\s?|[Ss]ections?\s|[Pp]arts?\s)?\d[\w.:-]{{0,12}}(?<![.:-]){_SUB}"
    ),
    re.compile(
        rf"\b(?:[Ss]ections?|[Aa]rticles?|[Rr]ules?|§{{1,2}})\s?\d[\w.-]{{0,12}}(?<![.-]){_SUB}\s(?:\([^)\n]{{0,30}}\)\s)?"
        rf"of\s(?:the\s)?(?:{_NAME}\s(?:(?:and|of)\s)?){{0,6}}(?:Act|Code|Regulations?|Constitution|Rules)\b"
        r"(?:\sof\s\d{4})?"
    ),
    re.compile(rf"\b(?:{_NAME}\s(?:(?:and|of)\s)?){{1,6}}Act(?:\sof)?\s(?:1[6-9]|20)\d\d\b"),
    re.compile(
        r"(?:[一-龠々ァ-ヶー]{1,16}法(?:律)?)第?[0-9０-９一二三四五六七八九十百]{1,5}条(?:の[0-9０-９一二三四五六七八九十]{1,3})?"
    ),
)
_PARTY = r"[A-Z][\w.’'&-]*(?:,?\s(?:of|the|and|&|[A-Z][\w.’'&-]*)){0,5}"
_REPORTER = (
    r"(?:U\.\s?S\.|S\.\s?Ct\.|L\.\s?Ed\.(?:\s?2d)?|F\.(?:\s?(?:2d|3d|4th)|\s?Supp\.(?:\s?[23]d)?|\s?App[’']x|R\.D\.)?|B\.\s?R\."
    r"|(?:A|P|So|N\.\s?[EWY]|S\.\s?[EW]|Cal|Ill|Tex|Mass|Del|Wis|Ohio|Pa|Mich|Va|Ga|Fla|Wash|Conn|Kan|Md|Minn|Mo|N\.\s?C|N\.\s?J)\."
    r"(?:\s?(?:App\.|Ch\.|Rptr\.|St\.|Dec\.|Super\.|Supp\.))?(?:\s?(?:2d|3d|4th|5th))?)"
)
"""Reporters of the United States' federal courts and of the states that are cited most."""
_DECISIONS = (
    re.compile(
        rf"(?:\b(?!See\b|Cf\b|In\b){_PARTY}\sv\.?\s{_PARTY},\s)?\b\d{{1,4}}\s{_REPORTER}\s?\d{{1,5}}\b"
        r"(?:,\s\d{1,5})?(?:\s\((?:[^()\n]{0,30}\s)?(?:1[6-9]|20)\d\d\))?"
    ),
    re.compile(
        rf"(?:\b(?!See\b|Cf\b|In\b){_PARTY}\sv\.?\s{_PARTY},?\s)?"
        r"\[(?:1[89]|20)\d\d\]\s\d{0,2}\s?[A-Z]{2,6}(?:\s\([A-Za-z]+\))?\s\d{1,5}"
    ),
)
_LONGEST = 5000
"""Characters of one text that are looked at: statements and quotations are shorter."""


def statutes(text: str) -> Iterator[str]:
    """Statutes and regulations: `11 U.S.C. § 365(n)`, `Section 5 of the Securities Act`, `民法第709条`; once each."""
    yield from _found(_STATUTES, text)


def decisions(text: str) -> Iterator[str]:
    """Decisions by reporter or neutral citation, with the parties where they stand before it; once each."""
    statutory = set(_found(_STATUTES, text))
    yield from (said for said in _found(_DECISIONS, text) if said not in statutory)


def _found(forms: tuple[re.Pattern[str], ...], text: str) -> Iterator[str]:
    taken: list[tuple[int, int]] = []
    seen: set[str] = set()
    for form in forms:
        for match in form.finditer(text, 0, _LONGEST):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            said = " ".join(match[0].split())
            if said not in seen:
                seen.add(said)
                yield said
