"""Who the parties are, as an agreement's first words name them."""

from __future__ import annotations

import re

OPENING = 6_000
"""Characters of the beginning in which parties are looked for."""

_BETWEEN = re.compile(
    r"\b(?:by and (?:between|among)|(?:is )?(?:made )?(?:entered into )?between|by and amongst|among|BETWEEN)\b:?\s"
    r"|\bPARTIES:?\s+(?=\(1\))"
)
_PARTY_STOP = re.compile(
    r",?\s+(?:a|an|the)\s+(?:\w+[\s-]){0,5}?(?:corporation|company|partnership|limited|association|body|public|private"
    r"|national|non-?profit|university|individual|citizen|resident|trust|bank|societe|société|institution|member)\b"
    r"|,?\s+(?:with|having|located|whose|organi[sz]ed|incorporated|existing|acting|doing business|d/b/a|DBA"
    r"|residing|as of|at|of(?=\s+(?:\d|\[))|(?<=Limited )of|(?<=Ltd )of|(?<=LLC )of|on behalf"
    r"|is|has|registered|established)\b"
    r"|\s*[(\[“\"]|\s*;|(?<![A-Z])(?<!Inc)(?<!INC)(?<!Corp)(?<!CORP)(?<!Ltd)(?<!Co)\.\s|\n\s*\n"
    r"|,\s(?=and\b)|\s+(?:and|AND|And)\s+(?=[A-Z])"
)
_AND = re.compile(r"(?:[;,.)\"”]|\s)\s*(?:and|AND|And)\s*(?:\(?\d\)|:)?\s+(?=[A-Z])")
_NOT_A_NAME = re.compile(r"\b(?:may|shall|will|is|are|each|collectively|hereby|be|which|that|this)\b")
_LINK = re.compile(r"\A(?:と|、|及び|並びに)")
_JAPANESE_PARTY = re.compile(r"([^\s、。（）()「」]{2,40}?)[（(]以下[^）)]{0,12}「([^」\n]{1,12})」")


def parties(head: str) -> tuple[str, ...]:
    """The parties named after "between", at most four."""
    japanese = _JAPANESE_PARTY.findall(head[:OPENING])
    if japanese:
        return tuple(
            dict.fromkeys(_LINK.sub("", name) for name, short in japanese if short in ("甲", "乙", "丙", "丁"))
        )[:4]
    for opening in _BETWEEN.finditer(head[:OPENING]):
        found = _named_from(head, opening.end(), 4 if "among" in opening[0] else 2)
        if len(found) >= 2:
            return found
    return ()


def _named_from(head: str, start: int, most: int) -> tuple[str, ...]:
    names: list[str] = []
    position = start
    limit = start + 2500
    while len(names) < most and position < limit:
        window = head[position : position + 140].lstrip(" \t\xa0\n(0123456789)").removeprefix("and ")
        stop = _PARTY_STOP.search(window, 2)
        name = " ".join((window[: stop.start()] if stop else "").split()).strip(" ,:;.")
        if not 2 < len(name) <= 90 or not name[0].isalnum() or name[0].islower() or _NOT_A_NAME.search(name):
            break
        names.append(name)
        following = _AND.search(head, position + (stop.start() if stop else 0), min(limit, position + 1200))
        if following is None:
            break
        position = following.end()
    return tuple(dict.fromkeys(names))
