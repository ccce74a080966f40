"""A quotation with its place, in the words in which the firm cites.

A template is literal text with names in braces. What a document does not offer is left out together with the comma,
dash or blank before it; values are never read as templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from localcounsel.core.checks.dates import MONTHS, dates

FIELDS = ("document", "file", "title", "date", "pinpoint", "page", "clause", "lines", "bates")
"""What the place of a quotation can be told by."""
STYLES = {
    "short": "{document}, {pinpoint}",
    "full": "{title}, {date}, {file}, {pinpoint}",
    "bates": "{bates}",
}
"""The place alone, by the name of the style."""

_NAMED = re.compile(r"\{([a-z]*)\}")
_SEPARATOR = re.compile(r"[\s,;:·–—|/-]+\Z")
_LEADING = re.compile(r"\A[\s,;:·–—|/-]+")
_EMPTY = re.compile(r"\s*(?:\(\s*\)|\[\s*\])")


@dataclass(frozen=True, slots=True)
class Format:
    """How a firm cites."""

    quotation: str = "“{quote}” ({source})"
    source: str = STYLES["short"]
    date: str = "printed"
    """`printed`, `day`, `month`, `iso` or `japanese`."""


@dataclass(frozen=True, slots=True)
class Source:
    """The place of a quotation, in everything that it can be told by. Foreign text throughout."""

    document: str
    """The name the document is cited under, with its folders."""
    pinpoint: str
    title: str = ""
    date: str = ""
    page: str = ""
    clause: str = ""
    lines: str = ""
    bates: str = ""


def unknown(template: str, *more: str) -> str:
    """The first name in braces that a template may not use; empty when it may use all of them."""
    known = {*FIELDS, *more}
    return next((name for name in _NAMED.findall(template) if name not in known), "")


def source(place: Source, how: Format) -> str:
    """Where the words stand. A Bates number alone falls back to document and pinpoint where there is none."""
    said = _filled(how.source, _values(place, how))
    return said or _filled(STYLES["short"], _values(place, how))


def quotation(words: str, place: Source, how: Format) -> str:
    """The words with their place. `words` are the page's own; line breaks in them are closed up."""
    closed_up = re.sub(r"\s+", " ", words).strip()
    return _filled(how.quotation, {**_values(place, how), "quote": closed_up, "source": source(place, how)})


def written_date(printed: str, how: str) -> str:
    """A document's date as the firm writes dates; as printed where it is not one certain day of a year."""
    found = [each for each in dates(printed) if len(each.readings) == 1]
    if how == "printed" or len(found) != 1:
        return printed
    year, month, day = next(iter(found[0].readings))
    if year is None or month is None or day is None:
        return printed
    name = MONTHS[month - 1].capitalize()
    return {
        "day": f"{day} {name} {year}",
        "month": f"{name} {day}, {year}",
        "iso": f"{year}-{month:02d}-{day:02d}",
        "japanese": f"{year}年{month}月{day}日",
    }[how]


def _values(place: Source, how: Format) -> dict[str, str]:
    return {
        "document": place.document,
        "file": place.document.rpartition("/")[2],
        "title": place.title,
        "date": written_date(place.date, how.date) if place.date else "",
        "pinpoint": place.pinpoint,
        "page": place.page,
        "clause": place.clause,
        "lines": place.lines,
        "bates": place.bates,
    }


def _filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its values; an empty one takes the separator before it, or at a beginning after it, along."""
    first, *rest = _NAMED.split(template)  # literal, name, literal, name, …, literal
    said, pending = "", first
    for name, literal in zip(rest[::2], rest[1::2], strict=True):
        value = values.get(name, "")
        if value:
            said, pending = said + _EMPTY.sub("", pending) + value, literal
        elif not pending.strip() or pending.rstrip().endswith(("(", "[")):
            pending += _LEADING.sub("", literal)
        else:
            pending = _SEPARATOR.sub("", pending) + literal
    return (said + _EMPTY.sub("", pending)).strip()
