"""How the chat template inside a model file differs from ours, in words: read as text, never rendered.

A template is a small program that can say one thing to one question and another to the next. What it would add of its
own, or make depend on what is said, is what IT should know of the file's maker; none of it has any effect here.
"""

from __future__ import annotations

import re

from localcounsel.engine.templates import FAMILIES, Family

LONGEST = 200_000
"""Characters that are looked through."""
_SHOWN = 160
"""Characters shown of a text that the template would add."""
_LITERAL = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_MARK = re.compile(r"<\|?/?[^<>\s'\"{}%]{1,40}\|?>|\[/?[A-Z_]{3,30}\]")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_OUTSIDE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_HABITS = (
    (r"strftime_now|\bnow\s*\(|date_string", "puts a date into the prompt"),
    (
        r"(?:in|==|startswith\(|find\(|search\(|match\()[^%}]{0,80}\bcontent\b|"
        r"\bcontent\b[^%}]{0,80}(?:==|\.startswith|\.find\(|\.count\(|\.index\(|\bis\s+match)|"
        r"['\"][^'\"]{2,80}['\"]\s+in\s+[^%}]{0,40}(?:content|messages)",
        "does one thing or another depending on what is said in a message",
    ),
    (r"__\w+__|\battr\s*\(|\|\s*attr\b", "reaches into the inside of the program that would render it"),
    (r"\brange\s*\(\s*\d{4,}|\*\s*\d{5,}|\d{5,}\s*\*|\.(?:center|ljust|rjust|zfill)\s*\(\s*\d{4,}", "counts far up"),
    (r"\{%-?\s*(?:include|import|extends|from)\b", "asks for other files"),
    (r"\bcycler\b|\blipsum\b|\bjoiner\b|\bself\.|\bconfig\b", "uses the renderer's own tools"),
    (r"https?://|www\.", "names an address on the network"),
)


def review(template: str, family: str) -> list[str]:
    """What IT should know of a file's own template, a line each; `family` is the one of ours that is used instead."""
    if not template:
        return ["the file holds no chat template of its own"]
    text = template[:LONGEST]
    said = [f"the file's own template, which is never run, {what}" for pattern, what in _HABITS if _has(pattern, text)]
    said += [f"it would add words of its own: “{words}”" for words in _own_words(text)]
    kind = FAMILIES.get(family)
    if kind is not None:
        said += _marks(text, kind, family)
    if len(template) > LONGEST:
        said.append(f"it is {len(template):,} characters long, of which {LONGEST:,} were looked through")
    return said


def _has(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def _own_words(template: str) -> list[str]:
    """Sentences in it that would go before the model as somebody's."""
    bare = _COMMENT.sub("", template)
    literals = [first or second for first, second in _LITERAL.findall(bare)] + _OUTSIDE.split(bare)
    found = []
    for literal in literals:
        words = " ".join(_MARK.sub(" ", literal.replace("\\n", " ")).split())
        if len(re.findall(r"[^\W\d_]{2,}", words)) >= 5 and "raise_exception" not in words:
            found.append(words[:_SHOWN] + ("…" if len(words) > _SHOWN else ""))
    return list(dict.fromkeys(found))[:6]


def _marks(template: str, kind: Family, family: str) -> list[str]:
    """Marks that ours writes and theirs does not, and the other way about."""
    ours = {mark for pair in (*kind.turns.values(), (kind.answer, "")) for part in pair for mark in _MARK.findall(part)}
    theirs = set(_MARK.findall(template))
    written = {mark for mark in ours if mark not in theirs and not _assembled(mark, template)}
    said = []
    if missing := sorted(written - {"</s>", "<|endoftext|>"}):  # these stand in templates as `eos_token`
        said.append(f"our template “{family}” writes {', '.join(missing)}, which the file's does not")
    if more := sorted(theirs - ours):
        said.append(f"the file's template also knows {', '.join(more[:12])}{' …' if len(more) > 12 else ''}")
    if not missing and not more:
        said.append(f"its marks are those of our template “{family}”")
    return said


def _assembled(mark: str, template: str) -> bool:
    """Whether a mark is put together from a role's name: `'<|' + message['role'] + '|>'`."""
    role = mark.strip("<>|[]/").lower()
    return (
        role in ("system", "user", "assistant", "model") and re.search(r"\[?['\"]?role['\"]?\]?", template) is not None
    )
