"""Words of a Word document that the eye would not see: hidden, in the colour of their ground, too small to read."""

from __future__ import annotations

from lxml import etree

from localcounsel.reading.word_parts import attribute, child, switched
from localcounsel.reading.word_styles import Styles, whole

WHITE = "ffffff"
SAME = 20
"""Largest difference in a colour's parts (of 255) that a reader does not notice."""
TINY = 3
"""Half points: Word's smallest sizes, one point and a half and below, cannot be read."""
THIN = 5
"""Percent of the usual width."""
_LIGHT = frozenset({"background1", "light1"})
_HIGHLIGHTS = {"white": WHITE, "black": "000000", "yellow": "ffff00", "red": "ff0000", "blue": "0000ff"}
_PLAIN_TABLES = frozenset({"", "TableGrid", "TableNormal", "TableGridLight", "PlainTable"})
"""Table styles that paint no ground."""


def code(run: etree._Element | None, style: str, styles: Styles, ground: str | None) -> str:
    """How a run with these properties is hidden, as a code of `sentences.FLAGS`; nothing where it is seen.

    `style`: the paragraph's. `ground`: the colour behind it, six hexadecimal digits; None where that is not known.
    """
    character = attribute(child(run, "rStyle"), "val") or ""
    if _vanishes(run, character, style, styles):
        return "word_hidden"
    size = whole(attribute(child(run, "sz"), "val")) or _inherited(styles, "size", character, style)
    width = whole(attribute(child(run, "w"), "val"))
    if (isinstance(size, int) and 0 < size <= TINY) or (width is not None and 0 < width <= THIN):
        return "tiny"
    own = child(run, "color")
    inherited = _inherited(styles, "colour", character, style) if own is None else None
    ink = colour(own) if own is not None else _digits(inherited if isinstance(inherited, str) else None)
    behind = behind_run(run, ground)
    return "background" if ink is not None and behind is not None and like(ink, behind) else ""


def _vanishes(run: etree._Element | None, character: str, style: str, styles: Styles) -> bool:
    for name in ("vanish", "webHidden"):
        own = child(run, name)
        if own is not None:
            return switched(own)
    return bool(_inherited(styles, "hidden", character, style))


def _inherited(styles: Styles, what: str, character: str, style: str) -> object:
    by_character = styles.find(character, what)
    return by_character if by_character is not None else styles.find(style, what)


def colour(element: etree._Element | None) -> str | None:
    """A `w:color` as six hexadecimal digits; None for the automatic one and for what is not written out."""
    if element is None:
        return None
    if attribute(element, "themeColor") in _LIGHT and attribute(element, "themeShade") is None:
        return WHITE
    return _digits(attribute(element, "val"))


def behind_run(run: etree._Element | None, ground: str | None) -> str | None:
    """The ground of one run: its highlight, its shading, or what its paragraph stands on."""
    marked = attribute(child(run, "highlight"), "val")
    if marked and marked != "none":
        return _HIGHLIGHTS.get(marked)
    return shaded(child(run, "shd"), ground)


def shaded(shading: etree._Element | None, ground: str | None) -> str | None:
    """The ground that a `w:shd` paints over `ground`."""
    if shading is None or attribute(shading, "val") == "nil":
        return ground
    if attribute(shading, "val") not in (None, "clear"):
        return None  # a pattern
    fill = attribute(shading, "fill") or "auto"
    if attribute(shading, "themeFill"):
        return None
    return ground if fill == "auto" else _digits(fill)


def table_ground(table: etree._Element, ground: str | None) -> str | None:
    """What a table's cells stand on unless they say otherwise: not known where a style paints them."""
    properties = child(table, "tblPr")
    style = (attribute(child(properties, "tblStyle"), "val") or "").rstrip("0123456789")
    return shaded(child(properties, "shd"), ground if style in _PLAIN_TABLES else None)


def like(one: str, other: str) -> bool:
    """Whether two colours look the same."""
    return all(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) <= SAME for at in (0, 2, 4))


def _digits(value: str | None) -> str | None:
    held = (value or "").strip().lower()
    return held if len(held) == 6 and all(digit in "0123456789abcdef" for digit in held) else None
