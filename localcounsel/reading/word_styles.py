"""What Word's styles and lists say about a paragraph: its number as printed, its outline level, what is hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from localcounsel.reading.word_parts import attribute, child, local, switched

LEVELS = 9
DEEPEST = 20
"""Styles based on styles; a longer chain is a circle."""
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_KANJI = "〇一二三四五六七八九"
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0a8": "▫", "o": "o", "\uf076": "❖"}


@dataclass(slots=True)
class Level:
    """One level of a list."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    """All numbers in its text are decimal."""
    style: str = ""


@dataclass(slots=True)
class Style:
    """What of a style matters here."""

    based_on: str = ""
    outline: int | None = None
    list_id: str | None = None
    list_level: int | None = None
    hidden: bool | None = None
    colour: str | None = None
    """Six hexadecimal digits."""
    size: int | None = None
    """Half points."""
    page_before: bool | None = None


@dataclass(slots=True)
class Lists:
    """The document's lists and how far each has counted."""

    kinds: dict[str, dict[int, Level]] = field(default_factory=dict)
    """Abstract list → its levels."""
    used: dict[str, str] = field(default_factory=dict)
    """List → abstract list."""
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)
    """List → level → the number it starts again with."""
    own: dict[str, dict[int, Level]] = field(default_factory=dict)
    _counted: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, list_id: str, level: int) -> str:
        """The number of the list's next paragraph at this level, as printed; empty where none is shown."""
        kind = self.used.get(list_id)
        if kind is None or not 0 <= level < LEVELS:
            return ""
        levels = {**self.kinds.get(kind, {}), **self.own.get(list_id, {})}
        if level not in levels:
            return ""
        counted = self._counted.setdefault(kind, [None] * LEVELS)
        override = self.overrides.get(list_id, {}).get(level)
        if override is not None and (list_id, level) not in self._begun:
            counted[level] = override
        else:
            held = counted[level]
            counted[level] = levels[level].start if held is None else held + 1
        self._begun.add((list_id, level))
        for upper in range(level):
            if counted[upper] is None:
                counted[upper] = levels[upper].start if upper in levels else 1
        for lower in range(level + 1, LEVELS):
            after = levels[lower].restart if lower in levels else None
            if after is None or (after and level < after):
                counted[lower] = None
        return _shown(levels, level, counted)


def _shown(levels: dict[int, Level], level: int, counted: list[int | None]) -> str:
    own = levels[level]
    if own.form == "bullet":
        return _BULLETS.get(own.text, own.text if own.text and own.text < "\ue000" else "•")

    def number(found: re.Match[str]) -> str:
        which = int(found[1]) - 1
        held = counted[which]
        form = "decimal" if own.legal else levels[which].form if which in levels else "decimal"
        return formed(held if held is not None else 1, form)

    return re.sub(r"%([1-9])", number, own.text).strip()


def formed(number: int, form: str) -> str:
    """A number in one of Word's number formats."""
    match form:
        case "none":
            return ""
        case "lowerLetter" | "upperLetter":
            letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 20) if number > 0 else ""
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman":
            roman = _roman(number)
            return roman.upper() if form == "upperRoman" else roman
        case "decimalZero":
            return f"{number:02d}"
        case "ordinal":
            ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
            return f"{number}{ending}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(number).translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return chr(0x245F + number) if 1 <= number <= 20 else str(number)
        case "japaneseCounting" | "chineseCounting" | "ideographDigital" | "chineseCountingThousand":
            return _kanji(number)
        case "aiueo" | "aiueoFullWidth":
            return "アイウエオカキクケコサシスセソタチツテトナニヌネノ"[(number - 1) % 25] if number > 0 else ""
        case "iroha" | "irohaFullWidth":
            return "イロハニホヘトチリヌルヲワカヨタレソツネナラム"[(number - 1) % 23] if number > 0 else ""
        case _:
            return str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, letters in (*_ROMAN, *_ROMAN_SMALL):
        written += letters * (number // value)
        number %= value
    return written


def _kanji(number: int) -> str:
    if not 0 < number < 100:
        return "".join(_KANJI[int(digit)] for digit in str(max(number, 0)))
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _KANJI[tens] + "十") + (_KANJI[ones] if ones else "")


