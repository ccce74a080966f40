"""Exceptions and conditions of the passage that a statement leaves out, turns round or invents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from localcounsel.core.checks.sources import Finding
from localcounsel.core.checks.wording import frame, tokens
from localcounsel.records import Support

_EXCEPTION = re.compile(
    r"\b(?:unless|except(?:ing|ion of)?\b(?: (?:for|that|as|to|with|where|if|in|when))?|other than|excluding|apart from"
    r"|save (?:for|that|as|where)|but (?:not|excluding)(?! (?:less|more|limited|only))|provided always"
    r"|on (?:the )?condition that|(?:so|as) long as"
    r"|provided,? (?:however|further|that)(?:,? (?:however|further|that))*,?|subject(?: always)? to"
    r"|(?:but )?only (?:if|when|to the extent|upon|with))",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|solely|exclusively)\b", re.IGNORECASE)
_RESTRICTS = re.compile(
    r"\b(?:only|sole(?:ly)?|exclusive(?:ly)?|no(?:t|r|ne)?|neither|never|without|limited|restricted|prohibited|nothing)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"[;:](?=\s|$)|(?<=\w\w)\.(?=\s|$)|,\s*(?=(?i:provided|unless|except|and|but|which|then|the|such|each|either|neither"
    r"|no|any|all|this|in|if)\b|[A-Z]\w+ (?i:shall|may|will|must|hereby|agrees)\b)"
)
_ITEM = re.compile(r"[;:]|(?<=\s)\((?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s", re.IGNORECASE)
_BOILERPLATE = frozenset(
    "term condition provision agreement section otherwise set forth provid article paragraph expressly".split()
)
_WINDOW = 9
"""Meaning-bearing words before and after an exception that are looked at."""
_COVERED = 0.5
_MOSTLY = 0.75
_USUAL = re.compile(
    r"(?:unless|except as) (?:sooner |earlier |otherwise |previously |it is |this Agreement is )*"
    r"(?:terminated|extended|renewed|agreed|provided|specified|stated|set forth|required|permitted|expressly)",
    re.IGNORECASE,
)
"""Exceptions that stand in nearly every clause: only a statement that repeats the clause is held to them."""
_KEPT = 0.4


def exceptions(statement: str, near: Sequence[str]) -> list[Finding]:
    """What the sentences `near`, of which the statement speaks, restrict and the statement does not. Plain form."""
    here = set(_stems(statement))
    mine = list(_EXCEPTION.finditer(statement))
    found = [finding for sentence in near for finding in _left_out(sentence, statement, here, bool(mine))]
    theirs = set().union(*(_stems(sentence) for sentence in near)) if near else set()
    restricted = any(_EXCEPTION.search(sentence) or _ONLY.search(sentence) for sentence in near)
    for match in mine:
        what = _stems(statement[match.end() : _end(statement, match.end())])[:_WINDOW]
        if not restricted and near:
            found.append(Finding(Support.CHECK, f"the passage has no “{match.group().lower()} …”"))
        elif what and _share(what, theirs) < _KEPT:
            found.append(Finding(Support.CHECK, f"“{_short(statement, match)}” does not stand in the passage"))
    mine_only = _ONLY.search(statement)
    if mine_only and near and not any(_RESTRICTS.search(sentence) or _EXCEPTION.search(sentence) for sentence in near):
        found.append(Finding(Support.CHECK, f"the passage has no “{mine_only.group().lower()}”"))
    return found[:2]


def _left_out(sentence: str, statement: str, here: set[str], restricted: bool) -> list[Finding]:
    found = []
    for match in _EXCEPTION.finditer(sentence):
        what = _stems(sentence[match.end() : _end(sentence, match.end())])[:_WINDOW]
        needed = _MOSTLY if _USUAL.match(sentence, match.start()) else _COVERED
        if not what or set(what) <= _BOILERPLATE or _spoken_of(sentence, match, here) < needed:
            continue
        kept = _share(what, here)
        if kept >= _KEPT and restricted:
            continue
        if kept >= _KEPT:
            text = f"the passage says “{_short(sentence, match)}”, the statement makes no exception of it"
        else:
            text = f"leaves out “{_short(sentence, match)}”"
        found.append(Finding(Support.CHECK, text))
    return found + _only(sentence, statement, here)


def _only(sentence: str, statement: str, here: set[str]) -> list[Finding]:
    """A restriction by "only" or "solely" that the statement drops though it has the words around it."""
    if _ONLY.search(statement) or _EXCEPTION.search(statement):
        return []
    for match in _ONLY.finditer(sentence):
        if _EXCEPTION.match(sentence, match.start()) or re.search(r"\bnot\s*$", sentence[: match.start()]):
            continue
        beside = _stems(sentence[: match.start()])[-3:] + _stems(sentence[match.end() :])[:3]
        if beside and _share(beside, here) > 0.7:
            return [Finding(Support.CHECK, f"the passage says “{_short(sentence, match)}”, the statement not")]
    return []


def _spoken_of(sentence: str, match: re.Match[str], here: set[str]) -> float:
    """Share of the words that the exception restricts, those before it or, where it comes first, after it."""
    items = [cut.end() for cut in _ITEM.finditer(sentence, 0, match.start())]
    before = _stems(sentence[items[-1] if items else 0 : match.start()])[-_WINDOW:]
    if len(before) < 2 and items:
        before = _stems(sentence[: match.start()])[-_WINDOW:]
    if len(before) < 2:
        before = _stems(sentence[_end(sentence, match.end()) :])[:_WINDOW]
    return _share(before, here) if before else 0.0


def _end(text: str, start: int) -> int:
    stop = _END.search(text, start)
    return stop.start() if stop else len(text)


def _share(stems: Sequence[str], there: set[str]) -> float:
    return sum(stem in there for stem in stems) / len(stems)


def _stems(text: str) -> list[str]:
    """Meaning-bearing stems, and numbers: "subject to Article 8.1" excepts by its number alone."""
    return [
        token.stem
        for token in tokens(text)
        if token.content and not frame(token.stem) and (len(token.text) > 1 or token.text.isdigit())
    ]


def _short(text: str, match: re.Match[str]) -> str:
    words = text[match.start() : _end(text, match.end())].split()
    return " ".join(words[:9]) + (" …" if len(words) > 9 else "")
