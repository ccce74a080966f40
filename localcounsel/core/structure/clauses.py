"""Clause numbers as lawyers cite them, and the path of headings above a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from localcounsel.core.structure.numbering import kanji
from localcounsel.records import Heading

SEPARATOR = " › "
"""Between the headings of a path."""


def compose(path: Iterable[Heading]) -> str:
    """The innermost clause number with as many outer ones as it needs.

    `4.2` and `(a)` give `4.2(a)`, `15` and `B` give `15.B`.
    """
    attached = composed = ""
    for heading in path:
        number = heading.number
        if not number:
            continue
        if number.split(" ")[0] in ("Exhibit", "Schedule", "Annex", "Appendix", "Attachment"):
            attached, composed = number, ""
        elif number[0] in "(（" or (number.startswith("第") and number[-1] in "項号" and composed.startswith("第")):
            composed += number
        elif composed.startswith("第") and kanji(number):
            composed += f"第{number}{'号' if number[0] in '一二三四五六七八九十' else '項'}"
        elif composed and len(number) <= 4 and number.isalpha() and (not number.isupper() or _item(number, composed)):
            composed += "." + number
        else:
            composed = number
    return ", ".join(each for each in (attached, composed) if each)


def _item(number: str, outer: str) -> bool:
    """Whether capitals count items of a clause: `B.` and `BB.` in clause 15 do, `ARTICLE II` of a part does not."""
    doubled = len(number) == 2 and number[0] == number[1] not in "IVXLC"
    return outer[0].isdigit() and (len(number) == 1 or doubled)


def clause_at_each(headings: Sequence[Heading]) -> list[str]:
    """For each heading the composed clause number at its place."""
    return [compose(path) for path in paths(headings)]


def paths(headings: Sequence[Heading]) -> list[tuple[Heading, ...]]:
    """For each heading the open headings there, outermost first, itself last."""
    result: list[tuple[Heading, ...]] = []
    stack: list[Heading] = []
    for heading in headings:
        while stack and stack[-1].level >= heading.level:
            stack.pop()
        stack.append(heading)
        result.append(tuple(stack))
    return result


def path_text(path: Iterable[Heading]) -> str:
    """Titles of a path, outermost first; a clause without a title adds nothing."""
    shown = []
    for heading in path:
        if heading.title:
            shown.append(f"{heading.number} {heading.title}".strip())
        elif heading.number[:1].isupper() and " " in heading.number:
            shown.append(heading.number)
    return SEPARATOR.join(shown)
