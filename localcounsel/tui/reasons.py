"""Why a statement is to be checked or a model only quotes, in the reader's language: shapes around foreign words.

What lies below the interface says its reasons in English, and a stored answer keeps them so. A reason of a shape that
is not listed here stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from localcounsel.tui.language import gettext_

SHAPES = (
    "the passage says {theirs} here, the statement {mine}",
    "the passage says {theirs}, the statement makes no exception of it",
    "the passage says {theirs}, the statement not",
    "the passage says {theirs}, the statement {mine}",
    "the passage has no {what}",
    "the passage does not name {what}",
    "leaves out what the passage excepts: {what}",
    "leaves out {what}",
    "{what} does not stand in the passage",
    "{what} does not stand in the documents",
    "hardly any of its words stand in the passage",
    "few of its words stand in the passage",
    "cites nothing",
    "{count} earlier question(s) of this conversation",
    "this model has not been evaluated here: {command}",
    "this model was evaluated by another version's bar: run {command} again",
    "the record of this model's evaluation is damaged: run {command} again",
    "the paragraph it quotes speaks to the machine that reads it, and may have been written to mislead",
)
"""The first that fits is taken. Whatever stands in the braces is shown as it is, so that no choice can lose a word."""


def said(reason: str) -> str:
    """The reason in the reader's language. Contains foreign words."""
    found = shape_of(reason)
    return gettext_(found[0]).format(**found[1]) if found is not None else reason


def shape_of(reason: str) -> tuple[str, dict[str, str]] | None:
    """The shape a reason has, and what stands in it."""
    for shape, pattern in _patterns():
        match = pattern.fullmatch(reason)
        if match is not None:
            return shape, match.groupdict()
    return None


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(shape, re.compile(_value(re.escape(shape)), re.DOTALL)) for shape in SHAPES]


def _value(escaped: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", escaped)
