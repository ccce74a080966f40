"""Reads a locked answer as a stranger would who has the passages before him, and knows nothing of the decoder."""

from __future__ import annotations

import re

from localcounsel.engine.door import Locked

_MARKS = re.compile("[“”\"«»「」『』„‟〝〞‹›‘`\\[\\]\n\r\t]|(?<![^\\W_])['’]")
_LONGEST = 350
"""Bytes of the model's own words in one statement."""


def fault(answer: str, locked: Locked, *, cut: bool = False, mute: bool = False) -> str:
    """What is wrong with it; empty when every quotation stands in the passage whose number it bears.

    `cut`: the answer was broken off, so that its last line may be unfinished. `mute`: the vocabulary has no words
    for statements, which are then only quotations.
    """
    if answer == locked.refusal or (cut and locked.refusal.startswith(answer)):
        return ""
    at, count, first = 0, 0, 0
    while at < len(answer):
        opening = answer.find("“", at)
        words = answer[at : opening if opening >= 0 else len(answer)]
        if _MARKS.search(words) or len(words.encode()) > _LONGEST or (words and not locked.statements):
            return f"not the model's own words: {words!r}"
        if opening < 0:
            return "" if cut else f"nothing is quoted for {words!r}"
        if locked.statements and not mute and not any(map(str.isalnum, words)):
            return f"a quotation without a statement: {words!r}"
        at = opening
        while True:
            closing = _closing(answer, at)
            number = re.compile(r" \[(\d+)\]").match(answer, closing + 1) if closing else None
            if number is None:
                return "" if cut else f"a quotation without end or number: {answer[at:]!r}"
            count, first = count + 1, first or int(number[1])
            if problem := _uncopied(answer[at + 1 : closing], int(number[1]), locked):
                return problem
            at = number.end()
            if not locked.statements or not answer.startswith(" “", at):
                break
            at += 1
        at += locked.statements and answer[at : at + 1] in (".", "。")
        if at < len(answer):
            if answer[at] != "\n":
                return f"no new line: {answer[at:]!r}"
            at += 1
            if at == len(answer) and not cut:
                return "an empty line"
    if not count:
        return "empty"
    wrong = locked.opening and locked.opening in locked.numbers and first != locked.opening
    return f"opened from {first}" if wrong else "" if count <= locked.most_quotations else f"{count} quotations"


def quotations(answer: str) -> int:
    """How many closed quotations it has."""
    at = count = 0
    while (at := answer.find("“", at)) >= 0:
        closing = _closing(answer, at)
        count, at = count + bool(closing), closing or at + 1
    return count


def _closing(answer: str, opening: int) -> int:
    """Where the mark stands that closes the one at `opening`; 0: nowhere."""
    depth = 0
    for at in range(opening, len(answer)):
        depth += (answer[at] == "“") - (answer[at] == "”")
        if depth == 0:
            return at
    return 0


def _uncopied(quote: str, number: int, locked: Locked) -> str:
    passages = [passage for each, passage in zip(locked.numbers, locked.passages, strict=True) if each == number]
    if not quote.strip() or not passages:
        return f"nothing is quoted, or from nowhere: {quote!r} [{number}]"
    if quote in passages[0]:
        return ""
    resume = 0
    for piece in quote.split(" … "):
        found = passages[0].find(piece, resume)
        if found < 0 or not piece.strip() or "…" in passages[0] or not locked.ellipsis:
            return f"not in passage {number}: {quote!r}"
        resume = found + len(piece)
    return ""
