"""What a saved paper consists of, before it becomes Markdown or DOCX: headings, paragraphs, lists, tables, notes.

Every text in it is foreign: whoever writes the paper cleans and escapes all of it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a paragraph or cell in one manner."""

    text: str
    bold: bool = False
    italic: bool = False
    note: str = ""
    """A footnote that hangs on these words."""


Text = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; 1 is outermost, 3 innermost."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text
    small: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered from 1 or not."""

    texts: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length."""

    rows: tuple[tuple[Text, ...], ...]
    heads: tuple[str, ...] = ()
    """Empty for a table whose first column names what stands beside it."""
    widths: tuple[int, ...] = ()
    """Shares of the page's width, one a column; empty for equal ones."""


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Part = Heading | Paragraph | Items | Table | NewPage


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole paper."""

    title: str
    parts: tuple[Part, ...]
    header: str = ""
    """Stands at the top of every page, where there are pages."""
    created: str = ""
    """ISO 8601 in UTC, seconds."""
    language: str = "en"
    """What the application's own words are in: `en`, `ja`."""


def plain(text: str, *, bold: bool = False, note: str = "") -> Text:
    """A text of one run."""
    return (Run(text, bold=bold, note=note),)
