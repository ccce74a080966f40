"""Where sentences end in legal text, Western and Japanese.

English boundaries come from nupunkt, which was trained on legal text ("v.", "No.", "U.S.C." end nothing);
Japanese ones from 。！？ outside of quotation brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_STOP = re.compile(
    "[。！？｡][」』）)”’】]{0,3}|[「『（(]|[」』）)]|\n[ \t　]*\n|\n(?=[ \t　]*(?:第|[（(①-⑳#]|[一二三四五六七八九十]))"
)
_BLOCK = 20_000
"""Characters handed over at once: hostile text without a single boundary costs no more than this squared."""
_PARAGRAPH = re.compile(r"\n[ \t\xa0]*\n\s*")
_PLAIN = re.compile(r"[.!?][”\"’')\]]{0,2}\s+(?=[“\"(\[]?[A-Z0-9])")
_LONGEST_QUOTATION = 800
_LEAST = 60
"""Shorter texts hold one sentence more often than not; looking is still cheap."""


def sentence_starts(text: str) -> list[int]:
    """Offsets at which sentences begin, rising, the first 0; white space between belongs to the one before."""
    if _is_japanese(text):
        return _japanese(text)
    starts = [0]
    for start, end in _blocks(text):
        if start:
            starts.append(start)
        starts += [start + offset for offset in _western(text[start:end])]
    return starts


def _is_japanese(text: str) -> bool:
    if text.isascii():
        return False
    head = text[:2000]
    return len(_JAPANESE.findall(head)) * 5 > len(head.replace(" ", "")) > 0


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs, and long ones in pieces that end at white space."""
    position = 0
    for gap in [*_PARAGRAPH.finditer(text), None]:
        end = gap.end() if gap else len(text)
        while end - position > _BLOCK:
            cut = text.rfind(" ", position + _BLOCK // 2, position + _BLOCK) + 1 or position + _BLOCK
            yield position, cut
            position = cut
        if end > position:
            yield position, end
        position = end


def _western(block: str) -> list[int]:
    """Offsets inside a block at which a second and later sentence begins."""
    if len(block) < _LEAST or not _PLAIN.search(block):
        return []
    from nupunkt import sent_spans

    starts = []
    for start, _ in list(sent_spans(block))[1:]:
        while start < len(block) and block[start].isspace():
            start += 1
        if 0 < start < len(block):
            starts.append(start)
    return starts


def _japanese(text: str) -> list[int]:
    starts = [0]
    depth = 0
    for match in _STOP.finditer(text):
        mark = match[0]
        if match.start() - starts[-1] > _LONGEST_QUOTATION:
            depth = 0  # a bracket that is never closed
        if mark in "「『（(":
            depth += 1
        elif mark in "」』）)":
            depth = max(0, depth - 1)
        elif mark[0] == "\n" or _ends(text, match, depth):
            depth = 0
            end = match.end()
            while end < len(text) and text[end].isspace():
                end += 1
            if end < len(text) and end > starts[-1]:
                starts.append(end)
        else:
            depth = max(0, depth - len(mark) + 1)
    return starts


def _ends(text: str, stop: re.Match[str], depth: int) -> bool:
    """Whether 。 ends the sentence. In （以下「甲」という。）は it does not: the sentence goes on."""
    closed = len(stop[0]) - 1
    if depth == 0:
        return True
    return closed >= depth and not text[stop.end() : stop.end() + 1].strip()