class Styles:
    """The document's styles, with what each inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self.default = ""
        for each in [] if root is None else root:
            if local(each) == "style":
                name = attribute(each, "styleId") or ""
                self._styles[name] = _style(each)
                if attribute(each, "type") == "paragraph" and attribute(each, "default") in ("1", "true"):
                    self.default = name

    def find(self, name: str, what: str) -> object:
        """The value of a field of the style, its own or inherited; None when no style in the chain has one."""
        for _ in range(DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return None
            value = getattr(style, what)
            if value is not None:
                return value
            name = style.based_on
        return None


def _style(element: etree._Element) -> Style:
    paragraph, run = child(element, "pPr"), child(element, "rPr")
    named = _HEADING.search(attribute(child(element, "name"), "val") or "")
    outline = attribute(child(paragraph, "outlineLvl"), "val")
    vanish = child(run, "vanish")
    before = child(paragraph, "pageBreakBefore")
    return Style(
        based_on=attribute(child(element, "basedOn"), "val") or "",
        outline=whole(outline) if outline is not None else int(named[1]) - 1 if named else None,
        list_id=attribute(child(paragraph, "numPr", "numId"), "val"),
        list_level=whole(attribute(child(paragraph, "numPr", "ilvl"), "val")),
        hidden=None if vanish is None else switched(vanish),
        colour=(attribute(child(run, "color"), "val") or "").lower() or None,
        size=whole(attribute(child(run, "sz"), "val")),
        page_before=None if before is None else switched(before),
    )


def lists(root: etree._Element | None, styles: Styles) -> Lists:
    """The lists that the numbering part declares."""
    made = Lists()
    linked: dict[str, str] = {}
    for each in [] if root is None else root:
        if local(each) == "abstractNum":
            name = attribute(each, "abstractNumId") or ""
            made.kinds[name] = {
                whole(attribute(level, "ilvl")) or 0: _level(level) for level in each if local(level) == "lvl"
            }
            link = attribute(child(each, "numStyleLink"), "val")
            if link:
                linked[name] = link
        elif local(each) == "num":
            _list(each, made)
    for name, style in linked.items():
        other = styles.find(style, "list_id")
        if isinstance(other, str) and made.used.get(other) in made.kinds:
            made.kinds[name] = made.kinds[made.used[other]]
    return made


def _list(element: etree._Element, made: Lists) -> None:
    name = attribute(element, "numId") or ""
    made.used[name] = attribute(child(element, "abstractNumId"), "val") or ""
    for override in element:
        if local(override) != "lvlOverride":
            continue
        level = whole(attribute(override, "ilvl")) or 0
        start = whole(attribute(child(override, "startOverride"), "val"))
        if start is not None:
            made.overrides.setdefault(name, {})[level] = start
        own = child(override, "lvl")
        if own is not None:
            made.own.setdefault(name, {})[level] = _level(own)


def _level(element: etree._Element) -> Level:
    start = whole(attribute(child(element, "start"), "val"))
    return Level(
        start=1 if start is None else start,
        form=attribute(child(element, "numFmt"), "val") or "decimal",
        text=attribute(child(element, "lvlText"), "val") or "",
        restart=whole(attribute(child(element, "lvlRestart"), "val")),
        legal=switched(child(element, "isLgl")),
        style=attribute(child(element, "pStyle"), "val") or "",
    )


def whole(text: str | None) -> int | None:
    """A small whole number, or None."""
    return int(text) if text and text.lstrip("-").isdecimal() and text.isascii() and len(text) < 10 else None
